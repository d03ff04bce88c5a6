"""Writes `docs/method.md` from the chapters: the page shows the very tables that the tests run.

.venv/bin/python -m tests.spec.book
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from shopper.method import Method, load_method, method_names
from shopper.working_time_text import band_names
from tests.spec.chapter import Chapter, Row, Section, Table

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "method.md"

INTRODUCTION = """# The method

How the platform counts, step by step, each with worked examples. This page is generated from `tests/spec/`: every table
below is run as a test, so what stands here is what the code does. Change a chapter there, then run `make docs`.

Fictitious citizens contact a municipality with simple questions: six in each of ten subject areas (*frågeområden*), once
by phone through the switchboard and once by e-mail to the official address, over four to five weeks. Interviewers grade each
call right after it. Letters are timed in working hours. From these records come the figures (*nyckeltal*) of the
municipality's report.

Four rules hold throughout. A figure is counted from whole contacts and carries its numerator, its denominator and the
contacts behind it. An empty base gives "-", never 0 %. Nothing is rounded before it is printed. And the rules themselves
are data: a wave (*mätomgång*) freezes its method with a checksum when it is launched, and is counted by that copy for ever
after.

The examples use `kkik-2017` unless they name another method. Numbers in brackets are sections of the method study that
comments in the code refer to as well.
"""


def chapters() -> tuple[Chapter, ...]:
    """All chapters, in the order of their numbers."""
    modules = (import_module(f"tests.spec.{path.stem}") for path in HERE.glob("test_*.py"))
    return tuple(sorted((module.CHAPTER for module in modules), key=lambda chapter: chapter.number))


def page() -> str:
    """The whole page."""
    book = chapters()
    contents = [f"{chapter.number}. [{_title(chapter)}](#{_anchor(chapter)})" for chapter in book]
    last = f"{len(book) + 1}. [The methods](#the-methods)"
    blocks = [INTRODUCTION.strip(), "\n".join([*contents, last]), *_blocks(book), *_methods(len(book) + 1)]
    return "\n\n".join(blocks) + "\n"


def _blocks(book: Iterable[Chapter]) -> Iterator[str]:
    for chapter in book:
        yield f'<a id="{_anchor(chapter)}"></a>\n\n## {chapter.number}. {_title(chapter)}'
        yield f"{chapter.text} [{chapter.source}]"
        for number, section in enumerate(chapter.sections, start=1):
            yield f"### {chapter.number}.{number} {section.title}"
            yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield section.text
    if section.given is not None:
        yield _drawn(section.given)
        yield "They give:"
    yield _drawn(section.cases)


def _drawn(table: Table) -> str:
    rule = tuple("---" for _ in table.columns)
    return "\n".join(_line(row) for row in (table.columns, rule, *table.rows))


def _line(row: Row) -> str:
    return f"| {' | '.join(cell.replace('<', '&lt;') for cell in row)} |"


def _title(chapter: Chapter) -> str:
    return f"{chapter.title} (*{chapter.swedish}*)"


def _anchor(chapter: Chapter) -> str:
    return f"chapter-{chapter.number}"


def _methods(number: int) -> Iterator[str]:
    methods = [load_method(name) for name in method_names()]
    yield f'<a id="the-methods"></a>\n\n## {number}. The methods (*metoder*)'
    yield (
        "These methods come with the platform, as files in `shopper/methods/`. A rule is never changed in place: a changed\n"
        "rule is a new version with a checksum of its own. Old records can be counted by any method whose grades they have."
    )
    yield _drawn(Table(("Rule", *(f"`{method.name}`" for method in methods)), tuple(_rules(methods))))
    yield f"### {number}.1 Checksums"
    yield "SHA-256 of the whole method as canonical JSON. The report prints the one its figures were counted by."
    rows = tuple((f"`{method.name}`", str(method.version), f"`{method.checksum}`") for method in methods)
    yield _drawn(Table(("Method", "Version", "Checksum"), rows))
    yield f"### {number}.2 Subject areas"
    yield "Probes per area are calls and letters. An area outside the total has its own figures but is not in the municipality's."
    for same, method in _by_areas(methods).values():
        yield f"{', '.join(f'`{name}`' for name in same)}:"
        yield _drawn(_areas(method))


def _rules(methods: list[Method]) -> Iterator[Row]:
    def row(name: str, *cells: object) -> Row:
        return (name, *(str(cell) for cell in cells))

    yield row("Title", *(method.title for method in methods))
    yield row("Comparable from", *(method.comparable_from for method in methods))
    yield row("Open", *(f"{each.working_time.opens:%H:%M}–{each.working_time.closes:%H:%M}" for each in methods))
    yield row("Time zone", *(method.working_time.time_zone for method in methods))
    yield row("Closed days", *(", ".join(method.working_time.closed_categories) for method in methods))
    yield row("Contact bands, seconds", *(_listed(method.call.contact_band_seconds) for method in methods))
    yield row("Clock of a call starts", *(method.call.clock_starts.replace("_", " ") for method in methods))
    yield row("Reply bands, working hours", *(_listed(method.mail.reply_band_hours) for method in methods))
    yield row(
        "Reply bands in words", *("; ".join(band_names(m.mail.reply_band_hours, m.working_time)) for m in methods)
    )
    yield row("Grades of courtesy", *(", ".join(method.call.courtesy) for method in methods))
    yield row("Measure 1", *(method.measure_1.title for method in methods))
    yield row("Measure 2", *(method.measure_2.title for method in methods))
    yield row("Measure 3", *(method.measure_3.title for method in methods))
    yield row("Target for e-mail in time", *(f"{method.mail.target_percent} %" for method in methods))


def _listed(limits: tuple[int, ...]) -> str:
    return " / ".join(str(limit) for limit in limits)


def _by_areas(methods: list[Method]) -> dict[str, tuple[list[str], Method]]:
    """Methods with the same areas and quotas together, so that a list is printed once."""
    groups: dict[str, tuple[list[str], Method]] = {}
    for method in methods:
        same, _ = groups.setdefault(repr((method.area, method.quota)), ([], method))
        same.append(method.name)
    return groups


def _areas(method: Method) -> Table:
    quota = (str(method.quota.calls), str(method.quota.mails))
    rows = ((area.name, f"`{area.code}`", *quota, "yes" if area.in_total else "no") for area in method.area)
    return Table(("Area", "Code", "Calls", "Letters", "In total"), tuple(rows))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(Path.cwd())}")  # noqa: T201 - a command's answer
