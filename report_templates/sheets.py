"""Which sheets a report's workbook has, what stands on each, and what every column word means. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from report_templates.content import Block, Chart, Letters, Report, Table
from report_templates.material import OUTSIDE_TOTAL
from report_templates.phrases import CHANCE, UNKNOWN
from scoring.rounding import NOTHING

READ_ME = "Läs mig"
CODEBOOK = "Kodbok"
NAME_LENGTH = 31
"""Letters a sheet's name may have; the limit is Excel's."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\[\]:*?/\\']")
_WORDS = {
    "Antal": "Hur många samtal eller brev som fick utfallet. Täljaren i andelen.",
    "Andel": "Antal delat med n, i hela procent. En halv avrundas uppåt.",
    "n": "Hur många samtal eller brev värdet är räknat på. För andelar är det också nämnaren.",
    CHANCE: "Hur mycket slumpen kan ha påverkat: med 95 procents säkerhet ligger det sanna värdet inom intervallet, om "
    "frågorna vore slumpvis valda. Wilsons intervall för andelar, bootstrap för medelvärden, medianer och poäng.",
    "Anmärkning": "Vad som är särskilt med brevet, till exempel att svaret kom efter fristen.",
    "Arbetstimmar": "Genomsnittlig svarstid i arbetstimmar för de besvarade breven, med en decimal.",
    "Beräkning": "Täljare / nämnare.",
    "Faktor": "Det som mäts: en av metodens faktorer för telefon eller e-post.",
    "Formel": "Vad täljaren och nämnaren är.",
    "Fråga": "Frågan som ställdes i brevet.",
    "Jämfört med snittet": "Hur kommunens värde står sig mot snittet för likvärdiga kommuner.",
    "Kommun": "Den egna kommunen eller likvärdiga kommuner.",
    "Likvärdiga": "Snittet för likvärdiga kommuner, i hela procent.",
    "Med merinformation": "Andel besvarade brev vars svar gav mer än det som efterfrågades, i hela procent.",
    "Medelvärde": "Genomsnittlig svarstid i arbetstimmar för de besvarade breven, med en decimal.",
    "Median": "Den mittersta svarstiden i arbetstimmar när de besvarade breven ordnas efter svarstid.",
    "Mätning": "Den här mätningen, en tidigare eller likvärdiga kommuners.",
    "Område": "Frågeområdet, det vill säga den verksamhet frågan gällde. Totalt är kommunen som helhet.",
    "Resultat": "Värdet som det står i rapporten: hela procent eller arbetstimmar med en decimal.",
    "Skickat": "Veckodag, datum och klockslag i lokal tid då brevet skickades.",
    "Utfall": "Hur det gick i samtalet eller med brevet. Samtliga (n) är alla som räknas.",
    "Värde": "Namnet på det värde som räknats.",
}
_SIGNS = (
    (NOTHING, "Det fanns inget att räkna på eller jämföra med. Det är inte detsamma som noll."),
    (UNKNOWN, "Uppgiften finns inte för andra mätningar eller kommuner."),
    (OUTSIDE_TOTAL, "Efter ett områdes namn: området räknas inte i totalen."),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of tables; `name` is unique in the workbook and fit to be a sheet's name."""

    name: str
    heading: str
    intro: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One line of the code book: a column's heading or a sign, and the sheets where the heading stands."""

    word: str
    meaning: str
    sheets: tuple[str, ...] = ()


def sheets_of(report: Report) -> tuple[Sheet, ...]:
    """A sheet for every section with tables, charts or unanswered letters, then one for every appendix."""
    found = [Sheet(section.heading, section.heading, "", _tables(section.blocks)) for section in report.sections]
    found += [
        Sheet(f"Bilaga {appendix.heading}", appendix.heading, appendix.intro, _tables((appendix.chart,)))
        for appendix in report.appendices
    ]
    last = report.method_page
    found.append(Sheet(last.heading, last.heading, "", _tables(last.blocks)))
    filled = [sheet for sheet in found if sheet.tables]
    names = sheet_names([sheet.name for sheet in filled])
    return tuple(replace(sheet, name=name) for name, sheet in zip(names, filled, strict=True))


def sheet_names(wanted: Sequence[str]) -> tuple[str, ...]:
    """Names a spreadsheet accepts, in the same order: short enough, without forbidden signs, each only once.

    Letter case does not tell two names apart. The names of the read-me and the code book are taken.
    """
    taken = {READ_ME.casefold(), CODEBOOK.casefold(), "history"}  # Excel keeps the last for itself
    names: list[str] = []
    for text in wanted:
        plain = " ".join(_FORBIDDEN.sub(" ", text).split()) or "Blad"
        name, number = plain[:NAME_LENGTH].strip(), 1
        while name.casefold() in taken:
            number += 1
            ending = f" ({number})"
            name = plain[: NAME_LENGTH - len(ending)].strip() + ending
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def codebook(sheets: Sequence[Sheet], municipality: str) -> tuple[Word, ...]:
    """Every column word of the sheets once, in the order of the alphabet, and then the signs in the cells."""
    places: dict[str, list[str]] = {}
    meanings: dict[str, str] = {}
    for sheet in sheets:
        for table in sheet.tables:
            for column, word in enumerate(table.header):
                places.setdefault(word, []).append(sheet.name)
                meanings[word] = _meaning(word, municipality, is_value=column in table.numeric)
    words = [
        Word(word, meanings[word], tuple(dict.fromkeys(places[word]))) for word in sorted(places, key=_in_alphabet)
    ]
    return (*words, *(Word(sign, meaning) for sign, meaning in _SIGNS))


def _in_alphabet(word: str) -> str:
    """Swedish order: å, ä, ö after z."""
    return word.casefold().translate(str.maketrans("åäö", "{|}"))


def _meaning(word: str, municipality: str, *, is_value: bool) -> str:
    """A column that is none of the fixed ones is an outcome of the method: a grade, a band of time, a sender."""
    if word == municipality:
        return "Kommunens eget resultat: andelen goda utfall, i hela procent."
    if word in _WORDS:
        return _WORDS[word]
    return f"Andel av n som fick utfallet {word}, i hela procent." if is_value else "Text; tabellens rubrik säger vad."


def _tables(blocks: Iterable[Block]) -> tuple[Table, ...]:
    return tuple(table for block in blocks if (table := _table(block)) is not None)


def _table(block: Block) -> Table | None:
    if isinstance(block, Chart):
        return block.table
    if isinstance(block, Letters):
        rows = tuple((letter.area, letter.question, letter.sent_text, letter.note) for letter in block.letters)
        return Table("Brev utan svar", ("Område", "Fråga", "Skickat", "Anmärkning"), rows)
    return block if isinstance(block, Table) else None
