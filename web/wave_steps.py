"""A draft wave as a whole: its steps with what each lacks, deleting it, and copying an earlier wave."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel
from sqlmodel import Session, func, select

from shopper.drafts import copy as copies
from shopper.drafts.draft import draft_named
from shopper.drafts.frame import check_frame, frame_of
from shopper.drafts.planned_from import planned_contacts
from shopper.drafts.remove import delete_draft
from shopper.members import add_maker
from shopper.queries import method_of, questions_asked, stored_id, wave_named
from shopper.tables.study import Measurement, Wave, WaveInterviewer
from web.dependencies import StoreSession, TheActor
from web.language import day, ngettext
from web.pages import page
from web.wave_steps_frame import frame_errors
from web.wave_steps_parts import steps_address, steps_of

router = APIRouter()


class TypedCopy(BaseModel):
    """The form of a copy exactly as it was typed."""

    name: str = ""
    first_day: str = ""


@router.get("/waves/{name}/steps")
def show_steps(  # noqa: PLR0913, PLR0917 - what the address says
    request: Request, name: str, session: StoreSession, days: int = 0, off: int = 0, questions: int = 0
) -> HTMLResponse:
    """Every step of the draft with its state; after a copy also how much of the earlier wave was left behind."""
    wave = draft_named(session, name)
    values = {"steps": steps_of(session, wave), "facts": _facts(session, wave), "dropped": _left(days, off, questions)}
    return page(request, "wave_steps.html", **values)


@router.post("/waves/{name}/steps/delete")
def delete_wave(name: str, session: StoreSession, actor: TheActor) -> Response:
    """Delete the draft with its plan."""
    delete_draft(session, draft_named(session, name, to_change=True), actor.cause)
    return RedirectResponse("/waves", status_code=303)


@router.get("/waves/{name}/copy")
def show_copy(request: Request, name: str, session: StoreSession) -> HTMLResponse:
    """Ask what the copy is called and when it begins."""
    return _copy_page(request, wave_named(session, name), TypedCopy(), {})


@router.post("/waves/{name}/copy")
def copy_wave(
    request: Request, name: str, typed: Annotated[TypedCopy, Form()], session: StoreSession, actor: TheActor
) -> Response:
    """Make the copy, or say what is wrong with what was typed."""
    earlier = wave_named(session, name)
    try:
        wanted = copies.later_frame(earlier, typed.name, date.fromisoformat(typed.first_day.strip()))
    except (OverflowError, ValueError):
        # Checked as it was typed: the sentence about the first day is the one that the first step has.
        wanted = frame_of(earlier) | typed.model_dump()
    frame, faults = check_frame(session, wanted)
    if frame is None:
        errors = {field: text for field, text in frame_errors(faults).items() if field in ("name", "first_day")}
        return _copy_page(request, earlier, typed, errors)
    copied = copies.copy_wave(session, earlier, frame, actor.cause)
    add_maker(session, stored_id(copied.wave.id), actor.id, actor.cause)
    left = f"days={copied.closed_days_dropped}&off={copied.days_off_dropped}&questions={copied.questions_dropped}"
    return RedirectResponse(f"{steps_address(frame.name)}?{left}", status_code=303)


def _copy_page(request: Request, earlier: Wave, typed: TypedCopy, errors: dict[str, str]) -> HTMLResponse:
    values = {"wave": earlier, "typed": typed.model_dump(), "errors": errors}
    values["action"] = f"/waves/{quote(earlier.name, safe='')}/copy"
    return page(request, "wave_copy.html", 422 if errors else 200, **values)


def _facts(session: Session, wave: Wave) -> dict[str, str]:
    """What each step holds, in a few words."""
    method = method_of(wave)
    counts = {
        "municipalities": _counted(session, Measurement, wave),
        "questions": sum(len(numbers) for numbers in questions_asked(session, wave).values()),
        "people": _counted(session, WaveInterviewer, wave),
        "plan": sum(planned_contacts(session, wave).values()),
    }
    counted = {step: _in_words(step, count) if count else "" for step, count in counts.items()}
    frame = f"{method.title}, {day(wave.first_day)} – {day(wave.last_day)}"
    return {"frame": frame, **counted, "senders": ", ".join(wave.mail_accounts), "comparison": ""}


def _in_words(step: str, count: int) -> str:
    words = {
        "municipalities": ngettext("%(num)d kommun", "%(num)d kommuner", count),
        "questions": ngettext("%(num)d fråga", "%(num)d frågor", count),
        "people": ngettext("%(num)d intervjuare", "%(num)d intervjuare", count),
        "plan": ngettext("%(num)d planerad kontakt", "%(num)d planerade kontakter", count),
    }
    return words[step] % {"num": count}


def _counted(session: Session, table: type[Measurement | WaveInterviewer], wave: Wave) -> int:
    return session.exec(select(func.count()).select_from(table).where(table.wave_id == wave.id)).one()


def _left(days: int, off: int, questions: int) -> list[str]:
    """What a copy left behind, as sentences."""
    closed = ngettext(
        "%(num)d stängd dag ligger utanför de nya veckorna och följde inte med.",
        "%(num)d stängda dagar ligger utanför de nya veckorna och följde inte med.",
        days,
    )
    free = ngettext(
        "%(num)d ledig dag för en intervjuare ligger utanför de nya veckorna och följde inte med.",
        "%(num)d lediga dagar för intervjuare ligger utanför de nya veckorna och följde inte med.",
        off,
    )
    withdrawn = ngettext(
        "%(num)d struken fråga följde inte med. Välj en annan i dess ställe.",
        "%(num)d strukna frågor följde inte med. Välj andra i deras ställe.",
        questions,
    )
    sentences = ((days, closed), (off, free), (questions, withdrawn))
    return [sentence % {"num": number} for number, sentence in sentences if number > 0]
