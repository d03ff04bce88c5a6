"""The coordinator's waves: the list, and one wave with its progress."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shopper.mail_queries import desk_size
from web.dependencies import Now, StoreSession, TheUser
from web.pages import page, piece, wants_piece
from web.wave_view import wave_lines, wave_view

router = APIRouter()


@router.get("/waves")
def list_waves(request: Request, session: StoreSession, now: Now, user: TheUser) -> HTMLResponse:
    """Every wave of theirs with its period and how far it has come."""
    return page(request, "waves.html", lines=wave_lines(session, now, user), desk=desk_size(session, now, user))


@router.get("/waves/{name}")
def show_wave(  # noqa: PLR0913, PLR0917 - what the framework hands over
    request: Request, name: str, session: StoreSession, now: Now, user: TheUser, municipality: str = ""
) -> HTMLResponse:
    """One wave, or one municipality of it; htmx asks for the progress alone every half minute."""
    view = wave_view(session, name, now, user, municipality)
    values = {"view": view, "zone": view.method.working_time.zone, "now": now}
    if wants_piece(request):
        return piece(request, "wave.html", "progress", **values)
    return page(request, "wave.html", **values)
