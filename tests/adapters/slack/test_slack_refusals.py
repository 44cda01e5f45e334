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


@pytest.mark.parametrize("status", [500, 502, 503])
def test_trouble_at_slack_passes(status: int) -> None:
    assert isinstance(meaning(refusal(status=status)), TryLater)
    assert isinstance(meaning(refusal("internal_error", status)), TryLater)


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


def waits(pace: Pace, workspace: str, method: str, now: datetime) -> timedelta:
    try:
        pace.take(workspace, method, now)
    except TryLater as error:
        return error.after
    return timedelta(0)


def test_one_workspace_never_slows_another() -> None:
    pace = Pace()
    pace.close("T1", "chat.postMessage", NOON + timedelta(seconds=12))
    assert waits(pace, "T1", "chat.postMessage", NOON) == timedelta(seconds=12)
    assert waits(pace, "T2", "chat.postMessage", NOON) == timedelta(0)
    assert waits(pace, "T1", "conversations.open", NOON) == timedelta(0)
    assert waits(pace, "T1", "chat.postMessage", NOON + timedelta(seconds=12)) == timedelta(0)


def test_group_rooms_are_opened_at_their_own_pace() -> None:
    pace = Pace()
    for second in range(50):
        assert not waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=second))
    assert waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=50)) == timedelta(
        seconds=10
    )
    assert not waits(pace, "T1", "conversations.open", NOON + timedelta(seconds=60))


def test_messages_have_no_pace_of_their_own() -> None:
    pace = Pace()
    assert not any(waits(pace, "T1", "chat.postMessage", NOON) for _ in range(500))
