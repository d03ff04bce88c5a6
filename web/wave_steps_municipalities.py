"""The second step of a wave: choosing municipalities from the register, and pasting or uploading them."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session, select

from shopper.drafts import municipalities as use_case
from shopper.drafts.draft import draft_named
from shopper.drafts.missing import notes_about
from shopper.drafts.municipalities import STEP, Chosen, chosen, is_found, others
from shopper.method import Method
from shopper.queries import method_of
from shopper.register import SHIPPED, hours_text
from shopper.register_paste import ALL_COLUMNS, Pasted, read_pasted
from shopper.register_upload import LARGEST_FILE, MOST_LINES, RefusedUpload, table_text
from shopper.tables.study import Municipality, Wave
from shopper.texts import mark
from web.dependencies import Start, StoreSession, TheActor
from web.language import gettext
from web.pages import page
from web.wave_steps_parts import sentence, step_address, steps_of

router = APIRouter()

LINES_A_PAGE: Final = 50
"""Chosen municipalities that stand below one another; with more the list is turned and searched."""

COLUMN_NAMES: Final = {
    "code": mark("Kod"),
    "name": mark("Namn"),
    "population": mark("Invånare"),
    "official_address": mark("Officiell e-postadress"),
    "switchboard": mark("Växel"),
    "opening_hours": mark("Öppettider"),
    "mail_domains": mark("E-postdomäner"),
    "time_zone": mark("Tidszon"),
}
COLUMN_FAULTS: Final = {
    "code": mark("Skriv fyra siffror, till exempel 0685."),
    "name": mark("Skriv kommunens namn på högst 100 tecken."),
    "population": mark("Skriv antalet invånare som ett helt tal."),
    "official_address": mark("Skriv en e-postadress, till exempel kommun@vetlanda.test."),
    "switchboard": mark("Skriv ett telefonnummer, till exempel 08-465 004 10."),
    "opening_hours": mark("Skriv öppettider, till exempel mån-tors 08:00-17:00; fre 08:00-12:00 13:00-16:00."),
    "mail_domains": mark("Skriv domäner med mellanslag mellan, till exempel vetlanda.test."),
    "time_zone": mark("Skriv en tidszon, till exempel Europe/Stockholm."),
}
LINE_FAULTS: Final = {
    "twice": mark("Kommunen finns redan på en rad ovanför. Ta bort en av dem."),
    "unknown": mark("Kommunen finns inte i registret. Rätta raden, eller fyll i alla kolumner."),
    "cells": mark("Raden har för många kolumner. Skriv text som innehåller skiljetecknet inom citattecken."),
}
REFUSALS: Final = {
    "too_large": mark("Filen är för stor. Ladda upp en tabell på högst 1 MB."),
    "too_many_lines": mark("Tabellen har för många rader. Dela den i delar om högst 1 000 rader."),
    "no_table": mark("Filen går inte att läsa som tabell. Spara den som CSV eller XLSX och försök igen."),
    "empty": mark("Det finns inga rader. Klistra in en tabell eller välj en fil."),
}
"""What the page says about a paste or a file that is refused as a whole, by the rule of `RefusedUpload`."""

DAYS: Final = {
    "mon": mark("mån"),
    "tue": mark("tis"),
    "wed": mark("ons"),
    "thu": mark("tors"),
    "fri": mark("fre"),
    "sat": mark("lör"),
    "sun": mark("sön"),
}

ACTIONS: Final = {
    "add": mark("Ny i registret"),
    "change": mark("Ändras i registret"),
    "keep": mark("Finns i registret"),
}


class TypedChoice(BaseModel):
    """Which municipalities were ticked, and what was searched for; `everything`: all that the search found."""

    codes: list[str] = []
    find: str = ""
    everything: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The part of the chosen municipalities that is shown: those that are searched for, from this one on."""

    among: str = ""
    start: int = 0


def wanted_list(among: str = "", start: Start = 0) -> Listed:
    """The part that stands in the address."""
    return Listed(among, start)


@router.get("/waves/{name}/steps/municipalities")
def show_municipalities(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request,
    name: str,
    session: StoreSession,
    listed: Annotated[Listed, Depends(wanted_list)],
    find: str = "",
    saved: int = 0,
) -> HTMLResponse:
    """The chosen municipalities, those of the register to choose from, and the form for a paste or a file."""
    return _page(request, session, draft_named(session, name), listed=listed, find=find, saved=saved)


@router.post("/waves/{name}/steps/municipalities")
def choose_municipalities(
    name: str, typed: Annotated[TypedChoice, Form()], session: StoreSession, actor: TheActor
) -> Response:
    """Measure the ticked municipalities too."""
    wave = draft_named(session, name, to_change=True)
    codes = [one.code for one in others(session, wave, typed.find)] if typed.everything else typed.codes
    use_case.choose(session, wave, codes, actor.cause)
    return _back(wave)


