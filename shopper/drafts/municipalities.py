"""The second step of a wave: which municipalities it measures, what the register says of them, and closing days.

Municipalities are added and left out one by one, so what two coordinators choose at the same time adds up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from shopper.alphabet import by_name, in_alphabet
from shopper.csv_rows import Row
from shopper.drafts.days_off import days_as_text, read_days
from shopper.drafts.draft import measured, record_step, version_of
from shopper.drafts.remove import remove_measurements
from shopper.faults import BadInput
from shopper.hours import WEEKDAY_KEYS
from shopper.moves import Cause
from shopper.queries import measurement_of, measurements_of, municipality_of, stored_id
from shopper.register import OpeningHours, parse_opening_hours, read_cells, store_municipalities
from shopper.register_paste import Pasted
from shopper.tables.study import Measurement, Municipality, Wave

STEP: Final = "municipalities"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A municipality of the draft with its closing days."""

    municipality: Municipality
    closed_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypedMunicipality:
    """One municipality as its form was filled in: the register's columns, hours by weekday, and closing days."""

    cells: Mapping[str, str]
    hours: Mapping[str, str]
    closed_on: str


@dataclass(frozen=True, slots=True)
class CheckedMunicipality:
    """What was typed as it is stored, or the fields that are wrong: a column, `closed_on`, or a weekday's key."""

    values: Mapping[str, Any]
    closed_on: tuple[str, ...]
    wrong: tuple[str, ...]


def chosen(session: Session, wave: Wave) -> list[Chosen]:
    """The draft's municipalities, by name."""
    found = [Chosen(municipality, tuple(each.closed_on)) for each, municipality in measured(session, wave)]
    return sorted(found, key=lambda one: (in_alphabet(one.municipality.name), one.municipality.code))


def others(session: Session, wave: Wave, find: str) -> list[Municipality]:
    """The register's municipalities that the draft does not measure, by name; `find`: a part of the name, or a code."""
    measured = select(Measurement.municipality_code).where(Measurement.wave_id == wave.id)
    wanted = select(Municipality).where(col(Municipality.code).not_in(measured))
    return by_name(one for one in session.exec(wanted) if is_found(one, find))


def is_found(one: Municipality, find: str) -> bool:
    """Whether what was searched for is a part of the municipality's name, or how its code begins."""
    sought = find.strip().casefold()
    return sought in one.name.casefold() or one.code.startswith(sought)


def municipality_version(session: Session, wave: Wave, code: str) -> str:
    """The mark of what the page of one municipality shows; NotThere when the draft does not measure it."""
    measurement = measurement_of(session, wave, code)
    return version_of([municipality_of(session, measurement).model_dump(), sorted(measurement.closed_on)])


def choose(session: Session, wave: Wave, codes: Iterable[str], cause: Cause) -> int:
    """Measure these municipalities too; how many were added. BadInput when the register does not know one."""
    present = {each.municipality_code for each in measurements_of(session, wave)}
    added = sorted(set(codes) - present)
    known = set(session.exec(select(Municipality.code).where(col(Municipality.code).in_(added))))
    for code in added:
        if code not in known:
            raise BadInput(f"there is no municipality {code!r} in the register; add it first")
    session.add_all(Measurement(wave_id=stored_id(wave.id), municipality_code=code) for code in added)
    if added:
        session.flush()
        record_step(session, wave, STEP, cause, added=added)
    return len(added)


def leave_out(session: Session, wave: Wave, codes: Iterable[str], cause: Cause) -> int:
    """Measure these no more, and forget their part of the plan; how many that were."""
    wanted = set(codes)
    gone = [each for each in measurements_of(session, wave) if each.municipality_code in wanted]
    if gone:
        left = [each.municipality_code for each in gone]
        remove_measurements(session, gone)
        record_step(session, wave, STEP, cause, left_out=left)
    return len(gone)


def take_pasted(session: Session, wave: Wave, pasted: Pasted, cause: Cause) -> int:
    """Store what was pasted in the register, and measure it all; how many were added to the draft.

    BadInput when a line is wrong: nothing is stored then.
    """
    if not pasted.is_right:
        raise BadInput("a line of the paste is wrong; mend it first")
    changed = [line.values for line in pasted.lines if line.action in ("add", "change")]
    store_municipalities(session, changed, cause)
    return choose(session, wave, (line.cells["code"] for line in pasted.lines), cause)


def typed_from(stored: Chosen) -> TypedMunicipality:
    """One municipality as its form shows it."""
    one = stored.municipality
    cells = {
        "name": one.name,
        "population": str(one.population),
        "official_address": one.official_address,
        "switchboard": one.switchboard,
        "mail_domains": " ".join(one.mail_domains),
        "time_zone": one.time_zone,
    }
    hours = {day: " ".join("-".join(span) for span in one.opening_hours.get(day, [])) for day in WEEKDAY_KEYS}
    return TypedMunicipality(cells, hours, days_as_text(date.fromisoformat(day) for day in stored.closed_on))


def check_municipality(code: str, typed: TypedMunicipality, wave: Wave) -> CheckedMunicipality:
    """The form as it is stored, or what is wrong with it: by the rules of the register, and days within the weeks."""
    hours, wrong_days = _hours(typed.hours)
    # The hours are read day by day, so that a fault is told beside its day; the rest of the line is the register's.
    row = Row("", 1, {**typed.cells, "code": code, "opening_hours": "mon 08:00-17:00"})
    values, wrong = read_cells(row)
    closed_on, is_strange = _days(typed.closed_on, wave)
    faults = (*wrong, *wrong_days, *(["closed_on"] if is_strange else []))
    return CheckedMunicipality({**values, "opening_hours": hours}, closed_on, faults)


def save_municipality(session: Session, wave: Wave, checked: CheckedMunicipality, cause: Cause) -> None:
    """Store one checked municipality in the register, and its closing days in the draft."""
    if checked.wrong:
        raise BadInput("a field of the municipality is wrong; mend it first")
    code = str(checked.values["code"])
    measurement = measurement_of(session, wave, code)
    done = store_municipalities(session, [checked.values], cause)
    days_changed = sorted(measurement.closed_on) != list(checked.closed_on)
    if days_changed:
        measurement.closed_on = list(checked.closed_on)
        session.add(measurement)
    if days_changed or done.changed:
        record_step(session, wave, STEP, cause, changed=code, closed_on=list(checked.closed_on))
    session.flush()


def _hours(typed: Mapping[str, str]) -> tuple[OpeningHours, list[str]]:
    hours: OpeningHours = {day: [] for day in WEEKDAY_KEYS}
    wrong = []
    for day in WEEKDAY_KEYS:
        if text := typed[day].replace("–", "-").replace(";", " ").strip():
            try:
                hours[day] = parse_opening_hours(f"{day} {text}")[day]
            except ValueError:
                wrong.append(day)
    if not wrong and not any(hours.values()):
        wrong.append(WEEKDAY_KEYS[0])
    return hours, wrong


def _days(text: str, wave: Wave) -> tuple[tuple[str, ...], bool]:
    """The closing days as they are stored, and whether one is no date or lies outside the wave."""
    try:
        days = read_days(text)
    except ValueError:
        return (), True
    return tuple(day.isoformat() for day in days), any(not wave.first_day <= day <= wave.last_day for day in days)
