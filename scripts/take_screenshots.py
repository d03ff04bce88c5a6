#!/usr/bin/env python3
"""Takes the pictures in `docs/images/`: every page from the browser tests, and the README's from the demo.

`--pages` takes only those of the pages.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from web.demo.stage import COORDINATOR, INTERVIEWERS, PASSWORD, WAVE  # noqa: E402 - first the path above

IMAGES = ROOT / "docs" / "images"
PAGES = IMAGES / "pages"
PAGE_TESTS = "tests/browser/test_every_page.py"
WIDE = {"width": 1280, "height": 860}
NARROW = {"width": 390, "height": 844}
OVERVIEW_PAGE = 4


def main(arguments: list[str]) -> int:
    """Look at every page; run the demo, take its pictures, and stop it again."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    photograph_pages()
    if arguments == ["--pages"]:
        return 0
    with TemporaryDirectory() as folder, demo(Path(folder)) as address:
        photograph_site(address)
        photograph_report(next(Path(folder).rglob("*.pdf")))
    return 0


def photograph_pages() -> None:
    """Run the browser tests that look at every page, and keep the pictures they take."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "--quiet", "--numprocesses", "2", PAGE_TESTS]
        subprocess.run(command, cwd=ROOT, env=os.environ | {"SHOPPER_TEST_PICTURES": folder}, check=True)
        shutil.rmtree(PAGES, ignore_errors=True)
        PAGES.mkdir()
        for picture in Path(folder).glob("*.jpg"):
            shutil.copy(picture, PAGES)


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """The address of the demo's site, once its weeks have passed; it is stopped at the end."""
    command = [str(Path(sys.executable).with_name("shopper")), "demo", "--serve", "--out", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield address_in(process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def address_in(process: subprocess.Popen[str]) -> str:
    """Wait until the demo says where it serves."""
    told: list[str] = []
    for line in process.stdout or ():
        told.append(line)
        if hit := re.search(r"http://[\w.]+:\d+", line):
            return hit.group(0)
    raise RuntimeError("the demo ended without serving:\n" + "".join(told))


def photograph_site(address: str) -> None:
    """What each role sees, wide and narrow."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        coordinator = signed_in(browser, address, COORDINATOR, WIDE)
        photograph(coordinator, f"{address}/waves/{quote(WAVE)}", "wave.png")
        interviewer = signed_in(browser, address, INTERVIEWERS[0], NARROW)
        interviewer.goto(f"{address}/calls")
        interviewer.locator("main a[href^='/calls/']").first.click()
        interviewer.screenshot(path=IMAGES / "call-on-a-phone.png")
        browser.close()


def signed_in(browser: Browser, address: str, name: str, size: dict[str, int]) -> Page:
    """A window of this size in which the user has signed in."""
    page = browser.new_page(viewport=size, locale="sv-SE")  # type: ignore[arg-type]  # a plain dictionary will do
    page.goto(f"{address}/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(re.compile(r"/(waves|calls)"))
    return page


def photograph(page: Page, address: str, name: str) -> None:
    """Take the picture of one page."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / name)


def photograph_report(pdf: Path) -> None:
    """Take the picture of the printed report's page with the overview."""
    number = str(OVERVIEW_PAGE)
    command = ["pdftoppm", "-png", "-r", "80", "-f", number, "-l", number, "-singlefile", str(pdf)]
    subprocess.run([*command, str(IMAGES / "report")], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
