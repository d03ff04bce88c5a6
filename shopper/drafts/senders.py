"""The step of the senders: the mail accounts of a draft wave, and its own names of citizens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from sqlmodel import Session, col, select

from shopper.drafts.draft import record_step
from shopper.faults import BadInput
from shopper.method_parts import PlanRules
from shopper.moves import Cause
from shopper.office_account import refuse_office_account
from shopper.queries import measurements_of, method_of
from shopper.tables.mail import MailAccount, Persona
from shopper.tables.study import Wave
from shopper.texts import mark

MOST_NAMES: Final = 2000
LONGEST_NAME: Final = 60

NAME_FAULTS: Final = {
    "two_parts": mark("Rad %(line)d: skriv förnamn och efternamn med ett mellanslag emellan."),
    "letters": mark("Rad %(line)d: ett namn har bara bokstäver, bindestreck och apostrof."),
    "long": mark("Rad %(line)d: namnet är för långt."),
    "twice": mark("Rad %(line)d: namnet står redan på en rad ovanför."),
    "many": mark("Rad %(line)d: det är för många namn. Korta listan."),
}
"""What the page says beside the names, by the rule that a line breaks."""

_PART: Final = re.compile(r"[^\W\d_]+(?:[-'\N{RIGHT SINGLE QUOTATION MARK}][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class NameFault:
    """The first line of the names that cannot be used, and the rule it breaks (`NAME_FAULTS`)."""

    line: int
    rule: str


@dataclass(frozen=True, slots=True)
class Pace:
    """The wave's letters against the pace of its accounts; numbers of letters.

    `a_day` is what a working day of the wave brings on average, `possible_a_day` what the accounts let through, and
    `planned_minutes` and `kept_minutes` the gap between two letters to one municipality as planned and as kept.
    """

    letters: int
    a_day: int
    possible_a_day: int
    planned_minutes: int
    kept_minutes: int

    @property
    def is_enough(self) -> bool:
        """Whether the accounts can send a day's letters in a day."""
        return self.possible_a_day >= self.a_day

    @property
    def is_on_time(self) -> bool:
        """Whether each letter can leave at its planned minute, as far as the gap goes."""
        return self.kept_minutes <= self.planned_minutes


def read_names(text: str) -> tuple[str, ...] | NameFault:
    """Names of citizens, one on each line as `Förnamn Efternamn`, or the first line that is wrong.

    Letters of any language, hyphen and apostrophe; each name once, however it is cased.
    """
    names: list[str] = []
    known: set[str] = set()
    for line, typed in enumerate(text.splitlines(), start=1):
        name = " ".join(typed.split())
        if not name:
            continue
        rule = "many" if len(names) == MOST_NAMES else _fault(name, known)
        if rule:
            return NameFault(line, rule)
        names.append(name)
        known.add(name.casefold())
    return tuple(names)


def choose_senders(  # noqa: PLR0913 - what is chosen, by whom
    session: Session,
    wave: Wave,
    accounts: Sequence[str],
    names: Sequence[str],
    cause: Cause,
    *,
    office_account: str = "",
) -> None:
    """Have the wave's letters leave from these accounts, by name, in these citizens' names before the shipped ones.

    BadInput when there is no such account, or one is the `office_account` of the settings.
    """
    refuse_office_account(accounts, office_account)
    if not set(accounts) <= set(session.exec(select(MailAccount.name))):
        raise BadInput("a mail account is not there any more; open the page again")
    before = (wave.mail_accounts, wave.persona_names)
    after = (sorted(set(accounts)), list(names))
    if before == after:
        return
    wave.mail_accounts, wave.persona_names = after
    session.add(wave)
    session.flush()
    record_step(session, wave, "senders", cause, accounts=after[0], own_names=len(names))


def pace_of(session: Session, wave: Wave) -> Pace | None:
    """The wave's letters, spares included, against the pace of the accounts it has chosen; None when it has none."""
    accounts = session.exec(select(MailAccount).where(col(MailAccount.name).in_(wave.mail_accounts))).all()
    if not accounts:
        return None
    method = method_of(wave)
    spares = method.quota.spares if wave.spares is None else wave.spares
    letters_each = len(method.area) * (method.quota.mails + spares)
    return pace(
        method.plan, (wave.first_day, wave.last_day), (len(measurements_of(session, wave)), letters_each), accounts
    )


def pace(rules: PlanRules, days: tuple[date, date], letters: tuple[int, int], accounts: Sequence[MailAccount]) -> Pace:
    """So many municipalities with so many letters each, on the days from the first to the last, by these accounts."""
    municipalities, each = letters
    number = (days[1] - days[0]).days + 1
    minutes = _minute(rules.mail_latest) - _minute(rules.mail_earliest)
    gap = max(account.minutes_between for account in accounts)
    to_one = sum(minutes // max(account.minutes_between, 1) for account in accounts)
    through = sum(account.letters_a_minute for account in accounts) * minutes
    return Pace(
        letters=municipalities * each,
        a_day=-(-municipalities * each // number),
        possible_a_day=min(through, municipalities * to_one),
        planned_minutes=rules.minutes_between_probes,
        kept_minutes=gap,
    )


def personas(session: Session, wave: Wave) -> list[Persona]:
    """The senders that the wave's plan has given its letters, by name and address."""
    wanted = select(Persona).where(Persona.wave_id == wave.id)
    return list(session.exec(wanted.order_by(Persona.name, Persona.address)))


def _fault(name: str, known: set[str]) -> str:
    if " " not in name:
        return "two_parts"
    if not all(_PART.fullmatch(part) for part in name.split(" ")):
        return "letters"
    if len(name) > LONGEST_NAME:
        return "long"
    return "twice" if name.casefold() in known else ""


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
