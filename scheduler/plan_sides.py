"""On which side of working time each letter leaves, so that exactly the method's share leaves outside it. Pure."""

from collections.abc import Sequence
from random import Random

from scheduler.plan_days import INSIDE, OUTSIDE
from scheduler.plan_ledger import Contact, Ledger
from scheduler.plan_parts import PlanRequest, share_outside
from scheduler.plan_places import best_place


def set_sides(request: PlanRequest, letters: Sequence[Contact], standing: Sequence[Contact], chance: Random) -> None:
    """Share out the sides among the letters to place, evenly over the areas; `standing` are those that have a place."""
    for spare in (False, True):
        some = [one for one in letters if one.wanted.spare is spare]
        fixed = [one for one in standing if one.wanted.spare is spare]
        due = share_outside(request.method, len(some) + len(fixed)) - sum(one.side == OUTSIDE for one in fixed)
        _share_out(some, min(max(due, 0), len(some)), chance)


def _share_out(letters: Sequence[Contact], outside: int, chance: Random) -> None:
    """Area by area every so manieth letter leaves outside working time, so no area gets two more than another."""
    areas = sorted({one.wanted.area for one in letters})
    in_order = [one for area in chance.sample(areas, len(areas)) for one in letters if one.wanted.area == area]
    for position, one in enumerate(in_order):
        is_next = (position + 1) * outside // len(in_order) > position * outside // len(in_order)
        one.side = OUTSIDE if is_next else INSIDE


def keep_share(
    ledger: Ledger, request: PlanRequest, letters: Sequence[Contact], standing: Sequence[Contact], chance: Random
) -> None:
    """Make the share exact among the letters that found a place, by other sides or by giving places up.

    What stands already may make it impossible: then no letter gives its place up for nothing.
    """
    while off := _off(request, letters, standing):
        surplus, lack = (OUTSIDE, INSIDE) if off > 0 else (INSIDE, OUTSIDE)
        found = [one for one in letters if one.place is not None and one.side == surplus]
        if not found:
            return
        _change_side(ledger, found[-1], lack, chance)
    for one in letters:
        if one.place is None:
            one.side = _next_side(request, letters, standing)
            ledger.move(one, best_place(one, chance))


def _change_side(ledger: Ledger, letter: Contact, side: int, chance: Random) -> None:
    ledger.move(letter, None)
    letter.side = side
    ledger.move(letter, best_place(letter, chance))


def _off(request: PlanRequest, letters: Sequence[Contact], standing: Sequence[Contact]) -> int:
    """How many letters too many leave outside working time; too few is less than 0."""
    placed = [one for one in (*letters, *standing) if one.place is not None]
    return sum(one.side == OUTSIDE for one in placed) - share_outside(request.method, len(placed))


def _next_side(request: PlanRequest, letters: Sequence[Contact], standing: Sequence[Contact]) -> int:
    """The side of one letter more."""
    placed = [one for one in (*letters, *standing) if one.place is not None]
    outside = sum(one.side == OUTSIDE for one in placed)
    return OUTSIDE if outside < share_outside(request.method, len(placed) + 1) else INSIDE
