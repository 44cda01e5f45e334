import asyncio
import json
from typing import Any

import httpx
import pytest

from bot import commands
from bot.deliveries import Address, AddressKind
from bot.messages import to_json
from tests.adapters.playground.conftest import Place
from tests.adapters.playground.scripted import INTRODUCTION, MONDAY, NEXT_MONDAY

TO_BOTH = Address(kind=AddressKind.GROUP, ids=("ada", "ben"))
PAIR = "group-ada,ben"


async def introduce(place: Place) -> int:
    return int((await place.messenger.send(place.delivery(TO_BOTH))).message)


async def state(page: httpx.AsyncClient, member: str) -> dict[str, Any]:
    answer = await page.get("/state", params={"as": member})
    assert answer.status_code == 200
    seen: dict[str, Any] = answer.json()
    return seen


def room(seen: dict[str, Any], name: str) -> dict[str, Any]:
    return next(room for room in seen["rooms"] if room["id"] == name)


async def test_the_page_and_its_parts_are_served_with_headers_that_keep_others_out(
    page: httpx.AsyncClient,
) -> None:
    for path, kind in [
        ("/", "text/html"),
        ("/page/app.js", "text/javascript"),
        ("/page/style.css", "text/css"),
        ("/page/icon.svg", "image/svg+xml"),
    ]:
        answer = await page.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_page_has_no_inline_script_and_nothing_from_elsewhere(
    page: httpx.AsyncClient,
) -> None:
    html = (await page.get("/")).text
    assert "<script>" not in html
    assert "style=" not in html
    assert "http" not in html.replace("http-equiv", "")


async def test_a_member_sees_people_rooms_commands_and_the_clock(
    page: httpx.AsyncClient,
) -> None:
    seen = await state(page, "ada")
    assert [person["name"] for person in seen["people"]][:2] == ["Ada Okafor", "Ben Whitfield"]
    assert [(r["id"], r["kind"], r["joined"]) for r in seen["rooms"]] == [
        ("general", "channel", True),
        ("coffee", "channel", True),
        ("direct-ada", "direct", True),
    ]
    assert {
        "name": "met",
        "usage": "/121 met [@member]",
        "help": "Say that you have met",
    }.items() <= next(c for c in seen["commands"] if c["name"] == "met").items()
    assert seen["clock"] == {
        "now": MONDAY.isoformat(),
        "next_round": NEXT_MONDAY.isoformat(),
        "turning": False,
    }


async def test_a_message_of_the_bot_is_seen_by_its_members_alone(
    place: Place, page: httpx.AsyncClient
) -> None:
    number = await introduce(place)
    for member in ("ada", "ben"):
        (post,) = room(await state(page, member), PAIR)["posts"]
        assert (post["id"], post["author"], post["said"]) == (number, None, to_json(INTRODUCTION))
    assert PAIR not in json.dumps((await state(page, "chiara"))["rooms"])


async def test_what_waits_is_counted_until_it_is_seen(
    place: Place, page: httpx.AsyncClient
) -> None:
    number = await introduce(place)

    async def waiting() -> list[int]:
        return [person["waiting"] for person in (await state(page, "ada"))["people"]][:3]

    assert await waiting() == [1, 1, 0]
    assert (await page.post("/seen", json={"as": "ben", "post": number})).status_code == 200
    assert await waiting() == [1, 0, 0]
    assert room(await state(page, "ada"), PAIR)["unread"] == 1


async def test_saying_reacting_pressing_and_moving_all_arrive(
    place: Place, page: httpx.AsyncClient
) -> None:
    number = await introduce(place)
    requests: list[tuple[str, dict[str, object]]] = [
        ("/say", {"room": "general", "text": "Hello <b>all</b>"}),
        ("/say", {"room": "coffee", "text": "/121 pair-me"}),
        ("/react", {"post": number, "emoji": "✅"}),
        ("/press", {"post": number, "action": "met:12"}),
        ("/channel", {"channel": "general", "do": "leave"}),
    ]
    for path, fields in requests:
        answer = await page.post(path, json={"as": "ada", **fields})
        assert (answer.status_code, answer.json()) == (200, {"done": True})
    assert [type(command) for command in place.bot.asked] == [
        commands.PairMe,
        commands.Reacted,
        commands.ReportMeeting,
        commands.MemberLeft,
    ]
    seen = await state(page, "ada")
    assert room(seen, PAIR)["posts"][0]["reactions"] == {"✅": ["ada"]}
    assert [post["private"] for post in room(seen, "coffee")["posts"]] == [True, True]
    assert room(seen, "general") == {
        "id": "general",
        "kind": "channel",
        "members": sorted({person["id"] for person in seen["people"]} - {"ada"}),
        "joined": False,
        "unread": 0,
        "posts": [],
    }
    await page.post("/unreact", json={"as": "ada", "post": number, "emoji": "✅"})
    await page.post("/channel", json={"as": "ada", "channel": "general", "do": "join"})
    seen = await state(page, "ada")
    assert room(seen, PAIR)["posts"][0]["reactions"] == {}
    assert room(seen, "general")["posts"][0]["said"] == "Hello <b>all</b>"


