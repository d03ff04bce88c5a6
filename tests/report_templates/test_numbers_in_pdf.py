"""Every number in the printed report is one of its figures, or something else that is known: it is read from the PDF.

A share with its counts, an interval and a row of an appendix must belong to one and the same figure; what stands alone
must be a figure's value, a count, or a number that the method, the plan or the page itself has.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from zoneinfo import ZoneInfo

import pytest

from report_templates.content import Letter, Letters, Report
from report_templates.page import render_html
from report_templates.pdf import print_pdf
from scoring.figures import Figure, MeasurementFigures
from scoring.measures import count
from scoring.rounding import one_decimal, whole
from shopper.method import Method
from shopper.records import CallRecord, ReferenceValue
from tests import vetlanda
from tests.printed import printed_text

COUNTED = re.compile(r"(?P<share>\d+) % \((?P<n>\d+) av (?P<base>\d+)\)")
COUNTS_FIRST = re.compile(r"(?P<n>\d+) av (?P<base>\d+)(?: (?:samtal|brev))? \((?P<share>\d+) %\)")
OF = re.compile(r"(?P<n>\d+) av (?P<base>\d+) (?:samtal|brev|poäng)")
INTERVAL = re.compile(r"(?P<low>[\d,]+)–(?P<high>[\d,]+) (?:%|timmar)")
SHARE = re.compile(r"(?<![\d,–])(?P<share>\d+) ?%")
HOURS = re.compile(r"(?<![\d,–])(?P<hours>\d+,\d) timmar")
CELL = re.compile(r"(?<=\s)(?P<failed>\d+)/(?P<tried>\d+)(?=\s)(?! \d\d:)")
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")
KNOWN_SHARES = frozenset({0, 25, 50, 75, 100, 95, 90, 70, 65, 84})
"""Of the axes, of the interval, the targets and thresholds of the advice, and Measure 1 as sum of rounded parts."""

MIDDLE_OF_THE_AXIS = "6,5"
"""Hours: the longest mean of an area is 12.1, so the axis ends at 13."""

KNOWN_NUMBERS = frozenset(
    ["7,5", "95", "99", "101", "60", "120", "256", "90", "27", "500", "000", "40", "71", "13", "2013", "2017", "2018"]
)
"""Words of the method: the share below which it is less than every tenth, per cent of the interval, sums of rounded
parts, seconds, SHA-256, hours of the limit, parts of 27 500 inhabitants and of 20 000 to 40 000, the rounded parts of
Measure 1, and years."""

GROUPS = {
    "Tillgänglighet": "contact_bands",
    "Svar på frågan": "answer",
    "Information": "information",
    "Intresse och engagemang": "interest",
    "Bemötande": "courtesy",
    "Svarstider": "reply_bands",
    "Avsändare": "sender",
}
"""Which parts of 100 % an appendix shows, by its heading."""


@dataclass(frozen=True)
class Known:
    """What a report may print: the figures, the rest of a share, and the values they are compared with."""

    figures: tuple[Figure, ...]
    rest: frozenset[tuple[int, int]]
    cells: frozenset[tuple[int, int]]
    references: frozenset[int]
    letters: int
    sources: frozenset[str]

    @property
    def counts(self) -> frozenset[tuple[int, int]]:
        """Numerators with their denominators."""
        own = {(int(figure.numerator), figure.denominator) for figure in self.figures if figure.unit == "percent"}
        return frozenset(own) | self.rest

    @property
    def shares(self) -> frozenset[int]:
        """Whole per cent, rounded here once more."""
        return frozenset(half_up(Fraction(100 * n, base)) for n, base in self.counts if base)

    @property
    def hours(self) -> frozenset[str]:
        """Hours with one decimal, of the figures and of what they are compared with."""
        own = {str(one_decimal(figure.value)) for figure in self.figures if figure.unit == "hours"}
        return frozenset(text.replace(".", ",") for text in own | {f"{value}.0" for value in self.references})

    @property
    def bounds(self) -> frozenset[tuple[str, str]]:
        """Of every interval, as they are printed; of the letters not acknowledged, it is what is left of 100 %."""
        (acknowledged,) = (
            figure for figure in self.figures if figure.key == "acknowledged_pct" and figure.denominator == self.letters
        )
        low, high = Fraction(acknowledged.low or 0), Fraction(acknowledged.high or 0)
        left = str(half_up(100 - high)), str(half_up(100 - low))
        return frozenset([*(printed_bounds(figure) for figure in self.figures), left])


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def printed_bounds(figure: Figure) -> tuple[str, str]:
    low, high = (None if bound is None else Fraction(bound) for bound in (figure.low, figure.high))
    if figure.unit == "hours":
        return str(one_decimal(low)).replace(".", ","), str(one_decimal(high)).replace(".", ",")
    return str(whole(low)), str(whole(high))


def replies_confirmed(total: Mapping[str, Figure]) -> list[int]:
    """How many letters were acknowledged; the others stand beside them."""
    return [int(total["acknowledged_pct"].numerator)]


def cells_of(calls: Iterable[CallRecord], failed: frozenset[int], zone: ZoneInfo) -> frozenset[tuple[int, int]]:
    """Calls without contact of calls made: for each hour of a weekday, each hour, each weekday, and all of them."""
    tried: Counter[tuple[int | None, int | None]] = Counter()
    missed: Counter[tuple[int | None, int | None]] = Counter()
    for call in calls:
        at = call.called_at.astimezone(zone)
        for cell in ((at.weekday(), at.hour), (at.weekday(), None), (None, at.hour), (None, None)):
            tried[cell] += 1
            missed[cell] += call.id in failed
    return frozenset((missed[cell], tried[cell]) for cell in tried)


def known(
    figures: MeasurementFigures, method: Method, references: Sequence[ReferenceValue], calls: Iterable[CallRecord]
) -> Known:
    sets = [figures.total, *(figures.area(area.code) for area in method.area)]
    total = figures.total.figures
    letters = total["measure_1_pct"].denominator
    values = chain.from_iterable((reference.value, reference.low, reference.high) for reference in references)
    return Known(
        figures=tuple(figure for one in sets for figure in one.figures.values()),
        rest=frozenset((letters - n, letters) for n in replies_confirmed(total)),
        references=frozenset(value for value in values if value is not None),
        letters=letters,
        sources=frozenset(reference.source for reference in references),
        cells=cells_of(
            [call for call in calls if call.id in set(total["calls_n"].ids)],
            frozenset(total["contact_none_pct"].counted_ids),
            method.working_time.zone,
        ),
    )


def faults_of(text: str, allowed: Known) -> Iterator[str]:
    """What the text says that no figure does."""
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
        (COUNTED, lambda found: is_counted(found, allowed)),
        (COUNTS_FIRST, lambda found: is_counted(found, allowed)),
        (OF, lambda found: (int(found["n"]), int(found["base"])) in allowed.counts),
        (INTERVAL, lambda found: is_interval((found["low"], found["high"]), allowed)),
        (HOURS, lambda found: found["hours"] in allowed.hours | {MIDDLE_OF_THE_AXIS}),
        (CELL, lambda found: (int(found["failed"]), int(found["tried"])) in allowed.cells),
        (SHARE, lambda found: int(found["share"]) in allowed.shares | allowed.references | KNOWN_SHARES),
    )
    for pattern, is_known in rules:
        yield from (found.group() for found in pattern.finditer(text) if not is_known(found))


def is_counted(found: re.Match[str], allowed: Known) -> bool:
    """Whether the counts are those of a figure, and the share is theirs."""
    n, base = int(found["n"]), int(found["base"])
    return (n, base) in allowed.counts and half_up(Fraction(100 * n, base)) == int(found["share"])


def is_interval(bounds: tuple[str, str], allowed: Known) -> bool:
    """Whether a figure has this interval, or others' values lie between these bounds."""
    return bounds in allowed.bounds or set(bounds) <= {str(value) for value in allowed.references}


