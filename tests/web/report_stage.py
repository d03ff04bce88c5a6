"""Calls with comments, and a graded reply, on the stage of the site's tests: what the pages about a report show."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Final

from sqlmodel import Session, col, select

from shopper.queries import stored_id
from shopper.tables.calls import CallProbe, Grade
from shopper.tables.mail import InboundMail, MailProbe
from tests.web.double_stage import graded_call
from tests.web.stage import START, Stage

COMMENTS: Final = (
    "Karin Ekström tog sig tid och gav numret 0383-971 12.",
    "Trevlig röst.",
    "Fick en länk till blanketten.",
    "Lät stressad och ville lägga på.",
)
"""Of the first calls that Anna makes; the first points at an official."""
REPLY: Final = """Hej Kim!

Ja, det får du. Läs mer på https://www.vetlanda.test/bygglov.

Vänliga hälsningar
Karin Ekström
Bygglovshandläggare
Vetlanda kommun
Telefon 0383-971 12
"""
MASKED_REPLY: Final = """Hej [namn]!

Ja, det får du. Läs mer på https://www.vetlanda.test/bygglov.

Vänliga hälsningar
[namn]
Bygglovshandläggare
Vetlanda kommun
Telefon [telefonnummer]"""
SAID: Final = (
    {"answer": "good"},
    {"answer": "good", "courtesy": "very_good"},
    {"answer": "medium"},
    {"interest": "poor"},
)


def set_comments(session: Session) -> list[int]:
    """Graded calls with these comments, approved; their ids."""
    calls = session.exec(select(CallProbe).order_by(col(CallProbe.id)).limit(len(COMMENTS))).all()
    for call, comment, said in zip(calls, COMMENTS, SAID, strict=True):
        number = stored_id(call.id)
        graded_call(session, number, **said)
        session.exec(select(Grade).where(Grade.call_probe_id == number)).one().comment = comment
        call.state = "approved"
    session.flush()
    return [stored_id(call.id) for call in calls]


def grade_anew(session: Session, call_id: int, comment: str) -> None:
    """Let somebody have changed the call's grades and its comment."""
    before = session.exec(select(Grade).where(Grade.call_probe_id == call_id)).one()
    session.add(
        Grade(
            call_probe_id=call_id,
            version=before.version + 1,
            answer=before.answer,
            information=before.information,
            interest=before.interest,
            courtesy=before.courtesy,
            comment=comment,
            submitted_by=before.submitted_by,
            submitted_at=START + timedelta(hours=1),
        )
    )
    session.flush()


def set_reply(session: Session, stage: Stage) -> tuple[int, int]:
    """An answered letter whose reply is complete and holds more than the answer; the ids of both."""
    letter = session.get_one(MailProbe, stage.answered_letters[0])
    letter.sender, letter.extra_information = "complete", True
    mail = EmailMessage()
    mail["From"] = "Karin Ekström <karin.ekstrom@vetlanda.test>"
    mail["Subject"] = "SV: Din fråga"
    mail["Message-ID"] = "<karin@vetlanda.test>"
    mail.set_content(REPLY)
    row = InboundMail(
        account="probes",
        fingerprint="karin",
        raw=mail.as_bytes(),
        size=len(mail.as_bytes()),
        arrived_at=START - timedelta(days=2),
        stored_at=START,
        from_address="karin.ekstrom@vetlanda.test",
        subject="SV: Din fråga",
        kind="answer",
        certainty="certain",
        mail_probe_id=letter.id,
    )
    session.add_all([letter, row])
    session.flush()
    return stored_id(letter.id), stored_id(row.id)
