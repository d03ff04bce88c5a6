"""What axe says about a page as it stands, in whatever state a test has brought it."""

import os
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

AXE: Final = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ALL_RULES: Final[dict[str, object]] = {"type": "tag", "values": list(TAGS)}
COLOUR_RULES: Final[dict[str, object]] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUN: Final = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations'], selectors: false});
  return found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 200)}`));
}"""
"""Every rule is tried in every place; only of the broken ones are the places described and brought over."""
WIDTHS: Final = (1280, 390)


def keep_picture(page: Page, name: str, width: int) -> None:
    """Keep a picture of the whole page where the environment asks for one (`SHOPPER_TEST_PICTURES=DIR`)."""
    folder = os.environ.get("SHOPPER_TEST_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}_{width}.png"), full_page=True)


def bring_axe(page: Page) -> None:
    """Load axe into the page that is shown."""
    page.evaluate(AXE)


def violations(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe, which was brought, finds wrong on the page as it stands, by rule and place."""
    found: list[str] = page.evaluate(RUN, rules)
    return found


def objections(page: Page) -> list[str]:
    """Every rule that the page breaks, with the place; light and dark."""
    bring_axe(page)
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        found += violations(page, ALL_RULES)
    return found
