"""Which sheets a report's workbook has, what stands on each, and what every column word means. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from report_templates.content import Block, Chart, HeatMap, Letters, Report, Table, Trend
from report_templates.language import SWEDISH, Language, language_of
from report_templates.material import OUTSIDE_TOTAL
from scoring.rounding import NOTHING
from shopper.texts import mark

READ_ME = mark("Läs mig")
CODEBOOK = mark("Kodbok")
NAME_LENGTH = 31
"""Letters a sheet's name may have; the limit is Excel's."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\[\]:*?/\\']")
_WORDS = {
    mark("Antal"): mark("Hur många samtal eller brev som fick utfallet. Täljaren i andelen."),
    mark("Andel"): mark("Antal delat med n, i hela procent. En halv avrundas uppåt."),
    "n": mark("Hur många samtal eller brev värdet är räknat på. För andelar är det också nämnaren."),
    mark("Anmärkning"): mark("Vad som är särskilt med brevet, till exempel att svaret kom efter fristen."),
    mark("Arbetstimmar"): mark("Genomsnittlig svarstid i arbetstimmar för de besvarade breven, med en decimal."),
    mark("Beräkning"): mark("Täljare / nämnare."),
    mark("Faktor"): mark("Det som mäts: en av metodens faktorer för telefon eller e-post."),
    mark("Formel"): mark("Vad täljaren och nämnaren är."),
    mark("Fråga"): mark("Frågan som ställdes i brevet."),
    mark("Jämfört med snittet"): mark("Hur kommunens värde står sig mot snittet för likvärdiga kommuner."),
    mark("Kommun"): mark("Den egna kommunen eller likvärdiga kommuner."),
    mark("Likvärdiga"): mark("Snittet för likvärdiga kommuner, i hela procent."),
    mark("Med merinformation"): mark(
        "Andel besvarade brev vars svar gav mer än det som efterfrågades, i hela procent."
    ),
    mark("Medelvärde"): mark("Genomsnittlig svarstid i arbetstimmar för de besvarade breven, med en decimal."),
    mark("Median"): mark("Den mittersta svarstiden i arbetstimmar när de besvarade breven ordnas efter svarstid."),
    mark("Mätning"): mark("Den här mätningen, en tidigare eller likvärdiga kommuners."),
    mark("Område"): mark("Frågeområdet, det vill säga den verksamhet frågan gällde. Totalt är kommunen som helhet."),
    mark("Resultat"): mark("Värdet som det står i rapporten: hela procent eller arbetstimmar med en decimal."),
    mark("Skickat"): mark("Veckodag, datum och klockslag i lokal tid då brevet skickades."),
    mark("Utfall"): mark("Hur det gick i samtalet eller med brevet. Samtliga (n) är alla som räknas."),
    mark("Värde"): mark("Namnet på det värde som räknats."),
}
_INTERVAL = mark(
    "Hur mycket slumpen kan ha påverkat: med 95 procents säkerhet ligger det sanna värdet inom intervallet, om "
    "frågorna vore slumpvis valda. Wilsons intervall för andelar, bootstrap för medelvärden, medianer och poäng."
)
_SIGNS = (
    (NOTHING, mark("Det fanns inget att räkna på eller jämföra med. Det är inte detsamma som noll.")),
    (mark("okänt"), mark("Uppgiften finns inte för andra mätningar eller kommuner.")),
    (OUTSIDE_TOTAL, mark("Efter ett områdes namn: området räknas inte i totalen.")),
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
    language = language_of(report.language)
    found = [
        Sheet(section.heading, section.heading, "", _tables(language, section.blocks)) for section in report.sections
    ]
    found += [
        Sheet(
            language.say("Bilaga {heading}", heading=appendix.heading),
            appendix.heading,
            appendix.intro,
            _tables(language, (appendix.chart,)),
        )
        for appendix in report.appendices
    ]
    last = report.method_page
    found.append(Sheet(last.heading, last.heading, "", _tables(language, last.blocks)))
    filled = [sheet for sheet in found if sheet.tables]
    names = sheet_names([sheet.name for sheet in filled], language)
    return tuple(replace(sheet, name=name) for name, sheet in zip(names, filled, strict=True))


def sheet_names(wanted: Sequence[str], language: Language = SWEDISH) -> tuple[str, ...]:
    """Names a spreadsheet accepts, in the same order: short enough, without forbidden signs, each only once.

    Letter case does not tell two names apart. The names of the read-me and the code book are taken.
    """
    say = language.say
    taken = {say(READ_ME).casefold(), say(CODEBOOK).casefold(), "history"}  # Excel keeps the last for itself
    names: list[str] = []
    for text in wanted:
        plain = " ".join(_FORBIDDEN.sub(" ", text).split()) or say("Blad")
        name, number = plain[:NAME_LENGTH].strip(), 1
        while name.casefold() in taken:
            number += 1
            ending = f" ({number})"
            name = plain[: NAME_LENGTH - len(ending)].strip() + ending
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def codebook(sheets: Sequence[Sheet], municipality: str, language: Language = SWEDISH) -> tuple[Word, ...]:
    """Every column word of the sheets once, in the order of the alphabet, and then the signs in the cells."""
    known = {language.say(word): language.say(meaning) for word, meaning in _WORDS.items()}
    known |= {
        language.chance: language.say(_INTERVAL),
        municipality: language.say("Kommunens eget resultat: andelen goda utfall, i hela procent."),
    }
    places: dict[str, list[str]] = {}
    meanings: dict[str, str] = {}
    for sheet in sheets:
        for table in sheet.tables:
            for column, word in enumerate(table.header):
                places.setdefault(word, []).append(sheet.name)
                meanings[word] = known.get(word) or _outcome(language, word, is_value=column in table.numeric)
    words = [
        Word(word, meanings[word], tuple(dict.fromkeys(places[word])))
        for word in sorted(places, key=language.grammar.in_alphabet)
    ]
    return (*words, *(Word(language.say(sign), language.say(meaning)) for sign, meaning in _SIGNS))


def _outcome(language: Language, word: str, *, is_value: bool) -> str:
    """A column that is none of the fixed ones is an outcome of the method: a grade, a band of time, a sender."""
    if is_value:
        return language.say("Andel av n som fick utfallet {word}, i hela procent.", word=word)
    return language.say("Text; tabellens rubrik säger vad.")


def _tables(language: Language, blocks: Iterable[Block]) -> tuple[Table, ...]:
    return tuple(table for block in blocks if (table := _table(language, block)) is not None)


def _table(language: Language, block: Block) -> Table | None:
    if isinstance(block, Chart | Trend | HeatMap):
        return block.table
    if isinstance(block, Letters):
        say = language.say
        rows = tuple((letter.area, letter.question, letter.sent_text, letter.note) for letter in block.letters)
        return Table(say("Brev utan svar"), (say("Område"), say("Fråga"), say("Skickat"), say("Anmärkning")), rows)
    return block if isinstance(block, Table) else None
