"""The daily digest leaves once a working day through the office account, and says what is late and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from sqlmodel import col, select

from scheduler.digest import digests_due, send_digest
from scheduler.wiring import build_workplace
from scheduler.workplace import Workplace
from shopper.clock import SteppedClock
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.mail import MailAccount, MailProbe
from shopper.tables.people import User
from shopper.tables.study import Wave
from shopper.tables.trail import AuditEvent
from tests.web.stage import WAVE, set_stage

TODAY = date(2017, 10, 16)
SITE = "https://matning.example"
SWEDISH = f"""\
{WAVE}
I dag i planen: 3 samtal, 1 brev.
Försenat: 2
  1 brev väntar på sin tur eller på en arbetare
  1 brev är osäkra, avgörs på skrivbordet
  Flest försenade i kommun: 0685 (2)
Klart: 5 av 40.
Prognos: för tidigt att säga.
{SITE}/waves/h%C3%B6st%202017/board

Ärenden på skrivbordet: 4.
{SITE}/desk

Brevet kommer en gång varje arbetsdag medan en mätomgång pågår. Det stängs av på Min sida.
{SITE}/me
"""


@dataclass
class Postbox:
    """What the SMTP server answers after DATA, and what it took."""

    answer: str = "250 2.0.0 Ok"
    letters: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str | None, list[str]]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        del server, session
        assert isinstance(envelope.content, bytes)
        self.letters.append(envelope.content)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return self.answer


class FreePort(Controller):
    """An aiosmtpd server in a thread, on a port of its own choice."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def office(store: Store, postbox: Postbox) -> Iterator[int]:
    """The study, a coordinator who wants digests, and the office account at a server that listens; the user's id."""
    server = FreePort(postbox, hostname="127.0.0.1", port=0)
    server.start()
    with store.transaction() as session:
        set_stage(session)
        session.add(_office_account(server.port))
        user = session.exec(select(User).where(User.name == "cecilia")).one()
        user.email, user.wants_digest = "cecilia@kontoret.example", True
        user_id = user.id
    assert user_id is not None
    yield user_id
    server.stop()


def _office_account(port: int) -> MailAccount:
    return MailAccount(
        name="office",
        domain="kontoret.example",
        self_copy="matning@kontoret.example",
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        imap_host="127.0.0.1",
        imap_port=143,
        imap_security="none",
        imap_user="office",
    )


@pytest.fixture
def workplace(store: Store, clock: SteppedClock) -> Workplace:
    """A worker's workplace with its real way out."""
    return build_workplace(Settings(database_url=store.url, office_account="office", site_url=SITE), store, clock)


def mail_in(raw: bytes) -> EmailMessage:
    """The letter as its reader sees it."""
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def deeds(store: Store, user_id: int) -> list[tuple[str | None, dict[str, object]]]:
    """What the trail says of the user's digests."""
    wanted = select(AuditEvent).where(AuditEvent.thing == "user", AuditEvent.thing_id == str(user_id))
    with store.reading() as session:
        return [(event.after, event.details) for event in session.exec(wanted.order_by(col(AuditEvent.id)))]


def test_the_digest_says_what_is_late_and_why(workplace: Workplace, office: int, postbox: Postbox) -> None:
    assert send_digest(workplace, office) == "sent"
    mail = mail_in(postbox.letters[0])
    assert (mail["Subject"], mail.get_content().replace("\r\n", "\n")) == (
        "Mätningen mån 16 okt. 2017: 2 försenade, 4 på skrivbordet",
        SWEDISH,
    )


def test_the_digest_has_the_headers_of_a_mail_by_a_machine(workplace: Workplace, office: int, postbox: Postbox) -> None:
    send_digest(workplace, office)
    mail = mail_in(postbox.letters[0])
    headers = {name: str(mail[name]) for name in ("From", "To", "Date", "Auto-Submitted", "Content-Type")}
    assert (headers, mail["Message-ID"].endswith("@kontoret.example>"), postbox.envelopes) == (
        {
            "From": "Servicemätning <matning@kontoret.example>",
            "To": "cecilia@kontoret.example",
            "Date": "Mon, 16 Oct 2017 08:00:00 +0200",
            "Auto-Submitted": "auto-generated",
            "Content-Type": 'text/plain; charset="utf-8"',
        },
        True,
        [("matning@kontoret.example", ["cecilia@kontoret.example"])],
    )


def test_the_digest_speaks_the_readers_language(workplace: Workplace, office: int, postbox: Postbox) -> None:
    with workplace.store.transaction() as session:
        session.get_one(User, office).language = "en"
    send_digest(workplace, office)
    mail = mail_in(postbox.letters[0])
    assert (mail["Subject"], "1 letters in doubt, to be settled on the desk" in mail.get_content()) == (
        "The measurement on Mon 16 Oct 2017: 2 late, 4 on the desk",
        True,
    )


