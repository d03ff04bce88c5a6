"""Gathers a wave's overview: every municipality's total, with what is not counted yet; and makes its files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from sqlmodel import Session, select

from report_templates.files.kolada_sheet import Measured, kolada_csv, kolada_xlsx
from report_templates.files.overview_workbook import write_overview
from report_templates.language import language_of
from report_templates.overview import LEADING, Line, Overview
from scheduler.surroundings import look_of
from scoring.many import exact, figures_of_waves
from scoring.measures import count_total
from shopper.alphabet import by_name
from shopper.contact_columns import contact_columns
from shopper.method import Method
from shopper.queries import (
    call_records,
    counted_states,
    mail_records,
    measurements_of,
    method_of,
    municipality_of,
    stored_id,
)
from shopper.still_open import StillOpen, still_open, still_open_of
from shopper.tables.study import Measurement, Municipality, Wave

OverviewKind = Literal["overview.xlsx", "overview.pdf", "kolada.xlsx", "kolada.csv"]

KINDS: Final[tuple[OverviewKind, ...]] = ("overview.xlsx", "overview.pdf", "kolada.xlsx", "kolada.csv")
"""The files of a wave's overview."""


def gather_overview(
    session: Session, wave: Wave, made_on: date, language: str = "sv", measurements: Iterable[Measurement] | None = None
) -> Overview:
    """The overview as it is now, of all municipalities or of these; BadInput when a record does not fit the method."""
    method = method_of(wave)
    chosen = measurements_of(session, wave) if measurements is None else measurements
    return Overview(
        wave_name=wave.name,
        first_day=wave.first_day,
        last_day=wave.last_day,
        made_on=made_on,
        method=method,
        lines=tuple(by_name(line_of(session, measurement, method) for measurement in chosen)),
        language=language_of(language),
        look=look_of(session, wave),
    )


def line_of(session: Session, measurement: Measurement, method: Method) -> Line:
    """One municipality's total, counted as in its report."""
    measurement_id, states = stored_id(measurement.id), counted_states(method)
    municipality = municipality_of(session, measurement)
    left = still_open(session, measurement_id, states)
    return Line(
        code=municipality.code,
        name=municipality.name,
        total=count_total(method, call_records(session, measurement_id, states), mail_records(session, measurement_id)),
        not_reviewed=left.calls_not_reviewed,
        letters_waiting=left.letters_waiting,
    )


def overview_file(order: tuple[Overview, OverviewKind]) -> bytes:
    """One file of the overview; the same overview gives the same bytes. Of one value, for a process of its own."""
    overview, kind = order
    measured = [
        Measured(line.code, line.name, overview.last_day, line.total, line.not_reviewed, line.letters_waiting)
        for line in overview.lines
    ]
    if kind == "overview.pdf":
        return _printed(overview)
    if kind == "overview.xlsx":
        return write_overview(overview)
    make = kolada_xlsx if kind == "kolada.xlsx" else kolada_csv
    return make(measured, overview.method, overview.language)


def _printed(overview: Overview) -> bytes:
    # Heavy to import: only where something is printed.
    from report_templates.overview_html import render_overview  # noqa: PLC0415
    from report_templates.pdf import print_pdf  # noqa: PLC0415

    return print_pdf(render_overview(overview))


@dataclass(frozen=True, slots=True)
class Standing:
    """A municipality's leading figures as a page lists them: (value, how many contacts), by key."""

    code: str
    name: str
    values: Mapping[str, tuple[Fraction | None, int]]
    left: StillOpen


def standings_of(session: Session, wave: Wave) -> tuple[Standing, ...]:
    """The municipalities in the order of their names, counted all at once: the same values without intervals.

    BadInput when a record does not fit the method.
    """
    method, columns = method_of(wave), contact_columns(session, [wave])
    counted = figures_of_waves(columns, {stored_id(wave.id): method}, LEADING, by_area=False)
    values: dict[int, dict[str, tuple[Fraction | None, int]]] = defaultdict(dict)
    wanted = ("measurement", "key", "contacts", "numerator", "denominator")
    for measurement, key, contacts, numerator, denominator in counted[list(wanted)].itertuples(index=False):
        values[measurement][key] = exact("percent", numerator, denominator), contacts
    of_wave = select(Measurement.id, Municipality.code, Municipality.name).join(Municipality)
    measured = session.exec(of_wave.where(Measurement.wave_id == wave.id)).all()
    ids = [stored_id(number) for number, _, _ in measured]
    left = still_open_of(session, ids, counted_states(method))
    found = [
        Standing(code, name, values[number], left[number])
        for number, (_, code, name) in zip(ids, measured, strict=True)
    ]
    return tuple(by_name(found))
