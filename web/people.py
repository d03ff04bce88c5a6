"""Everybody who has an account or is invited, for administrators."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shopper.clock import OUR_ZONE
from shopper.office_account import letter_trouble
from web.dependencies import Now, StoreSession, ThePlatform
from web.pages import page
from web.people_view import invitations, people

router = APIRouter()


@router.get("/people")
def list_users(
    request: Request, session: StoreSession, platform: ThePlatform, now: Now, done: str = ""
) -> HTMLResponse:
    """Everybody who has an account, and who is invited."""
    values = {"people": people(session), "invitations": invitations(session, now), "done": done, "zone": OUR_ZONE}
    return page(request, "people.html", **values, trouble=letter_trouble(session, platform.settings))
