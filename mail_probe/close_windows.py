"""Closes the window of letters that got no answer in the method's time (method study 5.2)."""

from contextlib import suppress
from datetime import datetime

from sqlmodel import Session, col, select

from shopper.clock import Clock
from shopper.faults import Conflict
from shopper.method import Method
from shopper.moves import Cause, move
from shopper.queries import method_of, stored_id
from shopper.store import Store
from shopper.tables.mail import MailProbe, Persona
from shopper.tables.study import Wave
from shopper.working_time import add_working_hours

ACTOR = "close_windows"


def close_windows(store: Store, clock: Clock) -> int:
    """Mark every letter whose window has passed as unanswered; the number marked.

    A window closes only after every folder of the mailbox was searched for a reply since its end (`last_look.py`), so
    that neither a server that was down nor a rule that moves mail makes a letter unanswered. A later answer is still
    taken in and listed as late.
    """
    now = clock()
    with store.reading() as session:
        waves = session.exec(select(Wave).where(Wave.state == "launched")).all()
        ended = [found for wave in waves for found in _ended(session, wave, method_of(wave), now)]
    closed = 0
    for probe_id, reason in ended:
        # Conflict: an answer was taken in, or another worker closed it, in this very moment.
        with suppress(Conflict), store.transaction() as session:
            move(session, "mail", probe_id, ("sent", "unanswered"), Cause(ACTOR, now, reason))
            closed += 1
    return closed


def _ended(session: Session, wave: Wave, method: Method, now: datetime) -> list[tuple[int, str]]:
    """The letters of a wave whose window is over, each with the reason for the trail."""
    open_letters = session.exec(
        select(MailProbe.id, MailProbe.sent_at, MailProbe.looked_at)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(Persona.wave_id == wave.id, MailProbe.state == "sent")
    ).all()
    reason = f"no answer within {method.mail.window_hours} working hours"
    return [
        (stored_id(probe_id), reason)
        for probe_id, sent_at, looked_at in open_letters
        if sent_at is not None and looked_at is not None and window_end(sent_at, method) < min(now, looked_at)
    ]


def window_end(sent_at: datetime, method: Method) -> datetime:
    """The last moment at which an answer to a letter sent then counts."""
    return add_working_hours(sent_at, method.mail.window_hours, method.working_time)
