"""The measurements that a report sets its own beside: the municipality's earlier ones, and those of similar ones.

All are counted from their own contacts. Of other municipalities nothing but the mean, the lowest and the highest of at
least three leaves this module: whoever reads a report need not be a member of the waves they were measured in.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

from sqlmodel import Session, col, select

from report_templates.subject import EarlierWave, GroupValue, SimilarGroup
from scoring.figures import FigureSet
from scoring.measures import count_total
from shopper.comparison_group import (
    FEWEST_MEMBERS,
    OfKoladaGroup,
    Rule,
    kolada_group,
    rule_of,
    takes,
    waves_of_rule,
)
from shopper.method import Method
from shopper.queries import call_records, counted_states, mail_records, method_of, stored_id
from shopper.tables.kolada import KoladaSnapshot
from shopper.tables.study import Measurement, Municipality, Wave

YEARS_BACK = 3
"""Similar municipalities are those measured in the last three years; what is older says little about today."""


def earlier_waves(session: Session, wave: Wave, measurement: Measurement, method: Method) -> tuple[EarlierWave, ...]:
    """The same municipality in the launched waves before this one, the latest first; those without contacts left out.

    BadInput when a record does not fit the method of its wave.
    """
    rows = session.exec(
        select(Wave, Measurement)
        .join(Measurement, col(Measurement.wave_id) == Wave.id)
        .where(
            Measurement.municipality_code == measurement.municipality_code,
            Wave.state == "launched",
            Wave.id != wave.id,
            Wave.first_day < wave.first_day,
        )
        .order_by(col(Wave.first_day).desc(), col(Wave.id).desc())
    )
    return tuple(found for one, its in rows if (found := _earlier(session, one, its, method)) is not None)


def similar_group(session: Session, wave: Wave, measurement: Measurement) -> SimilarGroup | None:
    """The municipalities that the wave's rule asks for, each once: in its latest wave that can be compared.

    None when no figure has the fewest members a mean is made of. BadInput when a record does not fit its method.
    """
    rule = rule_of(wave.comparison)
    totals, years = [], set()
    for _, candidates in groupby(_measured(session, wave, measurement, rule), key=itemgetter(0)):
        found = _latest_counted(session, [(its, one) for _, its, one in candidates])
        if found is not None:
            totals.append(found[0])
            years.add(found[1].first_day.year)
    values = group_values(totals)
    if not values:
        return None
    title, taken_on = _kolada_of(session, rule)
    return SimilarGroup(rule.as_stored(), len(totals), tuple(sorted(years)), values, title, taken_on)


def group_values(totals: Sequence[FigureSet]) -> dict[str, GroupValue]:
    """Unweighted mean and range of each figure that enough municipalities have (method study 7), in a set order."""
    keys = dict.fromkeys(key for one in totals for key in one.figures)
    found = {}
    for key in keys:
        figures = [one.figures[key] for one in totals if key in one.figures]
        known = [figure.value for figure in figures if figure.value is not None and figure.unit != "count"]
        if len(known) >= FEWEST_MEMBERS:
            found[key] = GroupValue(len(known), Fraction(sum(known), len(known)), min(known), max(known))
    return found


def _earlier(session: Session, wave: Wave, measurement: Measurement, method: Method) -> EarlierWave | None:
    theirs = method_of(wave)
    total = _total(session, measurement, theirs)
    if not _has_contacts(total):
        return None
    is_comparable = theirs.comparable_from == method.comparable_from
    return EarlierWave(wave.name, wave.first_day, wave.last_day, total.figures, is_comparable)


def _measured(
    session: Session, wave: Wave, measurement: Measurement, rule: Rule
) -> Iterator[tuple[str, Measurement, Wave]]:
    """Code, measurement and wave of every candidate, by code and then the latest first."""
    waves = {
        stored_id(one.id): (rank, one)
        for rank, one in enumerate(waves_of_rule(session, wave, rule))
        if is_within_years(one.first_day, wave.first_day)
    }
    rows = session.exec(
        select(Measurement, Municipality)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(col(Measurement.wave_id).in_(waves), Municipality.code != measurement.municipality_code)
    ).all()
    is_asked_for = takes(session, rule)
    wanted = [its for its, municipality in rows if is_asked_for(municipality)]
    wanted.sort(key=lambda its: (its.municipality_code, waves[its.wave_id][0]))
    return ((its.municipality_code, its, waves[its.wave_id][1]) for its in wanted)


def is_within_years(day: date, last: date) -> bool:
    """Whether a day lies at most three years before another: 12 October 2014 and 12 October 2017 do."""
    return (day.year + YEARS_BACK, day.month, day.day) >= (last.year, last.month, last.day)


def _latest_counted(session: Session, candidates: Iterable[tuple[Measurement, Wave]]) -> tuple[FigureSet, Wave] | None:
    """The first of them with any contact to count."""
    for measurement, wave in candidates:
        total = _total(session, measurement, method_of(wave))
        if _has_contacts(total):
            return total, wave
    return None


def _total(session: Session, measurement: Measurement, method: Method) -> FigureSet:
    """The figures of a measurement's total alone."""
    measurement_id = stored_id(measurement.id)
    calls = call_records(session, measurement_id, counted_states(method))
    return count_total(method, calls, mail_records(session, measurement_id))


def _has_contacts(total: FigureSet) -> bool:
    return any(total[key].denominator > 0 for key in ("calls_n", "mails_n"))


def _kolada_of(session: Session, rule: Rule) -> tuple[str, date | None]:
    if not isinstance(rule, OfKoladaGroup):
        return "", None
    snapshot = session.get_one(KoladaSnapshot, rule.snapshot)
    return kolada_group(session, rule).title, snapshot.taken_at.date()
