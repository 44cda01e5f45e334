"""What to talk about: the questions of the three kinds of meeting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.starters import AT_ONCE, STAGES, Stage, stage_of, starters


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_each_kind_of_meeting_has_at_least_twelve_questions(stage: Stage) -> None:
    assert len(stage.questions) == len(set(stage.questions)) >= 12


@given(
    st.lists(st.integers(1, 10**6), min_size=2, max_size=4, unique=True),
    st.integers(0, 50),
    st.integers(0, 5),
)
def test_no_question_comes_again_before_all_were_asked(
    members: list[int], introduced: int, met: int
) -> None:
    questions = stage_of(met).questions
    in_turn = range(introduced, introduced + len(questions) // AT_ONCE)
    asked = [question for n in in_turn for question in starters(members, n, met)]
    assert sorted(asked) == sorted(questions)


def test_at_least_three_meetings_make_referral_partners() -> None:
    names = [stage_of(met).name for met in range(5)]
    assert names == [
        "Getting to know each other",
        "Tell me the detail",
        "Referral partners",
        "Referral partners",
        "Referral partners",
    ]
