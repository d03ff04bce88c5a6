"""The targets of a municipality: what it has set out to reach, as the report holds its figures against."""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from report_templates.figure_names import figure_names
from report_templates.language import language_of
from shopper.queries import measurement_of, method_of, municipality_of
from shopper.report_targets import FIGURES, MOST, remove_target, set_target, targets_of
from shopper.tables.study import Wave
from shopper.texts import mark
from web.access import COORDINATES
from web.dependencies import StoreSession, TheActor, TheUser
from web.language import gettext, language_in_use
from web.pages import page
from web.reach import wave_for
from web.sessions import Visitor

router = APIRouter()

FIGURE_FAULT: Final = mark("Välj ett nyckeltal i listan.")
VALUE_FAULTS: Final = {
    "at_least": mark("Skriv ett helt tal från 0 till 100."),
    "at_most": mark("Skriv ett helt tal från 0 till 100."),
    "hours": mark("Skriv ett helt antal arbetstimmar från 0 till 90."),
}
_MOST_DIGITS: Final = 4

Short = Annotated[str, Form(max_length=100)]


@router.get("/waves/{name}/{code}/report/targets")
def show_targets(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, code: str, session: StoreSession, user: TheUser, done: str = ""
) -> HTMLResponse:
    """The targets that are set, and the form for one more."""
    return _page(request, session, user, wave_for(session, user, name), code, done=done)


@router.post("/waves/{name}/{code}/report/targets")
def save_target(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    code: str,
    session: StoreSession,
    user: TheUser,
    actor: TheActor,
    figure: Short = "",
    value: Short = "",
) -> Response:
    """Set a target, or change the one there is for the figure."""
    wave = wave_for(session, user, name)
    measurement_of(session, wave, code)
    if errors := _errors(figure, value):
        return _page(request, session, user, wave, code, typed=(figure, value), errors=errors)
    set_target(session, code, figure, _whole(value), actor.cause)
    return _saved(wave, code, "set")


@router.post("/waves/{name}/{code}/report/targets/remove")
def drop_target(  # noqa: PLR0913, PLR0917 - what the framework hands over
    name: str, code: str, session: StoreSession, user: TheUser, actor: TheActor, figure: Short = ""
) -> Response:
    """Take a target away."""
    wave = wave_for(session, user, name)
    measurement_of(session, wave, code)
    remove_target(session, code, figure, actor.cause)
    return _saved(wave, code, "removed")


def _errors(figure: str, value: str) -> dict[str, str]:
    if figure not in FIGURES:
        return {"figure": gettext(FIGURE_FAULT)}
    kind = FIGURES[figure]
    return {} if 0 <= _whole(value) <= MOST[kind] else {"value": gettext(VALUE_FAULTS[kind])}


def _whole(typed: str) -> int:
    """A whole number, with or without its per cent sign; -1 when it is none."""
    digits = typed.strip().removesuffix("%").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else -1


def _saved(wave: Wave, code: str, done: str) -> RedirectResponse:
    return RedirectResponse(f"{_base(wave, code)}/targets?done={done}", status_code=303)


def _base(wave: Wave, code: str) -> str:
    return f"/waves/{quote(wave.name, safe='')}/{quote(code, safe='')}/report"


def _page(  # noqa: PLR0913 - what the form and the store say
    request: Request,
    session: Session,
    user: Visitor,
    wave: Wave,
    code: str,
    *,
    typed: tuple[str, str] = ("measure_1_pct", ""),
    errors: dict[str, str] | None = None,
    done: str = "",
) -> HTMLResponse:
    names = figure_names(method_of(wave), language_of(language_in_use()))
    values = {
        "wave": wave,
        "municipality": municipality_of(session, measurement_of(session, wave, code)),
        "base": _base(wave, code),
        "targets": targets_of(session, code),
        "kinds": FIGURES,
        "names": {figure: names.get(figure, figure) for figure in FIGURES},
        "typed": typed,
        "may_decide": user.role in COORDINATES,
        "errors": errors or {},
        "done": done if done in ("set", "removed") else "",
    }
    return page(request, "report_targets.html", 422 if errors else 200, **values)
