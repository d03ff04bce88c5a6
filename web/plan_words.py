"""The plan's rules in the reader's language: what may give way, why something does, and where it is mended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_datetime

from scheduler.changes.relocate import ChangedMeanwhile, Deed
from scheduler.planning.reasons import ALLOWABLE, Reason
from shopper.method import Method
from shopper.method_parts import PlanRules
from shopper.texts import mark
from web.language import day, gettext, language_in_use, ngettext
from web.words import STATES

_PLACES: Final = ("municipality", "other_municipality")
"""The facts that name a municipality by its code."""

STEP_OF_RULE: Final = {
    "questions": "questions",
    "closed_on": "municipalities",
    "opening_hours": "municipalities",
    "interviewers": "people",
    "not_in_wave": "people",
    "not_areas": "people",
    "not_municipalities": "people",
    "asked_before": "people",
    "available": "people",
    "hours_a_week": "people",
    "one_call_at_a_time": "people",
    "same_interviewer": "people",
}
"""The step in which a shortage is mended; all others are mended with more days."""

STEP_LINKS: Final = {
    "questions": mark("Till frågorna"),
    "municipalities": mark("Till kommunerna"),
    "people": mark("Till intervjuarna"),
    "frame": mark("Till mätperioden"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What areas and municipalities are called, by code."""

    method: Method
    municipalities: Mapping[str, str]

    def area(self, code: str) -> str:
        """The area's name, or the code of one that the method does not have."""
        return next((area.name for area in self.method.area if area.code == code), code)

    def municipality(self, code: str) -> str:
        """The municipality's name, or the code of one that is not in the wave."""
        return self.municipalities.get(code, code)


@dataclass(frozen=True, slots=True)
class Breakable:
    """A rule that the coordinator may let the plan break: its name, and what the method says."""

    rule: str
    name: str
    limit: str


def breakable(method: Method) -> list[Breakable]:
    """The rules that may be allowed to give way, with the figure of the method beside each."""
    limits = _limits(method.plan)
    return [Breakable(rule, gettext(_NAMES[rule]), limits[rule]) for rule in ALLOWABLE]


def rule_name(rule: str) -> str:
    """What a rule that may be broken is called; another one stands as it is."""
    return gettext(_NAMES.get(rule, rule))


def reason_of(told: Mapping[str, Any]) -> Reason:
    """The reason that was stored with a planning."""
    return Reason(told["rule"], told["facts"], told["about"])


def sentence(reason: Reason, names: Names) -> str:
    """The reason with names instead of codes and days as people write them; a sign-in name stays as it is spelt."""
    facts = {name: _said(name, value, names) for name, value in reason.facts.items()}
    template = gettext(reason.template)
    for name in _PLACES:
        if facts.get(name) in names.municipalities.values():
            # A code needs the word before it, a name does not: "i kommun 0685", but "i Vetlanda".
            template = re.sub(rf"\b(?:kommun|municipality) (?=%\({name}\)s)", "", template, flags=re.IGNORECASE)
    text = template % facts
    if "interviewer" in facts and text.startswith(str(facts["interviewer"])):
        return text
    return text[:1].upper() + text[1:]


def step_of(rule: str) -> str:
    """The step in which the shortage is mended."""
    return STEP_OF_RULE.get(rule, "frame")


def step_link(rule: str) -> str:
    """The text of the link to that step."""
    return gettext(STEP_LINKS[step_of(rule)])


def _said(name: str, value: str | int, names: Names) -> str | int:
    if not isinstance(value, str):
        return value
    if name in _PLACES:
        return names.municipality(value)
    if name in {"area", "other_area"}:
        return names.area(value)
    return _day_or_time(value)


def _day_or_time(text: str) -> str:
    """2026-10-13 and 2026-10-13 09:40 as people write them; everything else as it is."""
    try:
        if len(text) == len("2026-10-13"):
            return day(date.fromisoformat(text))
        if len(text) == len("2026-10-13 09:40"):
            return _at(datetime.fromisoformat(text))
    except ValueError:
        return text
    return text


