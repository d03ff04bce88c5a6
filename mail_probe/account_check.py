"""The self-test of a mail account: sign in to send and to fetch, send an ordinary letter to ourselves, receive it.

The letter goes to an address of the domain that nobody has used, because every sender of a wave will have such a one.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final, Literal

from sqlalchemy import update
from sqlmodel import col, or_, select

from mail_probe.doorways import FaultWord, Fetched, Mailbox, MailboxUnreached, ServerUnreached, WayOut
from mail_probe.message import arrival, compose
from mail_probe.reading.authentication import authentication
from mail_probe.sending.to_ourselves import letter_to_ourselves
from mail_probe.servers.diagnosis import fault_of_error
from shopper.clock import Clock
from shopper.faults import Fault
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import AccountCheck, MailAccount

Step = Literal["sign_in_to_send", "sign_in_to_fetch", "send", "receive"]
STEPS: Final[tuple[Step, ...]] = ("sign_in_to_send", "sign_in_to_fetch", "send", "receive")

ARRIVAL_SECONDS: Final = 120
"""How long our own letter may take to come back."""

POLL_SECONDS: Final = 2
GIVE_UP: Final = timedelta(minutes=20)
"""A check that runs longer than this has lost its process."""

REMARKS: Final = {
    "spf=fail": "our own server says that SPF fails: let the domain's SPF record name the sending server",
    "dkim=fail": "our own server says that DKIM fails: check the sending server's key and the domain's DKIM record",
    "dmarc=fail": "our own server says that DMARC fails: mend SPF or DKIM, aligned with the domain",
    "own_mx": "no Received line is by own_mx: until it is right, arrival is the mailbox's time",
}
"""What works but could be better, in English: municipalities' servers may hold the same against our letters."""

_SUBJECT: Final = "Fika på torsdag"
_BODY: Final = "Hej!\n\nPassar det klockan tre på torsdag? Jag tar med bullar.\n\nMed vänlig hälsning\n"


@dataclass(frozen=True)
class Ways:
    """How the account is reached; making a way may raise a Fault."""

    way_out: Callable[[], WayOut]
    mailbox: Callable[[], AbstractContextManager[Mailbox]]
    clock: Clock
    pause: Callable[[float], None]


@dataclass(frozen=True)
class CheckResult:
    """How far the self-test came: its last step, what is wrong (empty: nothing) in a word and in the server's words.

    `seconds` is how long our letter was on its way. `remarks` are words of REMARKS: what works but could be better.
    """

    step: Step
    fault: FaultWord = ""
    failure: str = ""
    seconds: int | None = None
    remarks: tuple[str, ...] = ()


def try_account(account: MailAccount, ways: Ways, begin: Callable[[Step], None]) -> CheckResult:
    """Try the account step by step; `begin` is called at the beginning of each."""
    trial = _Trial(account, ways, begin)
    try:
        return trial.run()
    except (ServerUnreached, MailboxUnreached, Fault) as error:
        return CheckResult(trial.step, fault_of_error(error), str(error))


