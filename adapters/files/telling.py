"""A round drawn from files, told to a person or to a program."""

import json
import math
from collections.abc import Sequence

from adapters.files.drawing import PairReport
from adapters.files.printable import printable
from bot.domain.matching import Draw, Match, SitOutReason
from bot.domain.model import MemberId
from bot.words.reasons import reason_words

_LEFT_OUT = {
    SitOutReason.ODD: "sits out: the number is odd, and it is their turn",
    SitOutReason.NOBODY_LEFT: "has no partner: nobody was left whom they may meet",
}


def as_text(report: PairReport, *, explained: bool = False) -> str:
    """Who meets whom and why, one pairing a line, safe to print on a terminal; and how good that is, if asked for."""
    told = [
        f"{_together(report, match.members)}: {'; '.join(_reasons(report, match))}"
        for match in report.drawn.matches
    ]
    told += [
        f"{report.group.names[out.member]} {_LEFT_OUT[out.why]}" for out in report.drawn.sit_outs
    ]
    seed = f"Seed {report.drawn.seed}: the same files and the same seed give the same pairings."
    return "\n".join([*told, "", *(_how_good(report.drawn) if explained else ()), seed])


def _how_good(drawn: Draw) -> list[str]:
    """The certificate in words."""
    known = drawn.certificate
    repeats = sum(match.repeat for match in drawn.matches)
    share = f"{math.floor(known.share * 10_000) / 100:.2f} %"
    return [
        f"Pairings: {len(drawn.matches)}. Repeats: {repeats}. Without a partner: {len(drawn.sit_outs)}.",
        f"Wishes and likes: {known.score} of at most {known.upper_bound} points ({share}).",
        "No round of groups like these that leaves out and repeats as little can have more points than that.",
        "",
    ]


def as_json(report: PairReport) -> str:
    """The same for programs: one JSON object, the members named by their ids in the file."""
    ids = {member.id: member.external_id for member in report.group.members}
    return json.dumps(
        {
            "seed": report.drawn.seed,
            "pairings": [
                {
                    "members": [ids[member] for member in match.members],
                    "reasons": _reasons(report, match),
                    "repeat": match.repeat,
                }
                for match in report.drawn.matches
            ],
            "certificate": {
                "score": report.drawn.certificate.score,
                "upper_bound": report.drawn.certificate.upper_bound,
            },
            "left_out": [ids[out.member] for out in report.drawn.sit_outs],
            "left_out_because": {ids[out.member]: out.why for out in report.drawn.sit_outs},
            "seconds": round(report.seconds, 6),
        }
    )


def _together(report: PairReport, members: Sequence[MemberId]) -> str:
    *others, last = (report.group.names[member] for member in members)
    return f"{', '.join(others)} and {last}"


def _reasons(report: PairReport, match: Match) -> list[str]:
    names = report.group.names
    size = len(match.members)
    told = (reason_words(reason, names.__getitem__, size=size) for reason in match.reasons)
    return [printable(words) for words in told]
