"""The workbook of a measurement: a read-me, a sheet for every factor, the comparison, every figure, and a code book.

The same measurement gives the same bytes. Colour never speaks alone: a share is also a number and the length of a bar,
a small base and a difference are also words.
"""

from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.formatting.rule import DataBarRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from report_templates.figure_names import figure_names, name_of
from report_templates.files.cells import (
    BOLD,
    INK,
    Value,
    put,
    put_header,
    put_plain_rows,
    put_rows,
    put_title,
    set_up_print,
    set_widths,
)
from report_templates.files.codebook import entries
from report_templates.files.comparison_sheet import BETTER, WORSE, comparison_heads, comparison_rows
from report_templates.files.factor_sheet import FactorSheet, factor_sheet
from report_templates.files.hours import hour_rows
from report_templates.files.rows import contacts_of, decimals, each_figure, factors_of, number_format, trace_of
from report_templates.material import OUTSIDE_TOTAL, Material
from report_templates.unfinished import what_is_left
from report_templates.workbook_file import file_bytes
from scoring.small_samples import FEWEST_CONTACTS
from shopper.texts import mark

_HEADER_ROW: Final = 4
_BAR: Final = "8FB8DC"
_CALM: Final = PatternFill("solid", bgColor="E4E8EC")
_GOOD: Final = PatternFill("solid", bgColor="D5E8F5")
_BAD: Final = PatternFill("solid", bgColor="F6E3C8")
_NARROW, _AREA, _NOTE = 13, 28, 14


def write_figures(material: Material) -> bytes:
    """The workbook. Values are real numbers with all their decimals, in the unit that the cell shows."""
    say = material.language.say
    workbook = Workbook()
    workbook.remove(workbook.active)
    read_me = workbook.create_sheet(say("Läs mig"))
    sheets: list[tuple[str, str]] = []
    for factor in factors_of(material.figures.total):
        content = factor_sheet(material, factor)
        _factor(workbook.create_sheet(content.title), material, content)
        sheets.append((content.title, say("Antal, andelar och intervall per område och för kommunen som helhet")))
    for name, about, write in (
        (say("Jämförelse"), say("Kommunen som helhet mot tidigare mätningar och likvärdiga kommuner"), _comparison),
        (say("Samtal per timme"), say("Samtal och samtal utan kontakt per veckodag och timme"), _hours),
        (say("Alla nyckeltal"), say("Varje nyckeltal på en rad, med formel och spårkod"), _every_figure),
        (say("Kodbok"), say("Vad nyckeltal, kolumner och områden betyder"), _codebook),
    ):
        write(workbook.create_sheet(name), material)
        sheets.append((name, about))
    _read_me(read_me, material, sheets)
    return file_bytes(
        workbook, f"{say('Nyckeltal')}, {material.name}, {material.subject.wave_name}", material.language.code
    )


def _read_me(sheet: Worksheet, material: Material, sheets: Sequence[tuple[str, str]]) -> None:
    """What the workbook is, which measurement it is about, how to read it, and where everything stands."""
    put_title(sheet, 1, f"{material.language.say('Nyckeltal')}, {material.name}")
    lines = _about(material)
    for row, (label, text) in enumerate(lines, start=3):
        put(sheet, row, 1, label).font = BOLD
        put(sheet, row, 2, text, wrap=True)
    row = len(lines) + 4
    put_header(sheet, row, (material.language.say("Blad"), material.language.say("Innehåll")))
    for number, (name, about) in enumerate(sheets, start=row + 1):
        linked = put(sheet, number, 1, name)
        linked.font = Font(underline="single", color=INK)
        linked.hyperlink = Hyperlink(ref=linked.coordinate, location=f"'{name}'!A1")
        put(sheet, number, 2, about, wrap=True)
    set_widths(sheet, (_AREA, 100))
    set_up_print(sheet)