class _Trial:
    def __init__(self, account: MailAccount, ways: Ways, begin: Callable[[Step], None]) -> None:
        self._account = account
        self._ways = ways
        self._begin = begin
        self.step: Step = STEPS[0]

    def run(self) -> CheckResult:
        self._at("sign_in_to_send")
        way_out = self._ways.way_out()
        way_out.check()
        self._at("sign_in_to_fetch")
        with self._ways.mailbox() as mailbox:
            mailbox.folders()
            self._at("send")
            message_id = self._send(way_out)
            self._at("receive")
            began_at = self._ways.clock()
            mail = self._received(mailbox, message_id)
        seconds = round((self._ways.clock() - began_at).total_seconds())
        return CheckResult("receive", seconds=seconds, remarks=tuple(_remarks(mail, self._account.own_mx)))

    def _at(self, step: Step) -> None:
        self.step = step
        self._begin(step)

    def _send(self, way_out: WayOut) -> str:
        """Send the letter; its Message-ID."""
        account = self._account
        letter = letter_to_ourselves(account, account.self_copy, (_SUBJECT, _BODY), self._ways.clock())
        unused = f"prov.{token_hex(3)}@{account.domain}"
        outcome = way_out.deliver(compose(letter), account.self_copy, unused, None, lambda: None)
        if outcome.result != "sent":
            words = f"{outcome.result}: {outcome.code or ''} {outcome.reply}".replace("  ", " ")
            raise ServerUnreached(words, outcome.fault or "other")
        return letter.message_id

    def _received(self, mailbox: Mailbox, message_id: str) -> Fetched:
        for _ in range(ARRIVAL_SECONDS // POLL_SECONDS):
            mail = mailbox.find_message_id(message_id)
            if mail is not None:
                return mail
            self._ways.pause(POLL_SECONDS)
        raise MailboxUnreached(f"the mail did not arrive within {ARRIVAL_SECONDS} s", "not_arrived")


def _remarks(mail: Fetched, own_mx: str | None) -> list[str]:
    if own_mx is None:
        return []
    found = [one for one in authentication(mail.raw, (own_mx,)) if one in REMARKS]
    if arrival(mail.raw, (own_mx,)) is None:
        return [*found, "own_mx"]
    return found


def ordered_checks(store: Store, now: datetime) -> Sequence[int]:
    """The self-tests that wait to be run, and those whose process was lost."""
    with store.reading() as session:
        lost = (col(AccountCheck.state) == "running") & (col(AccountCheck.ordered_at) < now - GIVE_UP)
        wanted = select(AccountCheck.id).where(or_(col(AccountCheck.state) == "ordered", lost))
        return [stored_id(found) for found in session.exec(wanted.order_by(col(AccountCheck.id))).all()]


def run_check(  # noqa: PLR0913, PLR0917 - what a job has
    store: Store,
    clock: Clock,
    check_id: int,
    outgoing: Callable[[str], WayOut],
    open_mailbox: Callable[[str], AbstractContextManager[Mailbox]],
    pause: Callable[[float], None],
) -> str:
    """Run an ordered self-test and write down how far it came; the state it is in. Harmless when run twice.

    `outgoing` and `open_mailbox` make the ways of the account with this name. No transaction is open meanwhile.
    """
    if not _changed(store, check_id, "ordered", state="running"):
        return _end_lost(store, clock, check_id)
    with store.reading() as session:
        account = session.get_one(MailAccount, session.get_one(AccountCheck, check_id).account)
    ways = Ways(lambda: outgoing(account.name), lambda: open_mailbox(account.name), clock, pause)
    result = try_account(account, ways, lambda step: _note(store, check_id, step))
    state = "failed" if result.fault else "passed"
    told = asdict(result) | {"remarks": list(result.remarks)}
    _changed(store, check_id, "running", state=state, ended_at=clock(), **told)
    return state


def _note(store: Store, check_id: int, step: Step) -> None:
    _changed(store, check_id, "running", step=step)


def _end_lost(store: Store, clock: Clock, check_id: int) -> str:
    """Fail a check whose process was lost; the state it is in now."""
    if check_id in ordered_checks(store, clock()):
        told = {"fault": "other", "failure": "it was interrupted; order it again"}
        _changed(store, check_id, "running", state="failed", ended_at=clock(), **told)
    with store.reading() as session:
        return session.get_one(AccountCheck, check_id).state


def _changed(store: Store, check_id: int, before: str, **columns: Any) -> bool:
    """Write the columns if the check is in the state `before`; whether it was."""
    same = (col(AccountCheck.id) == check_id, col(AccountCheck.state) == before)
    with store.transaction() as session:
        done = session.connection().execute(update(AccountCheck).where(*same).values(**columns))
        return done.rowcount == 1
