"""From the cells of a drawn table to the values and records that the method counts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from scoring.figures import FigureSet
from scoring.measures import count
from scoring.rounding import whole
from shopper.method import Method, load_method
from shopper.records import CallRecord, MailRecord, Outcome
from shopper.working_time import add_working_hours

STOCKHOLM = ZoneInfo("Europe/Stockholm")
KKIK_2017 = load_method("kkik-2017")
ONE_AREA, OUTSIDE_TOTAL = "bygglov", "kommunledningskontor"

CALLED_AT = datetime(2017, 10, 16, 8, tzinfo=UTC)
SENT_AT = datetime(2017, 10, 16, 6, tzinfo=UTC)
"""Monday 16 October 2017 at 08:00 in Stockholm: the municipality has just opened."""

INSIDE_EACH_BAND = (1, 10, 20, 50)
"""Working hours of a reply that falls in the first, second, third and fourth reply band."""


def local(cell: str) -> datetime:
    """`Sun 2017-10-22 10:35` in Stockholm; the weekday must be the right one."""
    moment = datetime.strptime(cell[4:], "%Y-%m-%d %H:%M").replace(tzinfo=STOCKHOLM)
    assert f"{moment:%a}" == cell[:3], cell
    return moment


def counts(cell: str) -> list[int]:
    """`28 / 4 / 1 / 21` as numbers."""
    return [int(part) for part in cell.split("/")]


def percents(found: FigureSet, group: str) -> str:
    """The shares of a group as printed: `52 / 7 / 2 / 39`."""
    return " / ".join(percent(found, figure.key).removesuffix(" %") for figure in found.parts_of(group))


def percent(found: FigureSet, key: str) -> str:
    """A share in whole per cent, `-` for an empty base."""
    value = whole(found[key].value)
    return "-" if value is None else f"{value} %"


def decimal(value: Fraction | None) -> str:
    """An exact number as people write it, up to four decimals: `6.5`, `9.0167`."""
    return "-" if value is None else f"{float(value):.4f}".rstrip("0").rstrip(".")


def a_call(number: int, area: str, outcome: Outcome, seconds: int | None, grades: Sequence[str | None]) -> CallRecord:
    """One call; `grades` are answer, information, interest, courtesy."""
    answer, information, interest, courtesy = grades
    return CallRecord(
        number, area, "Vad kostar det?", CALLED_AT, "i1", seconds, outcome, answer, information, interest, courtesy, ""
    )


def calls_by_contact(bands: Sequence[int], area: str = ONE_AREA, first_id: int = 1) -> list[CallRecord]:
    """So many calls with an official within 60 s, within 120 s, later, and not at all. All answers are good."""
    good = ("good", "good", "good", "good")
    seconds = [30] * bands[0] + [90] * bands[1] + [300] * bands[2]
    reached = [a_call(first_id + n, area, "reached", after, good) for n, after in enumerate(seconds)]
    last = first_id + len(reached)
    return reached + [a_call(last + n, area, "no_answer", None, (None,) * 4) for n in range(bands[3])]


def calls_by_courtesy(grades: Mapping[str, int]) -> list[CallRecord]:
    """So many answered calls with each grade of courtesy."""
    words = [grade for grade, number in grades.items() for _ in range(number)]
    return [
        a_call(n, ONE_AREA, "reached", 30, ("good", "good", "good", grade)) for n, grade in enumerate(words, start=1)
    ]


def a_letter(number: int, hours: Fraction | int | None, *, sender: str = "complete", extra: bool = False) -> MailRecord:
    """One letter sent at opening time and answered after so many working hours, or never."""
    answered_at = None if hours is None else add_working_hours(SENT_AT, hours, KKIK_2017.working_time)
    graded = (None, None) if hours is None else (sender, extra)
    return MailRecord(number, ONE_AREA, "Vad kostar det?", SENT_AT, "delivered", None, answered_at, *graded)


def letters_by_band(bands: Sequence[int]) -> list[MailRecord]:
    """So many letters answered in each reply band, and the unanswered last."""
    hours = [inside for inside, number in zip(INSIDE_EACH_BAND, bands[:4], strict=True) for _ in range(number)]
    return [a_letter(n, taken) for n, taken in enumerate([*hours, *[None] * bands[4]], start=1)]


def total(calls: Sequence[CallRecord] = (), mails: Sequence[MailRecord] = (), method: Method = KKIK_2017) -> FigureSet:
    """The municipality's total of these records."""
    return count(method, calls, mails).total
