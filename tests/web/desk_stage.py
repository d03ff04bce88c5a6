"""Twenty mixed cases on the desk, on top of the four of the small study: every kind of case several times."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from shopper.queries import stored_id
from shopper.tables.mail import MailProbe, SendAttempt
from tests.web.stage import START, Stage, reply


@dataclass(frozen=True, slots=True)
class FullDesk:
    """The ids of the cases by kind, in the order in which the desk shows them. `free` letters have no mail yet."""

    uncertain: tuple[int, ...]
    detected: tuple[int, ...]
    unsure: tuple[int, ...]
    unmatched: tuple[int, ...]
    undelivered: tuple[int, ...]
    detected_letters: tuple[int, ...]
    unsure_letters: tuple[int, ...]
    free: int


def fill_desk(session: Session, stage: Stage) -> FullDesk:
    """Three uncertain letters, four possibly detected, five unsure, four unmatched, four bounced or refused."""
    planned = session.exec(select(MailProbe).where(MailProbe.state == "planned").order_by(col(MailProbe.id))).all()
    letters = iter(planned)
    uncertain = tuple(_uncertain(session, next(letters)) for _ in range(2))
    suspected = tuple(_sent(session, next(letters)) for _ in range(4))
    doubtful = tuple(_sent(session, next(letters)) for _ in range(4))
    bounced = tuple(_bounced(session, next(letters)) for _ in range(2))
    refused = _refused(session, next(letters))
    kinds = ("counter_question", "answer", "automatic", "forwarded")
    return FullDesk(
        uncertain=(stage.uncertain_letter, *uncertain),
        detected=tuple(reply(session, one, kind="answer", desk="waiting", reason="detected") for one in suspected),
        unsure=(
            stage.waiting_mail,
            *(reply(session, one, kind=kind, desk="waiting") for one, kind in zip(doubtful, kinds, strict=True)),
        ),
        unmatched=(
            stage.unmatched_mail,
            *(reply(session, None, kind=kind, desk="waiting") for kind in ("answer", "automatic", "bounce")),
        ),
        undelivered=(stage.refused_letter, *bounced, refused),
        detected_letters=suspected,
        unsure_letters=(stage.sent_letter, *doubtful),
        free=stage.free_letter,
    )


def _sent(session: Session, letter: MailProbe) -> int:
    letter.state, letter.raw = "sent", b"Subject: En fraga\r\n\r\nHej\r\n"
    letter.planned_at = letter.sent_at = START - timedelta(days=2)
    session.add(letter)
    session.flush()
    return stored_id(letter.id)


def _uncertain(session: Session, letter: MailProbe) -> int:
    letter_id = _sent(session, letter)
    letter.state, letter.sent_at = "uncertain", None
    began_at = letter.planned_at
    session.add(SendAttempt(mail_probe_id=letter_id, number=1, worker="w", started_at=began_at, result="uncertain"))
    return letter_id


def _bounced(session: Session, letter: MailProbe) -> int:
    letter_id = _sent(session, letter)
    letter.state = "undelivered"
    reply(session, letter_id, kind="bounce", desk="clear")
    return letter_id


def _refused(session: Session, letter: MailProbe) -> int:
    letter_id = _sent(session, letter)
    letter.state, letter.sent_at = "refused", None
    words = "5.1.1 <kommunen@vetlanda.test>: Recipient address rejected: User unknown"
    attempt = SendAttempt(mail_probe_id=letter_id, number=1, worker="w", started_at=letter.planned_at, code=550)
    attempt.result, attempt.reply = "refused", words
    session.add(attempt)
    return letter_id
