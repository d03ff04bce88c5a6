"""What a chapter of the method book is made of: prose for the reader, tables for the tests.

A table is drawn as text, because the same text is printed in `docs/method.md` and read by the test: what the
page shows is what was tested. The last column says why.
"""

from dataclasses import dataclass, field

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A small drawn table: column headings, and rows as wide as they are."""

    columns: Row
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        """A row of another width than the headings is a mistake in the book."""
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{len(row)} cells under {len(self.columns)} headings: {row}")


def drawn(text: str) -> Table:
    """The table drawn in a text: a line a row, cells between bars, headings first."""
    lines = [line for line in text.splitlines() if line.strip()]
    columns, *rows = (tuple(cell.strip() for cell in line.split("|")) for line in lines)
    return Table(columns, tuple(rows))


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the method: what it says, its cases, and the records they are counted from where they share some."""

    title: str
    text: str
    cases: Table
    given: Table | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """The cases, to run a test over."""
        return self.cases.rows


@dataclass(frozen=True, slots=True)
class Chapter:
    """One step of the method."""

    number: int
    title: str
    swedish: str
    source: str
    text: str
    sections: tuple[Section, ...] = field(default=())
