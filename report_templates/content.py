"""What a report consists of, as frozen values: the contract between `report.py`, `charts.py` and the HTML.

Every text is finished Swedish for print: rounded, with decimal comma and no-break space before the per cent sign.
Only the values of a chart's series stay exact, because the chart draws them. A template asks a block for its
`block` name and needs to know nothing else about its type.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar, Literal

ParagraphRole = Literal["lead", "body", "note", "caution"]
"""`lead` opens a section, `note` is a small comment, `caution` speaks of uncertainty."""

ChartKind = Literal["stacked", "bars", "compare", "intervals"]
"""`stacked`: one row a category, its series are parts of 100 %. `bars`: one series. `compare`: series side by side.

`intervals`: a point with its interval a category; a second series stands beside it as a mark without one.
"""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text."""

    block: ClassVar[str] = "paragraph"
    text: str
    role: ParagraphRole = "body"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section, one level below the section's own."""

    block: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted list."""

    block: ClassVar[str] = "listing"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A data table of finished texts. The first column heads its row; `numeric` are the columns to align right."""

    block: ClassVar[str] = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    footnote: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One legend entry and its value per category; None where the base is empty and nothing is drawn.

    `bounds` are the values' intervals, in the same order, where the chart shows them.
    """

    name: str
    values: tuple[Fraction | None, ...]
    bounds: tuple[tuple[Fraction, Fraction] | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart shows, without how it looks. `description` is its alternative text, `table` the same data."""

    block: ClassVar[str] = "chart"
    kind: ChartKind
    id: str
    title: str
    description: str
    unit: Literal["%", "timmar"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Trend:
    """A chart of waves in time: one value a wave. `breaks` are the places before which no line is drawn.

    A break at 2 stands between the second and the third wave: the definitions changed there.
    """

    block: ClassVar[str] = "trend"
    id: str
    title: str
    description: str
    unit: Literal["%", "timmar"]
    waves: tuple[str, ...]
    series: tuple[Series, ...]
    breaks: tuple[int, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class HeatMap:
    """How often something happened, by row and column: (how many, of how many) a cell, None where nothing was tried.

    `outside` marks cells that lie outside the hours something was open, in the same shape as `cells`.
    """

    block: ClassVar[str] = "heatmap"
    id: str
    title: str
    description: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[tuple[int, int] | None, ...], ...]
    outside: tuple[tuple[bool, ...], ...]
    table: Table


@dataclass(frozen=True, slots=True)
class MeasureBox:
    """One of KKiK's Measures 1-3, highlighted: value, how it was counted, its uncertainty, and its trace code."""

    block: ClassVar[str] = "measure"
    title: str
    value_text: str
    formula_text: str
    interval_text: str
    note: str = ""
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """An interviewer's comment, masked, with the short name of the area it was about."""

    text: str
    area_short: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """Interviewers' comments under a small heading."""

    block: ClassVar[str] = "quotes"
    heading: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """An unanswered letter: `sent_text` is such as `Sön 22/10 10:35`; `note` says when an answer came too late."""

    area: str
    question: str
    sent_text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """The unanswered letters, in the order of the method's areas and then of sending."""

    block: ClassVar[str] = "letters"
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One reply worth showing, masked."""

    block: ClassVar[str] = "example"
    area_short: str
    question: str
    reply: tuple[str, ...]
    comment: str


Block = Heading | Paragraph | Listing | Table | Chart | Trend | HeatMap | MeasureBox | Quotes | Letters | Example


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading of its own. `part` is the heading it stands under in the contents, empty for none."""

    id: str
    part: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Appendix:
    """One factor area by area: a short reading guide and a chart with its table."""

    id: str
    heading: str
    intro: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the table of contents. Level 1 is a part, level 2 a section; `target` is a section's id, or empty."""

    level: Literal[1, 2]
    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page; `month_text` is such as `November 2017`. `unfinished_text` says what is left of a measurement."""

    kind: str
    title: str
    municipality: str
    month_text: str
    period_text: str
    method_text: str
    unfinished_text: str = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Who publishes the report, what it is filed under, and in whose colours.

    `subject`, `keywords` and `made_on` go into the document's properties. `colour` is `#rrggbb`, or empty for the
    report's own; `logo` is a PNG for the cover, and `logo_text` says what it shows.
    """

    publisher: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    made_on: date | None = None
    colour: str = ""
    logo: bytes | None = None
    logo_text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole content of a municipality's report, in the order of print.

    `language` and `title` are the document's metadata. Print: cover, contents, `sections`, `appendices`, `method_page`.
    """

    language: str
    title: str
    footer: str
    cover: Cover
    contents: tuple[ContentsEntry, ...]
    sections: tuple[Section, ...]
    appendices: tuple[Appendix, ...]
    method_page: Section
    imprint: Imprint = Imprint()
