"""What every step of a draft wave shows around its own form: the steps with their states, and what is missing."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from fastapi.responses import RedirectResponse
from sqlmodel import Session

from shopper.drafts.draft import STEPS, last_saved
from shopper.drafts.missing import Missing, Note, missing, notes
from shopper.method import Method
from shopper.queries import method_of
from shopper.tables.study import Wave
from shopper.texts import mark
from web.language import gettext, thousands

TITLES: Final = {
    "frame": mark("Namn, metod och veckor"),
    "municipalities": mark("Kommuner"),
    "questions": mark("Frågor"),
    "people": mark("Intervjuare och tider"),
    "senders": mark("E-postkonton och avsändare"),
    "comparison": mark("Jämförelsegrupp"),
    "plan": mark("Plan och start"),
}

SENTENCES: Final = {
    "no_municipalities": mark("Ingen kommun är vald. Välj minst en."),
    "no_hours": mark("%(name)s har inga öppettider. Fyll i dem."),
    "few_questions": mark(
        "%(area_name)s har %(has)d frågor men behöver %(needs)d. Välj fler frågor eller färre reserver."
    ),
    "no_interviewers": mark("Ingen intervjuare är vald. Välj minst en."),
    "no_interviewer_hours": mark("Ingen intervjuare har tider då de kan ringa. Fyll i dem."),
    "no_accounts": mark("Inget e-postkonto är valt. Välj minst ett."),
    "unknown_account": mark("Kontot %(account)s finns inte längre. Välj ett annat."),
    "no_plan": mark("Det finns ingen plan än. Gör planen."),
    "incomplete_plan": mark("Planen har inget för kommunerna %(codes)s. Gör om planen."),
    "old_plan": mark("Mätomgången har ändrats sedan planen gjordes. Gör om planen."),
    "small": mark(
        "%(name)s har bara %(population)s invånare. I en så liten kommun är risken stor att mätningen märks."
    ),
    "other_zone": mark(
        "%(name)s ligger i tidszonen %(zone)s: tider planeras där, men arbetstid räknas i metodens, %(method_zone)s."
    ),
}

_NOT_BEGUN: Final = frozenset({"no_municipalities", "no_interviewers", "no_accounts", "no_plan"})
"""What is missing of a step that nobody has begun with."""


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: `state` is done, missing, waiting (not begun) or optional (not begun, and need not be)."""

    key: str
    number: int
    title: str
    address: str
    state: str
    missing: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps of one draft, and the one that is shown (empty: the overview)."""

    wave: Wave
    base: str
    all: tuple[StepView, ...]
    current: str = ""

    @property
    def step(self) -> StepView:
        """The step that is shown."""
        return self.all[STEPS.index(self.current)]

    @property
    def before(self) -> StepView | None:
        """The step before the one that is shown."""
        place = STEPS.index(self.current)
        return self.all[place - 1] if place else None

    @property
    def after(self) -> StepView | None:
        """The step after the one that is shown."""
        place = STEPS.index(self.current) + 1
        return self.all[place] if place < len(self.all) else None

    @property
    def unfinished(self) -> StepView | None:
        """The first step that lacks something."""
        return next((step for step in self.all if step.missing), None)


def steps_of(session: Session, wave: Wave, current: str = "") -> Steps:
    """The draft's steps with what each lacks, in the language of the request."""
    method = method_of(wave)
    lacks, known = missing(session, wave), notes(session, wave)
    views = tuple(
        StepView(
            key=key,
            number=number,
            title=gettext(TITLES[key]),
            address=step_address(wave.name, key),
            state=_state(key, wave, [lack for lack in lacks if lack.step == key]),
            missing=tuple(sentence(lack, method) for lack in lacks if lack.step == key),
            notes=tuple(sentence(note, method) for note in known if note.step == key),
        )
        for number, key in enumerate(STEPS, start=1)
    )
    return Steps(wave, steps_address(wave.name), views, current)


def sentence(finding: Missing | Note, method: Method) -> str:
    """What is missing or to be known, as a sentence in the language of the request."""
    facts = dict(finding.facts)
    if "area" in facts:
        facts["area_name"] = method.area_named(facts["area"]).name
    if "population" in facts:
        facts["population"] = thousands(facts["population"])
    return gettext(SENTENCES[finding.what]) % facts


def steps_address(name: str) -> str:
    """Where the overview of a draft's steps is."""
    return f"/waves/{quote(name, safe='')}/steps"


def step_address(name: str, step: str) -> str:
    """Where one step of a draft is; the last one, the plan, has pages of its own."""
    if step == "plan":
        return f"/waves/{quote(name, safe='')}/plan"
    return f"{steps_address(name)}/{step}"


def step_saved(name: str, step: str, go: str) -> RedirectResponse:
    """Where a saved step leads: to the next one when the button said `on`, else back to itself, which says so."""
    if go == "on":
        after = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
        return RedirectResponse(step_address(name, after), status_code=303)
    return RedirectResponse(f"{step_address(name, step)}?saved=1", status_code=303)


def overtaken_by(session: Session, wave: Wave, step: str) -> dict[str, Any]:
    """Who saved this step since it was shown, and when, as `step_overtaken` of `step_parts.html` tells it."""
    saved = last_saved(session, wave, step)
    return {"by": saved.by if saved else "", "at": saved.at if saved else None}


def _state(key: str, wave: Wave, lacks: list[Missing]) -> str:
    if any(lack.what in _NOT_BEGUN for lack in lacks):
        return "waiting"
    if lacks:
        return "missing"
    return "optional" if key == "comparison" and not wave.comparison else "done"
