"""Placing against a rule, where the coordinator allows it, what fits nowhere else; and saying what is broken. Pure.

A contact placed so is given a place without a fault as soon as one is free, so rules stay broken only where they must.
"""

from collections.abc import Iterator, Sequence
from random import Random

from scheduler.planning.check import broken_rules
from scheduler.planning.days import INSIDE, OUTSIDE
from scheduler.planning.ledger import Contact, Ledger, Place, Town
from scheduler.planning.obstacles import obstacles, places_of_call, places_of_letter
from scheduler.planning.parts import Broken, PlannedProbe, PlanRequest
from scheduler.planning.places import best_place, cost_of
from scheduler.planning.reasons import ALLOWABLE, Reason
from scheduler.planning.sides import Sides

_LETTER_STEP = 7
"""Of the minutes in which a letter could leave, so few are looked at."""


def place_against_rules(ledger: Ledger, town: Town, contacts: Sequence[Contact], sides: Sides, chance: Random) -> None:
    """Give the contacts without a place one that breaks only what the request allows, and of that the least."""
    allowed = sides.request.allowed & set(ALLOWABLE)
    for contact in contacts if allowed else ():
        if contact.place is None:
            ledger.move(contact, _least_against(contact, town, sides, allowed, chance))
        if contact.place is None:
            _make_way(ledger, contact, sides, allowed, chance)
    ledger.journal.clear()


def _make_way(ledger: Ledger, contact: Contact, sides: Sides, allowed: frozenset[str], chance: Random) -> None:
    """Let another contact of the area take a new place, if that leaves one for this contact."""
    town = contact.town
    for other in list(town.of_area(contact.wanted.area)) if town is not None else ():
        if town is None or not other.can_move or other.wanted.channel != contact.wanted.channel:
            continue
        mark, side = len(ledger.journal), other.side
        ledger.move(other, None)
        ledger.move(contact, _least_against(contact, town, sides, allowed, chance))
        if contact.place is not None:
            ledger.move(other, _least_against(other, town, sides, allowed, chance))
        if other.place is not None:
            return
        ledger.move(contact, None)
        other.side = side
        ledger.take_back(mark)


def mend(ledger: Ledger, contacts: Sequence[Contact], sides: Sides, chance: Random) -> None:
    """Move contacts that break a rule to places that break none, as long as any can."""
    while sum([_mended(ledger, one, sides, chance) for one in contacts if one.place is not None]):
        pass


def against_rules(ledger: Ledger, contacts: Sequence[Contact]) -> list[Contact]:
    """The contacts that break a rule among contacts where they stand."""
    found = []
    for one in contacts:
        place, town = one.place, one.town
        if place is not None and town is not None:
            ledger.move(one, None)
            if obstacles(one, place, town):
                found.append(one)
            ledger.move(one, place)
    ledger.journal.clear()
    return found


def broken_by(request: PlanRequest, guilty: Sequence[PlannedProbe], others: Sequence[PlannedProbe]) -> Iterator[Broken]:
    """The rules that the guilty contacts break among the others; of two that break one together the later is named."""
    before = list(others)
    for probe in guilty:
        around = [
            one for one in before if probe.municipality == one.municipality or probe.interviewer == one.interviewer
        ]
        for reason in broken_rules(request, probe, around):
            if reason.rule != "mail_share":
                yield Broken(probe, reason)
        before.append(probe)


def share_broken(sides: Sides, probes: Sequence[tuple[Contact, PlannedProbe]]) -> Iterator[Broken]:
    """The letters by which the share outside working time is missed."""
    off = sides.off()
    side = OUTSIDE if off > 0 else INSIDE
    counting = {id(one) for one in sides.letters}
    guilty = [probe for contact, probe in probes if id(contact) in counting and contact.side == side]
    placed = sides.placed()
    for probe in guilty[: abs(off)]:
        facts: dict[str, str | int] = {
            "municipality": probe.municipality,
            "outside": sum(one.side == OUTSIDE for one in placed),
            "letters": len(placed),
            "limit": sides.due(len(placed)),
        }
        yield Broken(probe, Reason("mail_share", facts))


def _least_against(contact: Contact, town: Town, sides: Sides, allowed: frozenset[str], chance: Random) -> Place | None:
    """The place that breaks the fewest of the allowed rules and no other."""
    best, least, on_side = None, (10**9, 10.0**9), contact.side
    for side in _sides_of(contact, sides, allowed):
        contact.side = side
        for place in _places(contact, town, in_lunch="lunch" in allowed):
            found = obstacles(contact, place, town)
            if all(one.rule in allowed for one in found):
                is_off = contact.wanted.channel == "mail" and side not in sides.open_sides()
                price = (sum(one.must_go for one in found) + is_off, cost_of(contact, place) + chance.random())
                if price < least:
                    best, least, on_side = place, price, side
    contact.side = on_side
    return best


def _sides_of(contact: Contact, sides: Sides, allowed: frozenset[str]) -> list[int]:
    if contact.wanted.channel == "call":
        return [INSIDE]
    if contact.wanted.spare or "mail_share" in allowed:
        return [INSIDE, OUTSIDE]
    return sides.open_sides()


def _places(contact: Contact, town: Town, *, in_lunch: bool) -> Iterator[Place]:
    if contact.wanted.channel == "call":
        return places_of_call(contact.voices, town.days, in_lunch=in_lunch)
    return places_of_letter(contact, town.days, _LETTER_STEP)


def _mended(ledger: Ledger, contact: Contact, sides: Sides, chance: Random) -> bool:
    """Whether a contact that breaks a rule found a place where it breaks none."""
    old, side, town = contact.place, contact.side, contact.town
    if old is None or town is None:
        return False
    is_off = contact.wanted.channel == "mail" and not contact.wanted.spare and sides.off() != 0
    ledger.move(contact, None)
    if not is_off and not obstacles(contact, old, town):
        ledger.move(contact, old)
        return False
    for other in _sides_of(contact, sides, frozenset()):
        contact.side = other
        if (place := best_place(contact, chance)) is not None:
            ledger.move(contact, place)
            if not (is_off and other == side):
                return True
            ledger.move(contact, None)
    contact.side = side
    ledger.move(contact, old)
    return False
