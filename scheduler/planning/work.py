"""The work on a plan in its order: place, even out, repair, arrange anew, spares, and what is allowed at last. Pure.

Effort is bounded by counts, never by a clock, so that a plan depends on nothing but its request.
"""

from collections.abc import Iterator
from typing import Final

from scheduler.planning.allow import mend, place_against_rules
from scheduler.planning.balance import balance
from scheduler.planning.bound import Effort, can_have_room
from scheduler.planning.improve import improve
from scheduler.planning.ledger import Contact, Town
from scheduler.planning.making import Making
from scheduler.planning.places import best_place
from scheduler.planning.repair import repair
from scheduler.planning.sides import Sides
from scheduler.planning.solver import arrange

_VAIN: Final = 3
"""So many repairs may fail for one channel of a municipality before no more are tried there."""

_VAIN_ARRANGEMENTS: Final = 2
_ARRANGEMENTS: Final = 3
"""So many municipalities may be arranged anew in vain, and in all, before no more are."""


class Work:
    """Fills a plan in the making with places."""

    def __init__(self, making: Making) -> None:
        self._making = making
        self._ledger = making.ledger
        self._effort = Effort(len(self._ledger.towns))
        self.sides = {town.municipality.code: making.sides_of(town) for town in making.towns()}

    def fill(self) -> None:
        """Give every contact the best place there is for it, or none."""
        for spare in (False, True):
            for town in self._making.towns():
                self._place(town, spare=spare)
            for town in self._making.towns():
                self._repair(town, spare=spare)
            if not spare:
                self._arrange(frozenset())
            for town in self._making.towns():
                self._against_rules(town, spare=spare)
        if self._making.request.allowed:
            self._arrange(self._making.request.allowed)
        balance(self._ledger, [one for one in self._making.all() if one.wanted.channel == "call"])
        for town in self._making.towns():
            self._finish(town)

    def _place(self, town: Town, *, spare: bool) -> None:
        """Calls before letters: they have fewer days to choose from."""
        ledger, chance = self._ledger, self._making.chance(town, f"place {spare}")
        sides = self.sides[town.municipality.code]
        for channel in ("call", "mail"):
            contacts = self._making.of(town, channel, spare=spare)
            if channel == "mail":
                (self._making.spare_sides_of(town) if spare else sides).set_out(chance)
            for one in contacts:
                ledger.move(one, best_place(one, chance))
            improve(ledger, contacts, chance)
        if not spare:
            sides.keep(ledger, chance)

    def _repair(self, town: Town, *, spare: bool) -> None:
        ledger, chance = self._ledger, self._making.chance(town, f"repair {spare}")
        sides = self.sides[town.municipality.code]
        for channel in ("call", "mail"):
            contacts, vain, repaired = self._making.of(town, channel, spare=spare), 0, 0
            for one in contacts:
                if one.place is None and vain < _VAIN and not self._effort.is_spent:
                    left = self._effort.left
                    is_placed = any(repair(ledger, each, chance, self._effort) for each in _on_sides(one, sides))
                    self._effort.left = left if is_placed else self._effort.left
                    repaired += is_placed
                    vain += not is_placed
            if repaired:
                improve(ledger, contacts, chance)
        if not spare:
            sides.keep(ledger, chance)

    def _arrange(self, allowed: frozenset[str]) -> None:
        """Let the solver arrange those municipalities anew that have contacts without a place."""
        vain = done = 0
        for town in self._making.towns():
            contacts = [one for each in ("call", "mail") for one in self._making.of(town, each, spare=False)]
            waiting = [one for one in contacts if one.place is None]
            has_room = any(can_have_room(one, town, self._ledger.diaries) for one in waiting)
            if vain == _VAIN_ARRANGEMENTS or done == _ARRANGEMENTS or not (has_room or (waiting and allowed)):
                continue
            done += 1
            chance, sides = self._making.chance(town, "arrange"), self.sides[town.municipality.code]
            if arrange(self._ledger, sides, contacts, chance, allowed):
                sides.keep(self._ledger, chance)
                for channel in () if allowed else ("call", "mail"):
                    improve(self._ledger, self._making.of(town, channel, spare=False), chance)
            else:
                vain += 1

    def _against_rules(self, town: Town, *, spare: bool) -> None:
        chance, sides = self._making.chance(town, f"against {spare}"), self.sides[town.municipality.code]
        for channel in ("call", "mail"):
            place_against_rules(self._ledger, town, self._making.of(town, channel, spare=spare), sides, chance)

    def _finish(self, town: Town) -> None:
        """A last look: what was in the way may have moved since."""
        chance, sides = self._making.chance(town, "finish"), self.sides[town.municipality.code]
        contacts = [one for one in self._making.contacts[town.municipality.code] if self._making.is_placeable(one)]
        for one in contacts:
            for each in _on_sides(one, sides) if one.place is None else ():
                if one.place is None:
                    self._ledger.move(each, best_place(each, chance))
        if self._making.request.allowed:
            mend(self._ledger, contacts, sides, chance)


def _on_sides(contact: Contact, sides: Sides) -> Iterator[Contact]:
    """The contact itself; a letter on each side of working time on which the share leaves room for it."""
    if contact.wanted.channel == "call":
        yield contact
        return
    for side in (0, 1) if contact.wanted.spare else sides.open_sides():
        contact.side = side
        yield contact
