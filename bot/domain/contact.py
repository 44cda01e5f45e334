"""What tells how somebody can be reached: an e-mail address, a phone number. Of people who are not here none is kept."""

import re
import unicodedata

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_NAME = r"[^\W_][\w-]{0,62}"
_DOT = r"(?:\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*|[\s_-]+(?:dot|punkt)[\s_-]+)"
_PLAIN_AT = r"[\s_-]+(?:at|ät)[\s_-]+"
_MARKED_AT = r"(?:\s*[\[({<]\s*(?:at|ät|@)\s*[\])}>]\s*|\s*@\s*)"
# "works at example.com" is no address; "al at example dot com" and "al (at) example.com" are one, written out.
_WRITTEN_OUT = re.compile(
    rf"(?i){_NAME}(?:{_MARKED_AT}{_NAME}(?:\.|{_DOT})|{_PLAIN_AT}(?:{_NAME}\.)?{_NAME}{_DOT})[^\W\d_]{{2,}}"
)
_PHONE = re.compile(r"\d(?:[\s().\-/]*\d){6,}")
_CURRENCY = (
    r"(?:[€$£¥₹]|(?:eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf|cad|aud|nzd|inr|jpy|cny|zar|brl)\b"
    r"|(?:euro|dollar|pound|franc|rupee)s?\b)"
)
_SUM = r"[1-9]\d{0,2}(?:[\s.,'’]\d{3})+(?:[.,]\d{1,2})?|[1-9]\d{0,8}(?:[.,]\d{1,2})?"  # noqa: RUF001
_SUMS = rf"(?:{_SUM})(?:\s?(?:-|to)\s?(?:{_SUM}))?"
_MONEY = re.compile(rf"(?i)(?<![\d+])(?:{_CURRENCY}\s?{_SUMS}|{_SUMS}\s?{_CURRENCY})(?![.,]?\d)")
# Dates, years "from to", thousands and round numbers have as many digits as a phone number.
_NO_PHONE = re.compile(
    r"(?<!\d)(?:"
    r"\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|(?:19|20)\d\d\s?[-/]\s?(?:19|20)\d\d"
    r"|\d{1,3}(?:[.,]\d{3})+"
    r"|(?<!\+)(?<!\d\s)[1-9]\d{0,2}(?:\s000)+(?!\s\d)"
    r")(?![.,]?\d)"
)
_DASHES = re.compile("[\u2010-\u2015]")


def has_contact(text: str) -> bool:
    """Whether a text holds an e-mail address, also one that is written out, or something like a phone number."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    without_numbers = _NO_PHONE.sub(" ", _MONEY.sub(" ", plain))
    return bool(
        _EMAIL.search(plain) or _WRITTEN_OUT.search(plain) or _PHONE.search(without_numbers)
    )
