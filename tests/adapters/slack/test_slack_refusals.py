"""What Slack's refusals mean, and how fast it may be asked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.pace import Pace
from adapters.slack.refusals import FOR_GOOD, meaning, name_of, wait_of
from bot.errors import OutcomeUnknown, TryLater, Unreachable

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def refusal(
    name: str = "", status: int = 200, headers: dict[str, str] | None = None
) -> SlackApiError:
    data: dict[str, Any] = {"ok": False, "error": name} if name else {}
    answer = AsyncSlackResponse(
        client=AsyncWebClient(),
        http_verb="POST",
        api_url="",
        req_args={},
        data=data,
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("refused", answer)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("name", sorted(FOR_GOOD))
def test_what_is_for_good_says_why_in_a_sentence(name: str) -> None:
    found = meaning(refusal(name))
    assert isinstance(found, Unreachable)
    assert str(found).endswith(".")


@pytest.mark.parametrize("error", [refusal(status=503), refusal("service_unavailable")])
def test_what_slack_has_not_begun_is_tried_later(error: Exception) -> None:
    assert isinstance(meaning(error), TryLater)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_trouble_at_slack_may_come_after_the_effect(status: int) -> None:
    assert isinstance(meaning(refusal(status=status)), OutcomeUnknown)
    assert isinstance(meaning(refusal("internal_error", status)), OutcomeUnknown)


@pytest.mark.parametrize(
    "error", [TimeoutError(), ConnectionResetError(), refusal("fatal_error"), refusal()]
)
def test_what_may_have_been_taken_is_looked_up_first(error: Exception) -> None:
    assert isinstance(meaning(error), OutcomeUnknown)


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "12"}, 12), ({"retry-after": "x"}, 30), ({}, 30)]
)
def test_slack_says_how_long_to_wait(headers: dict[str, str], seconds: int) -> None:
    error = refusal("ratelimited", 429, headers)
    found = meaning(error)
    assert isinstance(found, TryLater)
    assert found.after == wait_of(error) == timedelta(seconds=seconds)


def test_a_refusal_that_nobody_knew_has_no_meaning_yet() -> None:
    error = refusal("brand_new_refusal")
    assert meaning(error) is None
    assert name_of(error) == "brand_new_refusal"


def waits(pace: Pace, workspace: str, method: str, now: datetime, channel: str = "") -> float:
    """For how many seconds a call that is not made otherwise has to wait."""
    return pace.take(workspace, method, now, channel).total_seconds()


def test_one_workspace_never_slows_another() -> None:
    pace = Pace()
    pace.close("T1", "chat.postMessage", NOON, timedelta(seconds=12))
    assert waits(pace, "T1", "chat.postMessage", NOON) == 12
    assert waits(pace, "T2", "chat.postMessage", NOON) == 0
    assert waits(pace, "T1", "conversations.open", NOON) == 0
    assert waits(pace, "T1", "chat.postMessage", NOON + timedelta(seconds=12)) == 0


def test_group_rooms_are_opened_at_their_own_pace() -> None:
    pace = Pace()
    for second in range(50):
        assert not waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=second))
    assert waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=50)) == 11
    assert not waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=61))


def test_whoever_is_patient_gets_a_turn_that_nobody_else_gets() -> None:
    pace = Pace()
    for second in range(50):
        waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=second))
    late, patience = NOON + timedelta(seconds=58), timedelta(seconds=5)
    turns = [
        pace.take("T1", "conversations.open", late, patience=patience).total_seconds()
        for _ in range(5)
    ]
    assert turns == [3, 4, 5, 6, 6]  # the last two are told to come back


def test_one_channel_gets_about_a_message_a_second_and_slows_no_other() -> None:
    pace = Pace()
    said = [waits(pace, "T1", "chat.postMessage", NOON, "D1") for _ in range(4)]
    assert said == [0, 0, 0, 3]
    assert waits(pace, "T1", "chat.postMessage", NOON, "D2") == 0


def test_a_workspace_gets_some_hundred_messages_a_minute() -> None:
    pace = Pace()
    said = [waits(pace, "T1", "chat.postMessage", NOON, f"D{n}") for n in range(301)]
    assert said == [0] * 300 + [61]


def test_a_clock_that_was_put_back_closes_nothing_for_long() -> None:
    pace = Pace()
    for _ in range(50):
        waits(pace, "T1", "conversations.open", NOON)
    pace.close("T1", "chat.postMessage", NOON, timedelta(seconds=12))
    before = NOON - timedelta(hours=1)
    assert waits(pace, "T1", "conversations.open", before) == 0
    assert waits(pace, "T1", "chat.postMessage", before) == 0


def test_what_rests_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.pace.MOST_NOTED", 10)
    pace = Pace()
    for minute in range(100):
        waits(pace, "T1", "chat.postMessage", NOON + timedelta(minutes=minute * 2), f"D{minute}")
    assert len(pace._calls) <= 11
