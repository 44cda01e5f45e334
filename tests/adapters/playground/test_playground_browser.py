"""What a person sees and does, in a real Chromium, with a scripted bot behind the page."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from adapters.playground.changes import Changes
from adapters.playground.people import RIVERSIDE, Person
from adapters.playground.rooms import Post
from adapters.playground.seeding import seed
from bot import commands
from bot.deliveries import Address, AddressKind
from bot.messages import Attachment, Heading, Link, Mention, Precision, When, paragraph, say
from tests.adapters.playground.conftest import Place, served
from tests.adapters.playground.scripted import MONDAY, NEXT_MONDAY

pytestmark = pytest.mark.browser

TO_BOTH = Address(kind=AddressKind.GROUP, ids=("ada", "ben"))
TO_COFFEE = Address(kind=AddressKind.CHANNEL, ids=("coffee",))
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@dataclass
class Visit:
    """The playground in a browser, and every complaint of the browser about it."""

    place: Place
    address: str
    browser: Browser
    complaints: list[str]

    async def page(self, **options: object) -> Page:
        """The page, opened anew by somebody who was never here."""
        context: BrowserContext = await self.browser.new_context(
            **{"viewport": WIDE, "timezone_id": "Asia/Tokyo", **options}  # type: ignore[arg-type]
        )
        page = await context.new_page()
        page.set_default_timeout(5_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda line: self.complaints.append(line.text))
        await page.goto(self.address)
        await expect(page.locator(".pane:visible .choice-member").first).to_be_visible()
        return page


@pytest.fixture
async def visit(place: Place, browser: Browser) -> AsyncIterator[Visit]:
    """Leaves no complaint unheard: an error or a breach of the security policy fails the test."""
    async with served(place) as address:
        visit = Visit(place, address, browser, [])
        yield visit
        for context in browser.contexts:
            await context.close()
    assert visit.complaints == []


async def test_somebody_who_was_never_here_sees_ada_and_ben_and_what_to_try(visit: Visit) -> None:
    page = await visit.page()
    panes = page.locator(".pane:visible")
    await expect(panes).to_have_count(2)
    await expect(panes.nth(0).locator(".choice-member")).to_have_value("ada")
    await expect(panes.nth(1).locator(".choice-member")).to_have_value("ben")
    await expect(page.locator("#clock")).to_have_text("Monday 23 November, 10:00")
    await expect(page.locator("#clock-next")).to_have_text("Next round Mon 30 Nov, 10:00")
    await page.get_by_role("button", name="/121 pair-me a partner now").click()
    await expect(panes.nth(0)).to_contain_text("You are first in the queue.")
    await expect(panes.nth(0)).to_contain_text("Only you can see this")
    await expect(panes.nth(1)).not_to_contain_text("first in the queue")
    await page.get_by_role("button", name="Close this hint").click()
    await expect(page.locator("#hint")).to_be_hidden()
    await page.reload()
    await expect(panes.nth(0)).to_contain_text("You are first in the queue.")
    await expect(page.locator("#hint")).to_be_hidden()


async def test_nothing_can_be_typed_and_lost_before_it_is_known_who_speaks(
    place: Place, browser: Browser
) -> None:
    known = asyncio.Event()

    async def hold(route: Route) -> None:
        await known.wait()
        await route.continue_()

    async with served(place) as address:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        await page.route("**/state?*", hold)
        await page.goto(address)
        await expect(page.locator("#box-0")).to_be_disabled()
        known.set()
        await page.fill("#box-0", "/121 help")
        await page.press("#box-0", "Enter")
        await expect(page.locator(".pane").first).to_contain_text("Yes, I am here.")
        await page.close()


async def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit) -> None:
    page = await visit.page()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await page.keyboard.press("Enter")
    box = page.locator("#box-0")
    await expect(box).to_be_focused()
    await page.keyboard.type("/121 p")
    options = page.locator(".option")
    await expect(options.first).to_contain_text("/121 pair-me [@member]")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
    await page.keyboard.type("ai")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value("/121 pair-me ")
    await page.keyboard.type("@whi")
    await expect(options).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/121 pair-me @ben ")
    await page.keyboard.press("Enter")
    await expect(page.locator(".pane:visible").first).to_contain_text("You are first in the queue.")
    ada, ben = (RIVERSIDE.ref(person) for person in RIVERSIDE.people[:2])
    assert visit.place.bot.asked == [commands.PairMe(who=ada, place="coffee", whom=ben)]


async def test_buttons_and_reactions_work_and_both_members_see_them(visit: Visit) -> None:
    page = await visit.page()
    await visit.place.messenger.send(visit.place.delivery(TO_BOTH))
    first, second = page.locator(".pane").nth(0), page.locator(".pane").nth(1)
    await expect(page.locator(".person", has_text="Ben").locator(".count")).to_have_text("1 new")
    await first.get_by_role("button", name="New: Ben, 121").click()
    await second.get_by_role("button", name="New: Ada, 121").click()
    await expect(page.locator(".person .count")).to_have_count(0)
    await expect(first.locator(".mention.me")).to_have_text("@Ada Okafor")
    await expect(first.locator("dl")).to_contain_text("Monday 30 November, 10:00")
    tick = first.get_by_role("button", name="white check mark")
    await tick.click()
    await expect(tick).to_have_attribute("aria-pressed", "true")
    theirs = second.get_by_role("button", name="white check mark: Ada Okafor")
    await expect(theirs).to_have_text("✅1")
    await tick.click()
    await expect(tick).to_have_attribute("aria-pressed", "false")
    await second.get_by_role("button", name="We met").click()
    await expect(second).to_contain_text("Noted: you met.")
    await expect(first).not_to_contain_text("Noted: you met.")
    assert [type(command) for command in visit.place.bot.asked] == [
        commands.Reacted,
        commands.Unreacted,
        commands.ReportMeeting,
    ]


async def test_a_button_keeps_the_focus_when_something_new_arrives(visit: Visit) -> None:
    await visit.place.messenger.send(visit.place.delivery(TO_COFFEE))
    page = await visit.page()
    tick = page.locator(".pane").nth(0).get_by_role("button", name="white check mark")
    await tick.focus()
    await page.keyboard.press("Enter")
    await expect(tick).to_have_attribute("aria-pressed", "true")
    await visit.place.messenger.send(visit.place.delivery(TO_COFFEE, "k2", say(paragraph("More"))))
    await expect(page.locator("#news")).to_contain_text("121 to")
    await expect(tick.first).to_be_focused()


async def test_turning_the_clock_shows_that_it_is_busy(visit: Visit) -> None:
    page = await visit.page()
    visit.place.slow = asyncio.Event()
    await page.get_by_role("button", name="Next round", exact=True).click()
    await expect(page.locator("body")).to_have_attribute("aria-busy", "true")
    await expect(page.locator("#busy")).to_be_visible()
    visit.place.slow.set()
    await expect(page.locator("body")).to_have_attribute("aria-busy", "false")
    await expect(page.locator("#clock")).to_have_text("Monday 30 November, 10:00")
    assert visit.place.turned == [NEXT_MONDAY]


async def test_what_is_refused_is_told_in_a_sentence_and_not_lost(visit: Visit) -> None:
    page = await visit.page()
    await visit.place.chat._ask("PRAGMA query_only = 1")
    await page.fill("#box-0", "Good morning")
    await page.press("#box-0", "Enter")
    await expect(page.get_by_role("alert")).to_contain_text("disk is full or read-only")
    await expect(page.locator("#box-0")).to_have_value("Good morning")
    assert all("503" in complaint for complaint in visit.complaints)
    visit.complaints.clear()


async def test_leaving_a_channel_and_coming_back(visit: Visit) -> None:
    page = await visit.page()
    pane = page.locator(".pane").nth(0)
    await pane.get_by_role("button", name="Leave # coffee").click()
    await expect(pane).to_contain_text("Ada is not in # coffee.")
    await expect(page.locator("#box-0")).to_be_disabled()
    await pane.get_by_role("button", name="Join # coffee").click()
    await expect(page.locator("#box-0")).to_be_enabled()


async def test_any_member_can_be_played_and_sees_times_in_their_own_zone(visit: Visit) -> None:
    await visit.place.messenger.send(visit.place.delivery(TO_COFFEE))
    page = await visit.page()
    pane = page.locator(".pane").nth(0)
    await expect(pane.locator(".post-time").first).to_have_text("10:00")
    await page.locator(".person", has_text="Grace").click()
    await expect(pane.locator(".choice-member")).to_have_value("grace")
    await expect(pane.locator(".post-time").first).to_have_text("05:00")
    await expect(pane.locator("dl")).to_contain_text("Monday 30 November, 05:00")
    await expect(page.locator("#clock")).to_have_text("Monday 23 November, 10:00")


async def test_a_date_in_another_year_shows_its_year(visit: Visit) -> None:
    last_year = say(
        paragraph(
            "You met on ",
            When(MONDAY - timedelta(days=357), Precision.DAY),
            ", until ",
            When(MONDAY),
        )
    )
    await visit.place.messenger.send(visit.place.delivery(TO_COFFEE, message=last_year))
    page = await visit.page()
    said = page.locator(".pane").nth(0).locator(".post").last
    await expect(said).to_contain_text(
        "You met on Monday 1 December 2025, until Monday 23 November, 10:00"
    )


def picture(width: int, height: int) -> bytes:
    written = BytesIO()
    Image.new("RGB", (width, height), "#1f4d3a").save(written, "PNG")
    return written.getvalue()


CAKE = Attachment("cake.png", "image/png", picture(40, 30), "a wedding cake")
WORDS = Attachment("1-2-1 Ada & Ben.ics", "text/calendar", bytes(range(256)), "Thursday at 15:00")


async def test_a_picture_is_seen_and_a_file_is_fetched_whole(visit: Visit) -> None:
    await visit.place.messenger.send(
        visit.place.delivery(TO_COFFEE, message=say(paragraph("Here."), CAKE, WORDS))
    )
    page = await visit.page()
    await sees_the_picture_and_fetches_the_file(page)


async def test_a_private_answer_brings_its_files_too(visit: Visit) -> None:
    visit.place.bot.answer = say(paragraph("Only for you."), CAKE, WORDS)
    page = await visit.page()
    await page.fill("#box-0", "/121 help")
    await page.press("#box-0", "Enter")
    await expect(page.locator(".pane").nth(0)).to_contain_text("Only you can see this")
    await sees_the_picture_and_fetches_the_file(page)
    await expect(page.locator(".pane").nth(1).locator("img")).to_have_count(0)


async def sees_the_picture_and_fetches_the_file(page: Page) -> None:
    pane = page.locator(".pane").nth(0)
    shown = pane.get_by_role("img", name="a wedding cake")
    await expect(shown).to_be_visible()
    size = "it => it.decode().then(() => [it.naturalWidth, it.naturalHeight])"
    assert await shown.evaluate(size) == [40, 30]
    await expect(pane.locator(".file")).to_contain_text("Thursday at 15:00")
    async with page.expect_download() as fetching:
        await pane.get_by_role("link", name=WORDS.name).click()
    fetched = await fetching.value
    assert fetched.suggested_filename == WORDS.name
    path = await fetched.path()
    assert await asyncio.to_thread(path.read_bytes) == WORDS.content


HOSTILE = "<b>x</b><img src=x onerror=alert(1)> @everyone"
RIGHT_TO_LEFT = "שרה אבידן"
STRANGE = (
    Person(id="ada", name=HOSTILE, business="<script>alert(1)</script>", organiser=True),
    Person(id="ben", name=RIGHT_TO_LEFT, business="עיצוב אתרים"),
    Person(id="eve", name="👩🏽‍🍳🍰", business="\u202eesrever ni netto" + "w" * 300),
    Person(id="max", name="Maximilian" * 12, business=""),
)


@pytest.fixture
async def place_of_strangers(place: Place) -> Place:
    place.group = replace(RIVERSIDE, people=STRANGE)
    await place.chat._ask("DELETE FROM seats")
    await place.chat._ask("DELETE FROM rooms")
    await seed(place.chat, place.group)
    return place


@pytest.mark.parametrize("viewport", [WIDE, PHONE])
async def test_strange_names_and_texts_are_shown_as_text_and_break_nothing(
    place_of_strangers: Place, visit: Visit, viewport: dict[str, int]
) -> None:
    place = place_of_strangers
    texts = (HOSTILE, RIGHT_TO_LEFT, "x" * 4_000, "a\nb\tc", "\u202eoverride", "&amp; <!-- -->")
    for number, text in enumerate(texts):
        author = STRANGE[number % len(STRANGE)].id
        await place.chat.post(Post(room="coffee", author=author, said=text, at=MONDAY))
    odd = say(
        Heading(HOSTILE),
        paragraph(*(Mention(person.id) for person in STRANGE), Mention("<i>gone</i>")),
        paragraph(Link("a trap", "javascript:alert(1)")),
        Attachment(HOSTILE, "text/html", HOSTILE.encode(), HOSTILE),
    )
    await place.messenger.send(place.delivery(TO_COFFEE, message=odd))
    page = await visit.page(viewport=viewport)
    pane = page.locator(".pane:visible").first
    for text in (HOSTILE, RIGHT_TO_LEFT, "a\nb\tc", "&amp; <!-- -->"):
        await expect(pane.locator(".typed", has_text=text).first).to_be_attached()
    await expect(pane.locator("h3")).to_have_text(HOSTILE)
    await expect(pane.locator(".mention")).to_have_text(
        [*(f"@{person.name}" for person in STRANGE), "@<i>gone</i>"]
    )
    assert await page.locator("b b, .log img, .log b, .log i, .drawer script").count() == 0
    assert await page.locator(".log a:not([download])").count() == 0
    overflow = "document.documentElement.scrollWidth > innerWidth"
    assert not await page.evaluate(overflow)
    for part in (".log", ".drawer"):
        wide = await page.locator(part).first.evaluate("it => it.scrollWidth - it.clientWidth")
        assert wide <= 0


async def test_on_a_phone_the_members_are_a_drawer_that_escape_closes(visit: Visit) -> None:
    page = await visit.page(viewport=PHONE, has_touch=True, is_mobile=True)
    await expect(page.locator(".pane:visible")).to_have_count(1)
    await expect(page.locator("#drawer")).to_be_hidden()
    opener = page.get_by_role("button", name="Members and conversations")
    await opener.click()
    await expect(page.locator("#drawer")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#drawer")).to_be_hidden()
    await expect(opener).to_be_focused()
    await opener.click()
    await page.locator(".person", has_text="Dev").click()
    await expect(page.locator("#drawer")).to_be_hidden()
    await expect(page.locator(".pane:visible .choice-member")).to_have_value("dev")
    await page.fill(".box:visible", "Hello from my phone")
    await page.press(".box:visible", "Enter")
    await expect(page.locator(".log:visible")).to_contain_text("Hello from my phone")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(visit: Visit, scheme: str) -> None:
    await visit.place.messenger.send(visit.place.delivery(TO_COFFEE))
    page = await visit.page(color_scheme=scheme)
    await page.fill("#box-0", "/121 pair-me")
    await page.press("#box-0", "Enter")
    await expect(page.locator(".private")).to_have_count(2)
    await page.fill("#box-0", "/121 pa")
    await expect(page.locator(".option").first).to_be_visible()
    assert await page.evaluate(LOW_CONTRAST) == []


async def test_motion_is_left_out_where_it_is_not_wanted(visit: Visit) -> None:
    page = await visit.page(reduced_motion="reduce")
    moving = "[...document.querySelectorAll('*')].filter(it => getComputedStyle(it).animationName !== 'none').length"
    assert await page.evaluate(moving) == 0


async def test_a_page_comes_back_by_itself_when_the_playground_does(
    place: Place, browser: Browser
) -> None:
    async with served(place) as address:
        page = await Visit(place, address, browser, []).page()
        await expect(page.locator("#offline")).to_be_hidden()
    await expect(page.locator("#offline")).to_be_visible()
    place.chat.changes = Changes()
    async with served(place, int(address.rstrip("/").rsplit(":", 1)[1])) as again:
        assert again == address
        await expect(page.locator("#offline")).to_be_hidden(timeout=10_000)
        await page.context.close()


# Every piece of text against the nearest ground that is painted: less than 4.5 to 1 is too little.
LOW_CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b]
    .map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] > 250) return color;
    }
    return [255, 255, 255];
  };
  const bad = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    if (node.closest(".emoji, .unseen, noscript, script, option")) continue;
    const [high, low] = [light(rgba(getComputedStyle(node).color)), light(ground(node))].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) bad.add(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return [...bad];
}"""