_NAMES: Final = {
    "lunch": mark("Ringa under lunchen"),
    "hours_a_week": mark("Fler timmar i veckan än intervjuaren har"),
    "same_interviewer": mark("Samma intervjuare till samma område oftare"),
    "mail_share": mark("En annan andel brev utanför arbetstid"),
    "probes_per_area_and_day": mark("Fler kontakter om dagen i ett område"),
    "hours_between_area_probes": mark("Kortare tid mellan kontakter i ett område"),
    "minutes_between_probes": mark("Kortare tid mellan kontakter med en kommun"),
    "probes_a_day": mark("Fler kontakter om dagen med en kommun"),
}


def _limits(rules: PlanRules) -> dict[str, str]:
    days, hours = rules.days_between_same_interviewer, rules.hours_between_area_probes
    minutes = rules.minutes_between_probes
    lunch = {"start": f"{rules.lunch_from:%H:%M}", "end": f"{rules.lunch_to:%H:%M}"}
    at_most = gettext("metoden: högst %(limit)d om dagen")
    return {
        "lunch": gettext("metoden: inga samtal %(start)s–%(end)s") % lunch,
        "hours_a_week": gettext("timmarna står vid varje intervjuare"),
        "same_interviewer": ngettext("metoden: minst %(num)d dag", "metoden: minst %(num)d dagar", days)
        % {"num": days},
        "mail_share": gettext("metoden: %(percent)d %% av breven") % {"percent": rules.mails_outside_hours_percent},
        "probes_per_area_and_day": at_most % {"limit": rules.probes_per_area_and_day},
        "hours_between_area_probes": ngettext("metoden: minst %(num)d timme", "metoden: minst %(num)d timmar", hours)
        % {"num": hours},
        "minutes_between_probes": ngettext("metoden: minst %(num)d minut", "metoden: minst %(num)d minuter", minutes)
        % {"num": minutes},
        "probes_a_day": at_most % {"limit": rules.probes_a_day},
    }


def told_meanwhile(changed: ChangedMeanwhile) -> str:
    """Who changed a contact first, when and to what, in the language of the request."""
    deed = changed.deed
    if deed is None:
        return gettext("Någon annan ändrade kontakten medan du hade den öppen.")
    zone = deed.placed.planned_at.tzinfo if deed.placed else None
    facts = {
        "who": deed.actor,
        "at": _at(deed.at.astimezone(zone)),
        "to": _at(deed.placed.planned_at) if deed.placed else "",
        "interviewer": (deed.placed.interviewer if deed.placed else None) or "",
        "state": gettext(STATES.get(deed.state, deed.state)).lower(),
    }
    return gettext(_deed_sentence(deed)) % facts


def _at(moment: datetime) -> str:
    return str(format_datetime(moment, "EEE d MMM y HH:mm", locale=language_in_use()))


def _deed_sentence(deed: Deed) -> str:
    if deed.action == "plan":
        return _PLANNED_AGAIN
    if deed.state != "planned":
        return _IN_STATE
    if deed.action in {"reschedule", "retry"} and deed.placed is not None:
        return _MOVED_CALL if deed.placed.interviewer else _MOVED
    return _DEEDS.get(deed.action, _CHANGED)


_PLANNED_AGAIN: Final = mark("%(who)s gjorde om planen %(at)s.")
_IN_STATE: Final = mark("%(who)s hann före %(at)s. Kontakten kan inte längre flyttas: dess läge är %(state)s.")
_MOVED_CALL: Final = mark("%(who)s flyttade samtalet %(at)s. Det ligger nu %(to)s hos %(interviewer)s.")
_MOVED: Final = mark("%(who)s flyttade brevet %(at)s. Det ligger nu %(to)s.")
_CHANGED: Final = mark("%(who)s ändrade kontakten %(at)s.")
_DEEDS: Final = {
    "lock": mark("%(who)s låste kontakten %(at)s."),
    "unlock": mark("%(who)s låste upp kontakten %(at)s."),
}
