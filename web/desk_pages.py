"""The desk's pages put together: the case in hand, and one mail or letter that is looked at again."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel import Session, col, select

from shopper.clock import OUR_ZONE
from shopper.faults import NotThere
from shopper.queries import stored_id
from shopper.tables.mail import InboundMail, MailProbe, SendAttempt
from web.dependencies import moment, signed_in
from web.desk_cases import Filter, queue
from web.desk_decisions import KINDS, NEEDS_REASON, is_replaced, possible_deeds
from web.desk_letters import choice
from web.desk_view import letter_view
from web.history import LETTER, MAIL, history, last_decision
from web.mail_text import text_of
from web.pages import page
from web.sessions import Visitor


def desk_page(  # noqa: PLR0913 - what the address and the form say
    request: Request,
    session: Session,
    wanted: Filter,
    *,
    key: str | None = None,
    find: str = "",
    done: str = "",
    problem: str = "",
) -> HTMLResponse:
    """The queue with one case in hand, and what this person decided last (`done`)."""
    user = signed_in(request)
    found = queue(session, moment(request), user, wanted)
    case = found.chosen(key)
    values: dict[str, Any] = {"queue": found, "case": case, "problem": problem, "zone": OUR_ZONE}
    values["done"] = last_decision(session, done, user) if done else None
    if case is not None and case.is_letter:
        values |= letter_values(session, case.id)
    elif case is not None:
        values |= mail_values(session, session.get_one(InboundMail, case.id), user, find)
    return page(request, "desk.html", 422 if problem else 200, **values)


def mail_page(  # noqa: PLR0913 - what the address and the form say
    request: Request,
    session: Session,
    mail: InboundMail,
    *,
    find: str = "",
    reason: str = "",
    problem: str = "",
    changed: bool = False,
) -> HTMLResponse:
    """One mail that came in, with its history and what can be decided anew."""
    values = {"zone": OUR_ZONE, "reason": reason, "problem": problem, "changed": changed}
    values["deeds"] = history(session, MAIL, stored_id(mail.id))
    values |= mail_values(session, mail, signed_in(request), find)
    return page(request, "desk_mail.html", 422 if problem else 200, **values)


def letter_page(
    request: Request, session: Session, probe_id: int, *, problem: str = "", changed: bool = False
) -> HTMLResponse:
    """One letter of ours about which something was decided, with its history."""
    values: dict[str, Any] = {"problem": problem, "changed": changed, "deeds": history(session, LETTER, probe_id)}
    values |= letter_values(session, probe_id)
    return page(request, "desk_letter.html", 422 if problem else 200, **values)


def mail_values(session: Session, mail: InboundMail, user: Visitor, find: str) -> dict[str, Any]:
    """What the panel of a mail shows."""
    return {"mail": mail, "text": text_of(mail.raw), "choice": choice(session, mail, user, find), "kinds": KINDS}


def letter_values(session: Session, probe_id: int) -> dict[str, Any]:
    """What the panel of a letter shows; NotThere when there is no such letter."""
    probe = session.get(MailProbe, probe_id)
    if probe is None:
        raise NotThere(f"there is no letter {probe_id}")
    tries = select(SendAttempt).where(SendAttempt.mail_probe_id == probe_id).order_by(col(SendAttempt.number).desc())
    bounce = _bounce(session, probe_id)
    return {
        "letter": letter_view(session, probe_id),
        "probe": probe,
        "attempt": session.exec(tries.limit(1)).first(),
        "bounce": bounce,
        "bounce_text": text_of(bounce.raw) if bounce else None,
        "possible": possible_deeds(session, probe),
        "needs_reason": NEEDS_REASON,
        "is_replaced": is_replaced(session, probe),
    }


def _bounce(session: Session, probe_id: int) -> InboundMail | None:
    """The mail that says that a letter did not arrive."""
    wanted = select(InboundMail).where(
        InboundMail.mail_probe_id == probe_id, InboundMail.kind == "bounce", InboundMail.desk != "waiting"
    )
    return session.exec(wanted.order_by(col(InboundMail.arrived_at), col(InboundMail.id)).limit(1)).first()