def _about(material: Material) -> list[tuple[str, str]]:
    language, subject = material.language, material.subject
    say = language.say
    period = (
        f"{language.period(subject.first_day, subject.last_day)}, {language.weeks(subject.first_day, subject.last_day)}"
    )
    few = mark(
        "{n} kontakter eller fler behövs för att ett värde ska säga något. Där det är färre står det i kolumnen "
        "Underlag: läs då antalen, jämför inte områden."
    )
    return [
        (say("Kommun"), f"{material.name} ({subject.municipality_code})"),
        (say("Mätomgång"), subject.wave_name),
        (say("Mätperiod"), period),
        (say("Metod"), f"{material.method.title} ({material.method.name}, {material.method.version})"),
        (say("Kontrollsumma"), material.figures.method_checksum),
        (
            say("Så läser du"),
            say("Procent är tal från 0 till 100 och timmar är arbetstimmar; cellen visar enheten."),
        ),
        ("", say("Cellerna visar avrundade tal men håller alla decimaler. Antal och n ger de exakta andelarna.")),
        ("", say("En tom cell betyder att det inte fanns något att räkna på. Det är inte detsamma som noll.")),
        ("", say("Stapeln i cellen är lika lång som andelen, från 0 till 100 %. Den säger inte om något är bra.")),
        ("", say(few, n=FEWEST_CONTACTS)),
        *(
            [("", say("{mark} Området räknas inte in i kommunen som helhet.", mark=OUTSIDE_TOTAL))]
            if material.left_out
            else []
        ),
        *_waiting(material),
    ]


def _waiting(material: Material) -> list[tuple[str, str]]:
    left = what_is_left(material.language, material.subject)
    return [("", left)] if left else []


def _factor(sheet: Worksheet, material: Material, content: FactorSheet) -> None:
    """Heading, one header row, the total in bold and the areas below it; a share draws its length in its cell."""
    say = material.language.say
    put_title(sheet, 1, f"{content.title}, {material.name}")
    put_title(sheet, 2, say("95 %-intervall: hur mycket slumpen kan ha påverkat."), small=True)
    heads = (say("Område"), say("Underlag"), *(column.head for column in content.columns))
    put_header(sheet, _HEADER_ROW, heads, numeric=range(2, len(heads)))
    formats = {number: column.number_format for number, column in enumerate(content.columns, start=2)}
    rows: list[tuple[Value, ...]] = [(name, note, *values) for name, note, values in content.rows]
    end = put_rows(sheet, _HEADER_ROW + 1, rows, formats) - 1
    for cell in sheet[_HEADER_ROW + 1]:
        cell.font = BOLD
    for number, column in enumerate(content.columns, start=3):
        if column.shows_bar:
            place = f"{get_column_letter(number)}{_HEADER_ROW + 1}:{get_column_letter(number)}{end}"
            bar = DataBarRule(start_type="num", start_value=0, end_type="num", end_value=100, color=_BAR)
            sheet.conditional_formatting.add(place, bar)
    few = FormulaRule(formula=[f"LEN($B{_HEADER_ROW + 1})>0"], fill=_CALM, font=Font(italic=True))
    sheet.conditional_formatting.add(f"A{_HEADER_ROW + 1}:B{end}", few)
    _finish(sheet, (_AREA, _NOTE, *[_NARROW] * len(content.columns)), "C5")


def _comparison(sheet: Worksheet, material: Material) -> None:
    """Our total beside what it is compared with; a difference is told with a sign and a word, and then a colour."""
    heads, rows = comparison_heads(material), comparison_rows(material)
    put_title(sheet, 1, f"{material.language.say('Jämförelse')}, {material.name}")
    if not rows:
        put_title(sheet, 3, material.language.say("Det finns inget att jämföra med ännu."), small=True)
    else:
        put_header(sheet, _HEADER_ROW, heads, numeric=(1, 4, 5, 6, 7))
        end = put_rows(sheet, _HEADER_ROW + 1, rows, dict.fromkeys((1, 4, 5, 6), "0.0")) - 1
        for sign, fill in ((BETTER, _GOOD), (WORSE, _BAD)):
            rule = FormulaRule(formula=[f'LEFT($I{_HEADER_ROW + 1},1)="{sign}"'], fill=fill)
            sheet.conditional_formatting.add(f"I{_HEADER_ROW + 1}:I{end}", rule)
    _finish(sheet, (44, 11, 9, 40, 11, 11, 11, 13, 34), "B5")


