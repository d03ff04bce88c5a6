"""Files of a report's look that are made when they are asked for, not stored: its colour, and a draft's mark. Pure."""

import re
from urllib.parse import quote, unquote

from report_templates.drawing.ink import LIGHT_INK, accent_of, mixed

_COLOUR = re.compile(r"(?:.*/)?look/([0-9a-f]{6})\.css")
_MARK = re.compile(r"(?:.*/)?look/mark-([^/]+)\.svg")
_WORD = re.compile(r"\w{1,20}")
_WASH = 0.93  # so much white in the ground of a box
_FAINT = "#e4e8ec"
"""Of the mark: every text of the report can still be read on it."""


def stylesheet_at(address: str) -> str | None:
    """The style sheet of a colour, `look/rrggbb.css`; None when this is the address of something else."""
    found = _COLOUR.fullmatch(address)
    return None if found is None else stylesheet_of(f"#{found[1]}")


def mark_at(address: str) -> str | None:
    """The picture of a draft's mark, `look/mark-WORD.svg`; None when this is the address of something else."""
    found = _MARK.fullmatch(address)
    word = "" if found is None else unquote(found[1])
    return _mark(word) if _WORD.fullmatch(word) else None


def stylesheet_of(colour: str) -> str:
    """The rules that put this colour in the place of the report's own; darkened where white could not be read on it.

    Raises:
        ValueError: the colour is none.
    """
    accent = accent_of(colour)
    return f":root {{ --tone: {accent}; --wash: {mixed(accent, LIGHT_INK, _WASH)}; }}\n"


def draft_stylesheet(word: str) -> str:
    """The rules that put this word across every page, behind the text; it is no part of what is read aloud."""
    picture = f'url("municipality/look/mark-{quote(word)}.svg")'
    places = {"": "center / 150mm 150mm", " cover": "center 225mm / 60mm 60mm"}
    return "".join(f"@page{page} {{ background: {picture} {place} no-repeat; }}\n" for page, place in places.items())


def _mark(word: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">'
        f'<text x="200" y="230" transform="rotate(-45 200 200)" text-anchor="middle" textLength="460" '
        f'font-family="Source Sans 3" font-weight="700" font-size="110" fill="{_FAINT}">{word}</text></svg>'
    )
