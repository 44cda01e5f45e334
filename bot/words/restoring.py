"""What organisers hear when 121 was put back to an earlier state."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.model import Circle
from bot.messages import Message, When, note, paragraph, say
from bot.words.people import next_round


def put_back(known_until: datetime, circles: Sequence[Circle]) -> Message:
    """Told to organisers after a backup was put back; `circles` are those whose rounds were passed over."""
    return say(
        paragraph(
            "I had to be put back to what I knew on ",
            When(known_until),
            ". What you asked, answered or changed after that I have forgotten. If something is missing, please tell me again.",
        ),
        *(
            paragraph(
                f"{circle.name}: I did not draw the round that was due meanwhile, because its introductions may have been "
                "sent already. The next one comes on ",
                next_round(circle),
                ".",
            )
            for circle in circles
        ),
        *([note("Was nobody introduced? Then type /121 round now.")] if circles else []),
    )
