"""What typed text keeps and what it loses on its way in."""

import pytest

from bot.commands.normalise import squash, tidy

WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
HIDDEN = "\U000e0061\U000e0062\U000e0063"


@pytest.mark.parametrize("flag", [WALES, SCOTLAND, "🏴", "🏴‍☠️", "🇪🇬", "👩🏽‍🚀"])
def test_flags_and_other_emoji_stay_as_they_were_typed(flag: str) -> None:
    assert tidy(f" I row for  {flag} ") == f"I row for {flag}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"tea{HIDDEN}", "tea"),
        (f"🏴{HIDDEN}", "🏴"),  # no flag: it does not end
        (f"{WALES}{HIDDEN}", WALES),
        ("\U000e0067\U000e007f tea", "tea"),
    ],
)
def test_tags_that_make_no_flag_only_hide_and_go(text: str, left: str) -> None:
    assert tidy(text) == left


def test_a_flag_does_not_count_where_names_are_looked_up() -> None:
    assert squash(tidy(f"Sian {WALES}")) == "sian"
