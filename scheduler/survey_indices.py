"""The indices of SKR's own survey that stand beside a report's figures, from the newest snapshot of Kolada.

Its values come from citizens who had been in touch, ours from calls and letters of our own: they are shown side by side
and never on the same axis (method study 11).
"""

from collections.abc import Mapping
from math import fsum

from sqlmodel import Session, select

from report_templates.subject import SurveyIndex
from scheduler.other_measurements import YEARS_BACK
from shopper.comparison_group import (
    OfKoladaGroup,
    OfList,
    OfTheWave,
    Rule,
    kolada_group,
    rule_of,
    takes,
)
from shopper.group_sizes import FEWEST_MEMBERS
from shopper.kolada.snapshot import ANSWERS, SURVEY_INDICES
from shopper.kolada.stored import newest_snapshot, values_of
from shopper.queries import stored_id
from shopper.tables.kolada import KoladaKpi, KoladaSnapshot
from shopper.tables.study import Measurement, Municipality, Wave

Values = Mapping[tuple[str, int, str], float]


def survey_indices(session: Session, wave: Wave, code: str) -> tuple[SurveyIndex, ...]:
    """The indices of the municipality: each of the latest year with a value, at most three before that of the wave.

    Beside each stands the mean of the municipalities that the wave's rule asks for. Without a snapshot there are none;
    neither is there one that the municipality has no value of.
    """
    snapshot = newest_snapshot(session)
    if snapshot is None:
        return ()
    number, last = stored_id(snapshot.id), wave.last_day.year
    years = range(last - YEARS_BACK, last + 1)
    values = values_of(session, number, (*SURVEY_INDICES, *set(ANSWERS.values())), years)
    rule = rule_of(wave.comparison)
    others = _codes(session, wave, rule) - {code}
    title = kolada_group(session, rule).title if isinstance(rule, OfKoladaGroup) else ""
    found = ((kpi, _latest_year(values, kpi, code, years)) for kpi in SURVEY_INDICES)
    return tuple(
        _index(session, snapshot, values, (kpi, year, code), others, title) for kpi, year in found if year is not None
    )


def _index(  # noqa: PLR0913, PLR0917 - what an index is made of
    session: Session,
    snapshot: KoladaSnapshot,
    values: Values,
    key: tuple[str, int, str],
    others: frozenset[str],
    group_title: str,
) -> SurveyIndex:
    kpi, year, code = key
    answers = values.get((ANSWERS[kpi], year, code))
    beside = [values[kpi, year, other] for other in sorted(others) if (kpi, year, other) in values]
    is_enough = len(beside) >= FEWEST_MEMBERS
    return SurveyIndex(
        kpi=kpi,
        title=session.get_one(KoladaKpi, (snapshot.id, kpi)).title,
        year=year,
        value=values[key],
        answers=None if answers is None else round(answers),
        group_mean=fsum(beside) / len(beside) if is_enough else None,
        group_members=len(beside) if is_enough else 0,
        group_title=group_title,
        is_made_up=snapshot.made_up,
        snapshot_on=snapshot.taken_at.date(),
    )


def _latest_year(values: Values, kpi: str, code: str, years: range) -> int | None:
    return next((year for year in reversed(years) if (kpi, year, code) in values), None)


def _codes(session: Session, wave: Wave, rule: Rule) -> frozenset[str]:
    """Who the rule asks for, whether we have measured them or not: the survey is another."""
    if isinstance(rule, OfKoladaGroup):
        return frozenset(kolada_group(session, rule).members.split())
    if isinstance(rule, OfList):
        return rule.codes
    if isinstance(rule, OfTheWave):
        return frozenset(session.exec(select(Measurement.municipality_code).where(Measurement.wave_id == wave.id)))
    is_asked_for = takes(session, rule)
    return frozenset(one.code for one in session.exec(select(Municipality)) if is_asked_for(one))
