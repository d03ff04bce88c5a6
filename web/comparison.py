"""What figures are compared with beside our own waves: the snapshots of Kolada, taken in from a file."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.faults import BadInput, Conflict
from shopper.kolada.snapshot import LARGEST_FILE, read_snapshot
from shopper.kolada.stored import groups_of, kpis_of, snapshot_with, snapshots, store_snapshot
from shopper.queries import stored_id
from shopper.tables.kolada import KoladaGroup, KoladaSnapshot
from shopper.texts import mark
from web.access import COORDINATES
from web.accounts import ZONE
from web.dependencies import Number, Start, StoreSession, TheActor, signed_in
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
}


@router.get("/comparison")
def show_snapshots(request: Request, session: StoreSession, taken: int = 0) -> HTMLResponse:
    """What was read from Kolada and when, and the form for one more file."""
    return _page(request, session, taken=bool(taken))


@router.post("/comparison")
def take_snapshot(
    request: Request, session: StoreSession, actor: TheActor, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Store the snapshot of an uploaded file."""
    raw = b"" if file is None else file.file.read(LARGEST_FILE + 1)
    if not raw or len(raw) > LARGEST_FILE:
        return _page(request, session, refusal="too_large" if raw else "nothing")
    try:
        store_snapshot(session, read_snapshot(raw, "the file"), actor.cause)
    except Conflict:
        return _page(request, session, refusal="known")
    except BadInput as refused:
        return _page(request, session, refusal="no_snapshot", reason=str(refused))
    return RedirectResponse("/comparison?taken=1", status_code=303)


@router.get("/comparison/{number}")
def show_snapshot(
    request: Request, number: Number, session: StoreSession, find: str = "", start: Start = 0
) -> HTMLResponse:
    """What one snapshot holds: key figures, and groups with how many members each has."""
    snapshot = snapshot_with(session, number)
    found = [one for one in groups_of(session, number) if _is_found(one, find)]
    values = {
        "snapshot": _line(snapshot),
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
        "taken_on": snapshot.taken_at.astimezone(ZONE).date(),
        "read_by": snapshot.read_by,
        "source": snapshot.source,
        "made_up": snapshot.made_up,
    }


def _page(
    request: Request, session: Session, *, taken: bool = False, refusal: str = "", reason: str = ""
) -> HTMLResponse:
    values = {
        "snapshots": [_line(one) for one in snapshots(session)],
        "may_take": signed_in(request).role in COORDINATES,
        "taken": taken and not refusal,
        "refusal": gettext(REFUSALS[refusal]) if refusal else "",
        "reason": reason,
    }
    return page(request, "comparison.html", 422 if refusal else 200, **values)
