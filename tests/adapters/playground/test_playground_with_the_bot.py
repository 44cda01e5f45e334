"""The whole programme in a real Chromium, with the real bot behind the page, as `make demo` runs it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from adapters.playground.server import serve
from bot.assembly.playground import playground

pytestmark = pytest.mark.browser


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """The playground of `make demo`, on a real socket; its address."""
    ready: asyncio.Queue[str] = asyncio.Queue()
    async with playground(folder) as (app, chat):
        running = asyncio.create_task(serve(app, chat.changes, port=0, on_ready=ready.put_nowait))
        yield await asyncio.wait_for(ready.get(), 5)
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(running, 5)


async def open_page(browser: Browser, address: str) -> Page:
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(8_000)
    await page.goto(address)
    return page


async def say(page: Page, pane: int, text: str) -> None:
    await page.locator(f"#box-{pane}").fill(text)
    await page.locator(f"#box-{pane}").press("Enter")


async def test_two_members_ask_meet_and_say_so(browser: Browser, tmp_path: Path) -> None:
    async with demo(tmp_path) as address:
        page = await open_page(browser, address)
        ada, ben = page.locator(".pane").nth(0), page.locator(".pane").nth(1)
        await say(page, 0, "/121 join")
        await expect(ada).to_contain_text("Welcome to Coffee")
        await say(page, 0, "/121 pair-me")
        await expect(ada).to_contain_text("you are first in the queue")
        await say(page, 1, "/121 PAIR ME")
        await expect(ben).to_contain_text("I have introduced you just now")
        await ada.get_by_role("button", name="New: Ben, 121").click()
        await expect(ada).to_contain_text("A 1-2-1 for you")
        await ada.get_by_role("button", name="white check mark").first.click()
        await ada.get_by_role("button", name="New: 121").click()
        await expect(ada).to_contain_text("met. Good to hear.")
        await say(page, 1, "/121 status")
        await expect(ben).to_contain_text("1 of 48 met")
        await page.close()


async def test_a_time_is_arranged_in_a_dialog_that_says_what_is_wrong(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as address:
        page = await open_page(browser, address)
        ben = page.locator(".pane").nth(1)
        await page.locator(".turn-main").click()
        await ben.get_by_role("button", name="New:").click()
        await ben.get_by_role("button", name="Arrange a time").click()
        dialog = page.get_by_role("dialog", name="Arrange a time")
        await expect(dialog).to_contain_text("In your own time zone, Europe/London.")
        await dialog.get_by_label("A day of your own").fill("2020-01-01")
        await dialog.locator("input[type=time]").fill("15:00")
        await dialog.get_by_role("button", name="Propose").click()
        await expect(dialog).to_contain_text("That time is already past.")
        await dialog.get_by_label("A day of your own").fill("")
        await dialog.locator("input[type=time]").fill("")
        await dialog.get_by_role("checkbox").first.check()
        await dialog.get_by_role("button", name="Propose").click()
        await expect(dialog).to_be_hidden()
        await expect(ben).to_contain_text("I'll tell you as soon as there is an answer.")
        await page.close()


async def test_an_organiser_changes_the_circle_and_anybody_their_profile_in_a_dialog(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as address:
        page = await open_page(browser, address)
        ada = page.locator(".pane").nth(0)
        await say(page, 0, "/121 profile")
        await ada.get_by_role("button", name="Fill it in").click()
        profile = page.get_by_role("dialog", name="Your profile")
        await profile.get_by_label("Your time zone").fill("Atlantis")
        await profile.get_by_label("Walk").check()
        await profile.get_by_role("button", name="Save").click()
        await expect(profile).to_contain_text("I don't know the time zone “Atlantis”.")
        await profile.get_by_label("Your time zone").fill("Lisbon")
        await profile.get_by_role("button", name="Save").click()
        await expect(ada).to_contain_text("Europe/Lisbon")
        await expect(ada).to_contain_text("walk")
        await page.close()


async def test_the_next_round_comes_and_everything_is_there_after_a_new_start(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as address:
        page = await open_page(browser, address)
        await page.locator(".turn-main").click()
        await page.locator(".pane").nth(1).get_by_role("button", name="New:").click()
        await expect(page.locator(".pane").nth(1)).to_contain_text("Your 1-2-1 for this round")
        turned = await page.locator("#clock").inner_text()
        await page.close()
    async with demo(tmp_path) as address:
        page = await open_page(browser, address)
        await expect(page.locator("#clock")).to_contain_text(turned.split(",")[0])
        await page.locator(".pane").nth(1).locator(".choice-room").select_option(index=3)
        await expect(page.locator(".pane").nth(1)).to_contain_text("Your 1-2-1 for this round")
        await page.close()
