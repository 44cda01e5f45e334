"""What to talk about: the questions of the three kinds of meeting; and who begins."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meeting_form import MeetingForm
from bot.domain.model import (
    CircleId,
    Member,
    MemberId,
    Origin,
    Pairing,
    PairingId,
    WorkspaceId,
)
from bot.domain.relationships import Stage, Together
from bot.messages import plain
from bot.words import introduction
from bot.words.starters import AGENDAS, AT_ONCE, starter, starters


@pytest.mark.parametrize("stage", Stage)
def test_each_kind_of_meeting_has_at_least_twelve_questions(stage: Stage) -> None:
    questions = AGENDAS[stage].questions
    assert len(questions) == len(set(questions)) >= 12


@given(
    st.lists(st.integers(1, 10**6), min_size=2, max_size=4, unique=True),
    st.integers(0, 50),
    st.sampled_from(Stage),
)
def test_no_question_comes_again_before_all_were_asked(
    members: list[int], introduced: int, stage: Stage
) -> None:
    questions = AGENDAS[stage].questions
    in_turn = range(introduced, introduced + len(questions) // AT_ONCE)
    asked = [question for n in in_turn for question in starters(members, n, stage)]
    assert sorted(asked) == sorted(questions)


@given(
    st.lists(st.integers(1, 10**6), min_size=2, max_size=4, unique=True),
    st.integers(0, 50),
    st.sampled_from(Stage),
)
def test_the_silence_is_broken_with_another_question_of_the_same_kind(
    members: list[int], introduced: int, stage: Stage
) -> None:
    broken_with = starter(members, introduced, stage)
    assert broken_with in AGENDAS[stage].questions
    for n in (introduced, introduced + 1):
        assert broken_with not in starters(members, n, stage)


NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
HERE = WorkspaceId(1)
TWO = [
    Member(id=MemberId(number), workspace_id=HERE, external_id=name, last_seen_at=NOW)
    for number, name in enumerate(("ada", "ben"), 1)
]
PAIRING = Pairing(
    id=PairingId(7),
    workspace_id=HERE,
    circle_id=CircleId(1),
    origin=Origin.ROUND,
    members=(MemberId(1), MemberId(2)),
    reasons=(),
    opened_at=NOW,
    ends_at=NOW,
)


def _begins(introduced: int, met: int) -> str:
    past = Together(introduced=introduced, met=met, counted=met)
    message = introduction(PAIRING, TWO, past=past, form=MeetingForm.ONLINE, times=())
    found = re.search(r"@(\w+) begins", plain(message, str, ZoneInfo("UTC")))
    assert found
    return found[1]


def test_the_turn_to_begin_passes_on_when_they_have_met_and_not_before() -> None:
    assert _begins(introduced=1, met=0) == _begins(introduced=0, met=0)
    assert _begins(introduced=2, met=1) != _begins(introduced=0, met=0)
    assert _begins(introduced=5, met=2) == _begins(introduced=0, met=0)
