"""`bot121 doctor` with Discord: one line for each thing, and how to mend what is wrong."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from discord.http import Route

from bot.assembly.doctor import examine
from bot.domain.model import Circle, Platform, Workspace
from bot.findings import Finding
from bot.settings import Settings
from bot.storage import SqlStore, upgrade
from tests.fakes.discord.server import COFFEE, GUILD, TOKEN, Fault, LocalDiscord, local_discord

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
VIEW, THREADS = 1 << 10, 1 << 36


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalDiscord]:
    async with local_discord() as there:
        monkeypatch.setattr(Route, "BASE", there.api_url)
        yield there


async def examined(there: LocalDiscord, folder: Path, **more: object) -> dict[str, Finding]:
    url = f"sqlite:///{folder / '121.sqlite'}"
    await upgrade(url)
    store = SqlStore.open(url)
    async with store.begin() as tx:
        (server,) = await tx.add(Workspace(platform=Platform.DISCORD, external_id=GUILD))
        await tx.add(
            Circle(
                workspace_id=server.id,
                name="Coffee",
                channel=str(more.pop("channel", COFFEE)),
                anchor=date(2026, 11, 23),
                next_round_at=NOON,
                created_at=NOON,
            )
        )
    await store.close()
    chosen = {
        "database_url": url,
        "discord_token": TOKEN,
        "discord_api_url": there.api_url,
        **more,
    }
    found = await examine(Settings(**chosen))  # type: ignore[arg-type]
    assert all("\n" not in finding.said for finding in found)
    return {finding.subject: finding for finding in found}


def ill(found: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.said for name, finding in found.items() if not finding.is_well}


async def test_where_everything_is_well_it_says_so(there: LocalDiscord, tmp_path: Path) -> None:
    found = await examined(there, tmp_path, discord_members="yes")
    assert ill(found) == {}
    assert set(found) == {
        "database",
        "time zones",
        "secret key",
        "Discord token",
        "Discord intent",
        "Discord commands",
        "Discord starts",
        f"channel {COFFEE}",
    }
    assert there.registrations == 0


async def test_a_wrong_token_is_told(there: LocalDiscord, tmp_path: Path) -> None:
    said = ill(await examined(there, tmp_path, discord_token="wrong"))
    assert "Copy it again" in said["Discord token"]


async def test_discord_out_of_reach_is_told(there: LocalDiscord, tmp_path: Path) -> None:
    there.fail("GET @me", Fault(status=503))
    assert "does not answer" in ill(await examined(there, tmp_path))["Discord token"]


async def test_a_missing_intent_is_told(there: LocalDiscord, tmp_path: Path) -> None:
    there.flags = 0
    said = ill(await examined(there, tmp_path, discord_members="yes"))
    assert "Server Members is off" in said["Discord intent"]


async def test_a_bot_that_started_too_often_is_told(there: LocalDiscord, tmp_path: Path) -> None:
    there.remaining = 40
    assert "only 40 of 1000" in ill(await examined(there, tmp_path))["Discord starts"]


async def test_a_channel_that_is_gone_is_told(there: LocalDiscord, tmp_path: Path) -> None:
    assert list(ill(await examined(there, tmp_path, channel="404"))) == ["channel 404"]


@pytest.mark.parametrize(
    ("everyone", "overwrites", "missing"),
    [
        (0, [], []),
        (0, [{"id": "77", "deny": str(THREADS), "allow": "0"}], ["create private threads"]),
        (0, [{"id": GUILD, "deny": str(THREADS), "allow": "0"}], ["create private threads"]),
        (
            0,
            [
                {"id": GUILD, "deny": str(THREADS | VIEW), "allow": "0"},
                {"id": "77", "deny": "0", "allow": str(VIEW)},
            ],
            ["create private threads"],
        ),
        (1 << 3, [{"id": "77", "deny": str(THREADS), "allow": "0"}], []),
    ],
    ids=["granted", "denied to its role", "denied to all", "partly given back", "administrator"],
)
async def test_permissions_are_those_of_the_channel(
    there: LocalDiscord,
    tmp_path: Path,
    everyone: int,
    overwrites: list[dict[str, str]],
    missing: list[str],
) -> None:
    there.everyone, there.overwrites = everyone, overwrites
    said = ill(await examined(there, tmp_path)).get(f"channel {COFFEE}", "")
    assert [one for one in missing if one in said] == missing
    assert bool(said) == bool(missing)
