"""Reading the form of one interviewer of a wave: from what was typed to checked terms, or what is wrong. Pure."""

import re
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel

from shopper.drafts.days_off import days_as_text, read_days
from shopper.drafts.people import Terms
from shopper.hours import WEEKDAY_KEYS
from shopper.texts import mark
from web.language import gettext

WEEKDAYS: Final = {
    "mon": mark("Måndag"),
    "tue": mark("Tisdag"),
    "wed": mark("Onsdag"),
    "thu": mark("Torsdag"),
    "fri": mark("Fredag"),
    "sat": mark("Lördag"),
    "sun": mark("Söndag"),
}
LEAST_HOURS, MOST_HOURS = 1, 60

SENTENCES: Final = {
    "hours_a_week": mark("Skriv ett helt tal från 1 till 60."),
    "half": mark("Fyll i både från och till, eller ingendera."),
    "clock": mark("Skriv klockslag som 08:00."),
    "order": mark("Från måste vara tidigare än till."),
    "days_off": mark("Skriv datum och perioder som 2026-10-20, 2026-10-26-2026-10-30. Fel i: %(entry)s"),
    "no_days": mark("Fyll i tider för minst en dag."),
}
"""What the page says beside a field, by the rule it breaks."""

_CLOCK: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
_LAST_HOUR, _LAST_MINUTE = 23, 59


class TypedTerms(BaseModel):
    """The fields of the form exactly as they were typed; weekdays as `from_mon` and `to_mon`."""

    version: str = ""
    hours_a_week: str = ""
    from_mon: str = ""
    to_mon: str = ""
    from_tue: str = ""
    to_tue: str = ""
    from_wed: str = ""
    to_wed: str = ""
    from_thu: str = ""
    to_thu: str = ""
    from_fri: str = ""
    to_fri: str = ""
    from_sat: str = ""
    to_sat: str = ""
    from_sun: str = ""
    to_sun: str = ""
    days_off: str = ""
    not_areas: list[str] = []
    not_municipalities: list[str] = []

    def hours_on(self, day: str) -> tuple[str, str]:
        """What was typed for a weekday: from and to."""
        return getattr(self, f"from_{day}").strip(), getattr(self, f"to_{day}").strip()


def as_typed(terms: Terms) -> TypedTerms:
    """The form filled with stored terms."""
    hours: dict[str, str] = {}
    for day, text in terms.available.items():
        hours[f"from_{day}"], _, hours[f"to_{day}"] = text.replace(" ", "").partition("-")
    return TypedTerms(
        hours_a_week=str(terms.hours_a_week),
        days_off=days_as_text(terms.days_off),
        not_areas=list(terms.not_areas),
        not_municipalities=list(terms.not_municipalities),
        **hours,
    )


def read_terms(typed: TypedTerms) -> tuple[Terms | None, dict[str, str]]:
    """The terms when nothing is wrong, else None and a sentence for each wrong field."""
    errors: dict[str, str] = {}
    hours_a_week = _hours_a_week(typed.hours_a_week, errors)
    available = _available(typed, errors)
    if not available and not errors.keys() & {f"from_{day}" for day in WEEKDAYS}:
        errors["from_mon"] = _said("no_days")
    try:
        days_off = read_days(typed.days_off)
    except ValueError as error:
        errors["days_off"] = _said("days_off") % {"entry": error}
        days_off = ()
    if errors:
        return None, _in_page_order(errors)
    return Terms(hours_a_week, available, days_off, tuple(typed.not_areas), tuple(typed.not_municipalities)), {}


def _said(rule: str) -> str:
    return gettext(SENTENCES[rule])


def _hours_a_week(text: str, errors: dict[str, str]) -> int:
    clean = text.strip()
    if clean.isascii() and clean.isdigit() and LEAST_HOURS <= int(clean[:3]) <= MOST_HOURS:
        return int(clean[:3])
    errors["hours_a_week"] = _said("hours_a_week")
    return 0


def _available(typed: TypedTerms, errors: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for day in WEEKDAY_KEYS:
        opens, closes = typed.hours_on(day)
        if not opens and not closes:
            continue
        first, last = _clock(opens), _clock(closes)
        rule = (
            "half" if not (opens and closes) else "clock" if not (first and last) else "order" if first >= last else ""
        )
        if rule:
            errors[f"from_{day}"] = gettext(SENTENCES[rule])
        else:
            found[day] = f"{first}-{last}"
    return found


def _clock(text: str) -> str:
    """A time of day as `08:00`, also when it was typed as 8, 8:00 or 8.00; empty when it is none."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        return ""
    hour, minute = int(found[1]), int(found[2] or 0)
    return f"{hour:02}:{minute:02}" if hour <= _LAST_HOUR and minute <= _LAST_MINUTE else ""


def _in_page_order(errors: Mapping[str, str]) -> dict[str, str]:
    fields = ("hours_a_week", *(f"from_{day}" for day in WEEKDAYS), "days_off")
    return {field: errors[field] for field in fields if field in errors}
