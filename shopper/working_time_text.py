"""Working time in words: what `shopper working-time SENT ANSWERED --explain` prints, in Swedish. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from shopper.closed_days import WEEKDAYS_SHORT
from shopper.method import Method
from shopper.method_parts import WorkingTimeRules
from shopper.working_time import Skipped, Stretch, explain, reply_band, working_hours


def explained(sent_at: datetime, answered_at: datetime, method: Method) -> list[str]:
    """One line for each counted stretch and each skipped part, then the sum and the reply band.

    ValueError as `working_time.working_hours`.
    """
    rules = method.working_time
    pieces = explain(sent_at, answered_at, rules)
    hours = working_hours(sent_at, answered_at, rules)
    limits = method.mail.reply_band_hours
    return [
        f"Skickat {_moment(sent_at, rules)}, besvarat {_moment(answered_at, rules)} ({rules.time_zone})",
        *(_line(piece) for piece in pieces),
        f"Summa: {hours_in_words(hours)} arbetstid enligt {method.name}",
        f"Svarstid: {band_names(limits, rules)[reply_band(hours, limits)]}",
    ]


def band_names(limits: Sequence[int], rules: WorkingTimeRules) -> tuple[str, ...]:
    """The reply bands in Swedish, the last one for letters outside all: `inom 1 dygn`, `1–2 dygn`.

    A `dygn` is one working day and a week is as many of them as the method has weekdays; limits that are not whole days
    are named in hours. Method study 5.2.
    """
    between = (_range(low, high, rules) for low, high in pairwise(limits))
    return (f"inom {_length(limits[0], rules)}", *between, f"ej svar inom {_length(limits[-1], rules)}")


def hours_in_words(hours: Fraction) -> str:
    """Hours with two decimals, and exactly as hours, minutes and seconds: `1,08 timmar (1 tim 5 min)`."""
    decimal = (Decimal(hours.numerator) / Decimal(hours.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    minutes, seconds = divmod(int(hours * 3600), 60)
    exact = f"{minutes // 60} tim {minutes % 60} min" + (f" {seconds} s" if seconds else "")
    return f"{str(decimal).replace('.', ',')} timmar ({exact})"


def _range(low: int, high: int, rules: WorkingTimeRules) -> str:
    number, unit = _counted(high, rules)
    from_number, from_unit = _counted(low, rules)
    if unit == "veckor" and from_unit in {"vecka", "veckor"}:
        return f"{from_number}–{number} veckor"
    if unit == "timmar" or from_unit == "timmar":
        return f"{low}–{high} timmar"
    return f"{_in_days(low, rules)}–{_in_days(high, rules)} dygn"


def _length(hours: int, rules: WorkingTimeRules) -> str:
    number, unit = _counted(hours, rules)
    return f"{number} {unit}"


def _counted(hours: int, rules: WorkingTimeRules) -> tuple[int, str]:
    days = _in_days(hours, rules)
    if days.denominator != 1:
        return hours, "timmar"
    weeks = Fraction(days, len(rules.weekdays))
    if weeks.denominator == 1:
        return int(weeks), "vecka" if weeks == 1 else "veckor"
    return int(days), "dygn"


def _in_days(hours: int, rules: WorkingTimeRules) -> Fraction:
    return hours / Fraction(rules.hours_a_day)


def _line(piece: Stretch | Skipped) -> str:
    span = f"{_day(piece.on)}  {_clock(piece.starts)}–{_clock(piece.ends, ends=True)}"
    if isinstance(piece, Stretch):
        return f"{span}  räknas: {hours_in_words(piece.hours)}"
    return f"{span}  räknas inte: {piece.reason}"


def _moment(at: datetime, rules: WorkingTimeRules) -> str:
    local = at.astimezone(rules.zone)
    return f"{_day(local.date())} {_clock(local.time())}"


def _day(on: date) -> str:
    return f"{WEEKDAYS_SHORT[on.weekday()]} {on.isoformat()}"


def _clock(at: time, *, ends: bool = False) -> str:
    """The time of day; the midnight that ends a day is 24:00."""
    if ends and at == time():
        return "24:00"
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
