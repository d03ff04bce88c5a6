"""A wave of letters played against a mail host: out, and everything that comes of them back in.

The clock is the machine's own, set forward where a letter has to wait for its next try; arrivals are stamped by the
servers. What is stored at the end, and every mail that the servers and the people wrote, is the result.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from smtplib import SMTP

from sqlmodel import col, select

from mail_probe.imap import ImapMailbox
from mail_probe.send_due import send_due
from mail_probe.sending.recover import Worker
from mail_probe.smtp import SmtpOutgoing
from mail_probe.take_in import take_in
from shopper.clock import system_clock
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona, SendAttempt
from tests.real_servers.launched_wave import ACCOUNT, address_of, launch_wave, subject_of, wording_of
from tests.real_servers.mail_host import LOOPBACK, MUNICIPALITY_DOMAIN, OUR_USER, PASSWORD, MailHost, wait_until

WORKER = Worker(executor_id="one", life="first", lease=timedelta(minutes=10))
NUMBERS = {
    name: number
    for number, name in enumerate(
        ("kommun", "gra", "nej", "full", "borta", "stangd", "ledig", "kvitto", "nekar", "vidare"), 1
    )
}
"""Who gets which letter; see `mail_host.py` for how they behave. `borta` does not exist."""

AT_RCPT = {
    "gra": "450 4.2.0 greylisted, try again later",
    "full": "452 4.2.2 mailbox full",
    "nej": "550 5.1.1 no such person",
}


def recipient(name: str) -> str:
    """The address of one of the municipality's people."""
    return f"{name}@{MUNICIPALITY_DOMAIN}"


@dataclass
class PlayedWave:
    """The wave while it is played; `now_minutes` is how far its clock is ahead of the machine's."""

    host: MailHost
    store: Store
    minutes_ahead: int = 0

    def clock(self) -> datetime:
        """The machine's time, set forward."""
        return system_clock() + timedelta(minutes=self.minutes_ahead)

    def launch(self) -> None:
        """Store the wave, and let the municipality's server refuse whom it refuses."""
        for name, words in AT_RCPT.items():
            self.host.answer(recipient(name), words)
        launch_wave(self.store, self.clock(), [recipient(name) for name in NUMBERS])

    def send(self) -> int:
        """One round of sending, over TLS."""
        outgoing = SmtpOutgoing(self.host.smtp(OUR_USER, PASSWORD, "tls"), "post.brevlada.test")
        with outgoing.round() as way_out:
            return send_due(self.store, self.clock, ACCOUNT, way_out, WORKER)

    def take_in(self) -> int:
        """One round of taking in, over TLS."""
        return take_in(self.store, self.clock, ACCOUNT, lambda: ImapMailbox(self.host.imap(security="tls")))

    def reply(self, name: str, sender: str, text: str) -> EmailMessage:
        """The answer to the letter of this person as a mail program writes it; it may go out from another address."""
        letter = message_from_bytes(self.host.letters_of(recipient(name))[0])
        number = NUMBERS[name if name in NUMBERS else "vidare"]
        mail = EmailMessage(policy=WIRE)
        mail["From"], mail["To"] = sender, address_of(number)
        mail["Subject"] = f"SV: {subject_of(number)}"
        mail["Message-ID"] = f"<svar-{number}@{sender.rpartition('@')[2].rstrip('>')}>"
        mail["In-Reply-To"] = mail["References"] = str(letter["Message-ID"])
        quoted = "".join(f"> {line}\n" for line in wording_of(number).splitlines())
        mail.set_content(f"{text}\nDen måndag 16 oktober 2017 skrev Anna Ek{number}:\n{quoted}")
        return mail

    def post(self, mail: EmailMessage) -> None:
        """Hand a reply to our server as the municipality's server does."""
        with SMTP(LOOPBACK, self.host.ports["smtp_port"]) as server:
            server.send_message(mail)

    def arrives(self, mail: EmailMessage) -> None:
        """Hand a reply to our server and wait until it lies in our inbox."""
        self.post(mail)
        self.wait_for(mail)

    def wait_for(self, mail: EmailMessage) -> None:
        """Wait until this mail lies in our inbox."""
        line = f"Message-ID: {mail['Message-ID']}".encode()
        wait_until(lambda: any(line in raw for raw in self.host.letters_of(OUR_USER)), f"the arrival of {line!r}")

    def wait_for_mails(self, count: int) -> None:
        """Wait until so many mails lie in our mailbox, junk included."""
        wait_until(lambda: len(self.in_mailbox()) >= count, f"the arrival of {count} mails")

    def in_mailbox(self) -> list[bytes]:
        """Every mail in our mailbox."""
        return [raw for folder in ("INBOX", "Junk") for raw in self.host.letters_of(OUR_USER, folder)]

    def account(self) -> MailAccount:
        """The account as it is stored."""
        with self.store.reading() as session:
            return session.get_one(MailAccount, ACCOUNT)

    def letter(self, name: str) -> MailProbe:
        """The letter to one of the municipality's people."""
        with self.store.reading() as session:
            wanted = select(MailProbe).join(Persona, col(Persona.id) == MailProbe.persona_id)
            return session.exec(wanted.where(Persona.key == f"p{NUMBERS[name]}")).one()

    def states(self) -> dict[str, str]:
        """The state of each letter."""
        return {name: self.letter(name).state for name in NUMBERS}

    def tries(self, name: str) -> list[tuple[str | None, int | None]]:
        """What the server said to each try with a letter."""
        with self.store.reading() as session:
            wanted = select(SendAttempt).where(SendAttempt.mail_probe_id == self.letter(name).id)
            return [(one.result, one.code) for one in session.exec(wanted.order_by(col(SendAttempt.number))).all()]

    def mails(self, name: str) -> list[InboundMail]:
        """What came in for a letter, in the order of arrival, without our own copy of it."""
        with self.store.reading() as session:
            wanted = select(InboundMail).where(
                InboundMail.mail_probe_id == self.letter(name).id, col(InboundMail.self_copy).is_(False)
            )
            return list(session.exec(wanted.order_by(col(InboundMail.arrived_at), col(InboundMail.id))).all())