@pytest.mark.parametrize(
    ("by", "hours"),
    [("hour", 1), ("day", 24), ("week", 168), ("next-round", 168), ("end-of-round", 167)],
)
async def test_the_clock_can_be_turned(
    place: Place, page: httpx.AsyncClient, by: str, hours: int
) -> None:
    assert (await page.post("/clock", json={"by": by})).status_code == 200
    assert [(to - MONDAY).total_seconds() / 3600 for to in place.turned] == [hours]
    assert (await state(page, "ada"))["clock"]["now"] == place.turned[0].isoformat()


async def test_there_is_no_round_to_turn_to(place: Place, page: httpx.AsyncClient) -> None:
    place.next_round = None
    none = await page.post("/clock", json={"by": "next-round"})
    place.next_round = MONDAY
    near = await page.post("/clock", json={"by": "end-of-round"})
    assert (none.status_code, near.status_code) == (409, 409)
    assert none.json()["error"] != near.json()["error"]
    assert set(place.turned) == {place.clock.now()}


async def test_while_the_clock_is_turned_it_says_so_and_takes_no_second_turn(
    place: Place, page: httpx.AsyncClient
) -> None:
    place.slow = asyncio.Event()
    first = asyncio.create_task(page.post("/clock", json={"by": "day"}))
    await place.turning.wait()
    assert (await state(page, "ada"))["clock"]["turning"] is True
    second = await page.post("/clock", json={"by": "day"})
    assert second.status_code == 409
    place.slow.set()
    assert (await first).status_code == 200
    assert (await state(page, "ada"))["clock"]["turning"] is False


SAY = {"as": "ada", "room": "coffee", "text": "Hello"}


