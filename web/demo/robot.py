"""The demo's municipalities: Vetlanda answers by SMTP at the times of `mails.csv`, others only confirm at once.

Its officials are invented and write from a reserved domain. What they send is what real municipalities send:
receipts from a case system, notices that a letter was passed on, answers with and without a link, bounces.
"""

import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP as WIRE
from hashlib import sha256
from threading import Lock

from shopper.clock import OUR_ZONE
from shopper.question_bank import load_bank
from shopper.wave_rows import MailRow

DOMAIN = "vetlanda.test"
BOUNCE_AFTER = timedelta(minutes=1)
OFFICIALS = {
    "bygglov": ("Karin Ekström", "bygglovshandläggare", "Miljö- och byggförvaltningen"),
    "forskola": ("Mats Hagberg", "verksamhetschef", "Barn- och utbildningsförvaltningen"),
    "grundskola": ("Lena Sjöholm", "skoladministratör", "Barn- och utbildningsförvaltningen"),
    "individ_och_familjeomsorg": ("Yusuf Demir", "socialsekreterare", "Vård- och omsorgsförvaltningen"),
    "miljo_och_halsa": ("Petra Lund", "miljöinspektör", "Miljö- och byggförvaltningen"),
    "gator_och_vagar": ("Olle Fransson", "gatuingenjör", "Tekniska kontoret"),
    "aldreomsorg": ("Birgit Alm", "biståndshandläggare", "Vård- och omsorgsförvaltningen"),
    "handikappomsorg": ("Samir Haddad", "LSS-handläggare", "Vård- och omsorgsförvaltningen"),
    "kultur_och_fritid": ("Eva Rask", "fritidskonsulent", "Kultur- och fritidsförvaltningen"),
    "kommunledningskontor": ("Jan Wiberg", "kommunsekreterare", "Kommunledningskontoret"),
}


@dataclass(frozen=True, slots=True)
class _Reply:
    at: datetime
    sender: str
    recipient: str
    raw: bytes


