"""The code book of `figures.csv`: every column, factor, figure and area, in words. As CSV and as a page of Markdown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from report_templates.figure_names import figure_names, name_of
from report_templates.files.csv_text import csv_bytes
from report_templates.files.figures_csv import COLUMNS
from report_templates.files.hours import HOUR_COLUMNS
from report_templates.files.rows import areas_of, factors_of
from report_templates.language import Language
from report_templates.material import Material
from shopper.texts import mark

HEADER: Final = ("kind", "code", "name", "meaning")

KINDS: Final = (
    ("column", mark("Kolumner")),
    ("hour_column", mark("Kolumner i failed_calls.csv")),
    ("factor", mark("Faktorer")),
    ("figure", mark("Nyckeltal")),
    ("area", mark("Områden")),
)
"""What an entry is about, with the heading it stands under on the page."""

_COLUMNS: Final[Mapping[str, str]] = {
    "municipality_code": mark("Kommunens fyrsiffriga kod, med nollan först. Läs den som text."),
    "municipality": mark("Kommunens namn."),
    "wave": mark("Mätomgångens namn."),
    "first_day": mark("Mätningens första dag."),
    "last_day": mark("Mätningens sista dag."),
    "method": mark("Metodens namn och version."),
    "method_sha256": mark("Metodens kontrollsumma: samma summa betyder samma regler."),
    "area_code": mark("Områdets kod; total är kommunen som helhet."),
    "area": mark("Områdets namn."),
    "in_total": mark("yes om området räknas in i kommunen som helhet, annars no."),
    "factor": mark("Vad som mäts; faktorerna står nedan."),
    "key": mark("Nyckeltalets kod; nyckeltalen står nedan."),
    "name": mark("Nyckeltalets namn."),
    "unit": mark("percent är procent, hours är arbetstimmar och count är ett antal."),
    "numerator": mark(
        "Täljaren: hur många som räknades, poängens summa eller timmarnas summa. För medianen den själv."
    ),
    "denominator": mark("Nämnaren: hur många det räknas av; för Mått 3 räknat i poäng så många som gick att få."),
    "contacts": mark("Hur många samtal eller brev värdet bygger på (n)."),
    "value": mark("Värdet med sex decimaler; tomt när det inte fanns något att räkna på, vilket inte är noll."),
    "value_rounded": mark(
        "Värdet som det står i rapporten: hela procent eller timmar med en decimal. En halv avrundas uppåt."
    ),
    "low": mark("95 %-intervallets nedre gräns i samma enhet; tom där inget intervall finns."),
    "high": mark("95 %-intervallets övre gräns i samma enhet; tom där inget intervall finns."),
    "formula": mark("Vad täljaren och nämnaren är."),
    "trace_code": mark(
        "Koden som för till nyckeltalets samtal och brev i mätsystemet, för den som har rätt att se dem."
    ),
}

_HOUR_COLUMNS: Final[Mapping[str, str]] = {
    "weekday_number": mark("Veckodagens nummer: 1 är måndag."),
    "weekday": mark("Veckodagens namn."),
    "hour_from": mark("Timmen som samtalen ringdes, lokal tid: 8 är från 08.00 till 09.00."),
    "calls": mark("Samtal som ringdes den timmen. Timmar utan samtal har ingen rad."),
    "failed": mark("De av dem som inte nådde en handläggare."),
    "switchboard": mark(
        "open om växeln har öppet någon del av timmen, closed om inte; tomt när tiderna inte är kända."
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the code book; `kind` is one of KINDS."""

    kind: str
    code: str
    name: str
    meaning: str


def codebook_csv(material: Material) -> bytes:
    """The code book as a file for programs."""
    return csv_bytes(HEADER, [(entry.kind, entry.code, entry.name, entry.meaning) for entry in entries(material)])


def codebook_md(material: Material) -> bytes:
    """The code book as a page for people."""
    say = material.language.say
    lines = [f"# {say('Kodbok')}", "", *reading_guide(material.language)]
    for kind, heading in KINDS:
        lines += ["", f"## {say(heading)}", ""]
        lines += [_line(entry) for entry in entries(material) if entry.kind == kind]
    return ("\n".join(lines) + "\n").encode()


def reading_guide(language: Language) -> tuple[str, ...]:
    """How the files of text are to be read: encoding, separators, and texts that begin with a sign of a formula."""
    return (
        language.say(
            "Filerna som slutar på .csv är text i UTF-8 med en inledande teckenmarkering (BOM), med komma mellan "
            "kolumnerna och punkt som decimaltecken."
        ),
        language.say(
            "En text som ett kalkylprogram skulle ta för en formel har en apostrof först. I Excel är det enklast att "
            "öppna figures.xlsx, som har samma värden."
        ),
    )


def entries(material: Material) -> Iterator[Entry]:
    """Every line of the code book: the columns, the factors, the figures and the areas, each in its own order."""
    language = material.language
    for column in COLUMNS:
        yield Entry("column", column, "", language.say(_COLUMNS[column]))
    for column in HOUR_COLUMNS:
        yield Entry("hour_column", column, "", language.say(_HOUR_COLUMNS[column]))
    for factor in factors_of(material.figures.total):
        yield Entry("factor", factor.code, language.say(factor.title), "")
    names = figure_names(material.method, language)
    for figure in material.figures.total.figures.values():
        yield Entry("figure", figure.key, name_of(figure, names, language), language.formula(figure))
    for area in areas_of(material):
        meaning = "" if area.counts else language.say("Räknas inte in i kommunen som helhet.")
        yield Entry("area", area.code, area.name, meaning)


def _line(entry: Entry) -> str:
    said = " \u2013 ".join(part for part in (entry.name, entry.meaning) if part)
    return f"- `{entry.code}` {said}"
