"""What happened to a measurement's letters besides being answered, read for its report."""

from datetime import datetime, time, timedelta

from sqlmodel import Session, col, func, select

from mail_probe.close_windows import window_end
from report_templates.subject import Conduct, MailboxRecord
from shopper.mail_queries import loop_record
from shopper.method import Method
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Wave


def conduct_of(session: Session, wave: Wave, measurement: Measurement, method: Method) -> Conduct:
    """How many letters were replaced or detected, and how our own mailboxes did meanwhile."""
    states = dict(
        session.exec(
            select(MailProbe.state, func.count())
            .where(MailProbe.measurement_id == measurement.id)
            .group_by(MailProbe.state)
        ).all()
    )
    replaced = session.exec(
        select(func.count())
        .select_from(MailProbe)
        .where(MailProbe.measurement_id == measurement.id, col(MailProbe.replaces_id).is_not(None))
    ).one()
    return Conduct(
        replaced=replaced,
        detected=states.get("detected", 0),
        mailbox=_mailbox(session, wave, method),
    )


def _mailbox(session: Session, wave: Wave, method: Method) -> MailboxRecord | None:
    """None when the wave sent no letters to itself, as with one that was imported."""
    zone = method.working_time.zone
    first = datetime.combine(wave.first_day, time(), zone)
    last = window_end(datetime.combine(wave.last_day + timedelta(days=1), time(), zone), method)
    found = loop_record(session, wave.mail_accounts, first, last)
    if not found.sent:
        return None
    return MailboxRecord(found.sent, found.late, found.missing, found.longest_minutes)