@pytest.mark.parametrize(
    ("path", "fields", "status", "sentence"),
    [
        ("/say", {**SAY, "as": "zoe"}, 404, "nobody here"),
        ("/say", {**SAY, "as": None}, 400, "“as”"),
        ("/say", {**SAY, "as": ["ada"]}, 400, "“as”"),
        ("/say", {}, 400, "“as”"),
        ("/say", {"as": "ada", "room": "coffee"}, 400, "“text”"),
        ("/say", {"as": "ada", "text": "Hello"}, 400, "“room”"),
        ("/say", {**SAY, "text": 7}, 400, "“text”"),
        ("/say", {**SAY, "text": ""}, 400, "Write something"),
        ("/say", {**SAY, "text": " \n\t"}, 400, "Write something"),
        ("/say", {**SAY, "text": "x" * 10_000}, 413, "at most 4,000"),
        ("/say", {**SAY, "text": "/121 " + "x" * 10_000}, 413, "at most 4,000"),
        ("/say", {**SAY, "text": "x" * 100_000}, 413, "far more"),
        ("/say", {**SAY, "text": "half \ud83d"}, 400, "not text"),
        ("/say", {**SAY, "text": "a\0b"}, 400, "not text"),
        ("/say", {**SAY, "room": "nowhere"}, 404, "room is not here"),
        ("/say", {**SAY, "room": "direct-ben"}, 404, "room is not here"),
        ("/press", {"as": "ada", "post": 1, "action": "join:1"}, 404, "no such button"),
        ("/press", {"as": "ada", "post": 1, "action": "nonsense"}, 404, "no such button"),
        ("/press", {"as": "ada", "post": 2, "action": "met:12"}, 404, "no such button"),
        ("/press", {"as": "chiara", "post": 1, "action": "met:12"}, 404, "cannot see it"),
        ("/press", {"as": "ada", "post": "1", "action": "met:12"}, 400, "“post”"),
        ("/press", {"as": "ada", "post": True, "action": "met:12"}, 400, "“post”"),
        ("/press", {"as": "ada", "post": 2**70, "action": "met:12"}, 400, "“post”"),
        ("/react", {"as": "ada", "post": 99, "emoji": "✅"}, 404, "cannot see it"),
        ("/react", {"as": "chiara", "post": 1, "emoji": "✅"}, 404, "cannot see it"),
        ("/react", {"as": "ada", "post": 1, "emoji": "🦀"}, 400, "one of"),
        ("/react", {"as": "ada", "post": 3, "emoji": "✅"}, 409, "Nobody else"),
        ("/unreact", {"as": "ada", "post": 1}, 400, "“emoji”"),
        ("/channel", {"as": "ada", "channel": PAIR, "do": "leave"}, 404, "no such channel"),
        ("/channel", {"as": "ada", "channel": "coffee", "do": "burn"}, 400, "one of"),
        ("/seen", {"as": "chiara", "post": 1}, 404, "cannot see it"),
        ("/clock", {"by": "century"}, 400, "one of"),
        ("/clock", {"by": -1}, 400, "“by”"),
        ("/clock", [], 400, "JSON object"),
        ("/nowhere", {}, 404, "nothing at this address"),
        ("/state", {}, 405, "nothing at this address"),
    ],
)
async def test_bad_input_is_refused_with_a_sentence_and_changes_nothing(
    place: Place, page: httpx.AsyncClient, path: str, fields: object, status: int, sentence: str
) -> None:
    await introduce(place)
    await page.post("/say", json={"as": "ada", "room": "coffee", "text": "/121 pair-me"})
    before = await state(page, "ada"), list(place.bot.asked)
    answer = await page.post(
        path, content=json.dumps(fields), headers={"content-type": "application/json"}
    )
    assert (answer.status_code, sentence in answer.json()["error"]) == (status, True)
    assert (await state(page, "ada"), place.bot.asked) == before


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b'{"as": ' + b"9" * 6_000 + b"}", "application/json", 400),
        (b'"ada"', "application/json", 400),
        (json.dumps(SAY).encode(), "text/plain", 415),
        (json.dumps(SAY).encode(), "application/x-www-form-urlencoded", 415),
    ],
)
async def test_what_is_no_json_object_is_refused(
    page: httpx.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    answer = await page.post("/say", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert "JSON object" in answer.json()["error"]


@pytest.mark.parametrize(
    "query", ["", "?as=", "?as=zoe", "?as=%ff", "?as=" + "a" * 5_000, "?as=ada%00"]
)
@pytest.mark.parametrize("path", ["/state", "/events"])
async def test_nobody_sees_anything_without_being_somebody(
    page: httpx.AsyncClient, path: str, query: str
) -> None:
    answer = await page.get(f"{path}{query}")
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]


async def test_every_answer_keeps_others_out(page: httpx.AsyncClient) -> None:
    for path, host in (("/", "localhost"), ("/nothing", "localhost"), ("/", "evil.example")):
        headers = (await page.get(path, headers={"host": host})).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example:1210", "", "127.0.0.1.evil"]
)
async def test_a_request_by_another_name_is_refused(page: httpx.AsyncClient, host: str) -> None:
    answer = await page.get("/state?as=ada", headers={"host": host})
    assert answer.status_code == 403
    assert "this machine only" in answer.json()["error"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1210", "127.0.0.1:80", "[::1]:1210", "[::1]"]
)
async def test_this_machine_has_several_names(page: httpx.AsyncClient, host: str) -> None:
    assert (await page.get("/state?as=ada", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://localhost:1210"}, 200),
        ({"origin": "http://localhost:1210", "sec-fetch-site": "same-origin"}, 200),
        ({}, 200),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
    ],
)
async def test_another_page_in_the_same_browser_cannot_act(
    place: Place, page: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await page.post("/say", json=SAY, headers=headers)
    assert answer.status_code == status
    assert len(await place.posts("ben", "coffee")) == (status == 200)


async def test_a_file_that_cannot_be_written_is_told_in_a_sentence(
    place: Place, page: httpx.AsyncClient
) -> None:
    await place.chat._ask("PRAGMA query_only = 1")
    answer = await page.post("/say", json=SAY)
    assert answer.status_code == 503
    assert "disk" in answer.json()["error"]


async def test_a_mistake_while_turning_is_answered_with_a_reference_and_the_clock_goes_on(
    place: Place, page: httpx.AsyncClient
) -> None:
    place.next_round = MONDAY.replace(tzinfo=None)  # a naive moment cannot be compared
    answer = await page.post("/clock", json={"by": "next-round"})
    assert answer.status_code == 500
    assert "00000001" in answer.json()["error"]
    place.next_round = NEXT_MONDAY
    assert (await page.post("/clock", json={"by": "day"})).status_code == 200


@pytest.mark.parametrize(
    "path", ["/page/../app.py", "/page/%2e%2e/app.py", "/page//etc/passwd", "/page/none.js"]
)
async def test_nothing_outside_the_page_is_served(page: httpx.AsyncClient, path: str) -> None:
    assert (await page.get(path)).status_code == 404
