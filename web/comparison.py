"""What figures are compared with beside our own waves: the snapshots of Kolada, taken in from a file."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.clock import OUR_ZONE
from shopper.faults import BadInput, Conflict
from shopper.kolada.snapshot import LARGEST_FILE, read_snapshot
from shopper.kolada.stored import groups_of, kpis_of, snapshot_with, snapshots, store_snapshot
from shopper.kolada.stored import remove_snapshot as forget_snapshot
from shopper.queries import stored_id
from shopper.tables.kolada import KoladaGroup, KoladaSnapshot
from shopper.texts import mark
from web.access import COORDINATES
from web.dependencies import Number, Start, StoreSession, TheActor, ThePlatform, signed_in, storing
from web.language import gettext
from web.pages import page

router = APIRouter()

LINES_A_PAGE: Final = 100
"""Groups of a snapshot that stand below one another; Kolada has more than a thousand."""

REFUSALS: Final = {
    "nothing": mark("Välj en fil först."),
    "too_large": mark("Filen är för stor. Läs in högst 20 MB, med färre nyckeltal eller år."),
    "no_snapshot": mark(
        "Filen är ingen ögonblicksbild av Kolada. Välj en fil som kommandot shopper kolada fetch har skrivit."
    ),
    "known": mark("Den ögonblicksbilden är redan inläst. Inget ändrades."),
    "used": mark(
        "Ögonblicksbilden behålls: en mätomgång jämförs med en grupp ur den, eller en rapport är utskriven medan den "
        "användes."
    ),
}


STATUS: Final = {"used": 409}
"""Of refusals that are not about what was given."""


@router.get("/comparison")
def show_snapshots(request: Request, session: StoreSession, done: str = "") -> HTMLResponse:
    """What was read from Kolada and when, and the form for one more file."""
    return _page(request, session, done=done)


@router.post("/comparison")
def take_snapshot(
    request: Request,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Store the snapshot of an uploaded file.

    On a route of `WORK_OUT_FIRST`: nothing is locked while the file is read and checked.
    """
    raw = b"" if file is None else file.file.read(LARGEST_FILE + 1)
    if not raw or len(raw) > LARGEST_FILE:
        return _page(request, session, refusal="too_large" if raw else "nothing")
    try:
        snapshot = read_snapshot(raw, "the file")
        with storing(platform) as writing:
            store_snapshot(writing, snapshot, actor.cause)
    except Conflict:
        return _page(request, session, refusal="known")
    except BadInput as refused:
        return _page(request, session, refusal="no_snapshot", reason=str(refused))
    return RedirectResponse("/comparison?done=taken", status_code=303)


@router.post("/comparison/{number}/remove")
def remove_snapshot(request: Request, number: Number, session: StoreSession, actor: TheActor) -> Response:
    """Forget a snapshot, unless a wave or a printed report rests on it."""
    try:
        forget_snapshot(session, number, actor.cause)
    except Conflict as refused:
        return _page(request, session, refusal="used", reason=str(refused))
    return RedirectResponse("/comparison?done=removed", status_code=303)


@router.get("/comparison/{number}")
def show_snapshot(
    request: Request, number: Number, session: StoreSession, find: str = "", start: Start = 0
) -> HTMLResponse:
    """What one snapshot holds: key figures, and groups with how many members each has."""
    snapshot = snapshot_with(session, number)
    found = [one for one in groups_of(session, number) if _is_found(one, find)]
    values = {
        "snapshot": _line(snapshot),
        "may_remove": signed_in(request).role in COORDINATES,
        "kpis": kpis_of(session, number),
        "groups": [(one, len(one.members.split())) for one in found[start : start + LINES_A_PAGE]],
        "found": len(found),
        "find": find,
        "start": start,
        "size": LINES_A_PAGE,
    }
    return page(request, "comparison_snapshot.html", **values)


def _is_found(group: KoladaGroup, find: str) -> bool:
    sought = find.strip().casefold()
    return sought in group.title.casefold() or sought == group.group_id.casefold()


def _line(snapshot: KoladaSnapshot) -> dict[str, Any]:
    return {
        "id": stored_id(snapshot.id),
        "taken_on": snapshot.taken_at.astimezone(OUR_ZONE).date(),
        "read_by": snapshot.read_by,
        "source": snapshot.source,
        "made_up": snapshot.made_up,
    }


def _page(request: Request, session: Session, *, done: str = "", refusal: str = "", reason: str = "") -> HTMLResponse:
    values = {
        "snapshots": [_line(one) for one in snapshots(session)],
        "may_take": signed_in(request).role in COORDINATES,
        "done": done if done in ("taken", "removed") and not refusal else "",
        "refusal": gettext(REFUSALS[refusal]) if refusal else "",
        "reason": reason,
    }
    return page(request, "comparison.html", STATUS.get(refusal, 422) if refusal else 200, **values)
