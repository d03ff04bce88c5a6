"""The audit trail for auditors and administrators: searched, taken away as a file, and verified."""

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from sqlmodel import Session, col, select

from shopper.audit import verify
from shopper.audit_lines import csv_header, csv_line
from shopper.audit_search import Wanted, each_found, found, how_many, words_of
from shopper.clock import OUR_ZONE
from shopper.moves import record
from shopper.tables.trail import AuditEvent
from web.audit_view import TypedSearch, lines_of
from web.audit_words import BROKEN, action_word, thing_word
from web.dependencies import Platform, StoreSession, TheActor, ThePlatform, TheUser, storing
from web.language import gettext
from web.pages import page

router = APIRouter(prefix="/audit")

LINES_A_PAGE: Final = 50
ROWS_A_PIECE: Final = 200
"""Lines of the file that are sent together."""


@router.get("")
def show_trail(
    request: Request,
    session: StoreSession,
    user: TheUser,
    typed: Annotated[TypedSearch, Query()],
    before: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> HTMLResponse:
    """A page of the events that were searched for, the newest first."""
    events = found(session, typed.wanted, LINES_A_PAGE + 1, before)
    actors, things, actions = words_of(session)
    values = {
        "typed": typed,
        "lines": lines_of(session, user, events[:LINES_A_PAGE]),
        "older": events[LINES_A_PAGE - 1].id if len(events) > LINES_A_PAGE else None,
        "count": how_many(session, typed.wanted),
        "actors": actors,
        "things": sorted(((one, thing_word(one)) for one in things), key=lambda pair: pair[1]),
        "actions": sorted(((one, action_word("", one)) for one in actions), key=lambda pair: pair[1]),
        "verified": _last_verification(session),
        "zone": OUR_ZONE,
    }
    return page(request, "audit.html", **values)


@router.get("/trail.csv")
def download_trail(platform: ThePlatform, typed: Annotated[TypedSearch, Query()]) -> StreamingResponse:
    """The events that were searched for, in order, as CSV: sent while it is read."""
    headers = {"Content-Disposition": 'attachment; filename="audit-trail.csv"'}
    return StreamingResponse(_pieces(platform, typed.wanted), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/verify")
def show_verification(request: Request, session: StoreSession, noted: str = "") -> HTMLResponse:
    """Verify the whole trail and show what was found; nothing is stored."""
    verdict = verify(session, noted.strip().lower())
    broken = verdict.broken
    told = (
        ""
        if broken is None
        else gettext(BROKEN[broken.kind])
        % {
            "event": broken.event,
            "before": broken.before,
            "counted": broken.counted,
        }
    )
    return page(request, "audit_verdict.html", verdict=verdict, told=told, noted=noted.strip(), zone=OUR_ZONE)


@router.post("/verify")
def verify_trail(session: StoreSession, platform: ThePlatform, actor: TheActor) -> RedirectResponse:
    """Verify the whole trail, and write down in the trail itself that it was done and what was found."""
    verdict = verify(session)
    with storing(platform) as storing_session:
        details = {"events": verdict.events, "last": verdict.last, "hash": verdict.head}
        after = "whole" if verdict.is_whole else "broken"
        record(storing_session, "trail", 1, "verify", actor.cause, after=after, details=details)
    return RedirectResponse("/audit", status_code=303)


def _pieces(platform: Platform, wanted: Wanted) -> Iterator[str]:
    """The file in pieces. It is read in a session of its own: that of the request ends before the answer is sent."""
    with platform.store.reading() as session:
        piece = []
        for line in chain([csv_header()], map(csv_line, each_found(session, wanted))):
            piece.append(line)
            if len(piece) == ROWS_A_PIECE:
                yield "".join(piece)
                piece = []
        yield "".join(piece)


def _last_verification(session: Session) -> AuditEvent | None:
    wanted = select(AuditEvent).where(AuditEvent.thing == "trail", AuditEvent.action == "verify")
    return session.exec(wanted.order_by(col(AuditEvent.id).desc()).limit(1)).first()
