"""What an examination found: one thing, whether it is well, and a line that says so or how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `bot121 doctor`."""

    subject: str
    is_well: bool
    said: str


def well(subject: str, said: str) -> Finding:
    """Something that is as it should be."""
    return Finding(subject, is_well=True, said=said)


def wrong(subject: str, said: str) -> Finding:
    """Something that is not; the line says how to mend it."""
    return Finding(subject, is_well=False, said=said)
