"""A round drawn from files, and how it is told."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations, count
from pathlib import Path
from typing import Any

import pytest

from adapters.files import Choices, PairReport, as_json, as_text, pair, policy_of
from adapters.files.history import Introduction
from adapters.files.turns import Turns, turns
from bot.domain.model import OddRule
from bot.errors import BotError, InvalidInput

MEMBERS = """id,name,team,looking_for,can_offer,interests,blocked,shoe size
u1,Ada,north,a coach,,start-ups,,41
u2,Ben,south,,business coach,Start-ups,,43
u3,Cleo,north,,,,,38
u4,Dan \x1b[31m\u202e<b>,north,,,,,44
u5,Eva,,,,jazz,u6,37
u6,Fay,,,,,,36
u7,Gil,,,,jazz,,45
"""
HISTORY = """a,b,date,met
u3,u4,2026-03-03,yes
u1,u3,2026-03-10,yes
u1,u4,2026-03-10,yes
u2,u3,2026-03-10,yes
u2,u4,2026-03-10,yes
u5,u3,2026-03-10,yes
u5,u4,2026-03-10,yes
u6,u3,2026-03-10,yes
u6,u4,2026-03-10,yes
u7,u3,2026-03-10,yes
u7,u4,2026-03-10,yes
u5,u7,2026-03-10,no
u99,u1,2026-03-10,yes
"""


def drawn(
    tmp_path: Path,
    members: str = MEMBERS,
    history: str | None = None,
    odd: OddRule = OddRule.TRIO,
    seed: int = 7,
    **choices: Any,
) -> PairReport:
    member_file, history_file = tmp_path / "members.csv", tmp_path / "history.csv"
    member_file.write_text(members, encoding="utf-8")
    if history is not None:
        history_file.write_text(history, encoding="utf-8")
    ticks = count(100)
    return pair(
        member_file,
        None if history is None else history_file,
        Choices(seed=seed, odd=odd, **choices),
        lambda: next(ticks) / 4,
    )


def test_the_text_says_who_meets_whom_and_why(tmp_path: Path) -> None:
    assert as_text(drawn(tmp_path, history=HISTORY)) == TEXT


TEXT = """\
Ada, Ben and Eva: one would have been left over, so three meet; they have never met; Ada is looking for a coach, and Ben can offer it; Ada and Ben both care about start-ups
Cleo and Dan [31m<b>: they last met on 3 March 2026, longer ago than with anybody else in this round
Fay and Gil: they have never met

Seed 7: the same files and the same seed give the same pairings."""


def test_the_text_says_who_sits_out_and_why(tmp_path: Path) -> None:
    members = "id,name,blocked\n1,Ada,\n2,Ben,\n3,Cleo,1;2\n"
    assert as_text(drawn(tmp_path, members)) == (
        "Ada and Ben: they have never met\n"
        "Cleo has no partner: nobody was left whom they may meet\n"
        "\n"
        "Seed 7: the same files and the same seed give the same pairings."
    )
    members = "id,name\n1,Ada\n2,Ben\n3,Cleo\n"
    history = "a,b,date,met\n1,3,2026-01-05,yes\n1,2,2026-01-12,no\n"
    assert as_text(drawn(tmp_path, members, history, OddRule.SIT_OUT)) == (
        "Ben and Cleo: they have never met\n"
        "Ada sits out: the number is odd, and it is their turn\n"
        "\n"
        "Seed 7: the same files and the same seed give the same pairings."
    )


def test_one_member_alone_is_told_so(tmp_path: Path) -> None:
    assert as_text(drawn(tmp_path, "id,name\n1,Ada\n")) == (
        "Ada has no partner: nobody was left whom they may meet\n"
        "\n"
        "Seed 7: the same files and the same seed give the same pairings."
    )


def test_the_json_has_these_keys_and_the_ids_of_the_file(tmp_path: Path) -> None:
    members = "id,name,looking_for,can_offer\nx 1,Ada,a coach,\n007,Ben,,coach\nß,Cleo,,\n"
    report = drawn(tmp_path, members, "a,b,date,met\nx 1,007,2026-03-03,no\n")
    told = as_json(report)
    assert "\n" not in told
    assert json.loads(told) == {
        "seed": 7,
        "pairings": [
            {
                "members": ["007", "x 1", "ß"],
                "reasons": [
                    "one would have been left over, so three meet",
                    "Ada is looking for a coach, and Ben can offer it",
                ],
                "repeat": True,
            }
        ],
        "certificate": {"score": 434, "upper_bound": 434},
        "left_out": [],
        "left_out_because": {},
        "seconds": 0.25,
    }


def test_whoever_is_left_out_stands_in_the_json(tmp_path: Path) -> None:
    told = json.loads(as_json(drawn(tmp_path, odd=OddRule.SIT_OUT)))
    assert [len(pairing["members"]) for pairing in told["pairings"]] == [2, 2, 2]
    placed = [member for pairing in told["pairings"] for member in pairing["members"]]
    assert sorted(placed + told["left_out"]) == [f"u{n}" for n in range(1, 8)]


def test_blocks_hold_both_ways(tmp_path: Path) -> None:
    for seed in range(20):
        told = json.loads(as_json(drawn(tmp_path, seed=seed)))
        assert not any({"u5", "u6"} <= set(pairing["members"]) for pairing in told["pairings"])


def test_the_order_of_lines_makes_no_difference(tmp_path: Path) -> None:
    first, *lines = MEMBERS.splitlines()
    old_first, *old = HISTORY.splitlines()
    other = drawn(
        tmp_path,
        "\n".join([first, *reversed(lines)]),
        "\n".join([old_first, *reversed(old)]),
    )
    assert as_json(other) == as_json(drawn(tmp_path, history=HISTORY))


def test_notes_of_both_files_are_handed_on(tmp_path: Path) -> None:
    report = drawn(tmp_path, history="a,b,date,met,place\n")
    assert [note.removeprefix(f"{tmp_path}/") for note in report.notes] == [
        'members.csv: the column "shoe_size" is not used.',
        'history.csv: the column "place" is not used.',
    ]


@pytest.mark.parametrize("odd", OddRule)
def test_rounds_written_back_into_the_history_take_turns(tmp_path: Path, odd: OddRule) -> None:
    members = "id,name\n" + "".join(f"m{n},Member {n}\n" for n in range(9))
    history = "a,b,date,met\n"
    turn: Counter[str] = Counter()
    for week in range(9):
        report = drawn(tmp_path, members, history, odd, seed=week)
        told = json.loads(as_json(report))
        on = date(2026, 1, 5) + timedelta(weeks=week)
        turn.update(told["left_out"])
        for pairing in told["pairings"]:
            if len(pairing["members"]) == 3:
                turn.update(pairing["members"])
            for a, b in combinations(pairing["members"], 2):
                history += f"{a},{b},{on},yes\n"
    if odd is OddRule.SIT_OUT:
        assert set(turn.values()) == {1}
    else:  # the file does not tell which of three joined the other two, so all had their turn; one is chosen by it
        assert len(turn) == 9
        assert max(turn.values()) - min(turn.values()) <= 3


def introductions(day: int, pairs: Iterable[str]) -> list[Introduction]:
    on = date(2026, 1, day)
    return [Introduction(a=one, b=other, on=on, met=True) for one, other in map(tuple, pairs)]


@pytest.mark.parametrize(
    ("pairs", "odd_ones"),
    [
        (["ab", "cd"], "e"),
        (["ab", "cd", "dc"], "e"),
        (["ab", "cd", "de", "ce"], "cde"),
        (["ab", "cz"], ""),
        (["ab", "cx", "dy"], "e"),
        (["ab"], ""),
        (["ab", "bc", "cd", "de"], ""),
        (["ab", "bc", "de"], ""),
        (["ab", "cd", "ex"], ""),
        (["ab", "ac", "ad", "bc", "de"], ""),
    ],
)
def test_a_day_tells_who_was_the_odd_one_only_if_it_was_a_whole_round(
    pairs: list[str], odd_ones: str
) -> None:
    before = introductions(4, ["ab", "bc", "cd", "de"])
    found = turns(before + introductions(5, pairs), "abcde")
    assert {member for member, one in found.items() if one.last} == set(odd_ones)


def test_the_last_turn_counts() -> None:
    days = {1: ["ab", "bc"], 5: ["ab"], 12: ["ab"], 19: ["bc"]}
    lines = [line for day, pairs in days.items() for line in introductions(day, pairs)]
    assert turns(reversed(lines), "abc") == {
        "a": Turns(date(2026, 1, 19), 1),
        "b": Turns(),
        "c": Turns(date(2026, 1, 12), 2),
    }


def test_who_comes_later_has_not_had_the_turns_of_before_and_comes_after_the_others() -> None:
    lines = introductions(5, ["ab", "cd"]) + introductions(12, ["ab", "ce"])
    found = turns(lines, "abcdef")
    assert found == {
        **dict.fromkeys("abcf", Turns()),  # of f no line tells anything
        "d": Turns(date(2026, 1, 12), 1),  # sat out
        "e": Turns(date(2026, 1, 12), 0),  # came
    }


def groups(report: PairReport) -> list[set[str]]:
    return [set(pairing["members"]) for pairing in json.loads(as_json(report))["pairings"]]


def test_how_good_it_is_is_said_where_it_is_asked_for(tmp_path: Path) -> None:
    report = drawn(tmp_path, history=HISTORY)
    told = as_text(report, explained=True)
    assert "Pairings: 3. Repeats: " in told
    assert "points (" in told
    assert "points (" not in as_text(report)


def test_two_change_places_and_the_others_keep_their_partners(tmp_path: Path) -> None:
    members = "id,name\n" + "".join(f"u{n},Member {n}\n" for n in range(1, 9))
    before = groups(drawn(tmp_path, members))
    (u1,) = (group for group in before if "u1" in group)
    other = next(member for group in before if group != u1 for member in group)
    (place,) = (group for group in before if other in group)
    after = groups(drawn(tmp_path, members, swap=(("u1", other),)))
    assert (place - {other}) | {"u1"} in after
    assert (u1 - {"u1"}) | {other} in after


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"together": (("u1", "u1"),)}, '"u1" is named twice'),
        ({"apart": (("u2", "u2"),)}, '"u2" is named twice'),
        ({"together": (("u1", "u4"), ("u4", "u5"))}, '"u4" is to meet 2 members'),
        ({"together": (("u1", "u4"),), "apart": (("u4", "u1"),)}, '"u1" and "u4" must not meet'),
        ({"together": (("u5", "u6"),)}, '"u5" and "u6" must not meet'),
        ({"swap": (("u1", "u99"),)}, 'No member has the id "u99"'),
        ({"swap": (("u3", "u4"),), "together": (("u3", "u4"),)}, "meet each other in this round"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_drawn(
    tmp_path: Path, choices: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        drawn(tmp_path, **choices)


def test_organisers_bring_together_and_keep_apart(tmp_path: Path) -> None:
    for seed in range(5):
        found = groups(drawn(tmp_path, seed=seed, together=(("u1", "u4"),), apart=(("u2", "u3"),)))
        assert any({"u1", "u4"} <= group for group in found)
        assert not any({"u2", "u3"} <= group for group in found)


def test_an_id_that_nobody_has_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match='No member has the id "u77"'):
        drawn(tmp_path, apart=(("u1", "u77"),))


def test_a_size_and_what_matters_can_be_chosen(tmp_path: Path) -> None:
    assert sorted(len(group) for group in groups(drawn(tmp_path, size=4))) == [3, 4]
    policy = policy_of("prefer teams 9, within teams")
    assert (policy.team, policy.within_teams) == (9, True)
    with pytest.raises(BotError, match="9"):
        policy_of("teams 10")


WISHES = """id,name,asked_for,meet_again,newcomer,time_zone
a,Ada,d,b,yes,Europe/London
b,Ben,,a,no,Nowhere/Land
c,Cleo,,,,
d,Dan,,,,Asia/Tokyo
"""


def test_wishes_are_read(tmp_path: Path) -> None:
    report = drawn(tmp_path, WISHES, "a,b,date,met\na,b,2026-03-03,yes\n")
    assert {"a", "b"} in groups(report)
    assert "they both wished to meet again" in as_text(report)


def test_newcomers_are_said_by_yes_or_no(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match='line 2: "maybe" stands under newcomer'):
        drawn(tmp_path, WISHES.replace("yes", "maybe"))


@pytest.mark.parametrize("seed", range(1, 7))
def test_of_those_whose_turn_was_on_the_same_day_it_is_the_one_who_had_fewer(
    tmp_path: Path, seed: int
) -> None:
    days = {
        "2026-01-01": ("1,4", "1,5", "4,5", "2,3", "6,7"),
        "2026-01-08": ("1,2", "1,3", "2,3", "4,5", "6,7"),
        "2026-01-15": ("4,6", "4,7", "6,7", "1,2", "3,5"),
        "2026-01-22": ("5,6", "5,7", "6,7", "1,3", "2,4"),
    }
    report = drawn(
        tmp_path,
        members="id,name\n" + "".join(f"{n},M{n}\n" for n in range(1, 8)),
        history="a,b,date,met\n"
        + "".join(f"{two},{day},yes\n" for day, pairs in days.items() for two in pairs),
        odd=OddRule.SIT_OUT,
        seed=seed,
    )
    (out,) = report.drawn.sit_outs
    assert out.member in {2, 3}  # the third of that day had a turn before
