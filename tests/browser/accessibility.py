"""What axe says about a page as it stands, in whatever state a test has brought it."""

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
RUN: Final = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def objections(page: Page) -> list[str]:
    """Every rule that the page breaks, with the place; light and dark."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        result: dict[str, Any] = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
        )
        found += [f"{one['id']}: {node['html'][:200]}" for one in result["violations"] for node in one["nodes"]]
    return found
