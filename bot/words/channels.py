"""What organisers hear when a channel changes, and when 121 comes into a workspace."""

from bot.domain.model import Circle
from bot.messages import Heading, Look, Message, buttons, joined, note, paragraph, say
from bot.words.people import button, line


def circle_rests(circle: Circle) -> Message:
    """Told to organisers when a circle's channel was archived."""
    return line(
        f"The channel of {circle.name} was archived, so its circle rests: no more rounds. "
        "What the pairs have begun goes on. When the channel comes back, so does the circle."
    )


def role_gone(circle: Circle) -> Message:
    """Told to organisers when the role that a circle follows was deleted."""
    return line(
        f"The role that {circle.name} follows was deleted. Whoever takes part goes on taking part; "
        "others join with /121 join. To follow another role: /121 setup"
    )


def shut_out(circle: Circle) -> Message:
    """Told to organisers when 121 was removed from a circle's channel."""
    return say(
        paragraph(
            f"I was removed from the channel of {circle.name}. The rounds go on in direct messages, but I can't write "
            "in the channel any more, nor see who comes and goes."
        ),
        paragraph("To bring me back, type /invite there and choose me."),
        buttons(button("Close the circle", "close_circle", circle.id, Look.DANGER)),
    )


def how_to_begin() -> Message:
    """Told to whoever let 121 into a workspace."""
    return say(
        Heading("I am here"),
        paragraph(
            "A circle is a group that meets one to one, usually everybody who likes in one channel. "
            "Go to that channel, type /invite and choose me, then type /121 setup every week on monday at 10:00"
        ),
        paragraph("Or press the button and choose the channel."),
        buttons(button("Set up a circle", "circle", 0, Look.PRIMARY)),
    )


def look_it_up(members: tuple[str, ...]) -> Message:
    """Said in a channel to members for whom there is something, where 121 has no private room for them."""
    return say(
        paragraph(*joined(members), ", there is something for you about a 1-2-1."),
        buttons(button("Show me", "status")),
        note("Only you see what it says."),
    )


def first_direct_message() -> Message:
    """The first direct message, which a member opens by joining."""
    return line("This is where I write to you. Questions about how I work? Type /121 help")


def direct_messages_closed() -> Message:
    """Told in private to a member who joins and takes no direct messages."""
    return line(
        "I can't send you direct messages. Allow them for this server under Privacy Settings, "
        "or you will hear from me in threads only."
    )
