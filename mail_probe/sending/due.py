"""Which letters of an account are due, and which of them its pace lets go now. Nothing here changes anything."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from mail_probe.sending.pace import DueLetter, Pace, Trial, leaving
from shopper.queries import stored_id
from shopper.tables.mail import MailAccount, MailProbe, Persona, SendAttempt
from shopper.tables.study import Measurement, Municipality, Wave


def letters_to_send(session: Session, account: str, now: datetime) -> list[int]:
    """The ids of the letters to send in this round, in order; none while the account is held.

    Those that must wait for their turn stay planned or deferred, and are due again in the next round.
    """
    row = session.get_one(MailAccount, account)
    if row.held_since is not None:
        return []
    pace = Pace(row.letters_a_minute, row.minutes_between, seed=account)
    due = _due(session, account, now)
    return leaving(due, _trials(session, account, now, pace), pace, now) if due else []


def _due(session: Session, account: str, now: datetime) -> list[DueLetter]:
    """Planned and deferred letters whose time has come, the oldest first."""
    rows = session.exec(
        select(MailProbe.id, MailProbe.state, MailProbe.recipient, Municipality.official_address)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .join(Wave, col(Wave.id) == Persona.wave_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(
            Persona.account == account,
            Wave.state == "launched",
            col(MailProbe.spare).is_(False),
            or_(
                (col(MailProbe.state) == "planned") & (col(MailProbe.planned_at) <= now),
                (col(MailProbe.state) == "deferred") & (col(MailProbe.next_try_at) <= now),
            ),
        )
        .order_by(col(MailProbe.planned_at), col(MailProbe.id))
    ).all()
    return [
        DueLetter(stored_id(probe_id), _domain((state == "deferred" and recipient) or official_address))
        for probe_id, state, recipient, official_address in rows
    ]


def _trials(session: Session, account: str, now: datetime, pace: Pace) -> list[Trial]:
    """What the account has lately begun to send, in whatever process; a try that found no server disturbed nobody."""
    rows = session.exec(
        select(MailProbe.recipient, SendAttempt.started_at)
        .join(SendAttempt, col(SendAttempt.mail_probe_id) == MailProbe.id)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(
            Persona.account == account,
            SendAttempt.started_at > now - pace.memory,
            or_(col(SendAttempt.result).is_(None), SendAttempt.result != "unreached"),
        )
    ).all()
    return [Trial(_domain(recipient or ""), started_at) for recipient, started_at in rows]


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
