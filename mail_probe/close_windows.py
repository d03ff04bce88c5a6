"""Closes the window of letters that got no answer in the method's time (method study 5.2)."""

from datetime import datetime

from sqlmodel import Session, col, select

from shopper.clock import Clock
from shopper.method import Method
from shopper.moves import Cause, move
from shopper.queries import method_of, stored_id
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe
from shopper.tables.study import Measurement, Wave
from shopper.working_time import add_working_hours

ACTOR = "close_windows"


def close_windows(store: Store, clock: Clock) -> int:
    """Mark every letter whose window has passed as unanswered; the number marked.

    A window closes only after the mailbox has been read once since its end, so that a mail server that was down makes
    no letter unanswered. A later answer is still taken in and listed as late.
    """
    closed = 0
    with store.transaction() as session:
        for wave in session.exec(select(Wave).where(Wave.state == "launched")).all():
            closed += _close_wave(session, wave, method_of(wave), clock())
    return closed


def _close_wave(session: Session, wave: Wave, method: Method, now: datetime) -> int:
    account = session.get(MailAccount, wave.mail_account) if wave.mail_account else None
    if account is None or account.polled_at is None:
        return 0
    open_letters = session.exec(
        select(MailProbe)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .where(Measurement.wave_id == wave.id, MailProbe.state == "sent")
    ).all()
    ended = [probe for probe in open_letters if window_end(probe, method) < min(now, account.polled_at)]
    for probe in ended:
        cause = Cause(ACTOR, now, f"no answer within {method.mail.window_hours} working hours")
        move(session, "mail", stored_id(probe.id), ("sent", "unanswered"), cause)
    return len(ended)


def window_end(probe: MailProbe, method: Method) -> datetime:
    """The last moment at which an answer to a sent letter counts."""
    if probe.sent_at is None:
        raise ValueError(f"letter {probe.id} has not been sent, so no window is open")
    return add_working_hours(probe.sent_at, method.mail.window_hours, method.working_time)
