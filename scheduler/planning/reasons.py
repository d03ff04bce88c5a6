"""What the coordinator reads about a rule of the plan, in Swedish, by the rule's name. Pure.

`web` says these in the reader's language (`gettext(reason.template) % reason.facts`); the command line and the plan as
JSON say them in Swedish. Facts name areas by code, municipalities by code, days as 2026-10-13 and times as 09:40.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from shopper.texts import mark

ALLOWABLE: Final = (
    "lunch",
    "hours_a_week",
    "same_interviewer",
    "mail_share",
    "probes_per_area_and_day",
    "hours_between_area_probes",
    "minutes_between_probes",
    "probes_a_day",
)
"""The rules that a coordinator may allow a plan to break where nothing else fits."""

REASONS: Final = {
    "period": mark("%(day)s ligger utanför mätperioden %(first_day)s–%(last_day)s; välj en dag i den."),
    "past": mark("%(day)s %(at)s är för tidigt; planera från %(not_before)s."),
    "working_day": mark("%(day)s är ingen arbetsdag; välj en arbetsdag."),
    "closed_on": mark("Kommun %(municipality)s har stängt %(day)s; välj en annan dag."),
    "opening_hours": mark(
        "Växeln i kommun %(municipality)s svarar inte hela tiden %(at)s–%(until)s %(day)s "
        "(öppet: %(hours)s); välj en tid då den är öppen."
    ),
    "lunch": mark("Samtalet %(day)s %(at)s–%(until)s går in i lunchen %(lunch_from)s–%(lunch_to)s; flytta det."),
    "not_in_wave": mark("%(interviewer)s är inte intervjuare i mätomgången; välj en som är det."),
    "available": mark(
        "%(interviewer)s kan inte ringa %(at)s–%(until)s %(day)s (kan: %(hours)s); välj en annan tid eller intervjuare."
    ),
    "not_areas": mark("%(interviewer)s får inte ringa om %(area)s; välj en annan intervjuare."),
    "not_municipalities": mark("%(interviewer)s får inte ringa kommun %(municipality)s; välj en annan intervjuare."),
    "hours_a_week": mark(
        "%(interviewer)s har %(has)s timmar vecka %(week)s, planen behöver %(needs)s; "
        "välj en annan vecka eller intervjuare."
    ),
    "one_call_at_a_time": mark(
        "%(interviewer)s ringer redan kommun %(other_municipality)s %(other_at)s och ett samtal tar "
        "%(limit)s minuter; välj en annan tid eller intervjuare."
    ),
    "same_interviewer": mark(
        "%(interviewer)s ringer kommun %(municipality)s om %(area)s även %(other_day)s; det ska gå minst "
        "%(limit)s dagar mellan. Välj en annan dag eller intervjuare."
    ),
    "asked_before": mark(
        "%(interviewer)s har ställt fråga %(question)s om %(area)s till kommun %(municipality)s i en tidigare "
        "mätomgång; välj en annan intervjuare."
    ),
    "mail_hours": mark("Brev skickas mellan %(earliest)s och %(latest)s, inte %(at)s; välj en tid däremellan."),
    "mail_share": mark(
        "%(outside)s av %(letters)s brev till kommun %(municipality)s går då utanför arbetstid, metoden säger "
        "%(limit)s; välj en tid på andra sidan."
    ),
    "question_twice": mark(
        "Fråga %(question)s om %(area)s ställs redan till kommun %(municipality)s i samma kanal %(other_at)s; "
        "välj en annan fråga."
    ),
    "probes_per_area_and_day": mark(
        "%(area)s i kommun %(municipality)s har redan %(has)s av högst %(limit)s kontakter %(day)s; välj en annan dag."
    ),
    "hours_between_area_probes": mark(
        "%(area)s i kommun %(municipality)s har en kontakt %(other_at)s; det ska gå minst %(limit)s timmar mellan. "
        "Välj en annan tid."
    ),
    "minutes_between_probes": mark(
        "Kommun %(municipality)s har en kontakt %(other_at)s (%(other_area)s); det ska gå minst %(limit)s minuter "
        "mellan. Välj en annan tid."
    ),
    "probes_a_day": mark(
        "Kommun %(municipality)s har redan %(has)s av högst %(limit)s kontakter %(day)s; välj en annan dag."
    ),
}
"""Why one contact must not stand at its time, by the rule it breaks."""

SHORTAGES: Final = {
    "questions": mark(
        "%(area)s har %(has)s frågor och planen behöver %(needs)s; "
        "lägg till frågor i frågebanken eller ta färre reserver."
    ),
    "days": mark(
        "%(area)s i kommun %(municipality)s har dagar för högst %(has)s kontakter och planen behöver %(needs)s; "
        "förläng mätperioden."
    ),
    "working_day": mark("Mätperioden %(first_day)s–%(last_day)s har ingen arbetsdag kvar; förläng den."),
    "closed_on": mark(
        "Kommun %(municipality)s har stängt alla %(days)s arbetsdagar i mätperioden; "
        "förläng den eller ändra stängda dagar."
    ),
    "opening_hours": mark(
        "Växeln i kommun %(municipality)s har plats för högst %(has)s samtal i mätperioden "
        "och planen behöver %(needs)s; ändra öppettiderna eller förläng perioden."
    ),
    "interviewers": mark("Mätomgången har ingen intervjuare; lägg till en."),
    "not_in_wave": mark("%(interviewer)s är inte intervjuare i mätomgången; välj en som är det."),
    "question_twice": mark(
        "Fråga %(question)s om %(area)s ställs redan till kommun %(municipality)s i samma kanal; välj en annan fråga."
    ),
    "not_areas": mark(
        "Ingen av %(interviewers)s intervjuare får ringa kommun %(municipality)s om %(area)s; lägg till en som får."
    ),
    "not_municipalities": mark(
        "Ingen av %(interviewers)s intervjuare får ringa kommun %(municipality)s; lägg till en som får."
    ),
    "asked_before": mark(
        "Alla intervjuare som får ringa kommun %(municipality)s om %(area)s har ställt fråga %(question)s förut; "
        "lägg till en intervjuare."
    ),
    "available": mark(
        "Ingen av %(interviewers)s intervjuare som får ringa kommun %(municipality)s om %(area)s kan ringa då växeln "
        "är öppen; ändra deras tider eller lägg till en intervjuare."
    ),
    "hours_a_week": mark(
        "%(interviewer)s har %(has)s timmar vecka %(week)s, planen behöver %(needs)s; "
        "lägg till en intervjuare eller en vecka."
    ),
    "one_call_at_a_time": mark(
        "De intervjuare som får ringa kommun %(municipality)s om %(area)s har samtal alla tider då växeln är öppen, "
        "%(slots)s tider på %(days)s dagar; lägg till en intervjuare eller en vecka."
    ),
    "same_interviewer": mark(
        "Samma intervjuare får ringa kommun %(municipality)s om %(area)s först efter %(limit)s dagar, och det räcker "
        "inte för %(needs)s samtal på %(days)s dagar; lägg till en intervjuare eller en vecka."
    ),
    "probes_per_area_and_day": mark(
        "%(area)s i kommun %(municipality)s har redan %(limit)s kontakter om dagen alla %(days)s dagar som passar; "
        "förläng mätperioden."
    ),
    "hours_between_area_probes": mark(
        "%(area)s i kommun %(municipality)s har ingen tid kvar med %(limit)s timmar till nästa kontakt, "
        "på %(days)s dagar som passar; förläng mätperioden."
    ),
    "minutes_between_probes": mark(
        "Kommun %(municipality)s har ingen tid kvar med %(limit)s minuter till nästa kontakt, "
        "på %(days)s dagar som passar; förläng mätperioden."
    ),
    "probes_a_day": mark(
        "Kommun %(municipality)s tål högst %(limit)s kontakter om dagen och %(days)s dagar räcker inte; "
        "förläng mätperioden."
    ),
    "mail_hours": mark(
        "Metoden skickar brev mellan %(earliest)s och %(latest)s, och då finns ingen tid kvar för kommun "
        "%(municipality)s; förläng mätperioden."
    ),
    "mail_share": mark(
        "%(outside)s av %(letters)s brev till kommun %(municipality)s går utanför arbetstid, metoden säger %(limit)s; "
        "mätperioden har inte fler sådana tider, förläng den."
    ),
    "past": mark("Mätperioden tar slut %(last_day)s och ingenting kan planeras före %(not_before)s; förläng den."),
    "room": mark(
        "Ingen tid passar med de andra kontakterna i kommun %(municipality)s; %(days)s dagar har varit prövade. "
        "Lägg till en intervjuare eller förläng mätperioden."
    ),
}
"""What is missing when contacts find no place, by the rule in the way, with figures and what to do about it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that is broken or stands in the way, with what a sentence about it names (`facts`).

    `about` says which sentence: one contact's time ("contact", from `REASONS`) or what a plan lacks ("plan", from
    `SHORTAGES`).
    """

    rule: str
    facts: Mapping[str, str | int] = field(default_factory=dict)
    about: Literal["contact", "plan"] = "contact"

    @property
    def template(self) -> str:
        """The Swedish sentence with places for the facts: the text to translate."""
        return (REASONS if self.about == "contact" else SHORTAGES)[self.rule]

    @property
    def text(self) -> str:
        """The Swedish sentence."""
        return self.template % self.facts
