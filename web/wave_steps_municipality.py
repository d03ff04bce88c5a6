"""One municipality of a draft wave: its entry in the register, and the days when nobody calls it."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session

from shopper.drafts import municipalities as use_case
from shopper.drafts.draft import draft_named
from shopper.drafts.missing import notes_about
from shopper.drafts.municipalities import STEP, Chosen, TypedMunicipality, check_municipality, municipality_version
from shopper.hours import WEEKDAY_KEYS
from shopper.queries import measurement_of, method_of, municipality_of
from shopper.register import known_zones
from shopper.tables.study import Wave
from shopper.texts import mark
from web.dependencies import StoreSession, TheActor
from web.language import day, gettext
from web.pages import page
from web.step_people_form import WEEKDAYS
from web.wave_steps_municipalities import COLUMN_FAULTS, COLUMN_NAMES
from web.wave_steps_parts import overtaken_by, sentence, step_address, steps_of

router = APIRouter()

HOURS_FAULT: Final = mark("Skriv tider som 08:00-17:00 eller 08:00-12:00 13:00-16:00, och minst en dag.")
DAYS_FAULT: Final = mark(
    "Skriv datum från %(first)s till %(last)s, med komma emellan. En period skrivs med bindestreck mellan två datum."
)


class TypedFields(BaseModel):
    """The fields of the form exactly as they were typed."""

    name: str = ""
    population: str = ""
    official_address: str = ""
    switchboard: str = ""
    mail_domains: str = ""
    time_zone: str = ""
    mon: str = ""
    tue: str = ""
    wed: str = ""
    thu: str = ""
    fri: str = ""
    sat: str = ""
    sun: str = ""
    closed_on: str = ""
    version: str = ""

    def municipality(self) -> TypedMunicipality:
        """The same without spaces around, as it is checked."""
        typed = {name: str(value).strip() for name, value in self.model_dump().items()}
        cells = {name: typed[name] for name in COLUMN_NAMES if name in typed}
        return TypedMunicipality(cells, {key: typed[key] for key in WEEKDAY_KEYS}, self.closed_on)


@router.get("/waves/{name}/steps/municipalities/{code}")
def show_municipality(request: Request, name: str, code: str, session: StoreSession) -> HTMLResponse:
    """What the register says of the municipality, and its closing days in this wave."""
    wave = draft_named(session, name)
    return _form(request, session, wave, code, _stored(session, wave, code), {})


@router.post("/waves/{name}/steps/municipalities/{code}")
def save_municipality(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request,
    name: str,
    code: str,
    typed: Annotated[TypedFields, Form()],
    session: StoreSession,
    actor: TheActor,
) -> Response:
    """Store both; or say what is wrong, or that somebody else changed them since they were shown."""
    wave = draft_named(session, name, to_change=True)
    checked = check_municipality(code, typed.municipality(), wave)
    version = municipality_version(session, wave, code)
    if checked.wrong:
        errors = {field: _fault(field, wave) for field in checked.wrong}
        return _form(request, session, wave, code, typed.model_dump(), errors, {"version": typed.version})
    if typed.version != version:
        more = {"overtaken": overtaken_by(session, wave, STEP), "changed": _changed(session, wave, code, typed)}
        return _form(request, session, wave, code, typed.model_dump(), {}, more, 409)
    use_case.save_municipality(session, wave, checked, actor.cause)
    return RedirectResponse(f"{step_address(wave.name, STEP)}?saved=1", status_code=303)


def _stored(session: Session, wave: Wave, code: str) -> dict[str, str]:
    """The form's fields as they are stored; NotThere when the draft does not measure this municipality."""
    measurement = measurement_of(session, wave, code)
    typed = use_case.typed_from(Chosen(municipality_of(session, measurement), tuple(measurement.closed_on)))
    return {**typed.cells, **typed.hours, "closed_on": typed.closed_on}


def _labels() -> dict[str, str]:
    names = COLUMN_NAMES | WEEKDAYS | {"closed_on": mark("Dagar då ingen ringer kommunen")}
    return {field: gettext(name) for field, name in names.items()}


def _fault(field: str, wave: Wave) -> str:
    if field == "closed_on":
        return gettext(DAYS_FAULT) % {"first": wave.first_day.isoformat(), "last": wave.last_day.isoformat()}
    return gettext(HOURS_FAULT if field in WEEKDAYS else COLUMN_FAULTS[field])


def _changed(session: Session, wave: Wave, code: str, typed: TypedFields) -> list[tuple[str, str]]:
    """The fields in which what is stored now differs from what was typed, with what is stored."""
    labels, ours = _labels(), typed.model_dump()
    theirs = _stored(session, wave, code)
    return [
        (labels[field], " ".join(theirs[field].split()) or "–")
        for field in theirs
        if theirs[field].split() != ours[field].split()
    ]


def _form(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Request,
    session: Session,
    wave: Wave,
    code: str,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    more: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HTMLResponse:
    method = method_of(wave)
    municipality = municipality_of(session, measurement_of(session, wave, code))
    values: dict[str, Any] = {"version": municipality_version(session, wave, code), "overtaken": None, "changed": ()}
    values |= more or {}
    values |= {
        "steps": steps_of(session, wave, STEP),
        "municipality": municipality,
        "notes": [sentence(note, method) for note in notes_about(municipality, method)],
        "typed": typed,
        "errors": {field: errors[field] for field in _labels() if field in errors},
        "labels": _labels(),
        "weekdays": WEEKDAY_KEYS,
        "zones": known_zones(),
        "zone": method.working_time.zone,
        "period": f"{day(wave.first_day)} – {day(wave.last_day)}",
        "action": f"{step_address(wave.name, STEP)}/{code}",
    }
    return page(request, "wave_municipality.html", 422 if errors else status, **values)