def rows_of(heading: str, figures: MeasurementFigures, method: Method) -> Iterator[list[str]]:
    """The numbers of each row of an appendix's table, from the figures alone."""
    sets = [*(figures.area(area.code) for area in method.area), figures.total]
    for one in sets:
        parts = one.parts_of(GROUPS[heading])
        yield [
            *(f"{half_up(part.value)} %" if part.value is not None else "-" for part in parts),
            str(parts[0].denominator),
        ]


def missing_rows(pages: Iterable[str], figures: MeasurementFigures, method: Method) -> list[tuple[str, list[str]]]:
    """The rows that an appendix should have and has not, in order."""
    missing = []
    for heading in GROUPS:
        page = next(page for page in pages if page.startswith("BILAGA") and f"\n{heading}\n" in page)
        lines = iter([re.findall(r"\d+ ?%|(?<=\s)-(?=\s)|\d+$", line.strip()) for line in page.splitlines()])
        tidied = iter([[re.sub(r" ?%", " %", each) for each in line] for line in lines])
        missing += [(heading, row) for row in rows_of(heading, figures, method) if row not in tidied]
    return missing


@pytest.fixture(scope="module")
def pages(vetlanda_report: Report, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    file = tmp_path_factory.mktemp("numbers") / "report.pdf"
    file.write_bytes(print_pdf(render_html(vetlanda_report)))
    return printed_text(file).split("\f")


@pytest.fixture(scope="module")
def text(pages: list[str]) -> str:
    """The pages as running text: a sentence may go on in the next line."""
    return re.sub(r"\s*\n\s*", " ", "\n".join(pages))


@pytest.fixture(scope="module")
def allowed(
    method: Method,
    vetlanda_figures: MeasurementFigures,
    vetlanda_references: tuple[ReferenceValue, ...],
    vetlanda_calls: tuple[CallRecord, ...],
) -> Known:
    return known(vetlanda_figures, method, vetlanda_references, vetlanda_calls)


@pytest.fixture(scope="module")
def other_figures(method: Method, vetlanda_calls: tuple[CallRecord, ...]) -> MeasurementFigures:
    """The figures as they would be, had one call that reached somebody reached nobody."""
    first = next(call for call in vetlanda_calls if call.area == "bygglov" and call.seconds_to_contact is not None)
    missed = replace(
        first,
        seconds_to_contact=None,
        outcome="no_answer",
        answer=method.call.answer[-1],
        information=None,
        interest=None,
        courtesy=None,
    )
    calls = [missed if call.id == first.id else call for call in vetlanda_calls]
    return count(method, calls, vetlanda.vetlanda_letters())


def test_every_number_with_a_unit_is_that_of_a_figure(text: str, allowed: Known) -> None:
    assert list(faults_of(text, allowed)) == []


def test_every_other_number_is_a_count_a_day_a_page_or_a_word_of_the_method(
    text: str, pages: list[str], allowed: Known, vetlanda_report: Report, method: Method
) -> None:
    rest = re.sub(r"\s*".join(method.checksum), "", text)  # it may go on in the next line
    for source in allowed.sources:
        rest = rest.replace(source, "")
    for pattern in (COUNTED, COUNTS_FIRST, OF, INTERVAL, HOURS, CELL, SHARE):
        rest = pattern.sub(" ", rest)
    sent = " ".join(letter.sent_text for letter in letters_of(vetlanda_report))
    period = f"{vetlanda_report.cover.period_text} {sent}"
    known_there = {str(number) for pair in allowed.counts for number in pair} | KNOWN_NUMBERS
    known_there |= {str(page) for page in range(1, len(pages))} | set(NUMBER.findall(period))
    known_there |= {f"{hour:02d}" for hour in range(8, 18)}
    hours = [figure for figure in allowed.figures if figure.unit == "hours"]
    decimals = {one_decimal(each) for figure in hours for each in (figure.value, figure.numerator)}
    known_there |= {str(number).replace(".", ",") for number in decimals}
    known_there |= {bound for pair in allowed.bounds for bound in pair}
    assert sorted({number for number in NUMBER.findall(rest) if number not in known_there}) == []


def letters_of(report: Report) -> list[Letter]:
    blocks = [block for section in report.sections for block in section.blocks]
    return [letter for block in blocks if isinstance(block, Letters) for letter in block.letters]


def test_there_is_something_to_check(text: str) -> None:
    found = {pattern.pattern: len(pattern.findall(text)) for pattern in (COUNTED, COUNTS_FIRST, OF, INTERVAL, SHARE)}
    assert {pattern: number for pattern, number in found.items() if number < 3} == {}
    assert sum(found.values()) > 500


def test_every_row_of_an_appendix_is_that_of_its_area(
    pages: list[str], vetlanda_figures: MeasurementFigures, method: Method
) -> None:
    assert missing_rows(pages, vetlanda_figures, method) == []


def test_a_wrong_figure_is_found_in_the_text(
    text: str, other_figures: MeasurementFigures, method: Method, allowed: Known, vetlanda_calls: tuple[CallRecord, ...]
) -> None:
    others = replace(known(other_figures, method, (), vetlanda_calls), references=allowed.references)
    wrong = set(faults_of(text, others))
    assert {"61 % (33 av 54)", "48–73 %", "21/54"} <= wrong


def test_a_wrong_figure_is_found_in_the_appendices(
    pages: list[str], other_figures: MeasurementFigures, method: Method
) -> None:
    assert {heading for heading, _ in missing_rows(pages, other_figures, method)} >= {
        "Tillgänglighet",
        "Svar på frågan",
    }


@pytest.mark.parametrize("pattern", [COUNTED, COUNTS_FIRST], ids=["counts after", "counts before"])
@pytest.mark.parametrize("part", ["share", "n"])
def test_a_counted_share_that_is_one_too_much_in_either_number_is_found(
    pattern: re.Pattern[str], part: str, text: str, allowed: Known
) -> None:
    unseen = []
    for found in pattern.finditer(text):
        start, end = (place - found.start() for place in found.span(part))
        spoilt = f"{found.group()[:start]}{int(found[part]) + 1}{found.group()[end:]}"
        if not list(faults_of(spoilt, allowed)):
            unseen.append(spoilt)
    assert unseen == []
