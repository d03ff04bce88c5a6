"""The wave's overview as a workbook: a row a municipality, in the order of their names, and never ranked."""

from collections.abc import Iterator
from typing import Final

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from report_templates.figure_names import figure_names, name_of
from report_templates.files.cells import BOLD, Value, put, put_header, put_rows, put_title, set_up_print, set_widths
from report_templates.files.rows import contacts_of, decimals, number_format
from report_templates.overview import LEADING, Line, Overview
from report_templates.workbook_file import file_bytes
from scoring.figures import Figure
from scoring.small_samples import FEWEST_CONTACTS, is_few
from shopper.method import Method
from shopper.texts import mark

_HEADER_ROW: Final = 4
_CALM: Final = PatternFill("solid", bgColor="E4E8EC")
_GROUPS: Final = ("answer", "information", "interest", "courtesy")
_REPLIES: Final = ("mean_hours", "acknowledged_pct", "complete_sender_pct", "extra_information_pct")
_PLACES: Final = 6
_FIRST: Final = 5
"""The first column with values; those before it say whose they are."""


def write_overview(overview: Overview) -> bytes:
    """The workbook: a read-me, the values, and the counts that every value can be counted again from."""
    say = overview.language.say
    workbook = Workbook()
    workbook.remove(workbook.active)
    _read_me(workbook.create_sheet(say("Läs mig")), overview)
    _values(workbook.create_sheet(say("Värden")), overview)
    _counts(workbook.create_sheet(say("Täljare och nämnare")), overview)
    return file_bytes(workbook, say("Översikt, {wave}", wave=overview.wave_name), overview.language.code)


def keys_of(method: Method) -> tuple[str, ...]:
    """The figures of the overview: the measures and contact, good grades, reply bands, and what replies hold."""
    bands = tuple(f"reply_band_{number}_pct" for number in range(1, len(method.mail.reply_band_hours) + 1))
    good = tuple(f"{factor}_good_share_pct" for factor in _GROUPS)
    return (*LEADING, *good, *bands, "reply_none_pct", *_REPLIES)


def _read_me(sheet: Worksheet, overview: Overview) -> None:
    language, method = overview.language, overview.method
    say = language.say
    first, last = overview.first_day, overview.last_day
    period = f"{language.period(first, last)}, {language.weeks(first, last)}"
    few = mark(
        "Kommunerna står i bokstavsordning, inte i rangordning. Med få kontakter skiljer sig de flesta kommuner bara "
        "av en slump: se intervallen, och kolumnen Underlag där ett värde bygger på färre än {n} kontakter."
    )
    lines = [
        (say("Mätomgång"), overview.wave_name),
        (say("Mätperiod"), period),
        (say("Metod"), f"{method.title} ({method.name}, {method.version})"),
        (say("Kontrollsumma"), method.checksum),
        (say("Kommuner"), str(len(overview.lines))),
        (say("Så läser du"), say("Procent är tal från 0 till 100 och timmar är arbetstimmar; cellen visar enheten.")),
        ("", say("En tom cell betyder att det inte fanns något att räkna på. Det är inte detsamma som noll.")),
        ("", say(few, n=FEWEST_CONTACTS)),
    ]
    if overview.not_reviewed:
        lines.append(("", say("Kolumnen Väntar på granskning: samtal som är bedömda men inte räknas ännu.")))
    if overview.letters_waiting:
        lines.append(("", say("Kolumnen Väntar på svar: brev som kan få svar i tid och inte räknas ännu.")))
    put_title(sheet, 1, say("Översikt, {wave}", wave=overview.wave_name))
    for row, (label, text) in enumerate(lines, start=3):
        put(sheet, row, 1, label).font = BOLD
        put(sheet, row, 2, text, wrap=True)
    set_widths(sheet, (24, 100))
    set_up_print(sheet)


def _values(sheet: Worksheet, overview: Overview) -> None:
    """A value a figure; the measures and contact have their n and their interval beside it."""
    names, keys = figure_names(overview.method, overview.language), keys_of(overview.method)
    columns = [head for key in keys for head in _value_heads(overview, _example(overview, key), names)]
    rows = [
        (*_whose(line, overview), *(value for key in keys for value in _value_cells(line.total[key])))
        for line in overview.lines
    ]
    formats = {place: form for place, (_, form) in enumerate(columns, start=_FIRST)}
    _table(sheet, overview, overview.language.say("Värden"), [head for head, _ in columns], rows, formats)


