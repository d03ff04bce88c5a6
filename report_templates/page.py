"""A report's content to HTML: the same page for the screen and for print."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report_templates.charts import draw
from report_templates.content import Chart, Report

FILES = Path(__file__).parent
"""The folder that the style sheet and its fonts are found in, in `municipality/` and `fonts/`."""

STYLESHEET = "municipality/report.css"


def render_html(report: Report, stylesheet: str = STYLESHEET) -> str:
    """The whole report as one HTML document without scripts or inline styles.

    `stylesheet` is the address of `municipality/report.css` as the reader's program can fetch it; the fonts lie
    beside it in `../fonts/`.
    """
    return _environment().get_template("report.html").render(report=report, stylesheet=stylesheet)


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
    return environment


def _drawing(chart: Chart) -> Markup:
    # Made by our own drawing from escaped text, so it is markup and not text.
    return Markup(draw(chart))  # noqa: S704
