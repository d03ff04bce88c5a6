"""The step of the comparison group: the rule that a draft wave stores. Who belongs: `shopper/comparison_group.py`."""

from sqlmodel import Session

from shopper.comparison_group import OfKoladaGroup, OfList, OfPopulation, Rule, kolada_group, measured, rule_of
from shopper.drafts.draft import record_step
from shopper.faults import BadInput
from shopper.moves import Cause
from shopper.tables.kolada import KoladaSnapshot
from shopper.tables.study import Wave


def choose_group(session: Session, wave: Wave, rule: Rule, cause: Cause) -> None:
    """Have the wave's municipalities compared with this group.

    BadInput when the limits of a population are the wrong way round, a listed municipality was never measured, or no
    snapshot has the group of Kolada.
    """
    if isinstance(rule, OfPopulation) and not 0 <= rule.fewest <= rule.most:
        raise BadInput("the smaller number of inhabitants comes first")
    if isinstance(rule, OfList):
        _check_list(session, wave, rule)
    if isinstance(rule, OfKoladaGroup):
        # Locked, so that nobody removes the snapshot in this very moment (PostgreSQL).
        session.get(KoladaSnapshot, rule.snapshot, with_for_update=True)
        kolada_group(session, rule)
    if wave.comparison == rule.as_stored():
        return
    wave.comparison = rule.as_stored()
    session.add(wave)
    session.flush()
    record_step(session, wave, "comparison", cause, **rule.as_stored())


def _check_list(session: Session, wave: Wave, rule: OfList) -> None:
    known = {member.code for member in measured(session, wave)}
    stored = rule_of(wave.comparison)
    known |= stored.codes if isinstance(stored, OfList) else set()
    if not rule.codes:
        raise BadInput("choose at least one municipality for the comparison group")
    if not rule.codes <= known:
        raise BadInput("a municipality is not measured in any comparable wave; open the page again")