@router.post("/waves/{name}/steps/municipalities/remove")
def leave_out_municipalities(
    name: str, typed: Annotated[TypedChoice, Form()], session: StoreSession, actor: TheActor
) -> Response:
    """Measure the ticked municipalities no more."""
    wave = draft_named(session, name, to_change=True)
    use_case.leave_out(session, wave, typed.codes, actor.cause)
    return _back(wave)


@router.post("/waves/{name}/steps/municipalities/paste")
def paste_municipalities(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    name: str,
    session: StoreSession,
    actor: TheActor,
    text: Annotated[str, Form()] = "",
    do: Annotated[str, Form()] = "check",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Show what a paste or a file would do line by line; store it when that was asked for and nothing is wrong."""
    wave = draft_named(session, name, to_change=True)
    try:
        if file is not None and file.filename:
            text, do = table_text(file.file.read(LARGEST_FILE + 1)), "check"
        pasted = read_pasted(session, text)
    except RefusedUpload as refused:
        return _page(request, session, wave, text=text, refusal=gettext(REFUSALS[refused.rule]))
    if do != "store" or not pasted.is_right:
        return _page(request, session, wave, text=text, pasted=pasted)
    use_case.take_pasted(session, wave, pasted, actor.cause)
    return _back(wave)


@router.get("/waves/{name}/steps/municipalities/template.csv")
def download_template(name: str, session: StoreSession) -> Response:
    """A table to fill in: the header, and a line or two that show how cells are written."""
    draft_named(session, name)
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()[:3]
    text = "".join(
        f"{line},{zone}\r\n" for line, zone in zip(lines, ("time_zone", *["Europe/Stockholm"] * 2), strict=True)
    )
    headers = {"Content-Disposition": 'attachment; filename="kommuner.csv"'}
    return Response("\ufeff" + text, media_type="text/csv; charset=utf-8", headers=headers)


def _back(wave: Wave) -> RedirectResponse:
    return RedirectResponse(f"{step_address(wave.name, STEP)}?saved=1", status_code=303)


def _page(  # noqa: PLR0913 - what the address and the forms say
    request: Request,
    session: Session,
    wave: Wave,
    *,
    listed: Listed | None = None,
    find: str = "",
    saved: int = 0,
    text: str = "",
    pasted: Pasted | None = None,
    refusal: str = "",
) -> HTMLResponse:
    values: dict[str, Any] = {
        "steps": steps_of(session, wave, STEP),
        "others": others(session, wave, find),
        "preview": preview_lines(pasted) if pasted else [],
        "shown": [column for column in ALL_COLUMNS if pasted and pasted.uses(column)],
        "columns": {column: gettext(name) for column, name in COLUMN_NAMES.items()},
        "most_lines": MOST_LINES,
        "register_is_empty": session.exec(select(Municipality.code)).first() is None,
    }
    values |= _chosen_part(session, wave, listed or Listed())
    values |= {"find": find, "saved": saved, "text": text, "pasted": pasted, "refusal": refusal}
    is_wrong = refusal or (pasted is not None and not pasted.is_right)
    return page(request, "wave_municipalities.html", 422 if is_wrong else 200, **values)


def _chosen_part(session: Session, wave: Wave, listed: Listed) -> dict[str, Any]:
    """A page of the chosen municipalities: how many there are, how many are found, and the lines."""
    method, every = method_of(wave), chosen(session, wave)
    found = [one for one in every if is_found(one.municipality, listed.among)]
    lines = [_chosen_line(one, method) for one in found[listed.start : listed.start + LINES_A_PAGE]]
    return {"chosen": lines, "number": len(every), "found": len(found), "listed": listed, "size": LINES_A_PAGE}


def _chosen_line(one: Chosen, method: Method) -> dict[str, Any]:
    """A chosen municipality as its line shows it, with what should be known about it."""
    return {
        "municipality": one.municipality,
        "hours": hours_text(one.municipality.opening_hours, {key: gettext(name) for key, name in DAYS.items()}),
        "closed_days": len(one.closed_on),
        "notes": [sentence(note, method) for note in notes_about(one.municipality, method)],
    }


def preview_lines(pasted: Pasted) -> list[dict[str, Any]]:
    """Each line of a paste with what it will do, or its faults by column, in the language of the request."""
    return [
        {
            "line": line.line,
            "cells": line.cells,
            "faults": {column: _fault(column, rule) for column, rule in line.faults.items()},
            "action": gettext(ACTIONS[line.action]) if line.action else "",
            "changed": [gettext(COLUMN_NAMES[column]) for column in line.changed],
        }
        for line in pasted.lines
    ]


def _fault(column: str, rule: str) -> str:
    sentence = LINE_FAULTS[rule] if rule in LINE_FAULTS else COLUMN_FAULTS[column]
    return gettext(sentence)
