"""Many workspaces by OAuth: let in, kept apart, renewed, removed; and everything that is no installation."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from sqlalchemy import select
from structlog.testing import capture_logs

from adapters.slack import installing
from adapters.slack.installing import authorize_url
from adapters.slack.manifest import SCOPES
from bot.storage import SqlStore
from bot.storage.tables import secrets
from tests.adapters.slack.office import Office, office, words_of
from tests.fakes.slack.server import CLIENT_ID, LocalSlack, local_slack

LONG_BEFORE, LONG_AFTER = 1_500_000_000, 4_000_000_000  # seconds since 1970


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with local_slack() as slack:
        yield slack


@pytest.fixture
async def place(slack: LocalSlack, sqlite_store: SqlStore) -> AsyncIterator[Office]:
    async with office(slack, sqlite_store, "oauth") as place:
        yield place


async def get(address: str, **headers: str) -> tuple[int, str, str]:
    """The status, the text, and the cookie that a page sets."""
    async with aiohttp.ClientSession() as browser, browser.get(address, headers=headers) as answer:
        cookie = answer.headers.get("Set-Cookie", "").split(";")[0]
        return answer.status, await answer.text(), cookie


async def begin(place: Office) -> tuple[str, str]:
    """Open the page that installs 121: the state it gives out, and the browser's cookie."""
    status, page, cookie = await get(f"{place.address}/slack/install")
    assert status == 200
    found = re.search(r'href="(http[^"]+authorize[^"]*)"', page)
    assert found is not None
    asked = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    assert asked["client_id"] == [CLIENT_ID]
    assert set(asked["scope"][0].split(",")) == set(SCOPES)
    return asked["state"][0], cookie


async def install(place: Office, team: str = "T1") -> None:
    state, cookie = await begin(place)
    place.slack.codes[f"code-{team}"] = team
    back = f"{place.address}/slack/oauth_redirect?code=code-{team}&state={state}"
    status, page, _ = await get(back, Cookie=cookie)
    assert status == 200, page
    await place.settle()


async def test_who_installs_121_is_told_how_to_begin_and_it_works_at_once(place: Office) -> None:
    await install(place)
    (greeting,) = place.heard("type /invite and choose me")
    assert greeting["channel"] == "DU1"
    assert "coffee is set up" in await place.types("U1", "setup on monday")


async def test_before_it_is_installed_nothing_is_done(place: Office) -> None:
    status, _ = await place.slack.request(
        place.address, "slash_commands", {"command": "/121", "text": "join", "team_id": "T1"}
    )
    assert status == 200  # with Bolt's own answer, which tells to install it
    async with place.parts.bot.store.begin() as tx:
        assert await tx.next_due() is None


async def test_two_workspaces_with_the_same_ids_share_nothing(place: Office) -> None:
    for team in ("T1", "T2"):
        await install(place, team)
        await place.types("U1", "setup on monday", team)
    for team in ("T1", "T2"):
        for member in ("U1", "U2"):
            await place.types(member, "join", team)
    await place.types("U1", "pair-me", "T1")
    await place.types("U2", "pair-me", "T2")
    await place.settle()
    assert place.heard("A 1-2-1 for you") == place.heard("A 1-2-1 for you", "T2") == []
    await place.types("U2", "pair-me", "T1")
    await place.settle()
    (introduction,) = place.heard("A 1-2-1 for you", "T1")
    assert place.heard("A 1-2-1 for you", "T2") == []
    await place.types("U1", "pair-me", "T2")
    await place.settle()
    (theirs,) = place.heard("A 1-2-1 for you", "T2")
    assert theirs["channel"] == introduction["channel"]
    item = {"type": "message", "channel": introduction["channel"], "ts": introduction["ts"]}
    mark = {"type": "reaction_added", "user": "U2", "reaction": "white_check_mark", "item": item}
    await place.tells(mark, "T2")
    assert "0 of 48 met" in await place.types("U1", "status", "T1")
    dialog = await place.opens("U2", "arrange:1", "T1")
    assert "Arrange a time" in words_of(dialog)
    assert "not one of yours" in await place.presses("U2", "met:1", "T2")
    assert "not one of yours" in await place.presses("U2", "arrange:1", "T2")
    assert "0 of 48 met" in await place.types("U1", "status", "T1")


