"""Whatever is sent to the playground's addresses: never a 5xx, never the program's inside, and it goes on."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.assembly.playground import playground
from bot.commands.fill import FORMS
from tests.security.mutations import NASTY, Sample, fuzzing, mutated, never_tells

Json = dict[str, Any]
VALUES = {"line": "bread", "text": "tea", "day": "2026-12-24", "at": "15:00", "answer": "met"}
ASKED: tuple[tuple[str, Json], ...] = (
    ("/say", {"as": "ada", "room": "coffee", "text": "/121 status"}),
    ("/say", {"as": "ben", "room": "direct-ben", "text": "/121 profile business: bread"}),
    ("/press", {"as": "ada", "post": 1, "action": "join:1"}),
    *(
        ("/fill", {"as": "ada", "room": "coffee", "form": f"{form}:1", "values": VALUES})
        for form in FORMS
    ),
    ("/react", {"as": "ada", "post": 1, "emoji": "✅"}),
    ("/unreact", {"as": "ada", "post": 1, "emoji": "✅"}),
    ("/channel", {"as": "dev", "channel": "coffee", "do": "leave"}),
    ("/seen", {"as": "ada", "post": 1}),
    ("/clock", {"by": "day"}),
)
BODIES = tuple(body for _, body in ASKED)
TYPED = st.text(max_size=80) | st.sampled_from([one for one in NASTY if isinstance(one, str)])
PATHS = st.sampled_from(["/", "/page/", "/page/app.js", "/state", "/events", "/say", "/fill", "/x"])


pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@pytest.fixture(autouse=True)
def logs() -> Iterator[Any]:
    """What is logged, kept and not drawn: there may be many traces."""
    with capture_logs() as kept:
        yield kept


@asynccontextmanager
async def _page(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with playground(folder) as (app, _):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield client


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The playground of `make demo`, with the real bot on it."""
    async with _page(tmp_path) as client:
        yield client


def polite(answer: httpx.Response) -> None:
    assert answer.status_code < 500, (answer.request.url, answer.text)
    never_tells(answer.text.replace("app.js", ""))


async def went_on(page: httpx.AsyncClient) -> None:
    assert (await page.get("/state", params={"as": "ada"})).status_code == 200


@given(mutated(BODIES))
@fuzzing(250)
async def test_a_request_in_any_state_is_answered_politely(
    page: httpx.AsyncClient, sample: Sample
) -> None:
    path = ASKED[sample.number][0]
    body = json.dumps(sample.payload).encode()
    headers = {"Content-Type": "application/json"}
    polite(await page.post(path, content=body, headers=headers))


async def test_every_request_here_does_something_before_it_is_changed(
    page: httpx.AsyncClient,
) -> None:
    statuses = {path: (await _post(page, path, body)).status_code for path, body in ASKED}
    assert statuses.pop("/press") == 404
    assert statuses.pop("/react") == statuses.pop("/unreact") == 409  # one's own words
    assert set(statuses.values()) == {200}, statuses


@given(TYPED, st.dictionaries(TYPED, TYPED, max_size=5), st.sampled_from(sorted(FORMS)))
@fuzzing(50)
async def test_whatever_is_typed_or_filled_in_is_answered_in_words(
    page: httpx.AsyncClient, typed: str, values: dict[str, str], form: str
) -> None:
    for text in (f"/121 {typed}", f"/121 profile business: {typed}", f"/121 {form} {typed}"):
        asked = {"as": "ben", "room": "coffee", "text": text}
        polite(await _post(page, "/say", asked))
    known = dict(zip(VALUES, [*values.values(), typed], strict=False))
    for about in (0, 1, 2**63 - 1):
        asked = {"as": "ben", "room": "coffee", "form": f"{form}:{about}"}
        polite(await _post(page, "/fill", {**asked, "values": VALUES | values | known}))


async def _post(page: httpx.AsyncClient, path: str, asked: Json) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return await page.post(path, content=json.dumps(asked).encode(), headers=headers)


@given(st.binary(max_size=300), st.sampled_from([path for path, _ in ASKED]))
@fuzzing(80)
async def test_bytes_that_are_no_json_are_refused(
    page: httpx.AsyncClient, body: bytes, path: str
) -> None:
    for kind in ("application/json", "application/json; charset=utf-16", "text/plain"):
        polite(await page.post(path, content=body, headers={"Content-Type": kind}))


@given(PATHS, st.binary(max_size=30), st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"]))
@fuzzing(100)
async def test_an_address_in_any_state_is_answered_politely(
    page: httpx.AsyncClient, path: str, more: bytes, method: str
) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in more)
    polite(await page.request(method, f"{path}{quoted}"))
    if path != "/events":
        polite(await page.request(method, f"{path}?as={quoted}&{quoted}"))


@pytest.mark.parametrize("path", sorted({path for path, _ in ASKED}))
@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"a":' * 12_000, b"1" * 60_000, b"x" * 70_000])
async def test_what_is_too_deep_or_too_long_is_refused(
    page: httpx.AsyncClient, path: str, body: bytes
) -> None:
    answer = await page.post(path, content=body, headers={"Content-Type": "application/json"})
    polite(answer)
    assert answer.status_code in {400, 413}


async def test_after_all_that_it_still_answers(page: httpx.AsyncClient) -> None:
    for path in ("/page/%00", "/page/..%2f..%2fapp.py", "/page/" + "x" * 5_000):
        polite(await page.get(path))
        await went_on(page)
