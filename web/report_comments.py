"""The comments of a report: a person lets each through, in words they can change, or leaves it out."""

import re
from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from shopper.call_rules import GRADES
from shopper.faults import BadInput
from shopper.printed_text import LONGEST_COMMENT, fault_of, one_line
from shopper.queries import counted_states
from shopper.report_choices import CommentDecision, decide_comments, take_back
from shopper.texts import mark
from web.dependencies import TheActor
from web.language import gettext
from web.report_comments_view import MOST_CARDS, Card, CommentsView, comments_view
from web.report_here import ReportHere, TheReport

router = APIRouter(prefix="/waves/{name}/{code}/report")

FAULTS: Final = {
    "empty": mark("Skriv vad som ska stå i rapporten, eller välj Visa inte."),
    "too_long": mark("Texten är för lång. Korta den till högst 1 000 tecken."),
}
NOTHING_CHOSEN: Final = mark("Ingen kommentar är vald. Kryssa för dem som beslutet gäller.")
GRADED_ANEW: Final = mark("Bedömningen har ändrats sedan sidan visades. Läs kommentaren som den är nu och bestäm igen.")
WANTED: Final = ("undecided", "shown", "hidden", "all")
_DEED: Final = re.compile(r"(show|hide|back)(?:-([0-9]{1,9}))?")


class TypedComments(BaseModel):
    """The form: of every comment on the page its call, version, factor and text; which are ticked; what to do."""

    do: str = ""
    call: list[int] = Field(default_factory=list, max_length=MOST_CARDS)
    version: list[int] = Field(default_factory=list, max_length=MOST_CARDS)
    factor: list[str] = Field(default_factory=list, max_length=MOST_CARDS)
    text: list[str] = Field(default_factory=list, max_length=MOST_CARDS)
    chosen: list[int] = Field(default_factory=list, max_length=MOST_CARDS)

    def decisions(self) -> dict[int, CommentDecision]:
        """Every comment of the form as if it were to be shown, by call. BadInput when the lists do not fit together."""
        if not len(self.call) == len(self.version) == len(self.factor) == len(self.text):
            raise BadInput("the form is not whole; open the page again")
        rows = zip(self.call, self.version, self.factor, self.text, strict=True)
        return {
            call: CommentDecision(call, version, factor, text, is_shown=True) for call, version, factor, text in rows
        }


@router.get("/comments")
def show_comments(here: TheReport, which: str = "undecided", suggest: bool = False, done: str = "") -> HTMLResponse:
    """The comments that are not decided, or those asked for; with `suggest` those that would make it balanced."""
    return _page(here, _Asked(which, suggest), done=done)


@router.post("/comments")
def decide_about_comments(
    here: TheReport, actor: TheActor, typed: Annotated[TypedComments, Form()], which: str = "undecided"
) -> Response:
    """Show or leave out the ticked comments, or the one whose button was pressed."""
    asked, deed, rows = _Asked(which), _deed(typed.do), typed.decisions()
    wanted = {deed.call} if deed.call is not None else set(typed.chosen)
    _refuse_others(_view(here), rows, wanted)
    if not wanted:
        return _page(here, asked, rows, problem=gettext(NOTHING_CHOSEN))
    if deed.what == "back":
        for call in sorted(wanted):
            take_back(here.session, here.id, call, actor.cause)
        return _after(here, asked, rows, wanted, "back")
    chosen = [replace(rows[call], is_shown=deed.what == "show") for call in sorted(wanted)]
    errors = {one.call_id: gettext(FAULTS[fault]) for one in chosen if (fault := _fault(one))}
    if errors:
        return _page(here, asked, rows, errors=errors)
    states = counted_states(here.method)
    left = decide_comments(here.session, here.id, states, chosen, actor.id, actor.cause)
    if left:
        kept = {call: one for call, one in rows.items() if call not in wanted}
        return _page(here, asked, kept, errors=dict.fromkeys(left, gettext(GRADED_ANEW)), status=409)
    return _after(here, asked, rows, wanted, deed.what)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which comments the page lists, and whether a balanced choice among them is ticked."""

    which: str = "undecided"
    suggest: bool = False

    def lists(self, card: Card, suggested: frozenset[int]) -> bool:
        if self.suggest:
            return card.id in suggested
        shown = {"undecided": ("undecided", "outdated"), "all": ("undecided", "outdated", "shown", "hidden")}
        return card.standing in shown.get(self.which, (self.which,))


@dataclass(frozen=True, slots=True)
class _Deed:
    what: str
    call: int | None


def _deed(do: str) -> _Deed:
    found = _DEED.fullmatch(do)
    if found is None:
        raise BadInput(f"{do[:40]!r} is nothing to do with a comment; open the page again")
    return _Deed(found[1], int(found[2]) if found[2] else None)


def _refuse_others(view: CommentsView, rows: dict[int, CommentDecision], wanted: set[int]) -> None:
    """What is decided about stands on the page, and is none that the visitor has still to grade blind."""
    here = {card.id for card in view.cards}
    if not wanted <= rows.keys() & here or any(row.factor not in GRADES for row in rows.values()):
        raise BadInput("the form names a comment that is not here; open the page again")


def _fault(one: CommentDecision) -> str | None:
    return fault_of(one_line(one.text), LONGEST_COMMENT) if one.is_shown else None


def _after(here: ReportHere, asked: _Asked, rows: dict[int, CommentDecision], wanted: set[int], what: str) -> Response:
    """Back to the list; where something else was changed on it, with that still in its fields."""
    cards = {card.id: card for card in _view(here).cards}
    others = {call: row for call, row in rows.items() if call not in wanted and call in cards}
    if any((row.text, row.factor) != (cards[call].text, cards[call].factor) for call, row in others.items()):
        return _page(here, asked, others, done=what)
    return RedirectResponse(f"{here.base}/comments?which={quote(asked.which)}&done={what}", status_code=303)


def _page(  # noqa: PLR0913 - what the form and the store say
    here: ReportHere,
    asked: _Asked,
    typed: dict[int, CommentDecision] | None = None,
    *,
    errors: dict[int, str] | None = None,
    problem: str = "",
    done: str = "",
    status: int = 422,
) -> HTMLResponse:
    view = _view(here)
    suggested = view.suggested(here.wave.seed) if asked.suggest else frozenset()
    cards = [_with_typed(card, typed or {}) for card in view.cards if asked.lists(card, suggested)]
    values = {
        "method": here.method,
        "view": view,
        "cards": cards[:MOST_CARDS],
        "has_more": len(cards) > MOST_CARDS,
        "asked": asked,
        "wanted": WANTED,
        "suggested": suggested,
        "factors": GRADES,
        "errors": errors or {},
        "problem": problem,
        "done": done if done in ("show", "hide", "back") else "",
    }
    return here.page("report_comments.html", status if errors or problem else 200, **values)


def _view(here: ReportHere) -> CommentsView:
    return comments_view(here.session, here.measurement, here.method, here.user.id)


def _with_typed(card: Card, typed: dict[int, CommentDecision]) -> Card:
    """The card with what somebody has typed in its fields."""
    row = typed.get(card.id)
    return card if row is None else replace(card, text=row.text, factor=row.factor)
