"""`figures.csv`: every figure of a measurement as a row of text, with what it was counted from.

No row is about a single call or letter; those are only in the auditor's pack.
"""

from collections.abc import Iterator
from typing import Final

from report_templates.files.csv_text import Cell, csv_bytes
from report_templates.files.rows import AreaFigures, contacts_of, each_figure, plain, trace_of
from report_templates.material import Material
from scoring.figures import Figure
from scoring.rounding import one_decimal, whole

COLUMNS: Final = (
    *("municipality_code", "municipality", "wave", "first_day", "last_day", "method", "method_sha256"),
    *("area_code", "area", "in_total", "factor", "key", "name", "unit"),
    *("numerator", "denominator", "contacts", "value", "value_rounded", "low", "high"),
    *("formula", "trace_code"),
)

_PLACES: Final = 6


def figures_csv(material: Material) -> bytes:
    """The file: the total first, then every area, each figure a row. `codebook.csv` explains the columns."""
    return csv_bytes(COLUMNS, _rows(material))


def _rows(material: Material) -> Iterator[tuple[Cell, ...]]:
    subject = material.subject
    whose = (subject.municipality_code, subject.municipality_name, subject.wave_name)
    when = (subject.first_day.isoformat(), subject.last_day.isoformat())
    how = (f"{material.method.name} {material.method.version}", material.figures.method_checksum)
    for area, factor, figure, name in each_figure(material):
        where = (area.code, area.name, "yes" if area.counts else "no", factor.code)
        yield *whose, *when, *how, *where, *_figure(material, area, figure, name)


def _figure(material: Material, area: AreaFigures, figure: Figure, name: str) -> tuple[Cell, ...]:
    return (
        figure.key,
        name,
        figure.unit,
        plain(figure.numerator, _PLACES),
        figure.denominator,
        contacts_of(figure),
        plain(figure.value, _PLACES),
        rounded(figure),
        plain(figure.low, _PLACES),
        plain(figure.high, _PLACES),
        material.language.formula(figure),
        trace_of(material, area, figure),
    )


def rounded(figure: Figure) -> str:
    """The value as the report prints it, without its unit: whole per cent, hours with one decimal; empty for none."""
    value = one_decimal(figure.value) if figure.unit == "hours" else whole(figure.value)
    return "" if value is None else str(value)
