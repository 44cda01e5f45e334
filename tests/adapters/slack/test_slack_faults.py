"""What goes wrong between Slack and 121: requests nobody signed, sockets that break, Slack in trouble."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from structlog.testing import capture_logs

from adapters.slack import web
from adapters.slack.socket import listening
from bot.assembly import serving
from bot.storage import SqlStore
from scheduler.clocks import SystemClock
from tests.adapters.slack.office import Office, office, until
from tests.adapters.slack.test_slack_reading import slash
from tests.fakes.slack.server import APP_TOKEN, Fault, LocalSlack, local_slack

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture
async def by_http(slack: LocalSlack, sqlite_store: SqlStore) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, "http") as place:
        await place.types("U1", "setup on monday")
        yield place


@pytest.fixture
async def by_socket(slack: LocalSlack, sqlite_store: SqlStore) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, "socket") as place:
        await place.types("U1", "setup on monday")
        yield place


async def introduce(place: Office) -> None:
    for member in ("U1", "U2"):
        await place.types(member, "join")
        await place.types(member, "pair-me")
    await place.settle()


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Slack_Signature": ""},
        {"X_Slack_Signature": "v0=" + "0" * 64},
        {"stamp": "1000000000"},
        {"stamp": "9999999999"},
        {"secret": "another-secret"},
    ],
    ids=["unsigned", "tampered", "stale", "of the future", "of somebody else"],
)
async def test_what_slack_did_not_sign_just_now_is_refused_and_changes_nothing(
    by_http: Office, headers: dict[str, str]
) -> None:
    body = slash("join") | {"user_id": "U2"}
    status, _ = await by_http.slack.request(by_http.address, "slash_commands", body, **headers)
    assert status == 401
    assert "you don't take part" in await by_http.types("U2", "status")


@pytest.mark.parametrize(("seconds", "status"), [(-320, 401), (-280, 200), (280, 200), (320, 401)])
async def test_a_signature_is_good_for_five_minutes(
    by_http: Office, seconds: int, status: int
) -> None:
    stamp = str(int(time.time()) + seconds)  # noqa: TID251 - signatures are about real time
    found, _ = await by_http.slack.request(
        by_http.address, "slash_commands", answerable(by_http), stamp=stamp
    )
    assert found == status


async def test_no_body_is_longer_than_a_megabyte_however_well_it_is_signed(by_http: Office) -> None:
    for length, status in ((1_000_000, 200), (1_100_000, 413)):
        body = answerable(by_http) | {"text": "x" * length}
        assert (await by_http.slack.request(by_http.address, "slash_commands", body))[0] == status


@pytest.mark.parametrize(
    "begun",
    [
        "POST /slack/events HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n" + "x" * 8000,
        "POST /slack/events HTTP/1.1\r\nHost: a\r\nX-Slack-",
        "",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\nx",
    ],
    ids=["half a body", "half a header", "nothing", "a body that nobody wants"],
)
async def test_whoever_never_comes_to_an_end_is_not_waited_for(
    by_http: Office, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    monkeypatch.setattr(web, "LONGEST_READING", 0.2)
    monkeypatch.setattr(serving, "PATIENCE", 0.2)
    reader, writer = await connected(by_http, begun)
    async with asyncio.timeout(3):
        said = await reader.read()
    writer.close()
    assert said[9:12] in {b"408", b"200", b""}


async def test_whoever_comes_again_and_again_on_one_connection_is_served(
    by_http: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.3)
    asked = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    reader, writer = await connected(by_http, "")
    for _ in range(6):
        writer.write(asked.encode())
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.1)
    writer.close()


async def test_more_than_so_many_at_once_are_asked_to_come_again(
    slack: LocalSlack, sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 3)
    async with office(slack, sqlite_store, "http") as place:
        open_ones = [await connected(place, "") for _ in range(2)]
        async with aiohttp.ClientSession() as client:
            async with client.get(f"{place.address}/healthz") as answer:
                assert answer.status == 503
            for _, writer in open_ones:
                writer.close()
                await writer.wait_closed()
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"{place.address}/healthz") as answer,
        ):
            assert answer.status == 200


async def test_a_body_that_is_broken_off_is_no_mistake_of_ours(by_http: Office) -> None:
    begun = "POST /slack/events HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"
    with capture_logs() as logs:
        _, writer = await connected(by_http, begun)
        await asyncio.sleep(0.1)
        writer.close()
        await writer.wait_closed()
        await asyncio.sleep(0.1)
        assert "you don't take part" in await by_http.types("U2", "status")
    assert [log["event"] for log in logs] == []


async def connected(place: Office, begun: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which somebody has begun to say something."""
    there = urlsplit(place.address)
    reader, writer = await asyncio.open_connection(there.hostname, there.port)
    writer.write(begun.encode())
    return reader, writer


def answerable(place: Office) -> dict[str, Any]:
    return slash("status") | {"user_id": "U2", "response_url": f"{place.slack.address}/respond"}


@pytest.mark.parametrize("stamp", ["soon", "", "1" * 400])
async def test_a_stamp_that_is_no_time_is_refused(by_http: Office, stamp: str) -> None:
    status, said = await by_http.slack.request(
        by_http.address, "slash_commands", slash("join"), stamp=stamp
    )
    assert status in {400, 401}
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"[]", b"payload=%7B", b"x" * 2_000_000, b'{"type":1}']
)
async def test_what_is_no_payload_is_refused_in_words(by_http: Office, body: bytes) -> None:
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{by_http.address}/slack/events", data=BytesIO(body)) as answer,
    ):
        assert answer.status in {400, 401, 413}
        assert "Traceback" not in await answer.text()


