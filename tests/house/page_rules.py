"""Rules about templates: they are escaped, and they keep to the content security policy."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.tree import Rule

TEMPLATE_FOLDERS = ("web/templates/", "report_templates/municipality/")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\s(?:style|on[a-z]+|hx-on[:\w-]*)=[\"'{]|javascript:", re.IGNORECASE
)
ALLOWED_ENDINGS = {".html", ".css"}


def templates_end_in_html(path: str, _text: str) -> Iterator[str]:
    """Jinja escapes what ends in `.html` and nothing else."""
    if path.startswith(TEMPLATE_FOLDERS) and PurePosixPath(path).suffix not in ALLOWED_ENDINGS:
        yield f"{path} does not end in .html and would not be escaped"


def nothing_is_inline(path: str, text: str) -> Iterator[str]:
    """No script, style or event handler inside a page: the policy would block it."""
    if path.startswith("web/templates/"):
        for hit in INLINE.finditer(text):
            yield f"{path}: {hit.group(0).strip()} is inline"


PAGE_RULES = (
    Rule(nothing_is_inline, "web/templates/a.html", good='<script src="/a.js" defer></script>', bad="<script>go()"),
    Rule(nothing_is_inline, "web/templates/a.html", good='<p class="wide">', bad='<p style="width: 9em">'),
    Rule(
        nothing_is_inline,
        "web/templates/a.html",
        good='{% set one = 1 %}<button name="onward">',
        bad='<button onclick="go()">',
    ),
)
PAGE_PATH_RULES = ((templates_end_in_html, "web/templates/desk.html", "web/templates/desk.jinja"),)
