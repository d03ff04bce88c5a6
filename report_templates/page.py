"""A report's content to HTML: the same page for the screen and for print."""

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from posixpath import dirname

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report_templates.charts import Drawn, draw
from report_templates.content import Block, MeasureBox, Report
from report_templates.drawing.canvas import Style
from report_templates.drawing.ink import accent_of
from report_templates.language import language_of

FILES = Path(__file__).parent
"""The folder that the style sheet and its fonts are found in, in `municipality/` and `fonts/`."""

STYLESHEET = "municipality/report.css"
PNG_ADDRESS = "data:image/png;base64,"
"""How the address of a logo begins; the picture itself follows."""

_COLOURS = "look/{colour}.css"


def render_html(report: Report, stylesheet: str = STYLESHEET) -> str:
    """The whole report as one HTML document without scripts or inline styles.

    `stylesheet` is the address of `municipality/report.css` as the reader's program can fetch it; the fonts lie
    beside it in `../fonts/`, and `look/rrggbb.css` is the one of a report with a colour of its own (`colours.py`).

    Raises:
        ValueError: the report's colour is none.
    """
    language, imprint = language_of(report.language), report.imprint
    accent = accent_of(imprint.colour)
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            say=language.say,
            chance=language.chance,
            style=Style(language, accent),
            stylesheet=stylesheet,
            look=f"{dirname(stylesheet)}/{_COLOURS.format(colour=accent[1:])}" if imprint.colour else "",
            logo="" if imprint.logo is None else PNG_ADDRESS + b64encode(imprint.logo).decode(),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FILES / "municipality"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawing"] = _drawing
    environment.filters["together"] = _together
    return environment


def _together(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks in order; measures that follow on each other stand side by side, so they come as one group."""
    groups: list[list[Block]] = []
    for before, block in zip((None, *blocks), blocks, strict=False):
        if isinstance(before, MeasureBox) and isinstance(block, MeasureBox):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _drawing(chart: Drawn, style: Style) -> Markup:
    # Made by our own drawing from escaped text, so it is markup and not text.
    return Markup(draw(chart, style))  # noqa: S704
