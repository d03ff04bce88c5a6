"""The coordinator's desk: one doubtful case at a time, decided by one key."""

from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from mail_probe import decide as use_case
from mail_probe.kind import Kind
from shopper.faults import BadInput, NotThere
from shopper.tables.mail import InboundMail
from web.dependencies import StoreSession, TheActor, moment
from web.desk_view import candidate_letters, cases, chosen_case, letter_view, text_of
from web.language import gettext
from web.pages import page

router = APIRouter()

DECISIONS: Final = ("answer", "acknowledgement", "automatic", "bounce", "counter_question", "forwarded", "other")
"""What a mail can be decided to be, in the order of the buttons and of their keys."""

OURS_TO_SHOW: Final = ZoneInfo("Europe/Stockholm")
"""A mail that belongs to no letter has no method and so no zone of its own."""


@router.get("/desk")
def show_desk(request: Request, session: StoreSession, case: str | None = None) -> Response:
    """The first case that waits, or the one asked for."""
    return _desk(request, session, case)


@router.post("/desk/mails/{inbound_id}")
def decide_mail(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    inbound_id: int,
    session: StoreSession,
    actor: TheActor,
    decision: Annotated[str, Form()],
    letter: Annotated[str, Form()] = "",
) -> Response:
    """Decide what a mail is and which letter it belongs to; `none` says that it belongs to none of ours."""
    mail = session.get(InboundMail, inbound_id)
    if mail is None:
        raise NotThere(f"there is no mail {inbound_id}")
    if decision == "none":
        use_case.decide(session, inbound_id, mail.kind or Kind.OTHER.value, None, actor.cause)
        return RedirectResponse("/desk", status_code=303)
    if not letter.isdecimal():
        problem = gettext("Välj vilket brev det hör till, eller att det inte hör till något.")
        return _desk(request, session, f"mail-{inbound_id}", problem)
    if decision not in DECISIONS:
        raise BadInput(f"{decision!r} is no decision of the desk")
    use_case.decide(session, inbound_id, decision, int(letter), actor.cause)
    return RedirectResponse("/desk", status_code=303)


@router.post("/desk/letters/{probe_id}")
def settle_letter(
    probe_id: int, session: StoreSession, actor: TheActor, decision: Annotated[str, Form()]
) -> RedirectResponse:
    """Say that an uncertain letter was sent, or drop it; it is never sent again."""
    letter_view(session, probe_id)
    if decision not in ("sent", "drop"):
        raise BadInput(f"{decision!r} is no decision about a letter")
    use_case.settle_uncertain(session, probe_id, actor.cause, sent=decision == "sent")
    return RedirectResponse("/desk", status_code=303)


def _desk(request: Request, session: Session, key: str | None, problem: str = "") -> Response:
    waiting = cases(session, moment(request))
    chosen = chosen_case(waiting, key)
    values: dict[str, Any] = {"cases": waiting, "chosen": chosen, "problem": problem, "zone": OURS_TO_SHOW}
    if chosen and chosen.kind == "letter":
        values["letter"] = letter_view(session, chosen.id)
    elif chosen:
        mail = session.get_one(InboundMail, chosen.id)
        values |= {"mail": mail, "text": text_of(mail.raw), "decisions": DECISIONS}
        values["letters"] = candidate_letters(session, mail.account, mail.arrived_at)
    return page(request, "desk.html", 422 if problem else 200, **values)