async def test_tokens_lie_sealed_and_names_are_not_kept(place: Office) -> None:
    await install(place)
    async with place.parts.bot.store.connection() as connection:  # type: ignore[attr-defined]
        rows = (await connection.execute(select(secrets.c.name, secrets.c.sealed))).all()
    assert [name for name, _ in rows if not name.startswith("state:")] == ["T1"]
    assert not [sealed for _, sealed in rows if "xoxb" in sealed]
    assert "Riverside" not in json.dumps([list(row) for row in rows])


@pytest.mark.parametrize(
    ("query", "cookie", "status"),
    [
        ("code=code-T1&state=forged", "slack-app-oauth-state=forged", 401),
        ("code=code-T1&state={state}", "", 400),
        ("code=code-T1&state={state}", "slack-app-oauth-state=other", 400),
        ("code=unknown&state={state}", "{cookie}", 401),
        ("state={state}", "{cookie}", 401),
        ("error=access_denied", "", 200),
    ],
)
async def test_what_is_no_installation_installs_nothing(
    place: Office, query: str, cookie: str, status: int
) -> None:
    state, mine = await begin(place)
    place.slack.codes["code-T1"] = "T1"
    back = f"{place.address}/slack/oauth_redirect?{query.format(state=state)}"
    sent = {"Cookie": cookie.format(cookie=mine)} if cookie else {}
    answer, _, _ = await get(back, **sent)
    assert answer == status
    await place.settle()
    assert place.slack.posted == []


async def test_a_state_is_good_once_and_for_ten_minutes(place: Office) -> None:
    state, cookie = await begin(place)
    place.slack.codes |= {"one": "T1", "two": "T1"}
    back = f"{place.address}/slack/oauth_redirect?code=one&state={state}"
    assert (await get(back, Cookie=cookie))[0] == 200
    again = back.replace("code=one", "code=two")
    assert (await get(again, Cookie=cookie))[0] == 401
    state, cookie = await begin(place)
    await place.clock.set(place.clock.now() + timedelta(minutes=11))
    late = f"{place.address}/slack/oauth_redirect?code=two&state={state}"
    assert (await get(late, Cookie=cookie))[0] == 401


async def test_whoever_opens_the_page_again_and_again_does_not_fill_the_database(
    place: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "PLACES", 2)
    begun = [await begin(place) for _ in range(5)]
    assert await kept(place) == 0
    for state, cookie in begun:
        back = f"{place.address}/slack/oauth_redirect?code=unknown&state={state}"
        assert (await get(back, Cookie=cookie))[0] == 401
    assert 0 < await kept(place) <= 2  # in no more places than there are


async def kept(place: Office) -> int:
    async with place.parts.bot.store.connection() as connection:  # type: ignore[attr-defined]
        return len((await connection.execute(select(secrets.c.name))).all())


async def test_a_state_that_somebody_else_signed_is_none(place: Office) -> None:
    state, _ = await begin(place)
    place.slack.codes["code-T1"] = "T1"
    begun, _, signature = state.rpartition(".")
    other = signature[::-1]
    later = f"{int(begun[:12]) + 1:012}{begun[12:]}"
    for forged in (f"{begun}.{other}", f"{later}.{signature}", f"{begun}.", begun):
        back = f"{place.address}/slack/oauth_redirect?code=code-T1&state={forged}"
        assert (await get(back, Cookie=f"slack-app-oauth-state={forged}"))[0] == 401
    assert place.slack.codes == {"code-T1": "T1"}


