"""What axe says about a page as it stands, in whatever state a test has brought it."""

import os
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
RUN: Final = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS: Final = (1280, 390)


def keep_picture(page: Page, name: str, width: int) -> None:
    """Keep a picture of the whole page where the environment asks for one (`SHOPPER_TEST_PICTURES=DIR`)."""
    folder = os.environ.get("SHOPPER_TEST_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}_{width}.png"), full_page=True)


def objections(page: Page) -> list[str]:
    """Every rule that the page breaks, with the place; light and dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        result: dict[str, Any] = page.evaluate(RUN, TAGS)
        found += [f"{one['id']}: {node['html'][:200]}" for one in result["violations"] for node in one["nodes"]]
    return found
