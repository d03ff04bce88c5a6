"""Setting up one's own second factor: the QR code, the first code, the recovery codes, and turning it off."""

from typing import Annotated, Any, Final

import segno
from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.clock import OUR_ZONE
from shopper.moves import Cause, record
from shopper.one_time_codes import app_address, new_secret
from shopper.sealed import seal, unseal
from shopper.settings import Settings
from shopper.tables.people import User
from web.dependencies import StoreSession, TheActor, ThePlatform, TheUser
from web.language import gettext
from web.pages import page
from web.second_factor_check import clear_factor, give_recovery_codes, takes_code
from web.sessions import SESSION_COOKIE, end_sessions
from web.sign_in import STATUS_OF_WAITING, waiting_sentence
from web.slow_down import counted_inside, forget_failures_of, remember_failure, wait_for

router = APIRouter()

SITE: Final = "Servicemätning"
PAGE: Final = "/me/second-factor"
Code = Annotated[str, Form()]


@router.get("/me/second-factor")
def show_second_factor(request: Request, session: StoreSession, user: TheUser, platform: ThePlatform) -> HTMLResponse:
    """Whether there is one; on the way there, the QR code."""
    return _page(request, session.get_one(User, user.id), platform.settings)


@router.post("/me/second-factor")
def begin_second_factor(session: StoreSession, actor: TheActor, platform: ThePlatform) -> RedirectResponse:
    """Make a secret for the app; nothing is asked for until a code has shown that the app has it."""
    row = session.get_one(User, actor.id)
    if row.totp_since is None:
        clear_factor(session, row)
        row.totp_sealed = seal(new_secret(), platform.settings.secret)
    return RedirectResponse(PAGE, status_code=303)


@router.post("/me/second-factor/confirm")
def confirm_second_factor(
    request: Request, session: StoreSession, actor: TheActor, platform: ThePlatform, code: Code = ""
) -> Response:
    """With the first code of the app it holds: the recovery codes are shown this once, and other sign-ins end."""
    row = session.get_one(User, actor.id)
    if row.totp_since is not None or row.totp_sealed is None:
        return RedirectResponse(PAGE, status_code=303)
    refused = _refusal(request, session, platform.settings, row, code, actor.cause)
    if refused:
        return refused
    row.totp_since = actor.cause.at
    end_sessions(session, actor.id, but=request.cookies.get(SESSION_COOKIE))
    return _with_new_codes(request, session, row, platform.settings, actor.cause, "on")


@router.post("/me/second-factor/recovery")
def make_recovery_codes(
    request: Request, session: StoreSession, actor: TheActor, platform: ThePlatform, code: Code = ""
) -> Response:
    """New recovery codes in place of the old, for a code."""
    row = session.get_one(User, actor.id)
    refused = _refusal(request, session, platform.settings, row, code, actor.cause)
    return refused or _with_new_codes(request, session, row, platform.settings, actor.cause, "recovery_codes")


@router.post("/me/second-factor/off")
def drop_second_factor(
    request: Request, session: StoreSession, actor: TheActor, platform: ThePlatform, code: Code = ""
) -> Response:
    """Turn it off, for a code; not where the role must have one."""
    row = session.get_one(User, actor.id)
    if row.role in platform.settings.must_have_second_factor:
        problem = gettext("Din roll måste ha en andra faktor. Den går inte att stänga av.")
        return _page(request, row, platform.settings, 409, problem=problem)
    refused = _refusal(request, session, platform.settings, row, code, actor.cause)
    if refused:
        return refused
    clear_factor(session, row)
    record(session, "user", actor.id, "second_factor", actor.cause, after="off")
    return RedirectResponse(PAGE, status_code=303)


def _refusal(  # noqa: PLR0913, PLR0917 - who, where, when
    request: Request, session: Session, settings: Settings, row: User, code: str, cause: Cause
) -> HTMLResponse | None:
    """The page again when the code is wrong or too many were; None when it was right."""
    counted, address = counted_inside(row)
    wait = wait_for(session, counted, address, cause.at)
    if wait:
        return _page(request, row, settings, STATUS_OF_WAITING, problem=waiting_sentence(wait))
    if takes_code(session, settings, row.id or 0, code, cause.at):
        session.refresh(row)
        forget_failures_of(session, settings, row)
        return None
    remember_failure(session, counted, address, cause.at)
    problem = gettext("Koden stämmer inte, eller så är den redan använd. Vänta på nästa kod i appen.")
    return _page(request, row, settings, 422, problem=problem)


def _with_new_codes(  # noqa: PLR0913, PLR0917 - who, where, when
    request: Request, session: Session, row: User, settings: Settings, cause: Cause, what: str
) -> HTMLResponse:
    # Shown in the answer itself and not after a redirect, for they are stored nowhere they could be read from.
    codes = give_recovery_codes(session, row)
    record(session, "user", row.id or 0, "second_factor", cause, after=what)
    return _page(request, row, settings, codes=codes)


def _page(request: Request, row: User, settings: Settings, status: int = 200, **shown: Any) -> HTMLResponse:
    values: dict[str, Any] = {"problem": "", "codes": (), "qr": "", "key": "", "row": row, "zone": OUR_ZONE}
    values["must"] = row.role in settings.must_have_second_factor
    if row.totp_sealed is not None and row.totp_since is None:
        values["key"] = unseal(row.totp_sealed, settings.secret)
        values["qr"] = segno.make(app_address(values["key"], row.name, SITE)).svg_data_uri(scale=5, border=4)
    return page(request, "second_factor.html", status, **values | shown)
