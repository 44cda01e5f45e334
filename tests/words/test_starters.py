"""What to talk about: the questions of the three kinds of meeting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.relationships import Stage
from bot.words.starters import AGENDAS, AT_ONCE, starters


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
