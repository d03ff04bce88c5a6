"""Values to compare one municipality's figures with that were printed elsewhere: added, changed and removed by form."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Final

from babel.numbers import format_decimal
from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from report_templates.figure_names import figure_names
from report_templates.language import language_of
from scheduler.survey_indices import survey_indices
from shopper.csv_rows import Row
from shopper.drafts.draft import version_of
from shopper.faults import Conflict
from shopper.method import Method
from shopper.reference_values import add_value, change_value, remove_value, value_of, values_of
from shopper.tables.study import ImportedValue
from shopper.texts import mark
from shopper.value_rows import LONGEST_SOURCE, VALUE_COLUMNS, Scope, value_row, wrong_columns
from web.dependencies import TheActor
from web.language import gettext, language_in_use
from web.report_here import ReportHere, TheReport

router = APIRouter(prefix="/waves/{name}/{code}/report")

SCOPES: Final[Mapping[Scope, str]] = {"previous": mark("Tidigare mätning"), "similar": mark("Liknande kommuner")}

LABELS: Final = {
    "scope": mark("Jämförs med"),
    "figure": mark("Nyckeltal"),
    "value": mark("Värde"),
    "low": mark("Lägsta"),
    "high": mark("Högsta"),
    "municipalities": mark("Antal kommuner"),
    "inhabitants_from": mark("Invånare från"),
    "inhabitants_to": mark("Invånare till"),
    "source": mark("Källa"),
}
FAULTS: Final = {
    "scope": mark("Välj vad värdet är."),
    "figure": mark("Välj ett nyckeltal i listan."),
    "value": mark("Skriv ett helt tal, högst 100 för andelar, och mellan lägsta och högsta."),
    "low": mark("Skriv ett helt tal, eller lämna tomt."),
    "high": mark("Skriv ett helt tal, eller lämna tomt."),
    "municipalities": mark("Skriv ett helt tal från 1 till 1 000, eller lämna tomt."),
    "inhabitants_from": mark("Skriv ett helt tal, eller lämna tomt."),
    "inhabitants_to": mark("Skriv ett helt tal som inte är mindre än det första, eller lämna tomt."),
    "source": mark("Skriv var värdet står, på högst 300 tecken."),
}
KNOWN: Final = mark("Nyckeltalet har redan ett sådant värde. Ändra det i listan i stället.")
OVERTAKEN: Final = mark("Någon annan ändrade värdet medan du hade det öppet. Se vad som gäller nu och spara igen.")
"""What the page says beside a field, or above the form."""


class TypedValue(BaseModel):
    """The form exactly as it was sent; `was` is the mark of the value that is changed, empty for a new one."""

    scope: str = ""
    figure: str = ""
    value: str = ""
    low: str = ""
    high: str = ""
    municipalities: str = ""
    inhabitants_from: str = ""
    inhabitants_to: str = ""
    source: str = ""
    was: str = ""

    def row(self) -> Row:
        """The fields as a line of a file; spaces that part thousands are left out of numbers."""
        cells = {column: str(getattr(self, column)).strip() for column in VALUE_COLUMNS}
        return Row("", 1, {name: cell if name == "source" else "".join(cell.split()) for name, cell in cells.items()})


@router.get("/values")
def show_values(here: TheReport, scope: str = "", figure: str = "", done: str = "") -> HTMLResponse:
    """The values that are written in, and the form; with a scope and a figure in the address, to change that value."""
    stored = _stored(here, scope, figure)
    return _page(here, _as_typed(stored) if stored else TypedValue(scope="similar"), done=done)


@router.post("/values")
def save_value(here: TheReport, actor: TheActor, typed: Annotated[TypedValue, Form()]) -> Response:
    """Store a new value, or what was changed of one."""
    if errors := _errors(typed, here.method):
        return _page(here, typed, errors=errors)
    value = value_row(typed.row(), _scope(typed.scope))
    stored = _stored(here, typed.scope, value.figure)
    if typed.was and typed.was != _mark(stored):
        typed.was = _mark(stored)
        return _page(here, typed, problem=OVERTAKEN)
    try:
        store = change_value if typed.was else add_value
        store(here.session, here.id, value, actor.cause)
    except Conflict:
        return _page(here, typed, errors={"figure": gettext(KNOWN)})
    return RedirectResponse(f"{here.base}/values?done=set", status_code=303)


@router.post("/values/remove")
def drop_value(
    here: TheReport, actor: TheActor, scope: Annotated[str, Form()] = "", figure: Annotated[str, Form()] = ""
) -> Response:
    """Take a value away; one that is gone already is no fault."""
    if (stored := _stored(here, scope, figure)) is not None:
        remove_value(here.session, here.id, _scope(scope), stored.figure, actor.cause)
    return RedirectResponse(f"{here.base}/values?done=removed", status_code=303)


def in_tenths(value: float) -> str:
    """An index with one decimal, a half rounded up, in the language of the request."""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(format_decimal(rounded, "0.0", locale=language_in_use()))


def _stored(here: ReportHere, scope: str, figure: str) -> ImportedValue | None:
    return value_of(here.session, here.id, _scope(scope), figure) if scope in SCOPES else None


def _scope(typed: str) -> Scope:
    """One of `SCOPES`, as what was typed has been found to be."""
    return "previous" if typed == "previous" else "similar"


def _errors(typed: TypedValue, method: Method) -> dict[str, str]:
    wrong = [] if typed.scope in SCOPES else ["scope"]
    wrong += wrong_columns(typed.row(), _names(method))
    return {column: gettext(FAULTS[column]) for column in LABELS if column in wrong}


def _names(method: Method) -> dict[str, str]:
    """The figures that can be compared, by key: shares and hours, no counts."""
    names = figure_names(method, language_of(language_in_use()))
    return {key: name for key, name in names.items() if key.endswith(("_pct", "_hours"))}


def _mark(stored: ImportedValue | None) -> str:
    """What the form sends back, to see whether somebody changed the value in between; empty when it is gone."""
    return "" if stored is None else version_of(stored.model_dump(exclude={"id", "measurement_id"}))


def _as_typed(stored: ImportedValue) -> TypedValue:
    told = stored.model_dump(include={"scope", *VALUE_COLUMNS})
    return TypedValue(**{name: "" if cell is None else str(cell) for name, cell in told.items()}, was=_mark(stored))


def _page(
    here: ReportHere,
    typed: TypedValue,
    *,
    errors: dict[str, str] | None = None,
    problem: str = "",
    done: str = "",
) -> HTMLResponse:
    if typed.scope not in SCOPES:
        typed.was = ""  # what changes a value names it: this is a new one, to be chosen whole
    values: dict[str, Any] = {
        "stored": values_of(here.session, here.id),
        "indices": survey_indices(here.session, here.wave, here.measurement.municipality_code),
        "names": _names(here.method),
        "scopes": {scope: gettext(name) for scope, name in SCOPES.items()},
        "labels": {column: gettext(name) for column, name in LABELS.items()},
        "longest_source": LONGEST_SOURCE,
        "typed": typed,
        "errors": errors or {},
        "problem": gettext(problem) if problem else "",
        "in_tenths": in_tenths,
        "done": done if done in {"set", "removed"} else "",
    }
    return here.page("report_values.html", 409 if problem else 422 if errors else 200, **values)
