"""After the story: the wave for trying out begins, and the served demo lives on by the minute."""

from datetime import UTC, datetime, time
from email.message import EmailMessage
from email.policy import SMTP as WIRE

from sqlmodel import col, select

from shopper.queries import wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.people import User
from shopper.tables.study import Measurement
from web.demo.reviewing import leave_calls_to_review
from web.demo.stage import ACCOUNT, INTERVIEWERS, TRIAL_WAVE
from web.demo.story import A_MINUTE, Company

STRANGER = "nyhetsbrev@reklam.test"


def begin_trial(company: Company, probes_domain: str) -> None:
    """Move on to the first call of the trial wave, with a mail on the desk that belongs to no letter.

    Three calls have already been made: something for the reviewer to look at.
    """
    company.clock.move_to(first_call_at(company.store) + A_MINUTE)
    recipient = f"kontakt@{probes_domain}"
    company.robot.send(_unmatched(recipient), STRANGER, recipient)
    leave_calls_to_review(company)
    live_on(company)


def live_on(company: Company) -> None:
    """What a worker does each minute, and the municipalities' answers to it."""
    company.engine.run_now("send_due", ACCOUNT)
    company.robot.act(company.clock())
    company.engine.run_now("take_in", ACCOUNT)
    company.engine.run_now("close_windows")


def first_call_at(store: Store) -> datetime:
    """When the first interviewer's first call of the trial wave is planned."""
    with store.reading() as session:
        wave = wave_named(session, TRIAL_WAVE)
        planned = session.exec(
            select(CallProbe.planned_at)
            .join(Measurement, col(Measurement.id) == CallProbe.measurement_id)
            .join(User, col(User.id) == CallProbe.interviewer_id)
            .where(Measurement.wave_id == wave.id, User.name == INTERVIEWERS[0])
            .order_by(col(CallProbe.planned_at))
        )
        return planned.first() or datetime.combine(wave.last_day, time.min, UTC)


def _unmatched(recipient: str) -> bytes:
    mail = EmailMessage(policy=WIRE)
    mail["From"] = f"Nyhetsbrevet <{STRANGER}>"
    mail["To"] = recipient
    mail["Subject"] = "Veckans erbjudanden"
    mail["Message-ID"] = "<veckans-erbjudanden@reklam.test>"
    mail.set_content("Hej!\n\nHär kommer veckans erbjudanden.\n")
    return mail.as_bytes()
