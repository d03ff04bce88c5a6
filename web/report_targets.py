"""The targets of a municipality: what it has set out to reach, as the report holds its figures against."""

from typing import Annotated, Final

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from report_templates.figure_names import figure_names
from report_templates.language import language_of
from shopper.report_targets import FIGURES, MOST, remove_target, set_target, targets_of
from shopper.texts import mark
from web.dependencies import TheActor
from web.language import gettext, language_in_use
from web.report_here import ReportHere, TheReport

router = APIRouter(prefix="/waves/{name}/{code}/report")

FIGURE_FAULT: Final = mark("Välj ett nyckeltal i listan.")
VALUE_FAULTS: Final = {
    "at_least": mark("Skriv ett helt tal från 0 till 100."),
    "at_most": mark("Skriv ett helt tal från 0 till 100."),
    "hours": mark("Skriv ett helt antal arbetstimmar från 0 till 90."),
}
_MOST_DIGITS: Final = 4

Short = Annotated[str, Form(max_length=100)]


@router.get("/targets")
def show_targets(here: TheReport, done: str = "") -> HTMLResponse:
    """The targets that are set, and the form for one more."""
    return _page(here, done=done)


@router.post("/targets")
def save_target(here: TheReport, actor: TheActor, figure: Short = "", value: Short = "") -> Response:
    """Set a target, or change the one there is for the figure."""
    if errors := _errors(figure, value):
        return _page(here, typed=(figure, value), errors=errors)
    set_target(here.session, here.measurement.municipality_code, figure, _whole(value), actor.cause)
    return RedirectResponse(f"{here.base}/targets?done=set", status_code=303)


@router.post("/targets/remove")
def drop_target(here: TheReport, actor: TheActor, figure: Short = "") -> Response:
    """Take a target away."""
    remove_target(here.session, here.measurement.municipality_code, figure, actor.cause)
    return RedirectResponse(f"{here.base}/targets?done=removed", status_code=303)


def _errors(figure: str, value: str) -> dict[str, str]:
    if figure not in FIGURES:
        return {"figure": gettext(FIGURE_FAULT)}
    kind = FIGURES[figure]
    return {} if 0 <= _whole(value) <= MOST[kind] else {"value": gettext(VALUE_FAULTS[kind])}


def _whole(typed: str) -> int:
    """A whole number, with or without its per cent sign; -1 when it is none."""
    digits = typed.strip().removesuffix("%").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else -1


def _page(
    here: ReportHere,
    *,
    typed: tuple[str, str] = ("measure_1_pct", ""),
    errors: dict[str, str] | None = None,
    done: str = "",
) -> HTMLResponse:
    names = figure_names(here.method, language_of(language_in_use()))
    values = {
        "targets": targets_of(here.session, here.measurement.municipality_code),
        "kinds": FIGURES,
        "names": {figure: names.get(figure, figure) for figure in FIGURES},
        "typed": typed,
        "errors": errors or {},
        "done": done if done in ("set", "removed") else "",
    }
    return here.page("report_targets.html", 422 if errors else 200, **values)
