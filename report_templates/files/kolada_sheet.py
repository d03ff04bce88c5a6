"""The entry sheet for Kolada: Measures 1 to 3 of one municipality or of a whole wave, as XLSX and as CSV.

Values are counted from whole numbers and rounded once. Older printed reports add parts that were already rounded, and
then Measure 1 can differ by a point or two (method study 8.3): where it does, the note says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from openpyxl import Workbook

from report_templates.files.cells import put_header, put_rows, put_title, set_up_print, set_widths
from report_templates.files.csv_text import Cell, csv_bytes
from report_templates.files.rows import contacts_of, number_format, plain
from report_templates.language import Language
from report_templates.unfinished import calls_in_review, letters_in_time
from report_templates.workbook_file import file_bytes
from scoring.figures import Figure, FigureSet
from scoring.rounding import whole
from shopper.method import Method
from shopper.texts import mark

COLUMNS: Final = (
    *("municipality_code", "municipality", "year", "measure", "title"),
    *("value", "numerator", "denominator", "contacts", "note"),
)

SUM_OF_ROUNDED: Final = "measure_1_sum_of_rounded_pct"

_WIDTHS: Final = (12, 22, 8, 9, 62, 10, 10, 10, 10, 70)


@dataclass(frozen=True, slots=True)
class Measured:
    """Whose measures they are: the municipality, the last day of its measurement, and its total.

    `not_reviewed` calls and `letters_waiting` are made and not counted yet.
    """

    code: str
    name: str
    last_day: date
    total: FigureSet
    not_reviewed: int = 0
    letters_waiting: int = 0


def kolada_csv(measured: Sequence[Measured], method: Method, language: Language) -> bytes:
    """The sheet as CSV: three rows a municipality, whole per cent, an empty value where there was nothing to count."""
    rows = [["" if cell is None else cell for cell in row] for row in _rows(measured, method, language)]
    return csv_bytes(COLUMNS, rows)


def kolada_xlsx(measured: Sequence[Measured], method: Method, language: Language) -> bytes:
    """The sheet as a workbook with real numbers; the same measures give the same bytes."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    sheet = workbook.create_sheet("Kolada")
    say = language.say
    put_title(sheet, 1, say("Underlag för Kolada: Mått 1\u20133"))
    put_title(sheet, 2, say("Hela procent, avrundade en gång från antalen. En halv avrundas uppåt."), small=True)
    heads = (
        *(say("Kommunkod"), say("Kommun"), say("År"), say("Mått"), say("Namn")),
        *(say("Värde"), say("Täljare"), say("Nämnare"), say("Kontakter (n)"), say("Anmärkning")),
    )
    put_header(sheet, 4, heads, numeric=(5, 6, 7, 8))
    put_rows(sheet, 5, _rows(measured, method, language), formats={5: number_format("percent", language)})
    set_widths(sheet, _WIDTHS)
    sheet.freeze_panes = "C5"
    set_up_print(sheet, header_row=4)
    return file_bytes(workbook, say("Underlag för Kolada: Mått 1\u20133"), language.code)


def _rows(measured: Sequence[Measured], method: Method, language: Language) -> list[tuple[Cell | None, ...]]:
    measures = (("1", method.measure_1), ("2", method.measure_2), ("3", method.measure_3))
    return [
        _row(each, number, language.titled(measure.title), each.total[f"measure_{number}_pct"], language)
        for each in measured
        for number, measure in measures
    ]


def _row(each: Measured, number: str, title: str, figure: Figure, language: Language) -> tuple[Cell | None, ...]:
    return (
        each.code,
        each.name,
        each.last_day.year,
        int(number),
        title,
        whole(figure.value),
        int(plain(figure.numerator, 0)),
        figure.denominator,
        contacts_of(figure),
        " ".join(_notes(each, number, figure, language)),
    )


def _notes(each: Measured, number: str, figure: Figure, language: Language) -> list[str]:
    notes = []
    if figure.value is None:
        notes.append(language.say("Det fanns inget att räkna på: lämna värdet tomt, skriv inte noll."))
    elif number == "1":
        notes += _other_rounding(figure, each.total[SUM_OF_ROUNDED], language)
    is_of_letters = number == "1"
    waiting = (
        letters_in_time(language, each.letters_waiting)
        if is_of_letters
        else calls_in_review(language, each.not_reviewed)
    )
    return [*notes, waiting] if waiting else notes


def _other_rounding(figure: Figure, of_rounded: Figure, language: Language) -> list[str]:
    """What to know where reports that add rounded parts would have printed another number."""
    if whole(figure.value) == whole(of_rounded.value):
        return []
    text = mark(
        "Räknat på antalen blir det {ours}. Summan av de redan avrundade delarna, som äldre rapporter skriver, "
        "är {theirs}."
    )
    return [language.say(text, ours=language.percent(figure.value), theirs=language.percent(of_rounded.value))]
