"""On which side of working time each letter leaves, so that exactly the method's share leaves outside it. Pure.

While letters are without a place, the number outside lies between the share of those that are placed and the share of
all: none has to go back when the others find a place. What stands already may make the share impossible; it is then as
near as it can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from scheduler.planning.days import INSIDE, OUTSIDE
from scheduler.planning.ledger import Contact, Ledger
from scheduler.planning.parts import PlanRequest, share_outside
from scheduler.planning.places import best_place


@dataclass(frozen=True, slots=True)
class Sides:
    """The letters of one municipality that count in the share: those to place, and those that stand already."""

    request: PlanRequest
    letters: Sequence[Contact]
    standing: Sequence[Contact]

    def set_out(self, chance: Random) -> None:
        """Give each letter its side, evenly over the areas."""
        outside = self.due(len(self.letters) + len(self.standing)) - _outside(self.standing)
        areas = sorted({one.wanted.area for one in self.letters})
        ordered = [one for area in chance.sample(areas, len(areas)) for one in self.letters if one.wanted.area == area]
        for position, one in enumerate(ordered):
            is_next = (position + 1) * outside // len(ordered) > position * outside // len(ordered)
            one.side = OUTSIDE if is_next else INSIDE

    def keep(self, ledger: Ledger, chance: Random) -> None:
        """Take back letters until the share holds, and place those that can then be placed."""
        while self.off() < 0:
            inside = [one for one in self.letters if one.place is not None and one.side == INSIDE]
            if not inside:
                break
            ledger.move(inside[-1], None)
            self._place(inside[-1], ledger, chance)
        for one in self.letters:
            if one.place is None:
                self._place(one, ledger, chance)

    def off(self) -> int:
        """How many letters too many leave outside working time; too few is less than 0."""
        outside, placed = _outside(self.placed()), len(self.placed())
        least, most = self.due(placed), self.due(len(self.letters) + len(self.standing))
        return outside - max(min(outside, most), least)

    def placed(self) -> list[Contact]:
        """The letters that have a place, with those that stand."""
        return [*(one for one in self.letters if one.place is not None), *self.standing]

    def open_sides(self) -> list[int]:
        """The sides on which one letter more keeps the share."""
        outside, placed = _outside(self.placed()), len(self.placed())
        sides = []
        if outside < self.due(len(self.letters) + len(self.standing)):
            sides.append(OUTSIDE)
        if self.due(placed + 1) <= outside:
            sides.append(INSIDE)
        return sides

    def limit(self) -> int:
        """How many of the letters that have a place are to leave outside working time."""
        return self.due(len(self.placed()))

    def _place(self, letter: Contact, ledger: Ledger, chance: Random) -> None:
        for side in self.open_sides():
            letter.side = side
            if (place := best_place(letter, chance)) is not None:
                ledger.move(letter, place)
                return

    def due(self, letters: int) -> int:
        """The share of so many letters, as near as those that stand let it be."""
        fixed = _outside(self.standing)
        return max(fixed, min(share_outside(self.request.method, letters), letters - len(self.standing) + fixed))


def _outside(letters: Sequence[Contact]) -> int:
    return sum(one.side == OUTSIDE for one in letters)