def test_a_digest_names_no_citizen_official_or_question(workplace: Workplace, office: int, postbox: Postbox) -> None:
    send_digest(workplace, office)
    text = mail_in(postbox.letters[0]).as_string()
    assert [
        word for word in ("Provsson", "Kontaktcenter", "Vetlanda", "anna", "?") if word in text.partition("\n\n")[2]
    ] == []


def test_a_day_has_one_digest(workplace: Workplace, office: int, postbox: Postbox) -> None:
    results = [send_digest(workplace, office) for _ in range(2)]
    assert (results, len(postbox.letters), digests_due(workplace)) == (["sent", "not_due"], 1, [])


def test_the_next_working_day_has_its_own(
    workplace: Workplace, office: int, postbox: Postbox, clock: SteppedClock
) -> None:
    send_digest(workplace, office)
    clock.move_to(clock() + timedelta(days=1))
    assert (digests_due(workplace), send_digest(workplace, office), len(postbox.letters)) == ([office], "sent", 2)


def test_a_worker_that_died_while_sending_does_not_make_it_two(
    workplace: Workplace, office: int, postbox: Postbox
) -> None:
    with workplace.store.transaction() as session:
        session.get_one(User, office).digest_on = TODAY
    assert (digests_due(workplace), send_digest(workplace, office), postbox.letters) == ([], "not_due", [])


def test_a_server_that_refuses_is_noted_and_not_asked_again(
    workplace: Workplace, office: int, postbox: Postbox
) -> None:
    postbox.answer = "550 5.7.1 no thanks to cecilia@kontoret.example"
    assert (send_digest(workplace, office), send_digest(workplace, office)) == ("refused", "not_due")
    assert (len(postbox.letters), deeds(workplace.store, office)) == (
        1,
        [("sending", {}), ("refused", {"code": 550, "fault": ""})],
    )


def test_a_server_that_is_away_is_noted_with_what_is_wrong(workplace: Workplace, office: int) -> None:
    with workplace.store.transaction() as session:
        session.get_one(MailAccount, "office").smtp_port = 1
    assert (send_digest(workplace, office), deeds(workplace.store, office)[-1]) == (
        "unreached",
        ("unreached", {"code": None, "fault": "nobody_listens"}),
    )


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (datetime(2017, 10, 16, 4, 59, tzinfo=UTC), 0),
        (datetime(2017, 10, 16, 5, 0, tzinfo=UTC), 1),
        (datetime(2017, 10, 16, 20, 0, tzinfo=UTC), 1),
        (datetime(2017, 10, 21, 8, 0, tzinfo=UTC), 0),
        (datetime(2017, 10, 15, 8, 0, tzinfo=UTC), 0),
        (datetime(2017, 11, 10, 8, 0, tzinfo=UTC), 1),
        (datetime(2017, 11, 13, 8, 0, tzinfo=UTC), 0),
    ],
    ids=["before seven", "at seven", "late that day", "Saturday", "before the wave", "its last Friday", "after it"],
)
def test_digests_are_due_on_working_days_of_a_wave_from_the_hour_on(
    moment: datetime, due: int, workplace: Workplace, office: int
) -> None:
    then = replace(workplace, clock=SteppedClock(moment))
    assert list(digests_due(then)) == [office] * due


@pytest.mark.parametrize("change", [{"wants_digest": False}, {"email": ""}, {"role": "interviewer"}], ids=str)
def test_nobody_else_is_sent_one(change: dict[str, object], workplace: Workplace, office: int) -> None:
    with workplace.store.transaction() as session:
        for name, value in change.items():
            setattr(session.get_one(User, office), name, value)
    assert (list(digests_due(workplace)), send_digest(workplace, office)) == ([], "not_due")


def test_an_account_that_writes_to_municipalities_sends_no_digest(
    workplace: Workplace, office: int, postbox: Postbox
) -> None:
    with workplace.store.transaction() as session:
        session.exec(select(Wave)).one().mail_accounts = ["probes", "office"]
    assert (list(digests_due(workplace)), send_digest(workplace, office), postbox.letters) == ([], "not_due", [])


def test_without_the_setting_nothing_is_sent(workplace: Workplace, office: int) -> None:
    unset = build_workplace(Settings(database_url=workplace.store.url), workplace.store, workplace.clock)
    assert (list(digests_due(unset)), send_digest(unset, office)) == ([], "not_due")


def test_a_digest_of_a_wave_without_delays_says_so(workplace: Workplace, office: int, postbox: Postbox) -> None:
    with workplace.store.transaction() as session:
        for letter in session.exec(select(MailProbe).where(col(MailProbe.state).in_(("uncertain", "planned")))):
            letter.state, letter.raw, letter.sent_at = "sent", b"-", letter.planned_at
    send_digest(workplace, office)
    assert "Inget är försenat." in mail_in(postbox.letters[0]).get_content()
