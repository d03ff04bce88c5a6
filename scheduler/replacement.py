"""Another letter instead of one that did not come through or was seen through: a person orders it, at the desk.

A planned spare of the same measurement and area goes in its place; without one, a letter that nobody read gives its
question to a new citizen. The first letter keeps its record, and each of the two is counted as what it is.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count
from typing import Final

from sqlmodel import Session, col, select

from scheduler.changes.placing import anybody
from scheduler.changes.refs import ProbeRef, StoredProbe
from scheduler.changes.relocate import in_turn
from scheduler.personas import Citizen, citizens
from scheduler.stored.contacts import contact, contacts
from scheduler.stored.plan import plan_request
from scheduler.stored.senders import names_seen
from shopper.clock import Clock
from shopper.faults import BadInput, Conflict, NotThere
from shopper.mail_queries import never_reached
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.tables.mail import MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Wave, WaveQuestion

_SEEDS_APART: Final = 1_000_000
"""More than waves have letters: no replacement's citizens are those of the plan or of another replacement."""


def replace_letter(session: Session, probe_id: int, clock: Clock, cause: Cause) -> int:
    """Send another letter instead of this one, on a later day of its wave; the id of the other one.

    The first is thereby settled. NotThere without the letter; Conflict when it is replaced already, and when it reached
    an official who saw nothing; BadInput when the wave has no day left for it, and when it was seen through and there
    is no spare: its question cannot be asked again, and neither can one that is withdrawn.
    """
    in_turn(session)
    first = _letter_to_replace(session, probe_id)
    measurement = session.get_one(Measurement, first.measurement_id)
    wave = session.get_one(Wave, measurement.wave_id)
    other = _spare(session, first)
    if other is None and first.state == "detected":
        raise BadInput("the area has no spare left, and a question that was seen through cannot be asked again")
    _refuse_withdrawn(session, wave, first, other)
    planned_at = _place(session, wave, first, other or first, clock())
    other = other or _same_question_again(session, wave, first)
    other.planned_at, other.spare, other.replaces_id = planned_at, False, probe_id
    other.version += 1
    first.settled_at = first.settled_at or cause.at
    session.add_all([first, other])
    session.flush()
    other_id = stored_id(other.id)
    record(session, "mail", probe_id, "replace", cause, details={"by": other_id})
    record(session, "mail", other_id, "plan", cause, after="planned", details={"replaces": probe_id})
    return other_id


def _letter_to_replace(session: Session, probe_id: int) -> MailProbe:
    # Locked: of two people who order it at once the second is told (PostgreSQL).
    first = session.get(MailProbe, probe_id, with_for_update=True, populate_existing=True)
    if first is None:
        raise NotThere(f"there is no letter {probe_id}")
    if first.imported or not (never_reached(first) or first.state == "detected"):
        allowed = "only one of this platform's own that bounced, was refused, never written or detected can be replaced"
        raise Conflict(f"letter {probe_id} is {first.state}; {allowed}")
    other = session.exec(select(MailProbe.id).where(MailProbe.replaces_id == probe_id)).first()
    if other is not None:
        raise Conflict(f"letter {probe_id} is replaced already, by letter {other}")
    return first


def _spare(session: Session, first: MailProbe) -> MailProbe | None:
    """The earliest planned spare of the same measurement and area."""
    wanted = select(MailProbe).where(
        MailProbe.measurement_id == first.measurement_id,
        MailProbe.area == first.area,
        MailProbe.state == "planned",
        col(MailProbe.spare).is_(True),
        col(MailProbe.persona_id).is_not(None),
    )
    return session.exec(wanted.order_by(col(MailProbe.planned_at), col(MailProbe.id)).with_for_update()).first()


def _place(session: Session, wave: Wave, first: MailProbe, letter: MailProbe, now: datetime) -> datetime:
    """A time by the rules of the plan, from tomorrow on, among the contacts that the municipality has already."""
    moving = _as_planned(session, letter)
    tomorrow = now.astimezone(moving.probe.planned_at.tzinfo).date() + timedelta(days=1)
    nothing_left = f"{wave.name} has no day left on which the area has no contact; the letter is not replaced"
    if tomorrow > wave.last_day:
        raise BadInput(nothing_left)
    begins_at = datetime.combine(tomorrow, time(), moving.probe.planned_at.tzinfo)
    request = plan_request(session, wave, begins_at, [moving.probe.municipality])
    request = replace(request, seed=wave.seed + _SEEDS_APART * moving.ref.id)
    if letter is first:
        # The first is in the way of the other one, but its question may be asked again: nobody read it.
        request = replace(request, elsewhere=(*request.elsewhere, moving.probe))
    others = [one for one in contacts(session, wave, [moving.probe.municipality]) if one.ref != moving.ref]
    places = anybody(request, [*others, moving], [moving])
    if moving.ref not in places.found:
        raise BadInput(nothing_left)
    return places.found[moving.ref].planned_at


def _as_planned(session: Session, letter: MailProbe) -> StoredProbe:
    """The letter as the plan is to hold it: no spare any more."""
    one = contact(session, ProbeRef("mail", stored_id(letter.id)))
    if one is None:
        raise NotThere(f"there is no letter {letter.id}")
    return replace(one, probe=replace(one.probe, spare=False))


def _refuse_withdrawn(session: Session, wave: Wave, first: MailProbe, other: MailProbe | None) -> None:
    row = session.get(WaveQuestion, (wave.id, first.question_id))
    if row is None or row.withdrawn_at is None:
        return
    if first.state == "withdrawn":
        raise Conflict(f"letter {first.id} was withdrawn with its question, so nothing is missing; leave it")
    if other is None:
        raise BadInput("the area has no spare left, and the question is withdrawn, so it cannot be asked again")


def _same_question_again(session: Session, wave: Wave, first: MailProbe) -> MailProbe:
    """The letter's question, from somebody whose name the municipality has not seen."""
    earlier = session.get_one(Persona, first.persona_id)
    account = session.get_one(MailAccount, earlier.account)
    citizen = _stranger(session, wave, first, account)
    persona = Persona(
        wave_id=stored_id(wave.id),
        account=account.name,
        key=_free_key(session, wave),
        name=citizen.name,
        address=citizen.address,
    )
    session.add(persona)
    session.flush()
    return MailProbe(
        measurement_id=first.measurement_id,
        area=first.area,
        question_id=first.question_id,
        persona_id=persona.id,
        planned_at=first.planned_at,
    )


def _stranger(session: Session, wave: Wave, first: MailProbe, account: MailAccount) -> Citizen:
    code = session.get_one(Measurement, first.measurement_id).municipality_code
    names = names_seen(session, [code]).get(code, set())
    taken = frozenset(session.exec(select(Persona.address)).all()) | {account.self_copy}
    some = citizens(wave.seed + _SEEDS_APART * stored_id(first.id), (account.domain,), taken)
    return next(one for one in some if one.name not in names)


def _free_key(session: Session, wave: Wave) -> str:
    keys = session.exec(select(Persona.key).where(Persona.wave_id == wave.id)).all()
    return next(key for number in count(len(keys) + 1) if (key := f"p{number}") not in keys)
