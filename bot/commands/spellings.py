"""The ways in which people type a subcommand. Blanks, dashes, quotes and case do not count, so they are left out."""

from difflib import SequenceMatcher

from bot.commands.normalise import squash

_WAYS: dict[str, tuple[str, ...]] = {
    "help": ("h", "hi", "commands", "what can you do"),
    "join": ("join in", "subscribe", "start", "in", "i'm in", "count me in", "sign me up"),
    "leave": ("stop", "unsubscribe", "quit", "exit"),
    "pair-me": (
        "pair",
        "pair me up",
        "pair me now",
        "partner",
        "match me",
        "find me a partner",
        "find a partner",
        "find me somebody",
        "find me someone",
    ),
    "cancel": ("cancel request", "cancel my request"),
    "status": ("my status", "how do things stand"),
    "met": ("we met", "we've met", "we have met", "i met", "done"),
    "not-met": (
        "did not meet",
        "didn't meet",
        "we did not meet",
        "we didn't meet",
        "haven't met",
        "we haven't met",
        "we have not met",
    ),
    "not-yet": (
        "not met yet",
        "haven't met yet",
        "we haven't met yet",
        "we have not met yet",
        "ask again",
        "ask me again",
    ),
    "cannot": (
        "can't",
        "can't make it",
        "i can't make it",
        "cannot make it",
        "i cannot make it",
        "call off",
        "call it off",
    ),
    "arrange": ("propose", "suggest", "propose a time", "arrange a time"),
    "accept": ("accept time", "accept the time", "that suits me"),
    "decline-time": ("decline", "decline the time", "that does not suit me"),
    "undo-time": (
        "undo the time",
        "take the time back",
        "take my time back",
        "can't at that time",
        "i can't at that time",
    ),
    "take-back": ("take it back", "take that back", "undo", "undo it", "undo that"),
    "half-time": ("tell us at half time", "time to change over"),
    "arranged": ("we arranged", "agreed", "we agreed", "we meet", "scheduled"),
    "skip": (
        "skip next",
        "skip round",
        "skip next round",
        "skip the next round",
        "skip next week",
    ),
    "pause": ("pause me", "away", "i'm away"),
    "resume": ("back", "i'm back", "i am back", "unpause", "continue"),
    "history": ("my history",),
    "network": ("my network", "people", "my people", "whom have i met", "contacts"),
    "plan": ("my plan", "weekly plan", "plan for"),
    "block": (),
    "unblock": (),
    "with": ("how do we stand", "relationship with", "about"),
    "again": ("meet again", "again with", "meet again with"),
    "rhythm": ("how often", "how often with"),
    "hello": ("say hello", "say hello to", "hello to"),
    "hold": ("hold back", "one more like this"),
    "rest": ("let it rest", "let rest", "end it with"),
    "promise": ("i promised", "promised"),
    "promises": ("my promises",),
    "note": ("my note about", "note about", "note on"),
    "notes": ("my notes", "all my notes"),
    "export": ("export my data", "my data", "download my data", "a copy of my data"),
    "forget-me": ("forget everything about me", "delete my data", "delete me", "erase me"),
    "refer": ("refer to", "referral", "referral for", "referral to"),
    "referrals": ("my referrals",),
    "go-on": ("go on with", "still right"),
    "profile": ("my profile", "edit profile"),
    "setup": ("set up", "settings", "configure"),
    "retry": ("try again", "send again", "resend"),
    "round": (),
    "round preview": ("preview", "preview round"),
    "round together": ("pair these two", "bring together"),
    "round swap": ("swap", "swap partners"),
    "round apart": ("keep apart", "round keep apart"),
    "round free": ("free", "round take back"),
    "round now": ("draw now",),
}

SPELLINGS: dict[str, str] = {
    squash(way): name for name, ways in _WAYS.items() for way in (name, *ways)
}
LONGEST = 5  # words in a way of typing
_SURE = 0.7
_CLEAR_START = 3  # letters: fewer begin too many names


def subcommand_at_start(words: list[str]) -> tuple[str, list[str]] | None:
    """The subcommand that the words begin with and the words after it; the longest way of typing counts."""
    for length in range(min(len(words), LONGEST), 0, -1):
        name = SPELLINGS.get(squash(" ".join(words[:length])))
        if name is not None and squash(words[length - 1]):
            return name, words[length:]
    return None


def nearest(words: list[str]) -> str | None:
    """The subcommand that was probably meant, by its name."""
    starts = [squash(" ".join(words[:length]))[:40] for length in (1, 2, 3)]
    for name in _WAYS:
        if len(starts[0]) >= _CLEAR_START and squash(name).startswith(starts[0]):
            return name
    likeness, name = max(
        (SequenceMatcher(None, start, way).ratio(), name)
        for start in starts
        for way, name in SPELLINGS.items()
        if len(way) >= _CLEAR_START
    )
    return name if likeness >= _SURE else None