def _value_heads(overview: Overview, figure: Figure | None, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The heads of a figure's columns with the form of their numbers."""
    if figure is None:
        return
    say, name = overview.language.say, name_of(figure, names, overview.language)
    shown = number_format(figure.unit, overview.language)
    yield name, shown
    if figure.key in LEADING:
        yield say("{name}: intervall från", name=name), shown
        yield say("{name}: intervall till", name=name), shown
        yield say("{name}: kontakter (n)", name=name), "0"


def _value_cells(figure: Figure) -> Iterator[Value]:
    yield decimals(figure.value, _PLACES)
    if figure.key in LEADING:
        yield decimals(figure.low, _PLACES)
        yield decimals(figure.high, _PLACES)
        yield contacts_of(figure)


def _counts(sheet: Worksheet, overview: Overview) -> None:
    """Numerator and denominator of every value."""
    names, say = figure_names(overview.method, overview.language), overview.language.say
    keys = keys_of(overview.method)
    heads = [
        head
        for key in keys
        if (figure := _example(overview, key)) is not None
        for name in (name_of(figure, names, overview.language),)
        for head in (say("{name}: täljare", name=name), say("{name}: nämnare", name=name))
    ]
    counted = [figure.unit for key in keys if (figure := _example(overview, key)) is not None]
    # Hours are added up, all else is counted: a count has no decimals to leave a lone comma behind.
    added, whole = (number_format(unit, overview.language) for unit in ("hours", "count"))
    forms = [form for unit in counted for form in (added if unit == "hours" else whole, whole)]
    rows = [
        (
            *_whose(line, overview),
            *(
                value
                for key in keys
                for value in (decimals(line.total[key].numerator, _PLACES), line.total[key].denominator)
            ),
        )
        for line in overview.lines
    ]
    _table(sheet, overview, say("Täljare och nämnare"), heads, rows, dict(enumerate(forms, start=_FIRST)))


def _example(overview: Overview, key: str) -> Figure | None:
    """A figure with this key, for its unit and formula; None where no municipality is measured."""
    return overview.lines[0].total[key] if overview.lines else None


def _whose(line: Line, overview: Overview) -> tuple[Value, ...]:
    """Code and name, how many calls and letters are not counted yet, and whether a measure stands on too few."""
    bases = [contacts_of(line.total[key]) for key in LEADING if is_few(line.total[key])]
    few = overview.language.say("få ({n})", n=min(bases)) if bases else ""
    return (line.code, line.name, line.not_reviewed or None, line.letters_waiting or None, few)


def _whose_heads(overview: Overview) -> tuple[str, ...]:
    say = overview.language.say
    return say("Kommunkod"), say("Kommun"), say("Väntar på granskning"), say("Väntar på svar"), say("Underlag")


def _table(  # noqa: PLR0913, PLR0917 - all of it is what a sheet is
    sheet: Worksheet,
    overview: Overview,
    title: str,
    heads: list[str],
    rows: list[tuple[Value, ...]],
    formats: dict[int, str],
) -> None:
    say = overview.language.say
    put_title(sheet, 1, f"{title}, {overview.wave_name}")
    if not rows:
        put_title(sheet, 3, say("Mätomgången har inga kommuner."), small=True)
        return
    put_header(
        sheet,
        _HEADER_ROW,
        (*_whose_heads(overview), *heads),
        numeric=(2, 3, *range(_FIRST, _FIRST + len(heads))),
    )
    end = put_rows(sheet, _HEADER_ROW + 1, rows, formats)
    few = FormulaRule(formula=[f"LEN($E{_HEADER_ROW + 1})>0"], fill=_CALM, font=Font(italic=True))
    sheet.conditional_formatting.add(f"A{_HEADER_ROW + 1}:E{end - 1}", few)
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(_FIRST + len(heads))}{end - 1}"
    set_widths(sheet, (10, 24, 12, 10, 10, *[14] * len(heads)))
    sheet.row_dimensions[_HEADER_ROW].height = 78
    sheet.freeze_panes = f"C{_HEADER_ROW + 1}"
    set_up_print(sheet, header_row=_HEADER_ROW)
