"""The second page of signing in: the code of the app, or a recovery code. Nobody is signed in before it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from shopper.queries import stored_id
from web.admission import let_in
from web.dependencies import Now, StoreSession, ThePlatform
from web.front import local_path
from web.language import gettext
from web.pages import page
from web.second_factor_check import takes_code
from web.sessions import SESSION_COOKIE, user_awaiting_code
from web.sign_in import STATUS_OF_WAITING, waiting_sentence
from web.slow_down import counted_at_door, remember_failure, wait_for

router = APIRouter()


@router.get("/sign-in/code")
def show_code(request: Request, session: StoreSession, now: Now, next: str = "/") -> Response:  # noqa: A002 - the name in the address
    """The form for the code, for somebody whose password was right; everybody else begins anew."""
    if user_awaiting_code(session, request.cookies.get(SESSION_COOKIE), now) is None:
        return RedirectResponse("/sign-in", status_code=303)
    return _page(request, 200, local_path(next))


@router.post("/sign-in/code")
def give_code(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    session: StoreSession,
    platform: ThePlatform,
    now: Now,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002 - the name of the form's field
) -> Response:
    """Check the code; wrong ones are counted like wrong passwords, and no password in between forgives them."""
    settings = platform.settings
    user = user_awaiting_code(session, request.cookies.get(SESSION_COOKIE), now)
    if user is None:
        return RedirectResponse("/sign-in", status_code=303)
    counted, address = counted_at_door(request, settings, user.name)
    wait = wait_for(session, counted, address, now)
    if wait:
        return _page(request, STATUS_OF_WAITING, local_path(next), waiting_sentence(wait))
    if not takes_code(session, settings, stored_id(user.id), code, now):
        remember_failure(session, counted, address, now)
        problem = gettext("Koden stämmer inte, eller så är den redan använd. Vänta på nästa kod i appen.")
        return _page(request, 422, local_path(next), problem)
    return let_in(request, session, settings, user, now, local_path(next), "second_factor")


def _page(request: Request, status: int, next_page: str, problem: str = "") -> HTMLResponse:
    return page(request, "sign_in_code.html", status, next=next_page, problem=problem)
