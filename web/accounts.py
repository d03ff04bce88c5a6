"""The mail accounts: whether letters leave and replies come in, and what to do when they do not."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from shopper.clock import OUR_ZONE
from shopper.faults import Conflict
from shopper.mail_holds import release
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.mail import AccountCheck
from web.accounts_view import LOOP_DAYS, account_view, accounts
from web.dependencies import Now, StoreSession, TheActor, ThePlatform, TheUser, signed_in
from web.language import gettext
from web.pages import page, piece, wants_piece

router = APIRouter()

UNDER_WAY: Final = ("ordered", "running")


@router.get("/accounts")
def list_accounts(request: Request, session: StoreSession, now: Now, user: TheUser) -> HTMLResponse:
    """Every account of theirs with its health."""
    return page(request, "accounts.html", views=accounts(session, now, user), zone=OUR_ZONE)


@router.get("/accounts/{account}")
def show_account(request: Request, account: str, session: StoreSession, now: Now) -> HTMLResponse:
    """One account; while its self-test runs, htmx asks for the test's piece alone every other second."""
    return _account_page(request, session, account, now)


@router.post("/accounts/{account}/release")
def release_account(request: Request, account: str, session: StoreSession, actor: TheActor, now: Now) -> Response:
    """Let a held account send again."""
    try:
        release(session, account, actor.cause)
    except Conflict:
        problem = gettext(
            "Kontot kan inte släppas än: brevlådan måste ha lästs efter stoppet, "
            "och inget brev får vara mitt i sändningen. Vänta några minuter och försök igen."
        )
        return _account_page(request, session, account, now, problem)
    return RedirectResponse(f"/accounts/{quote(account, safe='')}", status_code=303)


@router.post("/accounts/{account}/check")
def order_check(  # noqa: PLR0913, PLR0917 - what the framework hands over
    account: str,
    session: StoreSession,
    actor: TheActor,
    user: TheUser,
    platform: ThePlatform,
    afterwards: BackgroundTasks,
) -> RedirectResponse:
    """Order a self-test of the account; one that is under way is not ordered twice."""
    view = account_view(session, account, actor.cause.at, user)
    if view.check is None or view.check.state not in UNDER_WAY:
        check_id = _ordered(session, account, actor.cause)
        if platform.engine:
            # After the answer: by then the transaction is committed and a worker can see the order.
            afterwards.add_task(platform.engine.check_soon, check_id)
    return RedirectResponse(f"/accounts/{quote(account, safe='')}#check", status_code=303)


def _ordered(session: Session, account: str, cause: Cause) -> int:
    ordered = AccountCheck(account=account, ordered_at=cause.at, ordered_by=cause.actor)
    session.add(ordered)
    session.flush()
    record(session, "account_check", stored_id(ordered.id), "order", cause, after=ordered.state)
    return stored_id(ordered.id)


def _account_page(request: Request, session: Session, account: str, now: datetime, problem: str = "") -> HTMLResponse:
    values = {
        "view": account_view(session, account, now, signed_in(request)),
        "zone": OUR_ZONE,
        "loop_days": LOOP_DAYS,
        "problem": problem,
    }
    if wants_piece(request):
        return piece(request, "account.html", "check", **values)
    return page(request, "account.html", 409 if problem else 200, **values)