@dataclass
class Robot:
    """Answers each letter as its row of the file says; rows are found by the letter's office and subject."""

    rows: Mapping[tuple[str, str], MailRow]
    smtp_port: int = 0
    waiting: list[_Reply] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    """Message-IDs of the letters that came in, in order: the proof that none came twice."""
    _lock: Lock = field(default_factory=Lock)

    def take(self, raw: bytes, sender: str, recipient: str) -> None:
        """Read a letter and lay out what will be sent back and when."""
        headers = BytesParser(policy=WIRE).parsebytes(raw)
        letter = _Letter(raw, str(headers["Message-ID"]), str(headers["Subject"]), sender, recipient)
        row = self.rows.get((letter.domain, letter.subject))
        with self._lock:
            self.received.append(letter.message_id)
            self.waiting.extend(_receipt(letter) if row is None else _replies(letter, row))

    def act(self, now: datetime) -> int:
        """Send every reply whose time has come; how many."""
        with self._lock:
            due = sorted((reply for reply in self.waiting if reply.at <= now), key=lambda reply: reply.at)
            self.waiting = [reply for reply in self.waiting if reply.at > now]
        for reply in due:
            self.send(reply.raw, reply.sender, reply.recipient)
        return len(due)

    def send(self, raw: bytes, sender: str, recipient: str) -> None:
        """Hand one mail to the demo's SMTP server."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as server:
            server.sendmail(sender, [recipient], raw)


def robot_for(rows: Iterable[MailRow]) -> Robot:
    """A robot that knows each row by the subject its letter has in the question bank."""
    subjects = {(area.area, question.text): question.mail_subject for area in load_bank() for question in area.question}
    return Robot({(DOMAIN, subjects[row.area, row.question]): row for row in rows})


@dataclass(frozen=True, slots=True)
class _Letter:
    raw: bytes
    message_id: str
    subject: str
    citizen: str
    office: str

    @property
    def domain(self) -> str:
        return self.office.rpartition("@")[2]


def _replies(letter: _Letter, row: MailRow) -> list[_Reply]:
    if row.delivery == "bounced":
        raw = _bounce(letter, row)
        return [_Reply(row.sent_at + BOUNCE_AFTER, "", letter.citizen, raw)]
    replies = []
    if row.acknowledged_at is not None:
        raw = _acknowledgement(letter, row)
        replies.append(_Reply(row.acknowledged_at, letter.office, letter.citizen, raw))
    if row.answered_at is not None:
        raw = _answer(letter, row)
        replies.append(_Reply(row.answered_at, letter.office, letter.citizen, raw))
    return replies


def _mail(letter: _Letter, at: datetime | None, sender: str, subject: str) -> EmailMessage:
    mail = EmailMessage(policy=WIRE)
    mail["From"] = sender
    mail["To"] = letter.citizen
    mail["Subject"] = subject
    if at is not None:
        mail["Date"] = at.astimezone(OUR_ZONE)
    mark = sha256(f"{letter.message_id} {subject}".encode()).hexdigest()[:24]
    mail["Message-ID"] = f"<{mark}@{letter.domain}>"
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = letter.message_id
    return mail


def _receipt(letter: _Letter) -> list[_Reply]:
    """What a municipality without a row sends: a receipt, as soon as it can."""
    at = datetime.min.replace(tzinfo=UTC)
    return [_Reply(at, letter.office, letter.citizen, _automatic(letter, None).as_bytes())]


def _acknowledgement(letter: _Letter, row: MailRow) -> bytes:
    """From the registrar: every other one by the case system, every other one by a person who passes it on."""
    at = row.acknowledged_at or row.sent_at
    if at.minute % 2:
        return _automatic(letter, at).as_bytes()
    mail = _mail(letter, at, f"Registrator <registrator@{letter.domain}>", f"SV: {letter.subject}")
    mail.set_content(
        "Hej!\n\nDitt mejl har kommit fram och jag har vidarebefordrat det till ansvarig handläggare.\n\n"
        "Vänliga hälsningar\nRegistrator\nVetlanda kommun\n"
    )
    return mail.as_bytes()


def _automatic(letter: _Letter, at: datetime | None) -> EmailMessage:
    mail = _mail(letter, at, f"Kommunen <{letter.office}>", "Autosvar: Vi har tagit emot ditt mejl")
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content("Tack för ditt mejl.\n\nVi har tagit emot det och det har registrerats hos kommunen.\n")
    return mail


def _answer(letter: _Letter, row: MailRow) -> bytes:
    at = row.answered_at or row.sent_at
    name, title, office = OFFICIALS[row.area]
    local = name.lower().replace(" ", ".").translate(str.maketrans("åäöé", "aaoe"))
    mail = _mail(letter, at, f"{name} <{local}@{letter.domain}>", f"SV: {letter.subject}")
    link = (
        f"\nDu kan läsa mer på https://www.{letter.domain}/{row.area}/fragor-och-svar\n"
        if row.extra_information
        else ""
    )
    sent = row.sent_at.astimezone(OUR_ZONE)
    quoted = "\n".join(f"> {line}" for line in _question_of(letter).splitlines())
    mail.set_content(
        f"Hej!\n\nTack för din fråga. Ja, det går bra att få hjälp med detta hos oss. Ring eller skriv direkt till "
        f"mig så tar vi det därifrån, och uppgifterna du behöver finns hos förvaltningen.\n{link}\n"
        f"Med vänlig hälsning\n\n{name}\n{title.capitalize()}, {office}\nVetlanda kommun\nTelefon: 08-465 004 12\n\n"
        f"Den {sent:%Y-%m-%d %H:%M} skrev {letter.citizen}:\n{quoted}\n"
    )
    return mail.as_bytes()


def _question_of(letter: _Letter) -> str:
    body = BytesParser(policy=WIRE).parsebytes(letter.raw).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def _bounce(letter: _Letter, row: MailRow) -> bytes:
    """A delivery status notification as RFC 3464 describes it."""
    headers = letter.raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
    at = (row.sent_at + BOUNCE_AFTER).astimezone(OUR_ZONE)
    text = (
        f"From: Mail Delivery System <MAILER-DAEMON@{letter.domain}>\nTo: {letter.citizen}\n"
        f"Subject: Undelivered Mail Returned to Sender\nDate: {at:%a, %d %b %Y %H:%M:%S %z}\n"
        f"Message-ID: <bounce-{letter.message_id.strip('<>')}>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="bounce"\n\n'
        "--bounce\nContent-Type: text/plain; charset=utf-8\n\nYour message could not be delivered.\n\n"
        f"--bounce\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mail.{letter.domain}\n\n"
        f"Final-Recipient: rfc822; {letter.office}\nAction: failed\nStatus: 5.2.2\n"
        "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\n\n"
        f"--bounce\nContent-Type: text/rfc822-headers\n\n{headers}\n\n--bounce--\n"
    )
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
