"""Names of the method's bands as a reader meets them: `Inom 60 s`, `1-2 dygn`, `Ej svar inom 2 veckor`. Pure."""

from datetime import time
from fractions import Fraction
from itertools import pairwise

from report_templates.phrases import listed, number_word
from shopper.method import Method

DAY_NAMES = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
DAYS_A_WEEK = 5
"""Working days."""


def contact_band_names(method: Method) -> tuple[str, ...]:
    """The contact bands and `Ingen kontakt`, in the order of the figures."""
    limits = method.call.contact_band_seconds
    between = tuple(f"{low}\u2013{high} s" for low, high in pairwise(limits))
    return (f"Inom {limits[0]} s", *between, f"Över {limits[-1]} s", "Ingen kontakt")


def reply_band_names(method: Method) -> tuple[str, ...]:
    """The reply bands and the unanswered, in the order of the figures. A `dygn` is one working day."""
    limits = method.mail.reply_band_hours
    first = f"Inom {_span(method, None, limits[0])}"
    between = tuple(_span(method, low, high) for low, high in pairwise(limits))
    return (first, *between, f"Ej svar inom {_span(method, None, limits[-1])}")


def measure_1_limit(method: Method) -> str:
    """The time Measure 1 allows, in words: `ett dygn` or `två dygn`."""
    days = _days(method, method.mail.reply_band_hours[method.measure_1.bands - 1])
    if days.denominator != 1:
        return _span(method, None, method.mail.reply_band_hours[method.measure_1.bands - 1])
    return f"{'ett' if days == 1 else number_word(int(days))} dygn"


def window_text(method: Method) -> str:
    """The time after which a letter counts as unanswered: `2 veckor`."""
    return _span(method, None, method.mail.window_hours)


def _days(method: Method, hours: int) -> Fraction:
    return Fraction(hours) / Fraction(method.working_time.hours_a_day).limit_denominator(60)


def _span(method: Method, low: int | None, high: int) -> str:
    """A span of working hours in the largest unit that both ends are whole numbers of."""
    ends = [_days(method, hours) for hours in (low, high) if hours is not None]
    unit, ends = ("dygn", ends) if ends[-1] <= DAYS_A_WEEK else ("veckor", [days / DAYS_A_WEEK for days in ends])
    if any(end.denominator != 1 for end in ends):
        unit, ends = "arbetstimmar", [Fraction(hours) for hours in (low, high) if hours is not None]
    unit = "vecka" if unit == "veckor" and ends[-1] == 1 else unit
    return f"{chr(0x2013).join(str(end) for end in ends)} {unit}"


def opening_text(method: Method) -> str:
    """The hours the working clock runs: `måndag-fredag 8-17` with en dashes."""
    rules = method.working_time
    days = sorted(rules.weekdays)
    unbroken = days == list(range(days[0], days[-1] + 1)) and len(days) > 1
    names = [DAY_NAMES[day - 1] for day in days]
    spoken = f"{names[0]}\u2013{names[-1]}" if unbroken else listed(names)
    return f"{spoken} {_clock(rules.opens)}\u2013{_clock(rules.closes)}"


def closed_text(method: Method) -> str:
    """The days the working clock stands still, as they are counted by the method's categories."""
    eves = "de_facto" in method.working_time.closed_categories and method.working_time.country == "SE"
    return "utom helgdagar, midsommarafton, julafton och nyårsafton" if eves else "utom helgdagar"


def _clock(at: time) -> str:
    """An hour as it is said: `8`, or `8.30`."""
    return f"{at.hour}.{at.minute:02d}" if at.minute else str(at.hour)
