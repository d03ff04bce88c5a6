"""Names of the method's bands as a reader meets them: `Inom 60 s`, `1-2 dygn`, `Ej svar inom 2 veckor`. Pure."""

from datetime import time
from fractions import Fraction
from itertools import pairwise

from report_templates.language import Language
from shopper.method import Method

DAYS_A_WEEK = 5
"""Working days."""


def contact_band_names(method: Method, language: Language) -> tuple[str, ...]:
    """The contact bands and `Ingen kontakt`, in the order of the figures."""
    limits, say = method.call.contact_band_seconds, language.say
    between = tuple(f"{low}\u2013{high} s" for low, high in pairwise(limits))
    return (say("Inom {n} s", n=limits[0]), *between, say("Över {n} s", n=limits[-1]), say("Ingen kontakt"))


def reply_band_names(method: Method, language: Language) -> tuple[str, ...]:
    """The reply bands and the unanswered, in the order of the figures. A `dygn` is one working day."""
    limits, say = method.mail.reply_band_hours, language.say
    between = tuple(_span(method, language, low, high) for low, high in pairwise(limits))
    return (
        say("Inom {span}", span=_span(method, language, None, limits[0])),
        *between,
        say("Ej svar inom {span}", span=_span(method, language, None, limits[-1])),
    )


def measure_1_limit(method: Method, language: Language) -> str:
    """The time Measure 1 allows, in words: `ett dygn` or `två dygn`."""
    return _spoken(method, language, method.mail.reply_band_hours[method.measure_1.bands - 1])


def window_text(method: Method, language: Language) -> str:
    """The time after which a letter counts as unanswered, in words: `två veckor`."""
    return _spoken(method, language, method.mail.window_hours)


def _spoken(method: Method, language: Language, hours: int) -> str:
    """A time in whole days or weeks with its number in letters, else in hours."""
    days = _days(method, hours)
    weeks = days / DAYS_A_WEEK
    if days <= DAYS_A_WEEK and days.denominator == 1:
        return language.say_many("ett dygn", "{number} dygn", int(days), number=language.number(int(days)))
    if days > DAYS_A_WEEK and weeks.denominator == 1:
        return language.say_many("en vecka", "{number} veckor", int(weeks), number=language.number(int(weeks)))
    return _span(method, language, None, hours)


def _days(method: Method, hours: int) -> Fraction:
    return Fraction(hours) / Fraction(method.working_time.hours_a_day).limit_denominator(60)


def _span(method: Method, language: Language, low: int | None, high: int) -> str:
    """A span of working hours in the largest unit that both ends are whole numbers of."""
    hours = [end for end in (low, high) if end is not None]
    days = [_days(method, end) for end in hours]
    weeks = [end / DAYS_A_WEEK for end in days]
    if days[-1] <= DAYS_A_WEEK and _are_whole(days):
        return language.say_many("{span} dygn", "{span} dygn", int(days[-1]), span=_dashed(days))
    if days[-1] > DAYS_A_WEEK and _are_whole(weeks):
        return language.say_many("{span} vecka", "{span} veckor", int(weeks[-1]), span=_dashed(weeks))
    return language.say_many("{span} arbetstimme", "{span} arbetstimmar", hours[-1], span=_dashed(hours))


def _are_whole(ends: list[Fraction]) -> bool:
    return all(end.denominator == 1 for end in ends)


def _dashed(ends: list[Fraction] | list[int]) -> str:
    return "\u2013".join(str(end) for end in ends)


def opening_text(method: Method, language: Language) -> str:
    """The hours the working clock runs: `måndag-fredag 8-17` with en dashes."""
    rules = method.working_time
    days = sorted(rules.weekdays)
    unbroken = days == list(range(days[0], days[-1] + 1)) and len(days) > 1
    names = [language.weekday(day) for day in days]
    spoken = f"{names[0]}\u2013{names[-1]}" if unbroken else language.listed(names)
    return f"{spoken} {_clock(language, rules.opens)}\u2013{_clock(language, rules.closes)}"


def closed_text(method: Method, language: Language) -> str:
    """The days the working clock stands still, as they are counted by the method's categories."""
    eves = "de_facto" in method.working_time.closed_categories and method.working_time.country == "SE"
    if eves:
        return language.say("utom helgdagar, midsommarafton, julafton och nyårsafton")
    return language.say("utom helgdagar")


def _clock(language: Language, at: time) -> str:
    return language.grammar.clock(at.hour, at.minute)
