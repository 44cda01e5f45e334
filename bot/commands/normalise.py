"""Typed text made even: what phones, keyboards and copying put into it is taken out or made alike.

`tidy` keeps what a member wrote, on one line; `fold` is for words that are looked up; `squash` for names.
"""

import re
import unicodedata

_HIDDEN = frozenset({"Cc", "Cf", "Cs"})  # control, format (zero width, direction), lone surrogates
_LOOKS_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_JOINERS = "\u200c\u200d"
_TAGS = "".join(map(chr, range(0xE0020, 0xE0080)))
# A black flag with the tags of a country's letters is that country's flag; elsewhere tags only hide.
_FLAG_OR_TAG = re.compile(f"(\U0001f3f4[\U000e0030-\U000e007a]{{3,6}}\U000e007f)|[{_TAGS}]")
_IN_EMOJI = frozenset(_JOINERS + _TAGS)
# Joiners belong inside emoji and some scripts; next to plain letters they only hide.
_STRAY_JOINERS = re.compile(
    rf"(?<![^\x00-\x7f{_JOINERS}])[{_JOINERS}]+|[{_JOINERS}]+(?![^\x00-\x7f{_JOINERS}])"
)
_ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ`´′", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_COURTESY = frozenset({"please", "pls", "plz", "thanks", "thx"})
_STOPS = " .,;:!?…"


def tidy(text: str) -> str:
    """The text on one line, blanks single, without what cannot be seen; letters and signs as they were written."""
    flags_only = _FLAG_OR_TAG.sub(lambda found: found[1] or "", text)
    seen = "".join(_seen(character) for character in flags_only)
    return " ".join(_STRAY_JOINERS.sub("", seen).split())


def _seen(character: str) -> str:
    if character.isspace() or character in _LOOKS_BLANK:
        return " "
    hidden = unicodedata.category(character) in _HIDDEN and character not in _IN_EMOJI
    return "" if hidden else character


def fold(text: str) -> str:
    """Text as it is looked up: small, full-width signs made plain, one kind of quote and of dash."""
    plain = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    small = unicodedata.normalize("NFKC", plain.casefold())
    return " ".join(re.sub(f"[{_JOINERS}]", "", small).split())


def squash(text: str) -> str:
    """Only the letters and digits, folded: "Pair-Me", "pair me" and "PAIRME" are one."""
    return "".join(character for character in fold(text) if character.isalnum())


def polish(text: str) -> str:
    """Text without "please" at either end and without the full stop."""
    words = text.split()
    while words and (squash(words[-1]) in _COURTESY or not squash(words[-1])):
        words.pop()
    return " ".join(after_courtesy(words)).rstrip(_STOPS)


def after_courtesy(words: list[str]) -> list[str]:
    """The words after any "please" they begin with."""
    first = next((n for n, word in enumerate(words) if squash(word) not in _COURTESY), len(words))
    return words[first:]


def shorten(text: str, most: int) -> str:
    """The text, or as much of its beginning as fits, with dots."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
