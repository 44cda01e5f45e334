import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from adapters.playground.server import HERE, greeter, has_windows, serve
from bot.errors import InvalidInput
from tests.adapters.playground.conftest import Place, served

ROOT = Path(__file__).parents[3]


async def test_a_page_that_listens_learns_of_every_change(place: Place) -> None:
    async with (
        served(place) as address,
        httpx.AsyncClient(base_url=address) as page,
        page.stream("GET", "/events?as=ada") as events,
    ):
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = events.aiter_lines()
        assert await _next_hint(lines) == "look"  # at once: something may have been missed
        answer = await page.post("/say", json={"as": "ben", "room": "coffee", "text": "Hi"})
        assert answer.status_code == 200
        assert await _next_hint(lines) == "look"


async def _next_hint(lines: AsyncIterator[str]) -> str:
    async with asyncio.timeout(5):
        async for line in lines:
            if line.startswith("data:"):
                return line.removeprefix("data:").strip()
    raise AssertionError


async def test_it_stops_within_two_seconds_while_pages_listen(place: Place) -> None:
    clock = asyncio.get_running_loop().time
    async with (
        served(place) as address,
        httpx.AsyncClient(base_url=address) as page,
        page.stream("GET", "/events?as=ada") as one,
        page.stream("GET", "/events?as=ben") as other,
    ):
        waiting = [asyncio.create_task(_to_the_end(events)) for events in (one, other)]
        await asyncio.sleep(0.2)
        began = clock()
        signal.raise_signal(signal.SIGTERM)
        await asyncio.gather(*waiting)
        assert clock() - began < 2


async def _to_the_end(events: httpx.Response) -> None:
    async for _ in events.aiter_lines():
        pass


async def test_it_listens_on_this_machine_only_and_near_the_wanted_port(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        taken.listen()
        port = taken.getsockname()[1]
        async with served(place, port) as address:
            found = int(address.rstrip("/").rsplit(":", 1)[1])
            assert address.startswith("http://127.0.0.1:")
            assert port < found <= port + 20


async def test_no_free_port_is_told_in_a_sentence(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 65535))
        taken.listen()
        with pytest.raises(InvalidInput, match="--port"):
            await serve(place.app, place.chat.changes, port=65535, on_ready=print)


def test_the_address_is_said_and_no_browser_takes_over_a_terminal() -> None:
    said: list[str] = []
    greeter(said.append, open_browser=True, environ={})("http://127.0.0.1:1210/")
    assert said[0] == "The playground is open: http://127.0.0.1:1210/"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a browser always has windows")
@pytest.mark.parametrize(
    ("environ", "expected"),
    [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True)],
)
def test_windows_are_known_by_the_environment(environ: dict[str, str], *, expected: bool) -> None:
    assert has_windows(environ) is expected


PROGRAM = """
import asyncio, sys
from pathlib import Path
from adapters.playground.chat import open_chat
from adapters.playground.clock import TurnableClock
from adapters.playground.seeding import seed
from adapters.playground.server import serve
from tests.adapters.playground.conftest import Place, served
from tests.adapters.playground.scripted import SettableTime

async def main():
    async with open_chat(Path(sys.argv[1])) as chat:
        await seed(chat)
        time = SettableTime()
        clock = TurnableClock(time, await chat.ahead(), keep=chat.set_ahead)
        place = Place(chat, clock, time)
        await serve(place.app, chat.changes, port=0, on_ready=lambda it: print(it, flush=True))
    print("closed", flush=True)

asyncio.run(main())
"""


@asynccontextmanager
async def program(chat_file: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        str(chat_file),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    address = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
    try:
        yield process, address
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.process
@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
async def test_what_was_said_survives_every_kind_of_end(
    chat_file: Path, wish: signal.Signals
) -> None:
    async with program(chat_file) as (process, address):
        async with httpx.AsyncClient(base_url=address) as page:
            said = {"as": "ada", "room": "coffee", "text": "Remember me"}
            assert (await page.post("/say", json=said)).status_code == 200
            assert (await page.post("/clock", json={"by": "day"})).status_code == 200
            async with page.stream("GET", "/events?as=ada"):
                process.send_signal(wish)
                out, _ = await asyncio.wait_for(process.communicate(), 2)
        if wish is not signal.SIGKILL:
            assert (process.returncode, out) == (0, b"closed\n")
    async with program(chat_file) as (_, address), httpx.AsyncClient(base_url=address) as page:
        seen = (await page.get("/state?as=ben")).json()
        coffee = next(room for room in seen["rooms"] if room["id"] == "coffee")
        assert [post["said"] for post in coffee["posts"]] == ["Remember me"]
        assert seen["clock"]["now"] == "2026-11-24T10:00:00+00:00"
