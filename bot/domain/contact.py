"""What tells how somebody can be reached: an address, a phone number, an account. Of people who are not here none is kept."""

import re
import unicodedata

_MENTION = re.compile(r"<@[!&]?\w+(?:\|[^<>]*)?>")  # of a member, as platforms write it
_DASHES = re.compile("[\u2010-\u2015]")

_PROVIDER = r"(?:gmail|googlemail|gmx|hotmail|icloud|outlook|protonmail|yahoo)"
_EMAIL = re.compile(rf"[^\s@]+@(?:[^\s@]+\.\w{{2,}}|(?i:{_PROVIDER})\b)")
_NAME = r"[^\W_][\w-]{0,62}"
_DOT = r"(?:\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*|[\s_-]+(?:dot|punkt)[\s_-]+|\s+\.\s*)"
_PLAIN_AT = r"[\s_-]+(?:at|ät)[\s_-]+"
_MARKED_AT = r"(?:\s*[\[({<]\s*(?:at|ät|@)\s*[\])}>]\s*|\s*@\s*)"
# With a sentence after it, "met @ Berlin. Great" is no address; none begins with one of these.
_SPACED_END = r"\.\s+(?-i:com|org|net|info|eu|uk|de|fr|es|ch|nl|pl)\b"
_MAILBOX = rf"{_PROVIDER}\.\w{{2,}}"
# "works at example.com" is no address; "al at example dot com" and "al (at) example.com" are one, written out.
_WRITTEN_OUT = re.compile(
    rf"(?i){_NAME}(?:"
    rf"{_MARKED_AT}{_NAME}(?:(?:\.|{_DOT})[^\W\d_]{{2,}}|{_SPACED_END})"
    rf"|{_PLAIN_AT}(?:{_MAILBOX}|(?:{_NAME}\.)?{_NAME}{_DOT}[^\W\d_]{{2,}}))"
)

_NETWORK = (
    r"\b(?:telegram|whatsapp|insta(?:gram)?|ig|signal|wechat|skype|discord|twitter|(?-i:X)|tiktok|facebook|fb"
    r"|linkedin|messenger|snapchat|bluesky|mastodon|viber|xing)\b"
)
# Where one has an account and no page: "Insta: carla.diaz" is nobody's website.
_ACCOUNTS_ONLY = (
    r"\b(?:telegram|whatsapp|insta(?:gram)?|ig|signal|wechat|skype|tiktok|snapchat|viber)\b"
)
_ENDING = r"(?:com|org|net|info|eu|io|co|shop|store|online|[a-z]{2})"
_HANDLE = r"(?<!\w)@[\w.-]+"
# Only side by side: in "@ben can help with Instagram" a member is mentioned. Without its sign a name has a digit or a line in it.
_ACCOUNT = re.compile(
    rf"(?i){_HANDLE}\s*(?:[,/:-]\s*|[(\[]?\s*(?:(?:on|at|via)\s+)?){_NETWORK}"
    rf"|{_NETWORK}\s*[:=(-]?\s*(?:(?:is|as|name|handle|account|id)\b\s*:?\s*)?{_HANDLE}"
    rf"|{_NETWORK}\s*[:=]\s*(?=\w{{5}})[^\W\d]\w*[_\d]"
    rf"|{_NETWORK}\s+(?:[^\W\d_]{{4,}}\d{{1,4}}\b|[^\W\d_]{{2,}}_\w)"
    rf"|{_ACCOUNTS_ONLY}\s*[:=]\s*[^\W\d]\w*\.(?!{_ENDING}\b)[^\W\d]"
)
# "linkedin.com/company/…" is a company's address like any other.
_PROFILE = re.compile(
    r"(?i)(?<![\w-])(?:"
    r"(?:t|telegram|wa|m|signal)\.me/|(?:api|chat)\.whatsapp\.com/|snapchat\.com/add/|discord\.com/users/"
    r"|linkedin\.com/(?:in|pub)/|xing\.com/profile/|bsky\.app/profile/"
    r"|(?:instagram|facebook|fb|twitter|x|tiktok|threads)\.(?:com|net)/@?\w)"
)

# A comma divides a number only between two digits: in "in 2019, 2020" there are two.
_PHONE = re.compile(r"\d(?:(?:[\s()\[\]./_-]*|,)\d){6,}")
_CENTS = r"(?:[.,]\d{1,2})?"
_SUM = rf"(?:[1-9]\d{{0,2}}(?:[\s.,'’]\d{{3}}){{1,3}}|[1-9]\d{{0,8}}){_CENTS}"  # noqa: RUF001
_ROUND = rf"[1-9]\d{{0,2}}(?:[\s.,'’]\d{{3}}){{0,2}}[\s.,'’]000{_CENTS}"  # noqa: RUF001
_TO = r"\s?(?:-|to)\s?"
_SUMS = rf"{_SUM}(?:{_TO}{_SUM})?"
_CURRENCY = (
    r"(?:[€$£¥₹]|\b(?:eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf|cad|aud|nzd|inr|jpy|cny|zar|brl)\b"
    r"|\b(?:euro|dollar|pound|franc|rupee)s?\b)"
)
_ANY_CURRENCY = re.compile(rf"(?i){_CURRENCY}")
_ONLY_A_SUM = re.compile(rf"(?i)(?:{_CURRENCY}\s?)?{_SUMS}(?:\s?{_CURRENCY})?")
# Thousands without a currency are an amount where they are round; with more digits beside it, no amount is.
_AMOUNT = re.compile(
    rf"(?i)(?<![\d+])(?<!\d[\s.,/_-])"
    rf"(?:{_CURRENCY}\s?{_SUMS}|{_SUMS}\s?{_CURRENCY}|{_ROUND}(?:{_TO}{_ROUND})?)"
    rf"(?![\s.,/_-]?\d)"
)
_HOUR = r"[0-2]?\d\.[0-5]\d"
# Dates, years in a row and hours "from to" have as many digits as a phone number.
_TIMES = re.compile(
    r"(?<!\d)(?:"
    r"\d{4}-\d{1,2}-\d{1,2}"
    r"|\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|(?:19|20)\d\d(?:\s?[-/,]\s?(?:19|20)\d\d)+"
    rf"|{_HOUR}\s?-\s?{_HOUR}"
    r")(?![.,]?\d)"
)


def has_contact(text: str) -> bool:
    """Whether a text tells how to reach somebody: by e-mail, also written out, by phone, or in a network."""
    plain = _plain(text)
    ways = (_EMAIL, _WRITTEN_OUT, _ACCOUNT, _PROFILE)
    return any(way.search(plain) for way in ways) or bool(_PHONE.search(_without_amounts(plain)))


def is_sum(text: str) -> bool:
    """Whether a text is a sum of money and nothing else, with or without its currency."""
    return bool(_ONLY_A_SUM.fullmatch(_plain(text).strip()))


def _plain(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", _MENTION.sub(" ", text)))


def _without_amounts(plain: str) -> str:
    """The text without the numbers that nobody can call; what is left of them stands together, a currency between or not."""
    return _ANY_CURRENCY.sub(" ", _TIMES.sub(" ", _AMOUNT.sub(" ", plain)))
