"""Spreading what is placed more evenly, without breaking a rule: contacts move, or two change places. Pure."""

from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from scheduler.planning.ledger import Contact, Ledger, Place, Town, class_of
from scheduler.planning.places import best_place, cost_of

_ROUNDS = 6
"""Rounds of moves and exchanges at most; most towns have found their best after three."""


def improve(ledger: Ledger, contacts: Sequence[Contact], chance: Random) -> None:
    """Move and exchange contacts of one channel of one municipality until nothing gets better."""
    placed = [one for one in contacts if one.can_move and one.place is not None]
    for _ in range(_ROUNDS):
        moved = sum([_moved(ledger, one, chance) for one in chance.sample(placed, len(placed))])
        if moved + _exchanges(ledger, placed) == 0:
            break
    ledger.journal.clear()


def _moved(ledger: Ledger, contact: Contact, chance: Random) -> bool:
    """Whether the contact found a better place."""
    old = contact.place
    if old is None:
        return False
    ledger.move(contact, None)
    better = best_place(contact, chance, below=cost_of(contact, old))
    ledger.move(contact, better or old)
    return better is not None


def _exchanges(ledger: Ledger, placed: Sequence[Contact]) -> int:
    """How many pairs changed places: the totals stay, the areas get more even."""
    done = 0
    for first, second in np.argwhere(np.triu(_gains(placed) > 0)) if placed else ():
        one, other = placed[first], placed[second]
        if _gains([one, other])[0, 1] > 0:
            done += _exchanged(ledger, one, other)
    return done


def _gains(placed: Sequence[Contact]) -> NDArray[np.int64]:
    """What each pair gains by changing places; nothing for two of one area or of two sides of working time."""
    town = placed[0].town
    standing = [(one, one.place) for one in placed if one.place is not None]
    if town is None or len(standing) < len(placed):
        return np.zeros((len(placed), len(placed)), dtype=np.int64)
    areas = [one.wanted.area for one in placed]
    days, hours = [at.day for _, at in standing], [class_of(one, at.minute) for one, at in standing]
    gains = town.tally(placed[0]).exchange_gains(areas, days, hours)
    names, sides = np.array(areas), np.array([one.side for one in placed])
    may_change = (names[:, None] != names) & (sides[:, None] == sides)
    return np.where(may_change, gains + gains.T, 0)


def _exchanged(ledger: Ledger, one: Contact, other: Contact) -> bool:
    """Let two contacts change places, if the rules of their areas and interviewers let them."""
    here, there, town = one.place, other.place, one.town
    if here is None or there is None or town is None:
        return False
    mark = len(ledger.journal)
    ledger.move(one, None)
    ledger.move(other, None)
    if _may_stand(one, there, town) and _may_stand(other, here, town):
        ledger.move(one, there)
        ledger.move(other, here)
        return True
    ledger.take_back(mark)
    return False


def _may_stand(contact: Contact, place: Place, town: Town) -> bool:
    area = contact.wanted.area
    if not town.has_room(area, place.day) or not town.is_apart(area, place.at):
        return False
    if place.diary is None:
        return True
    return place.diary in contact.voices and place.diary not in town.voices_near(area, place.day)