def _hours(sheet: Worksheet, material: Material) -> None:
    """The report's map of failed calls as rows."""
    say = material.language.say
    put_title(sheet, 1, f"{say('Samtal per timme')}, {material.name}")
    put_title(sheet, 2, say("Timmar utan samtal har ingen rad. Tiderna är lokala."), small=True)
    heads = (say("Veckodag"), say("Från klockan"), say("Samtal"), say("Utan kontakt"), say("Växeln"))
    put_header(sheet, _HEADER_ROW, heads, numeric=(1, 2, 3))
    words = {"open": say("öppen"), "closed": say("stängd"), "": ""}
    rows = [(row.weekday, row.hour_from, row.calls, row.failed, words[row.switchboard]) for row in hour_rows(material)]
    put_rows(sheet, _HEADER_ROW + 1, rows, {1: "00"})
    _finish(sheet, (_AREA, _NARROW, _NARROW, _NARROW, _NOTE), "B5")


def _every_figure(sheet: Worksheet, material: Material) -> None:
    """The rows of `figures.csv` that differ from each other, to be filtered."""
    say = material.language.say
    put_title(sheet, 1, f"{say('Alla nyckeltal')}, {material.name}")
    heads = (
        *(say("Område"), say("Faktor"), say("Kod"), say("Nyckeltal"), say("Enhet")),
        *(say("Täljare"), say("Nämnare"), say("Kontakter (n)"), say("Värde"), say("Lägst"), say("Högst")),
        *(say("Formel"), say("Spårkod")),
    )
    put_header(sheet, _HEADER_ROW, heads, numeric=range(5, 11))
    rows: list[tuple[Value, ...]] = [
        (
            *(area.name, say(factor.title), figure.key, name, _unit(material, figure.unit)),
            *(decimals(figure.numerator, 6), figure.denominator, contacts_of(figure)),
            *(decimals(figure.value, 6), decimals(figure.low, 6), decimals(figure.high, 6)),
            *(material.language.formula(figure), trace_of(material, area, figure)),
        )
        for area, factor, figure, name in each_figure(material)
    ]
    end = put_plain_rows(
        sheet, _HEADER_ROW + 1, rows, dict.fromkeys((8, 9, 10), number_format("hours", material.language))
    )
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(heads))}{end - 1}"
    _finish(sheet, (_AREA, 22, 26, 44, 12, 10, 10, 10, 10, 10, 10, 60, 14), "E5")


def _codebook(sheet: Worksheet, material: Material) -> None:
    say = material.language.say
    put_title(sheet, 1, say("Kodbok"))
    put_header(sheet, _HEADER_ROW, (say("Nyckeltal"), say("Kod"), say("Formel")))
    names = figure_names(material.method, material.language)
    figures: list[tuple[Value, ...]] = [
        (name_of(figure, names, material.language), key, material.language.formula(figure))
        for key, figure in material.figures.total.figures.items()
    ]
    row = put_rows(sheet, _HEADER_ROW + 1, figures) + 1
    put_header(sheet, row, (say("Område"), say("Kod"), say("Anmärkning")))
    areas = [(entry.name, entry.code, entry.meaning) for entry in entries(material) if entry.kind == "area"]
    put_rows(sheet, row + 1, areas)
    _finish(sheet, (58, 34, 80), "A5")


def _unit(material: Material, unit: str) -> str:
    say = material.language.say
    return {"percent": say("procent"), "hours": say("arbetstimmar"), "count": say("antal")}[unit]


def _finish(sheet: Worksheet, widths: Sequence[float], frozen: str) -> None:
    set_widths(sheet, widths)
    sheet.freeze_panes = frozen
    sheet.row_dimensions[_HEADER_ROW].height = 62
    set_up_print(sheet, header_row=_HEADER_ROW)
