"""A real Chromium in front of a real server: the site over the small study of `tests/web/stage.py`."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from tests.browser.running_site import RunningClock, RunningSite
from tests.browser.ten_calls import set_ten_calls
from tests.filled_stores import FilledStores
from tests.web.stage import PASSWORD, Stage, set_stage
from tests.web.step_stage import set_draft
from web.app import create_app
from web.demo.site import Site

CHROMIUM = Path(os.environ.get("SHOPPER_TEST_CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_MISSING = f"{CHROMIUM} was not found: install the package chromium, or set SHOPPER_TEST_CHROMIUM to its path"
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

PATIENCE_MS = 15_000
"""How long a page may take on a machine that has much else to do."""

OpenAs = Callable[[str, int], Page]
OpenPhone = Callable[[str], Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module; CI must have it, others may do without these tests.

    Not for the whole run: while Playwright is open, its event loop runs in the tests' own thread, where everything
    that starts a loop of its own would fail.
    """
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(CHROMIUM_MISSING)
        pytest.skip(CHROMIUM_MISSING)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def stage(store: Store, filled_stores: FilledStores) -> Stage:
    """The study the site is about, and a draft wave beside it."""
    found = filled_stores.fill(store, set_stage)
    with store.transaction() as session:
        set_draft(session)
    return found


@pytest.fixture
def address(store: Store, clock: SteppedClock, stage: Stage) -> Iterator[str]:
    """Where the site over that study answers."""
    assert stage
    site = Site(create_app(Settings(), store, clock, None), "127.0.0.1", 0)
    site.start()
    yield site.address
    site.stop()


@pytest.fixture
def open_as(browser: Browser, address: str) -> Iterator[OpenAs]:
    """Opens a window of this width in which this user is signed in; no name: nobody is."""
    contexts: list[BrowserContext] = []

    def open_window(name: str, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=address, locale="sv-SE")
        contexts.append(context)
        return _signed_in(context, name)

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def ten_calls(store: Store, stage: Stage) -> list[int]:
    """The ids of ten calls of anna's that are due, in the order of her list."""
    assert stage
    with store.transaction() as session:
        return set_ten_calls(session)


@pytest.fixture
def running_site(store: Store, ten_calls: list[int]) -> Iterator[RunningSite]:
    """The site over those calls, its clock running."""
    assert ten_calls
    site = RunningSite(create_app(Settings(), store, RunningClock(), None))
    yield site
    site.go_away()


@pytest.fixture
def at_desk(browser: Browser, running_site: RunningSite) -> Iterator[OpenPhone]:
    """Opens a wide window of the running site in which this user is signed in, each in a browser of its own."""
    with closing_contexts() as contexts:

        def open_window(name: str) -> Page:
            context = browser.new_context(
                viewport={"width": 1280, "height": 900}, base_url=running_site.address, locale="sv-SE"
            )
            contexts.append(context)
            return _signed_in(context, name)

        yield open_window


@pytest.fixture
def on_phone(browser: Browser, running_site: RunningSite) -> Iterator[OpenPhone]:
    """Opens the running site on a telephone, 390 pixels wide and touched, in which this user is signed in."""
    with closing_contexts() as contexts:

        def open_window(name: str) -> Page:
            context = browser.new_context(
                viewport={"width": 390, "height": 844},
                base_url=running_site.address,
                locale="sv-SE",
                has_touch=True,
                is_mobile=True,
            )
            contexts.append(context)
            return _signed_in(context, name)

        yield open_window


@contextmanager
def closing_contexts() -> Iterator[list[BrowserContext]]:
    """A list of browser contexts that are closed in the end."""
    contexts: list[BrowserContext] = []
    yield contexts
    for context in contexts:
        context.close()


def _signed_in(context: BrowserContext, name: str) -> Page:
    page = context.new_page()
    if name:
        page.goto("/sign-in")
        page.get_by_label("Namn").fill(name)
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.get_by_role("button", name="Logga in").click()
        page.get_by_role("button", name="Logga ut").wait_for()
    return page
