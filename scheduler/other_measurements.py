"""The measurements that a report sets its own beside: the municipality's earlier ones, and those of similar ones.

All are counted from their own contacts. Of other municipalities nothing but how many they are, and the mean, the lowest
and the highest of at least three, leaves this module: whoever reads a report need not be a member of the waves they
were measured in.

A measurement of which letters may still be answered, or calls wait for review, is left out of both until it is decided:
its quick answers came first, so that its values are too good, and a mean that moves by itself compares with nothing.
Contacts that are planned and were never made leave nobody out, for an old wave may end with some of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlmodel import Session, col, select

from report_templates.subject import EarlierWave, SimilarGroup
from scoring.definitions import differing
from scoring.figures import FigureSet
from scoring.group_means import GroupValue, fit_for_a_mean, group_value
from scoring.many import exact, figures_of_waves
from scoring.measures import count_total
from shopper.comparison_group import (
    OfKoladaGroup,
    Rule,
    kolada_group,
    rule_of,
    takes,
    waves_of_rule,
)
from shopper.contact_columns import contact_columns
from shopper.method import Method
from shopper.queries import call_records, counted_states, mail_records, method_of, stored_id
from shopper.still_open import still_open_of
from shopper.tables.kolada import KoladaSnapshot
from shopper.tables.study import Measurement, Municipality, Wave

YEARS_BACK = 3
"""Similar municipalities are those measured in the last three years; what is older says little about today."""

Totals = Mapping[str, tuple[Fraction, int]]
"""The shares and means of one measurement's total by key, each with the number of contacts in its base."""


def earlier_waves(session: Session, wave: Wave, measurement: Measurement) -> tuple[EarlierWave, ...]:
    """The same municipality in the launched waves before this one, the latest first.

    Those without contacts, and those that are not decided, are left out. BadInput when a record does not fit the method
    of its wave.
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
    decided = _decided(session, [(its, one) for one, its in rows])
    return tuple(found for its, one in decided if (found := _earlier(session, one, its)) is not None)


def similar_group(session: Session, wave: Wave, measurement: Measurement) -> SimilarGroup | None:
    """The municipalities that the wave's rule asks for, each once: in its latest wave that can be compared.

    None when none of them has been measured. BadInput when a record does not fit its method.
    """
    rule = rule_of(wave.comparison)
    candidates = _decided(session, _candidates(session, wave, measurement, rule))
    counted = _counted(session, candidates, method_of(wave))
    latest: dict[str, tuple[Measurement, Wave]] = {}
    for its, where in candidates:
        if counted.get(stored_id(its.id)):
            latest.setdefault(its.municipality_code, (its, where))
    if not latest:
        return None
    values, too_few = group_values([counted[stored_id(its.id)] for its, _ in latest.values()])
    years = sorted({where.first_day.year for _, where in latest.values()})
    title, taken_on = _kolada_of(session, rule)
    return SimilarGroup(rule.as_stored(), len(latest), tuple(years), values, title, taken_on, too_few)


def group_values(totals: Sequence[Totals]) -> tuple[dict[str, GroupValue], dict[str, int]]:
    """Mean and range of each figure, and how many have each figure that too few have for a mean, in a set order."""
    found: dict[str, GroupValue] = {}
    too_few: dict[str, int] = {}
    for key in dict.fromkeys(key for one in totals for key in one):
        fit = fit_for_a_mean(one[key] for one in totals if key in one)
        value = group_value(fit)
        if value is None:
            too_few[key] = len(fit)
        else:
            found[key] = value
    return found, too_few


def _earlier(session: Session, wave: Wave, measurement: Measurement) -> EarlierWave | None:
    theirs = method_of(wave)
    total = _total(session, measurement, theirs)
    if not _has_contacts(total):
        return None
    return EarlierWave(wave.name, wave.first_day, wave.last_day, total.figures, theirs)


def _candidates(session: Session, wave: Wave, measurement: Measurement, rule: Rule) -> list[tuple[Measurement, Wave]]:
    """The measurements of other municipalities that the rule asks for, the latest first."""
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
    wanted.sort(key=lambda its: (waves[its.wave_id][0], its.municipality_code))
    return [(its, waves[its.wave_id][1]) for its in wanted]


def _decided(session: Session, found: Sequence[tuple[Measurement, Wave]]) -> list[tuple[Measurement, Wave]]:
    """Those of these measurements of which every contact that was made is decided."""
    waves = {stored_id(where.id): where for _, where in found}
    states = {number: counted_states(method_of(where)) for number, where in waves.items()}
    undecided: set[int] = set()
    for counted in set(states.values()):
        these = [stored_id(its.id) for its, where in found if states[stored_id(where.id)] == counted]
        left = still_open_of(session, these, counted)
        undecided |= {number for number, its in left.items() if its.is_undecided}
    return [(its, where) for its, where in found if stored_id(its.id) not in undecided]


def is_within_years(day: date, last: date) -> bool:
    """Whether a day lies at most three years before another: 12 October 2014 and 12 October 2017 do."""
    return (day.year + YEARS_BACK, day.month, day.day) >= (last.year, last.month, last.day)


def _counted(session: Session, candidates: Sequence[tuple[Measurement, Wave]], ours: Method) -> dict[int, Totals]:
    """The totals of each measurement, all counted at once; none where there is no contact.

    Figures that its method defines otherwise than ours are left out: they have no place in a mean beside it.
    """
    waves = {stored_id(where.id): where for _, where in candidates}
    wanted = [stored_id(its.id) for its, _ in candidates]
    methods = {number: method_of(where) for number, where in waves.items()}
    rows = figures_of_waves(contact_columns(session, list(waves.values()), wanted), methods, by_area=False)
    otherwise = {number: differing(ours, theirs) for number, theirs in methods.items()}
    found: dict[int, dict[str, tuple[Fraction, int]]] = {}
    columns = ["wave", "measurement", "key", "unit", "contacts", "numerator", "denominator"]
    for where, number, key, unit, contacts, numerator, denominator in rows[columns].itertuples(index=False):
        value = None if unit == "count" else exact(unit, numerator, denominator)
        if value is not None and not key.startswith(otherwise[where]):
            found.setdefault(number, {})[key] = value, contacts
    return dict(found)


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
