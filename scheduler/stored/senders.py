"""The senders of a plan's letters, stored: names new to each municipality, addresses that are nobody else's."""

from collections.abc import Iterable, Sequence
from random import Random

from sqlalchemy import insert
from sqlmodel import Session, col, select

from scheduler.personas import Addresses, names, senders
from scheduler.planning.parts import Plan, PlannedProbe
from shopper.queries import stored_id
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Wave


def store_senders(session: Session, wave: Wave, plan: Plan, letters: Sequence[PlannedProbe]) -> dict[str, int]:
    """The ids of these letters' new personas by their key, shared out among the wave's accounts; none without one."""
    found = session.exec(select(MailAccount).where(col(MailAccount.name).in_(wave.mail_accounts))).all()
    keyed = [(letter.persona, letter.municipality) for letter in letters if letter.persona is not None]
    if not found or not keyed:
        return {}
    accounts = {account.domain: account.name for account in sorted(found, key=lambda one: one.domain)}
    taken = frozenset(session.exec(select(Persona.address)).all()) | {account.self_copy for account in found}
    addresses = Addresses(plan.seed, tuple(accounts), taken)
    seen = names_seen(session, {code for _, code in keyed})
    own = _own_names(wave, plan.seed)
    some = senders((code for _, code in keyed), names(plan.seed), addresses, seen, own)
    rows = [
        {
            "wave_id": stored_id(wave.id),
            "account": accounts[one.domain],
            "key": key,
            "name": one.name,
            "address": one.address,
        }
        for (key, _), one in zip(keyed, some, strict=True)
    ]
    session.execute(insert(Persona), rows)
    stored = session.exec(select(Persona.key, Persona.id).where(Persona.wave_id == wave.id))
    return {key: stored_id(row) for key, row in stored}


def names_seen(session: Session, codes: Iterable[str]) -> dict[str, set[str]]:
    """The names in which letters were written or are to be written to these municipalities, in whatever wave."""
    rows = session.exec(
        select(Measurement.municipality_code, Persona.name)
        .join(MailProbe, col(MailProbe.measurement_id) == Measurement.id)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .where(col(Measurement.municipality_code).in_(list(codes)))
    )
    found: dict[str, set[str]] = {}
    for code, name in rows:
        found.setdefault(code, set()).add(name)
    return found


def _own_names(wave: Wave, seed: int) -> list[str]:
    """The wave's own names, each once, in an order of chance: the list's own would be seen in the mailbox."""
    chance = Random(f"{seed}/own names")  # noqa: S311 - an order that can be made again, not a secret
    own = sorted(set(wave.persona_names))
    return chance.sample(own, len(own))
