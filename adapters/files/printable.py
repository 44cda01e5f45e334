"""Text from a file made safe to print: it cannot move the cursor, or turn the direction of what follows."""

import unicodedata

# Marks, embeddings, overrides and isolates of writing direction. Other invisible letters, such as the
# joiners inside emoji and Persian words, stay.
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNPRINTABLE = frozenset(["Cc", "Cs", "Zl", "Zp"])
LONGEST_QUOTE = 40


def printable(text: str) -> str:
    """The text on one line, without control characters and without anything that turns its direction."""
    plain = "".join(" " if letter in "\t\r\n\u2028\u2029" else letter for letter in text)
    return "".join(
        letter
        for letter in plain
        if letter not in _DIRECTIONS and unicodedata.category(letter) not in _UNPRINTABLE
    )


def quoted(text: str) -> str:
    """What stands in a cell, for an error: printable, and cut where it is long."""
    plain = printable(text)
    return f'"{plain}"' if len(plain) <= LONGEST_QUOTE else f'"{plain[:LONGEST_QUOTE]}…"'