async def test_no_page_can_be_framed_or_kept_and_no_script_runs_in_it(place: Office) -> None:
    async with aiohttp.ClientSession() as browser:
        for path in ("/slack/install", "/slack/oauth_redirect?error=x", "/healthz", "/nothing"):
            async with browser.get(place.address + path) as answer:
                assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
                assert answer.headers["X-Frame-Options"] == "DENY"
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert answer.headers["Cache-Control"] == "no-store"
                assert "Server" not in answer.headers


async def test_what_comes_back_in_the_address_is_shown_as_text(place: Office) -> None:
    _, page, _ = await get(f"{place.address}/slack/oauth_redirect?error=<script>alert(1)</script>")
    assert "<script>" not in page


async def test_a_token_that_runs_out_is_renewed_once(place: Office) -> None:
    place.slack.expires_in = 60  # less than two hours: it is renewed at the first use
    await install(place)
    place.slack.expires_in = 12 * 3600
    await place.types("U1", "setup on monday")
    await place.settle()
    renewed = place.slack.riverside.token
    assert renewed.startswith("xoxb-riverside+")
    assert place.heard("one 1-2-1 a week") != []
    assert "join" in await place.types("U1", "help")
    assert place.slack.riverside.token == renewed


async def test_of_two_replicas_one_renews_a_token_that_runs_out(
    slack: LocalSlack, upgraded_postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    renew = AsyncTokenRotator.perform_bot_token_rotation

    async def slowly(*args: Any, **kwargs: Any) -> Any:
        await asyncio.sleep(0.3)
        return await renew(*args, **kwargs)

    stores = [SqlStore.open(upgraded_postgresql_url) for _ in range(3)]
    async with (
        office(slack, stores[0], "oauth") as first,
        office(slack, stores[1], "oauth") as one,
        office(slack, stores[2], "oauth") as other,
    ):
        slack.expires_in = 60
        await install(first)
        slack.expires_in = 12 * 3600
        before = slack.riverside.token
        monkeypatch.setattr(AsyncTokenRotator, "perform_bot_token_rotation", slowly)
        with capture_logs() as logs:
            answers = await asyncio.gather(one.types("U1", "help"), other.types("U2", "help"))
        assert all("join" in answer for answer in answers)
        assert slack.riverside.token == f"{before}+"
        assert [log for log in logs if log["event"] == "token_not_renewed"] == []
    for store in stores:
        await store.close()


async def test_a_token_that_cannot_be_renewed_now_is_used_while_it_lasts(place: Office) -> None:
    place.slack.expires_in = 60
    await install(place)
    place.slack.refresh.clear()
    assert "coffee is set up" in await place.types("U1", "setup on monday")


async def test_a_workspace_that_removed_121_is_forgotten_and_can_come_back(place: Office) -> None:
    await install(place)
    await place.types("U1", "setup on monday")
    await place.types("U2", "join")
    await place.tells({"type": "app_uninstalled"}, event_time=LONG_AFTER)
    async with place.parts.bot.store.connection() as connection:  # type: ignore[attr-defined]
        names = (await connection.execute(select(secrets.c.name))).scalars()
        assert not [name for name in names if not name.startswith("state:")]
    await install(place)
    assert "Welcome" not in await place.types("U2", "join")


async def test_a_removal_that_is_told_after_121_came_back_takes_nothing_away(place: Office) -> None:
    await install(place)
    await place.types("U1", "setup on monday")
    revoked = {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}
    for what in ({"type": "app_uninstalled"}, revoked):
        await place.tells(what, event_time=LONG_BEFORE)
    assert "Welcome" in await place.types("U2", "join")


def test_people_consent_beside_the_web_api() -> None:
    assert authorize_url("https://slack.com/api/") == "https://slack.com/oauth/v2/authorize"
    assert authorize_url("https://slack-gov.com/api/") == "https://slack-gov.com/oauth/v2/authorize"
