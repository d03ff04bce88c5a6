"""A wave's overview to HTML for print: pages of small multiples, and then the same values as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report_templates.blocks import joined
from report_templates.drawing.canvas import Style
from report_templates.drawing.ink import accent_of
from report_templates.drawing.multiples import Dot, Panel, drawing_of_multiples
from report_templates.drawing.svg import svg_of
from report_templates.overview import LEADING, PANELS, WAITING, Line, Overview, mean_of, pages_of, told
from report_templates.page import FILES
from report_templates.unfinished import calls_in_review, letters_in_time
from scoring.figures import Figure
from scoring.small_samples import FEWEST_CONTACTS, is_few

_MOST_ON_ONE_PAGE: Final = 6
"""Municipalities whose panels leave room for the table on the same page."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of panels; `span` says from which municipality to which."""

    drawing: Markup
    span: str


def render_overview(overview: Overview) -> str:
    """The whole document, without scripts or inline styles; its addresses start from the package's folder."""
    language = overview.language
    title = language.say("Översikt, {wave}", wave=overview.wave_name)
    return (
        _environment()
        .get_template("overview.html")
        .render(
            overview=overview,
            say=language.say,
            title=title,
            period=_period(overview),
            reading=_reading(overview),
            waiting=_waiting(overview),
            is_short=len(overview.lines) <= _MOST_ON_ONE_PAGE,
            pages=[_page(overview, lines) for lines in pages_of(overview.lines)],
            caption=language.say("Värde, 95 %-intervall och antal kontakter (n) per kommun"),
            heads=[language.say(panel) for panel in PANELS],
            rows=[_row(overview, line) for line in overview.lines],
        )
    )


def _period(overview: Overview) -> str:
    first, last, language = overview.first_day, overview.last_day, overview.language
    return f"{language.period(first, last)}, {language.weeks(first, last)}"


def _reading(overview: Overview) -> str:
    """What the panels are about, and how to read them."""
    say, titled, method = overview.language.say, overview.language.titled, overview.method
    parts = (
        say("Mått 1: {title}.", title=titled(method.measure_1.title)),
        say("Mått 2: {title}.", title=titled(method.measure_2.title)),
        say("Mått 3: {title}.", title=titled(method.measure_3.title)),
        say("Kontakt: andel samtal där en handläggare nåddes."),
        say("Kommunerna står i bokstavsordning, inte i rangordning."),
        say(
            "Linjen genom punkten är 95 %-intervallet: kommuner vars linjer inte möts skiljer sig mer än slumpen "
            "brukar ge."
        ),
        say("Ihålig punkt: färre än {n} kontakter.", n=FEWEST_CONTACTS),
    )
    has_mean = any(mean_of(overview.lines, key) is not None for key in LEADING)
    return joined(*parts, say("Streckad linje: kommunernas ovägda medelvärde.") if has_mean else "")


def _waiting(overview: Overview) -> str:
    """What the mark says: the calls and letters of the wave that are not counted yet."""
    calls = calls_in_review(overview.language, overview.not_reviewed)
    told = joined(calls, letters_in_time(overview.language, overview.letters_waiting))
    return f"{WAITING} {told}" if told else ""


def _page(overview: Overview, lines: Sequence[Line]) -> _Page:
    language = overview.language
    panels = [
        Panel(
            language.say(title),
            tuple(_dot(overview, line.total[key]) for line in lines),
            mean_of(overview.lines, key),
        )
        for key, title in zip(LEADING, PANELS, strict=True)
    ]
    span = f"{lines[0].name}\u2013{lines[-1].name}"
    description = language.say(
        "Mått 1\u20133 och kontakt, {n} kommuner, {span}: en punkt med intervall för varje. Se tabellen.",
        n=len(lines),
        span=span,
    )
    style = Style(language, accent_of(overview.look.colour))
    drawing = drawing_of_multiples([line.shown_name for line in lines], panels, style)
    # Made by our own drawing from escaped text, so it is markup and not text.
    return _Page(Markup(svg_of(drawing, description)), span)  # noqa: S704


def _dot(overview: Overview, figure: Figure) -> Dot:
    return Dot(overview.language.printed(figure), figure.value, figure.low, figure.high, is_few(figure))


def _row(overview: Overview, line: Line) -> tuple[str, ...]:
    return (line.shown_name, *(told(line.total[key], overview.language) for key in LEADING))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FILES / "agency"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
