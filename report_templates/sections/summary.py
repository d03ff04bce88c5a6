"""The summary: one chart over every factor, and how to read it."""

from dataclasses import dataclass
from fractions import Fraction

from report_templates.bands import measure_1_limit
from report_templates.content import Chart, Listing, Paragraph, Section, Series, Table
from report_templates.material import Material
from report_templates.phrases import counted, interval_text, small
from report_templates.sections.how_counted import not_reviewed
from scoring.comparison import reference_for
from scoring.rounding import NOTHING, printed, printed_percent

_FACTORS = (
    ("Tillgänglighet", "contact_pct"),
    ("Svar på frågan", "answer_good_share_pct"),
    ("Information", "information_good_share_pct"),
    ("Intresse och engagemang", "interest_good_share_pct"),
    ("Bemötande", "courtesy_good_share_pct"),
)


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    key: str


def summary(material: Material) -> Section:
    """Overview against similar municipalities (outline 4), Measures 1-3 in a list, and the caution."""
    return Section(
        id="sammanfattning",
        part="",
        heading="Sammanfattning",
        blocks=(
            Paragraph(
                "Översikten visar andelen goda resultat per faktor. För telefon är det andelen samtal med kontakt och "
                f"andelen som fått betyget god, för bemötande även mycket god. För e-post är det andelen brev som "
                f"besvarats inom {measure_1_limit(material.method)}.",
                "lead",
            ),
            _chart(material),
            Listing(_measures(material)),
            *not_reviewed(material.subject.calls_not_reviewed),
            Paragraph(_caution(material), "caution"),
        ),
    )


def _rows(material: Material) -> tuple[_Row, ...]:
    mail = _Row(f"E-post inom {measure_1_limit(material.method)}", "measure_1_pct")
    return (*(_Row(name, key) for name, key in _FACTORS), mail)


def _chart(material: Material) -> Chart:
    rows = _rows(material)
    own = Series(material.name, tuple(material.total(row.key).value for row in rows))
    found = [reference_for(material.references, row.key, "similar") for row in rows]
    others = Series("Likvärdiga kommuner", tuple(None if one is None else _exact(one.value) for one in found))
    compared = any(value is not None for value in others.values)
    return Chart(
        kind="compare" if compared else "bars",
        id="diagram-oversikt",
        title="Översikt: andel goda resultat",
        description=_spoken(material, rows),
        unit="%",
        categories=tuple(row.name for row in rows),
        series=(own, others) if compared else (own,),
        table=_table(material, rows),
    )


def _exact(value: int) -> Fraction:
    return Fraction(value)


def _spoken(material: Material, rows: tuple[_Row, ...]) -> str:
    said = "; ".join(f"{row.name} {printed(material.total(row.key))}" for row in rows)
    return f"Andel goda resultat per faktor i {material.name}: {said}."


def _table(material: Material, rows: tuple[_Row, ...]) -> Table:
    return Table(
        caption=f"Översikt, {material.name} mot likvärdiga kommuner",
        header=("Faktor", material.name, "Antal", "n", "Likvärdiga", "Jämfört med snittet"),
        rows=tuple(_line(material, row) for row in rows),
        numeric=(1, 2, 3, 4),
    )


def _line(material: Material, row: _Row) -> tuple[str, ...]:
    figure, found = material.total(row.key), material.similar(row.key)
    reference = reference_for(material.references, row.key, "similar")
    theirs = NOTHING if reference is None else printed_percent(_exact(reference.value))
    wording = NOTHING if found is None else found.wording.removesuffix(" än").removesuffix(" med")
    return (row.name, printed(figure), str(int(figure.numerator)), str(figure.denominator), theirs, wording)


def _measures(material: Material) -> tuple[str, ...]:
    rules = material.method
    first, second, third = (material.total(f"measure_{number}_pct") for number in (1, 2, 3))
    grades = len(third.ids)
    return (
        f"Mått 1, {small(rules.measure_1.title)}: {counted(first)}.",
        f"Mått 2, {small(rules.measure_2.title)}: {counted(second)}.",
        f"Mått 3, {small(rules.measure_3.title)}: {printed(third)} ({grades} bedömda samtal).",
    )


def _caution(material: Material) -> str:
    contact = material.total("contact_pct")
    if contact.value is None:
        return "Inga samtal är räknade ännu, så osäkerheten går inte att ange."
    return (
        f"Alla värden bygger på ett begränsat antal kontakter. Kontaktandelen {printed(contact)} är räknad på "
        f"{contact.denominator} samtal, och med 95 procents säkerhet ligger den sanna andelen mellan "
        f"{interval_text(contact).replace(chr(0x2013), ' och ')}. En skillnad mot andra kommuner eller tidigare år som "
        "ryms i intervallet kan vara slump. Frågorna är bestämda i förväg och inte slumpvis dragna, så osäkerheten är "
        "minst så stor som intervallet visar."
    )
