"""Every page in Chromium, wide in Swedish and narrow in English, light and dark.

Nothing axe objects to, nothing to scroll sideways, on a telephone in a wider font either, no error in the console.
`SHOPPER_TEST_PICTURES=DIR` also keeps pictures: `DIR/NAME.jpg` for the documents, and in folders beside them the dark
and the narrow ones to look at.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
from sqlmodel import Session

from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from tests.browser import seen_stage
from tests.browser.accessibility import ALL_RULES, COLOUR_RULES, bring_axe, violations
from tests.browser.seen_pages import NO_PAGES, PAGES, Seen
from web.app import all_routes, create_app
from web.demo.site import Site
from web.language import LANGUAGE_COOKIE
from web.sessions import SESSION_COOKIE

SIDEWAYS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IN_A_WIDER_FONT: Final = f"""() => {{
  document.body.style.fontFamily = '"DejaVu Sans", Verdana, sans-serif';
  const sideways = {SIDEWAYS};
  document.body.style.fontFamily = '';
  return sideways;
}}"""
"""What a reader sees until the site's own font is there, or always where it is refused: it is much narrower."""
QUALITY: Final = 45
PICTURE_SCALE: Final = 0.6
"""The pictures of the documents are that much smaller than the window: all together they must not weigh much."""
TIMEOUT_MS: Final = 30_000
REFUSED: Final = range(400, 500)


@dataclass(frozen=True, slots=True)
class View:
    """A window and the language that is read in it."""

    name: Literal["wide", "narrow"]
    size: ViewportSize
    language: str
    scale: float = 1


VIEWS: Final = (
    View("wide", {"width": 1280, "height": 860}, "sv", PICTURE_SCALE),
    View("narrow", {"width": 390, "height": 844}, "en"),
)


class Window:
    """A page that a user is signed in to, and what it complained about and was answered since it was last turned."""

    def __init__(self, page: Page) -> None:
        """Listen from now on."""
        self.page = page
        self.complaints: list[str] = []
        self.statuses: list[int] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: self.statuses.append(answer.status))

    def turn(self) -> None:
        """Leave what was shown: the next page is seen in the light, and its errors are its own."""
        self.page.goto("about:blank")
        self.page.emulate_media(color_scheme="light")
        self.complaints.clear()
        self.statuses.clear()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


class Windows:
    """A site, and a window for each user and view of it: nobody types a password, and no page waits for a process."""

    def __init__(self, browser: Browser, store: Store, address: str, ids: Mapping[str, int | str]) -> None:
        """Nothing is opened yet."""
        self.ids = ids
        self._browser, self._store, self._address = browser, store, address
        self._windows: dict[tuple[str, str], Window] = {}

    def open(self, user: str, view: View) -> Window:
        """The window in which this user is signed in, turned to an empty page."""
        known = self._windows.get((user, view.name))
        if known is None:
            known = self._windows[user, view.name] = Window(self._context(user, view).new_page())
        known.turn()
        return known

    def close(self) -> None:
        """Close every window."""
        for window in self._windows.values():
            window.page.context.close()

    def _context(self, user: str, view: View) -> BrowserContext:
        context = self._browser.new_context(
            viewport=view.size,
            device_scale_factor=view.scale,
            base_url=self._address,
            locale="sv-SE",
            reduced_motion="reduce",
            color_scheme="light",
        )
        cookies = {LANGUAGE_COOKIE: view.language}
        if user:
            with self._store.transaction() as session:
                cookies[SESSION_COOKIE] = seen_stage.sign_in(session, user)
        context.set_default_timeout(TIMEOUT_MS)
        context.add_cookies([{"name": name, "value": value, "url": self._address} for name, value in cookies.items()])
        return context


@pytest.fixture(scope="module")
def worlds(
    browser: Browser, upgraded_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Windows]]:
    """The site with everything in it, and the one with nothing. On SQLite always: it is the pages that are tested."""
    folder = tmp_path_factory.mktemp("seen")
    for name in ("everything", "nothing"):
        (folder / name).write_bytes(upgraded_sqlite_file.read_bytes())
    with serving(browser, folder / "everything") as everything, serving(browser, folder / "nothing") as nothing:
        yield {"everything": everything, "nothing": nothing}


@contextmanager
def serving(browser: Browser, file: Path) -> Iterator[Windows]:
    """A site over the database in this file, filled if its name is `everything`."""
    store = Store(f"sqlite:///{file}")
    with store.transaction() as session:
        ids = stage_of(session, file.name)
    site = Site(create_app(Settings(), store, SteppedClock(seen_stage.NOW), None), "127.0.0.1", 0)
    site.start()
    windows = Windows(browser, store, site.address, ids)
    yield windows
    windows.close()
    site.stop()
    store.close()


def stage_of(session: Session, world: str) -> dict[str, int | str]:
    """Store the world; the ids that addresses name."""
    if world == "everything":
        return seen_stage.set_everything(session)
    seen_stage.set_nothing(session)
    return {}


def keep_picture(page: Page, seen: Seen, *folders: str, whole: bool) -> None:
    """Keep a picture where the environment asks for one."""
    if folder := os.environ.get("SHOPPER_TEST_PICTURES"):
        file = Path(folder, *folders, f"{seen.name}.jpg")
        page.screenshot(path=file, type="jpeg", quality=QUALITY, full_page=whole)


def go_there(page: Page, seen: Seen, ids: Mapping[str, int | str]) -> None:
    """Open the page and do there what brings it into the state that is looked at."""
    page.goto(seen.path.format_map(ids))
    for field, text in seen.fill:
        page.fill(field.format_map(ids), text)
    for button in filter(None, seen.press.format_map(ids).split(" >> ")):
        page.locator(button).first.click()
    if seen.press or seen.path.startswith(
        "/calls"
    ):  # what comes after the page itself: pieces, and what the device keeps
        page.wait_for_load_state("networkidle")
    bring_axe(page)


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
@pytest.mark.parametrize("seen", PAGES, ids=lambda seen: seen.name)
def test_page_is_accessible_and_fits(seen: Seen, view: View, worlds: Mapping[str, Windows]) -> None:
    windows = worlds[seen.world]
    window = windows.open(seen.user, view)
    page = window.page
    go_there(page, seen, windows.ids)
    wide = view.name == "wide"
    keep_picture(page, seen, *(() if wide else ("narrow",)), whole=not wide)
    light = violations(page, ALL_RULES)
    sideways = [page.evaluate(each) for each in ((SIDEWAYS,) if wide else (SIDEWAYS, IN_A_WIDER_FONT))]
    page.emulate_media(color_scheme="dark")
    keep_picture(page, seen, "dark" if wide else "narrow_dark", whole=not wide)
    dark = violations(page, COLOUR_RULES)
    # Chromium itself says in the console that a page was refused, which here it is meant to be.
    expected = f"status of {seen.status} " if seen.status in REFUSED else "nothing"
    complaints = [text for text in window.complaints if expected not in text]
    assert (light, dark, sum(sideways), complaints, seen.status in window.statuses) == ([], [], 0, [], True)


def test_every_route_that_answers_with_a_page_is_seen() -> None:
    paths = [re.sub(r"\{\w+\}", "1", seen.path.partition("?")[0]) for seen in PAGES]
    gets = [route for route in all_routes() if "GET" in (route.methods or ())]
    seen = {next((route.name for route in gets if route.path_regex.fullmatch(path)), "") for path in paths}
    assert sorted(seen - {""} | NO_PAGES.keys()) == sorted({route.name for route in gets})
    assert seen & NO_PAGES.keys() == set()
