"""Whatever comes by Slack's ways: no answer is a 5xx, none shows the program's inside, and 121 goes on."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.storage import SqlStore
from tests.adapters.slack.office import Office, office, text, until
from tests.adapters.slack.test_slack_reading import event, press, slash
from tests.fakes.slack.server import SIGNING_SECRET, LocalSlack, local_slack, user
from tests.security.mutations import Sample, fuzzing, mutated, never_tells

Json = dict[str, Any]
ITEM = {"type": "message", "channel": "GU1U2", "ts": "1796310000.000001"}
SUBMITTED: Json = {
    "type": "view_submission",
    "team": {"id": "T1", "domain": "riverside"},
    "user": {"id": "U1", "team_id": "T1"},
    "api_app_id": "A1",
    "trigger_id": "t1",
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "form:report:1",
        "private_metadata": "home",
        "blocks": [{"type": "input", "block_id": "answer", "element": {"action_id": "value"}}],
        "state": {
            "values": {
                "answer": {"value": {"type": "static_select", "selected_option": {"value": "met"}}},
                "line": {"value": text("bread")},
            }
        },
    },
    "response_urls": [],
}
EVENTS: tuple[Json, ...] = tuple(
    event(what)
    for what in (
        {"type": "reaction_added", "user": "U1", "reaction": "white_check_mark", "item": ITEM},
        {"type": "reaction_removed", "user": "U1", "reaction": "white_check_mark", "item": ITEM},
        {"type": "member_joined_channel", "user": "U2", "channel": "C1"},
        {"type": "member_left_channel", "user": "U2", "channel": "C1"},
        {"type": "user_change", "user": user("U2", "Ben Whitfield")},
        {"type": "channel_rename", "channel": {"id": "C1", "name": "tea"}},
        {"type": "channel_archive", "channel": "C9", "user": "U1"},
        {"type": "channel_left", "channel": "C9"},
        {"type": "tokens_revoked", "tokens": {"bot": []}},
        {"type": "app_home_opened", "user": "U1", "tab": "home"},
        {"type": "message", "channel_type": "im", "channel": "DU1", "user": "U1", "text": "help"},
    )
)
PRESSES: tuple[Json, ...] = (
    press("status:0"),
    press("arrange:1") | {"view": {"type": "home", "id": "V1"}},
    press("met:1") | {"view": {"type": "modal", "id": "V1"}},
    SUBMITTED,
    SUBMITTED | {"view": SUBMITTED["view"] | {"callback_id": "form:guide_line:1"}},
    SUBMITTED | {"view": SUBMITTED["view"] | {"callback_id": "form:profile:0"}},
)
TYPED: tuple[Json, ...] = (slash("status"), slash("pair-me @ben"), slash("profile business: bread"))
PAYLOADS = (*EVENTS, *PRESSES, *TYPED)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def kind_of(number: int) -> str:
    if number < len(EVENTS):
        return "events_api"
    return "interactive" if number < len(EVENTS) + len(PRESSES) else "slash_commands"


def body_of(kind: str, payload: Any) -> tuple[bytes, str]:
    """A payload as Slack would send it, whatever it is."""
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    fields = payload if isinstance(payload, dict) else {"text": payload}
    given = {key: str(value).encode(errors="replace") for key, value in fields.items()}
    return urlencode(given).encode(), FORM


def signed(body: bytes, kind: str, secret: str = SIGNING_SECRET) -> dict[str, str]:
    stamp = str(int(time.time()))  # noqa: TID251 - signatures are about real time
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest.hexdigest()}",
    }


pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@pytest.fixture(autouse=True)
def logs() -> Iterator[Any]:
    """What is logged, kept and not drawn: there are many traces."""
    with capture_logs() as kept:
        yield kept


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture
async def by_http(slack: LocalSlack, sqlite_store: SqlStore) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, "http") as place:
        await prepared(place)
        yield place


@pytest.fixture
async def by_socket(slack: LocalSlack, sqlite_store: SqlStore) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, "socket") as place:
        await prepared(place)
        yield place


@pytest.fixture
async def by_oauth(slack: LocalSlack, sqlite_store: SqlStore) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, "oauth") as place:
        yield place


async def prepared(place: Office) -> None:
    await place.types("U1", "setup on monday")
    for member in ("U1", "U2"):
        await place.types(member, "join")
        await place.types(member, "pair-me")
    await place.settle()


def answerable(payload: Any, slack: LocalSlack) -> Any:
    """The payload with answers going to the local Slack, if it says where they go."""
    if isinstance(payload, dict) and str(payload.get("response_url", "")).startswith("https://"):
        return payload | {"response_url": f"{slack.address}/respond"}
    return payload


async def posts(place: Office, body: bytes, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{place.address}/slack/events", data=body, headers=headers) as answer,
    ):
        never_tells(await answer.text())
        assert answer.status < 500, body[:1_000]
        return answer.status


def everything_said(slack: LocalSlack) -> str:
    homes = [team.homes for team in slack.teams.values()]
    return repr([slack.answered, slack.posted, homes, slack.riverside.dialogs])


async def still_works(place: Office) -> None:
    assert "not a command" in await place.types("U3", "xyzzy") or place.slack.answered
    await place.settle()
    never_tells(everything_said(place.slack))


@given(mutated(PAYLOADS))
@fuzzing(250)
async def test_a_signed_payload_in_any_state_is_answered_politely(
    by_http: Office, sample: Sample
) -> None:
    kind = kind_of(sample.number)
    body, content_type = body_of(kind, answerable(sample.payload, by_http.slack))
    assert await posts(by_http, body, signed(body, content_type)) in {200, 400, 401, 404, 413}
    never_tells(everything_said(by_http.slack))


@given(st.binary(max_size=400), st.sampled_from([JSON, FORM, "text/plain", "", "a/b; charset=x"]))
@fuzzing(60)
async def test_signed_bytes_that_are_no_payload_are_refused(
    by_http: Office, body: bytes, content_type: str
) -> None:
    assert await posts(by_http, body, signed(body, content_type)) in {200, 400, 401, 404}
    prefixed = b"payload=" + body
    assert await posts(by_http, prefixed, signed(prefixed, FORM)) in {200, 400, 401, 404}


@pytest.mark.parametrize("around", [b"%s", b"payload=%s"])
@pytest.mark.parametrize("inside", [b"[" * 100_000, b'{"a":' * 100_000, b"[" * 900 + b"]" * 900])
async def test_json_that_is_too_deep_is_refused(
    by_http: Office, around: bytes, inside: bytes
) -> None:
    body = around % inside
    content_type = FORM if around.startswith(b"payload") else JSON
    assert await posts(by_http, body, signed(body, content_type)) in {200, 400, 404}
    await still_works(by_http)


@given(mutated(PAYLOADS), st.sampled_from(["", "v0=", "v1=00", "v0=é", "x" * 5_000]))
@fuzzing(40)
async def test_without_a_good_signature_nothing_is_even_read(
    by_http: Office, sample: Sample, signature: str
) -> None:
    body, content_type = body_of(kind_of(sample.number), sample.payload)
    before = len(by_http.slack.answered), len(by_http.slack.posted)
    headers = signed(body, content_type) | {"X-Slack-Signature": signature}
    assert await posts(by_http, body, headers) == 401
    assert (len(by_http.slack.answered), len(by_http.slack.posted)) == before


@given(
    st.text(max_size=60), st.text(max_size=60), st.text(st.characters(codec="latin-1"), max_size=40)
)
@fuzzing(40)
async def test_whatever_comes_back_from_the_page_of_consent_installs_nothing(
    by_oauth: Office, code: str, state: str, cookie: str
) -> None:
    query = urlencode(
        {"code": code.encode(errors="replace"), "state": state.encode(errors="replace")}
    )
    sent = "".join(letter for letter in cookie if letter.isprintable())
    headers = {"Cookie": f"slack-app-oauth-state={sent or state.encode().hex()}"}
    async with aiohttp.ClientSession() as browser:
        for asked in (query, f"{query}&error={code!r}", "state=%00&code=%ff"):
            url = f"{by_oauth.address}/slack/oauth_redirect?{asked}"
            async with browser.get(url, headers=headers) as answer:
                assert answer.status < 500
                never_tells(await answer.text())
    assert by_oauth.slack.posted == []


@given(st.lists(mutated(PAYLOADS), min_size=8, max_size=8))
@fuzzing(12)
async def test_envelopes_in_any_state_do_not_close_the_socket(
    by_socket: Office, samples: list[Sample]
) -> None:
    slack = by_socket.slack
    await asyncio.wait_for(slack.linked.wait(), 20)
    for sample in samples:
        envelope = {
            "type": kind_of(sample.number),
            "envelope_id": "odd",
            "payload": answerable(sample.payload, slack),
        }
        await slack.sockets[-1].send_json(envelope)
    before = len(slack.answered)
    await by_socket.send(
        "slash_commands", slash("status") | {"response_url": f"{slack.address}/respond"}
    )
    await until(lambda: len(slack.answered) > before)
    never_tells(everything_said(slack))
