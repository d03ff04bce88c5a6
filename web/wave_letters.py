"""The letters of a wave: the list with its filters, and one letter's way step by step."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from mail_probe.times import letter_times
from shopper.queries import method_of, wave_named
from web.dependencies import Now, Number, StoreSession
from web.desk_view import letter_view
from web.history import LETTER, history
from web.pages import page
from web.wave_letters_view import LETTERS_A_PAGE, LetterFilter, listed, mails_of, related

router = APIRouter()


def wanted_letters(state: str = "", area: str = "", municipality: str = "") -> LetterFilter:
    """The filter that stands in the address."""
    return LetterFilter(state, area, municipality)


@router.get("/waves/{name}/letters")
def list_wave_letters(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request,
    name: str,
    session: StoreSession,
    now: Now,
    wanted: Annotated[LetterFilter, Depends(wanted_letters)],
    start: int = 0,
) -> HTMLResponse:
    """The letters of a wave that a filter lets through, in the order in which they leave."""
    wave = wave_named(session, name)
    method = method_of(wave)
    values = {
        "wave": wave,
        "method": method,
        "zone": method.working_time.zone,
        "now": now,
        "wanted": wanted,
        "found": listed(session, wave, method, wanted, max(start, 0)),
        "start": max(start, 0),
        "size": LETTERS_A_PAGE,
        "query": urlencode({"state": wanted.state, "area": wanted.area, "municipality": wanted.municipality}),
    }
    return page(request, "wave_letters.html", **values)


@router.get("/letters/{probe_id}/times")
def show_times(request: Request, probe_id: Number, session: StoreSession) -> HTMLResponse:
    """One letter's way: every moment with its proof, what counted, all its mails, and what people decided."""
    letter = letter_view(session, probe_id)
    values = {
        "letter": letter,
        "zone": letter.zone,
        "times": letter_times(session, probe_id),
        "mails": mails_of(session, probe_id),
        "deeds": history(session, LETTER, probe_id),
        "related": related(session, probe_id),
    }
    return page(request, "letter_times.html", **values)
