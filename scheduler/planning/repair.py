"""Finding a place for a contact that has none: others make way and find new places, or all is as before. Pure.

The contact is put where the fewest others must go; each of those takes its best place, or makes others go in turn, to
a small depth. Every change is in the ledger's journal, so what does not work out is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from scheduler.planning.bound import Effort, can_have_room
from scheduler.planning.ledger import Contact, Ledger, Place, Town
from scheduler.planning.obstacles import Obstacle, obstacles, places_of_call, places_of_letter
from scheduler.planning.places import best_place

_DEPTH: Final = 2
"""How many times those who make way may make others make way."""

_TRIED: Final = (20, 6)
"""Places tried for the contact itself, and for each that makes way in turn."""

_MOVED: Final = 2
"""So many contacts make way at most, for each that comes."""

_LOOKED_AT: Final = (600, 150)
"""Places looked at, of which those are tried that move the fewest; the second number as above."""

_LETTER_STEP: Final = 11
"""Of the minutes in which a letter could leave, so few are looked at."""


def repair(ledger: Ledger, contact: Contact, chance: Random, effort: Effort) -> bool:
    """Whether the contact found a place, by itself or because others made way for it; `effort` bounds the search."""
    return _Search(ledger, chance, effort).settle(contact, frozenset())


@dataclass(frozen=True, slots=True)
class _Search:
    ledger: Ledger
    chance: Random
    effort: Effort

    def settle(self, contact: Contact, fixed: frozenset[int]) -> bool:
        """Place a contact without moving those in `fixed` (by identity), which have just been given their places."""
        place = best_place(contact, self.chance)
        if place is not None:
            self.ledger.move(contact, place)
            return True
        town, depth = contact.town, len(fixed)
        if depth >= _DEPTH or town is None or not can_have_room(contact, town, self.ledger.diaries):
            return False
        for way, movers in self._ways(contact, town, fixed)[: _TRIED[depth]]:
            mark = len(self.ledger.journal)
            for mover in movers:
                self.ledger.move(mover, None)
            self.ledger.move(contact, way)
            if all(self.settle(mover, fixed | {id(contact)}) for mover in movers):
                return True
            self.ledger.take_back(mark)
            if self.effort.is_spent:
                return False
        return False

    def _ways(self, contact: Contact, town: Town, fixed: frozenset[int]) -> list[tuple[Place, tuple[Contact, ...]]]:
        """The places at which few others are in the way, with who would have to go; the fewest first."""
        found = []
        places = _some_places(contact, town, self.chance, _LOOKED_AT[len(fixed)])
        self.effort.spend(len(places))
        for place in places:
            movers = _movers(obstacles(contact, place, town), self.chance, fixed)
            if movers is not None and len(movers) <= _MOVED:
                found.append((place, movers))
        return sorted(found, key=lambda way: len(way[1]))


def _some_places(contact: Contact, town: Town, chance: Random, most: int) -> list[Place]:
    days = chance.sample(town.days, len(town.days))
    if contact.wanted.channel == "call":
        places = list(places_of_call(contact.voices, days))
    else:
        places = list(places_of_letter(contact, days, _LETTER_STEP))
    return places if len(places) <= most else chance.sample(places, most)


def _movers(found: Sequence[Obstacle], chance: Random, fixed: frozenset[int]) -> tuple[Contact, ...] | None:
    """Contacts whose going would clear the way; None when some cannot go."""
    movers: list[Contact] = []
    for obstacle in sorted(found, key=lambda one: len(one.in_the_way) - one.must_go):
        needed = obstacle.must_go - sum(one in movers for one in obstacle.in_the_way)
        if needed <= 0:
            continue
        free = [one for one in obstacle.in_the_way if one.can_move and id(one) not in fixed and one not in movers]
        if len(free) < needed:
            return None
        movers += chance.sample(free, needed)
    return tuple(movers)
