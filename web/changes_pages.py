"""The pages of a wave's changes put together: the forms, the list to choose from, and what a change would do."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import Field
from sqlmodel import Session

from scheduler.changes.change import preview_change
from scheduler.changes.orders import Order
from shopper.queries import wave_named
from web.changes_choices import Choices, choices_of
from web.changes_form import LONGEST_REASON, SENTENCES, TypedChange
from web.changes_pick import LINES_A_PAGE, PickFilter, pick_keys, pick_list
from web.changes_view import counts_of
from web.dependencies import Now, StoreSession
from web.language import gettext
from web.pages import page
from web.plan_words import sentence
from web.weeks import weeks_of

PICKED: Final = ("reassign", "postpone")
"""The changes whose contacts are chosen in a list."""


class TypedPick(TypedChange):
    """A form of changes with the list it was sent from: its ticks and its filter."""

    ref: list[str] = Field(default_factory=list)
    everything: str = ""
    back: str = ""
    channel: str = ""
    who: str = ""
    place: str = ""
    area: str = ""
    week: str = ""
    late: str = ""

    @property
    def wanted(self) -> PickFilter:
        """The filter of the list."""
        return PickFilter(self.channel, self.who, self.place, self.area, self.week, self.late)

    @property
    def kept(self) -> dict[str, str]:
        """Everything that was typed or chosen, as the hidden fields of the next form."""
        return {name: value for name, value in self.model_dump(exclude={"ref", "back", "checksum"}).items() if value}


@dataclass(frozen=True, slots=True)
class WaveHere:
    """The wave that the address names, with what its pages are made from."""

    request: Request
    session: Session
    choices: Choices
    now: datetime

    @property
    def today(self) -> date:
        """The date in the method's zone."""
        return self.now.astimezone(self.choices.method.working_time.zone).date()

    @property
    def base(self) -> str:
        """The address of the wave's changes."""
        return f"/waves/{quote(self.choices.wave.name, safe='')}/changes"

    def page(self, template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """One of the wave's pages."""
        return page(self.request, template, status, choices=self.choices, **values)


def wave_here(request: Request, name: str, session: StoreSession, now: Now) -> WaveHere:
    """The wave of this name, or NotThere."""
    return WaveHere(request, session, choices_of(session, wave_named(session, name)), now)


TheWave = Annotated[WaveHere, Depends(wave_here)]


def with_refs(here: WaveHere, typed: TypedPick) -> TypedPick:
    """The form with the contacts that were ticked, or with all that the list's filter lets through."""
    if typed.kind not in PICKED or typed.refs:
        return typed
    everything = typed.everything and pick_keys(here.session, here.choices.wave, typed.wanted, here.now)
    return typed.model_copy(update={"refs": everything or " ".join(typed.ref)})


def form_again(here: WaveHere, typed: TypedPick, errors: dict[str, str]) -> HTMLResponse:
    """The page that the form stands on, with everything that was typed and what is wrong with it."""
    if typed.kind in PICKED:
        return pick_page(here, typed, typed.wanted, errors=errors)
    return forms_page(here, typed, errors)


def chosen_again(here: WaveHere, typed: TypedPick) -> HTMLResponse:
    """The list anew: of what was chosen, something is done or gone. What is still to be made stays ticked."""
    sentence = SENTENCES["overtaken"]
    return pick_page(here, typed, typed.wanted, errors={"refs": gettext(sentence)}, status=409)


def forms_page(here: WaveHere, typed: TypedPick, errors: dict[str, str]) -> HTMLResponse:
    """What may be changed, each as a form."""
    values = {
        "typed": typed,
        "errors": {f"{typed.kind}-{field}": text for field, text in errors.items()},
        "today": here.choices.first_possible(here.today).isoformat(),
        "longest_reason": LONGEST_REASON,
    }
    return here.page("changes.html", 422 if errors else 200, **values)


def pick_page(  # noqa: PLR0913 - a page and what it shows
    here: WaveHere,
    typed: TypedPick,
    wanted: PickFilter,
    start: int = 0,
    *,
    errors: dict[str, str] | None = None,
    status: int = 422,
) -> HTMLResponse:
    """The list of contacts with what can be done with them."""
    values = {
        "typed": typed,
        "errors": {f"pick-{field}": text for field, text in (errors or {}).items()},
        "wanted": wanted,
        "query": urlencode({name: value for name, value in asdict(wanted).items() if value}),
        "found": pick_list(here.session, here.choices.wave, wanted, here.now, start),
        "chosen": frozenset(typed.refs.split()),
        "weeks": weeks_of(here.choices.wave.first_day, here.choices.wave.last_day),
        "start": start,
        "size": LINES_A_PAGE,
        "longest_reason": LONGEST_REASON,
    }
    return here.page("changes_pick.html", status if errors else 200, **values)


def preview_page(here: WaveHere, typed: TypedPick, order: Order, *, has_changed: bool = False) -> HTMLResponse:
    """What the order would do now. `has_changed`: it is not what was shown before, and nothing was done."""
    change = preview_change(here.session, here.choices.wave, order, here.now)
    values = {
        "typed": typed,
        "order": order,
        "change": change,
        "counts": counts_of(change),
        "sentence": partial(sentence, names=here.choices.names),
        "has_changed": has_changed,
    }
    return here.page("changes_preview.html", 409 if has_changed else 200, **values)