async def test_nothing_else_is_served(by_http: Office) -> None:
    async with aiohttp.ClientSession() as client:
        for path in ("/", "/slack/install", "/slack/oauth_redirect", "/docs"):
            async with client.get(by_http.address + path) as answer:
                assert answer.status == 404
        async with client.get(f"{by_http.address}/slack/events") as answer:
            assert answer.status == 405
        async with client.get(f"{by_http.address}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")


async def test_slack_is_told_to_come_again_when_an_event_could_not_be_stored(
    by_http: Office,
) -> None:
    await introduce(by_http)
    (introduction,) = by_http.heard("A 1-2-1 for you")
    item = {"type": "message", "channel": introduction["channel"], "ts": introduction["ts"]}
    mark = {"type": "reaction_added", "user": "U2", "reaction": "white_check_mark", "item": item}
    told = {"type": "event_callback", "team_id": "T1", "event_id": "Ev-x", "event": mark}
    async with by_http.parts.bot.store.connection() as connection:  # type: ignore[attr-defined]
        await connection.exec_driver_sql("ALTER TABLE reports RENAME TO away")
    status, said = await by_http.slack.request(by_http.address, "events_api", told)
    assert status == 500
    assert "Traceback" not in said
    async with by_http.parts.bot.store.connection() as connection:  # type: ignore[attr-defined]
        await connection.exec_driver_sql("ALTER TABLE away RENAME TO reports")
    retried = {"X_Slack_Retry_Num": "1", "X_Slack_Retry_Reason": "http_error"}
    status, _ = await by_http.slack.request(by_http.address, "events_api", told, **retried)
    assert status == 200
    assert "1 of 48 met" in await by_http.types("U1", "status")


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after=7),
        Fault(status=500),
        Fault(status=503),
        Fault(error="internal_error"),
        Fault(cut="before"),
        Fault(cut="after"),
        Fault(error="fatal_error"),
        Fault(error="something_new"),
    ],
    ids=lambda fault: f"{fault.status} {fault.error}{fault.cut}",
)
async def test_whatever_slack_does_everybody_is_introduced(by_http: Office, fault: Fault) -> None:
    by_http.slack.fail("chat.postMessage", *[fault] * (1 if fault.cut == "after" else 2))
    await introduce(by_http)
    await by_http.waits(timedelta(hours=1))
    rooms = [said["channel"] for said in by_http.heard("A 1-2-1 for you")]
    assert set(rooms) == {"GU1U2"}
    # Nobody may look into the room of the two: there one too many is better than none.
    assert len(rooms) <= 2


async def test_a_socket_that_breaks_is_opened_again(by_socket: Office) -> None:
    by_socket.slack.drop()
    await until(lambda: not by_socket.slack.linked.is_set())
    assert "Welcome" in await by_socket.types("U2", "join")


async def test_a_connection_that_slack_wants_renewed_is(by_socket: Office) -> None:
    before = by_socket.slack.sockets[-1]
    await by_socket.slack.disconnect()
    await until(lambda: by_socket.slack.sockets and by_socket.slack.sockets[-1] is not before)
    assert "Welcome" in await by_socket.types("U2", "join")


async def test_a_socket_that_answers_but_brings_nothing_is_opened_again(
    slack: LocalSlack,
) -> None:
    opened = len(slack.sockets)
    quiet = AsyncApp(token="xoxb-quiet", request_verification_enabled=False)
    pace = {"quiet": SECOND, "look_every": SECOND / 10}
    async with listening(quiet, APP_TOKEN, slack.api_url, SystemClock(), **pace) as line:
        await until(lambda: len(slack.sockets) > opened)
        first = slack.sockets[-1]
        slack.fail("apps.connections.open", Fault(status=500))
        await until(lambda: slack.sockets and slack.sockets[-1] is not first)
        # Slack has the new connection a moment before the client knows that it has it.
        async with asyncio.timeout(20):
            while not await line.is_open():  # noqa: ASYNC110 - it comes from elsewhere
                await asyncio.sleep(0.01)


async def test_a_token_taken_back_ends_the_sending_and_is_told_in_the_log(
    by_http: Office,
) -> None:
    await introduce(by_http)
    sent = len(by_http.slack.posted)
    by_http.slack.riverside.token_fault = "token_revoked"
    await by_http.waits(3 * DAY)
    by_http.slack.riverside.token_fault = ""
    assert len(by_http.slack.posted) == sent
    by_http.slack.riverside.users["U2"] = replace_user(by_http.slack.users["U2"])
    await by_http.tells({"type": "user_change", "user": by_http.slack.users["U2"]})
    await by_http.settle()
    assert [said["channel"] for said in by_http.heard("can't make it this time")] == ["DU1"]


def replace_user(user: dict[str, object]) -> dict[str, object]:
    return {**user, "deleted": True}


async def test_whom_slack_does_not_reach_an_organiser_hears_of(by_http: Office) -> None:
    by_http.slack.users["U2"]["deleted"] = True
    await introduce(by_http)
    await by_http.waits(timedelta(minutes=5))
    (alarm,) = by_http.heard("I could not deliver a message to")
    assert alarm["channel"] == "DU1"
    assert "deactivated" in alarm["text"]


async def test_a_dialog_that_came_too_late_is_answered_in_words(by_http: Office) -> None:
    await introduce(by_http)
    by_http.slack.fail("views.open", Fault(error="expired_trigger_id"))
    assert "Something went wrong" in await by_http.presses("U2", "arrange:1")
