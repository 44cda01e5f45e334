"""Who people are, from Slack's user objects, and whom a typed name means."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.accounts import account, called, fold
from adapters.slack.calls import Calls
from adapters.slack.clients import sending_client
from adapters.slack.directory import Directory
from bot.domain.model import Belonging
from tests.fakes.slack.server import TOKEN, local_slack


def user(id_: str = "U1", **more: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "team_id": "T1",
        "name": "ada",
        "deleted": False,
        "real_name": "Ada Okafor",
        "tz": "Europe/London",
        "profile": {"real_name": "Ada Okafor", "display_name": ""},
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": 1796310000,
        **more,
    }


def test_a_person_is_a_person_with_a_time_zone() -> None:
    found = account(user(), "T1")
    assert (found.is_person, found.known.organiser) == (True, False)
    assert found.known.belonging is Belonging.MEMBER
    assert found.known.time_zone == "Europe/London"
    assert found.names == {"ada", "ada okafor"}


@pytest.mark.parametrize(
    "who",
    [
        user(deleted=True),
        user(is_bot=True),
        user(is_app_user=True),
        user("USLACKBOT"),
    ],
)
def test_apps_and_closed_accounts_are_nobody_to_meet(who: dict[str, Any]) -> None:
    assert not account(who, "T1").is_person


@pytest.mark.parametrize("right", ["is_admin", "is_owner", "is_primary_owner"])
def test_who_runs_the_workspace_is_an_organiser(right: str) -> None:
    assert account({**user(), right: True}, "T1").known.organiser is True


@pytest.mark.parametrize("kind", ["is_restricted", "is_ultra_restricted"])
def test_a_guest_is_a_person_and_a_guest(kind: str) -> None:
    found = account({**user(), kind: True}, "T1")
    assert found.known.belonging is Belonging.GUEST
    assert found.is_person


@pytest.mark.parametrize("sign", [{"is_stranger": True}, {"team_id": "T9"}])
def test_somebody_of_another_organisation_is_an_outsider(sign: dict[str, Any]) -> None:
    found = account({**user(), **sign}, "T1")
    assert found.known.belonging is Belonging.OUTSIDER
    assert found.is_person


def test_a_slack_without_a_time_zone_says_none() -> None:
    found = account({"id": "U1", "name": "ada"}, "T1")
    assert found.known.time_zone is None
    assert found.is_person
    assert found.names == {"ada"}


GROUP = (
    account(user("U1"), "T1"),
    account(user("U2", name="ben", real_name="Ben Whitfield", profile={}), "T1"),
    account(user("U3", name="benny", real_name="Ben Okafor", profile={}), "T1"),
    account(
        user("U4", name="elif", real_name="Elif Yılmaz", profile={"display_name": "Élif"}), "T1"
    ),
    account(user("U5", name="benbot", real_name="Ben", profile={}, is_bot=True), "T1"),
)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("@ada", ["U1"]),
        ("Ada Okafor", ["U1"]),
        ("okafor", ["U1", "U3"]),
        ("ben", ["U2"]),
        ("BENNY", ["U3"]),
        ("elif", ["U4"]),
        ("whitfield", ["U2"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_a_typed_name_means_whoever_has_it(name: str, ids: list[str]) -> None:
    assert [found.id for found in called(GROUP, name)] == ids


def test_names_are_compared_without_case_and_accents() -> None:
    assert fold(" @Élif ") == fold("elif")


BOTH = {"users.info", "users.list"}


@dataclass
class Hands:
    """A clock that can be put back."""

    at: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@pytest.mark.parametrize(
    ("later", "asked"),
    [
        (timedelta(minutes=4), set()),
        (timedelta(minutes=5), BOTH),
        (-timedelta(seconds=1), BOTH),
        (-timedelta(hours=1), BOTH),
    ],
)
async def test_slack_is_asked_again_after_five_minutes_and_when_the_clock_was_put_back(
    later: timedelta, asked: set[str]
) -> None:
    async with local_slack() as slack:
        client, clock = sending_client(TOKEN, slack.api_url), Hands()

        async def client_of(_: str) -> AsyncWebClient:
            return client

        directory = Directory(Calls(client_of, clock), clock)
        await directory.one("T1", "U1")
        await directory.everybody("T1")
        slack.calls.clear()
        clock.at += later
        await directory.one("T1", "U1")
        await directory.everybody("T1")
        assert {method for method, _ in slack.calls} == asked
