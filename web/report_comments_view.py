"""What the page of a report's comments shows: each comment with its masked proposal, and how balanced the choice is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlmodel import Session

from report_templates.balance import GradeGroup, balanced_choice
from report_templates.known_people import KnownPeople
from report_templates.masking import composed, masked, spans
from report_templates.quotes import factor_of
from report_templates.subject import Comment
from scheduler.known_officials import known_people
from shopper.call_rules import GRADES
from shopper.method import Method
from shopper.printed_text import one_line
from shopper.queries import counted_states, stored_id
from shopper.report_choices import CommentedCall, commented_calls
from shopper.tables.study import Measurement
from web.blind import hidden_contacts

MOST_CARDS: Final = 100
"""More than are read at once; the rest come when these are decided."""

Standing = Literal["undecided", "outdated", "shown", "hidden"]
STANDINGS: Final[tuple[Standing, ...]] = ("undecided", "outdated", "shown", "hidden")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text as it was written, and whether the proposal masks it."""

    text: str
    is_masked: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One comment: as it was written, in the words proposed or decided, under the factor proposed or decided."""

    call: CommentedCall
    standing: Standing
    pieces: tuple[Piece, ...]
    text: str
    factor: str

    @property
    def id(self) -> int:
        """The call's id."""
        return self.call.id


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """Under one factor and for one grade: calls, comments on them, and how many of those are shown."""

    grade: str
    calls: int
    comments: int
    shown: int


@dataclass(frozen=True, slots=True)
class CommentsView:
    """All comments of a measurement that this reader may see; `unseen`: those they have still to grade blind.

    `balance` is None while there is any call to grade blind: taken from the figures, it would tell that call's grades.
    """

    cards: tuple[Card, ...]
    balance: Mapping[str, tuple[BalanceLine, ...]] | None
    unseen: int
    _groups: Mapping[str, tuple[GradeGroup, ...]]

    def counted(self) -> dict[str, int]:
        """How many comments stand how."""
        return {standing: sum(1 for card in self.cards if card.standing == standing) for standing in STANDINGS}

    def suggested(self, seed: int) -> frozenset[int]:
        """The calls whose comments would make the choice balanced, at most seven a factor with those shown."""
        chosen = (balanced_choice(groups, f"{seed}:{factor}") for factor, groups in self._groups.items())
        return frozenset(call for part in chosen for call in part)


def comments_view(session: Session, measurement: Measurement, method: Method, user_id: int) -> CommentsView:
    """The comments on the calls that the figures count, by id."""
    calls = commented_calls(session, stored_id(measurement.id), counted_states(method))
    blind = hidden_contacts(session, "call", user_id)
    seen = [call for call in calls if call.id not in blind]
    known = known_people(session, measurement)
    cards = tuple(_card(call, known) for call in seen if call.comment)
    balance = {factor: _balance(method, factor, seen, cards) for factor in GRADES}
    return CommentsView(
        cards=cards,
        balance=balance if len(seen) == len(calls) else None,
        unseen=sum(1 for call in calls if call.id in blind and call.comment),
        _groups={factor: _groups(method, factor, seen, cards) for factor in GRADES},
    )


def marked(text: str, known: KnownPeople, *, is_letter: bool = False) -> tuple[Piece, ...]:
    """The text in pieces, those that the proposal masks marked."""
    whole, place = composed(text), 0
    pieces: list[Piece] = []
    for span in spans(whole, known, is_letter=is_letter):
        pieces += [
            Piece(whole[place : span.start], is_masked=False),
            Piece(whole[span.start : span.end], is_masked=True),
        ]
        place = span.end
    return tuple(piece for piece in (*pieces, Piece(whole[place:], is_masked=False)) if piece.text)


def _card(call: CommentedCall, known: KnownPeople) -> Card:
    decision = call.decision
    decided = decision if decision is not None and call.is_decided else None
    standing: Standing = "undecided" if decision is None else "outdated"
    if decided is not None:
        standing = "shown" if decided.is_shown else "hidden"
    proposed = one_line(masked(call.comment, known))
    return Card(
        call=call,
        standing=standing,
        pieces=marked(call.comment, known),
        text=decided.text or proposed if decided else proposed,
        factor=decided.factor if decided else factor_of(Comment(call.area, call.comment)),
    )


def _balance(
    method: Method, factor: str, calls: Sequence[CommentedCall], cards: Collection[Card]
) -> tuple[BalanceLine, ...]:
    of_factor = [card for card in cards if card.factor == factor]
    return tuple(
        BalanceLine(
            grade=grade,
            calls=sum(1 for call in calls if (getattr(call.grades, factor) or "") == grade),
            comments=sum(1 for card in of_factor if _grade(card, factor) == grade),
            shown=sum(1 for card in of_factor if _grade(card, factor) == grade and card.standing == "shown"),
        )
        for grade in (*getattr(method.call, factor), "")
    )


def _groups(
    method: Method, factor: str, calls: Sequence[CommentedCall], cards: Collection[Card]
) -> tuple[GradeGroup, ...]:
    """A comment on a call without a grade in the factor is never proposed: it stands for none of the grades."""
    undecided = [card for card in cards if card.factor == factor and card.standing in ("undecided", "outdated")]
    return tuple(
        GradeGroup(
            grade=line.grade,
            calls=line.calls,
            shown=line.shown,
            candidates=tuple(card.id for card in undecided if _grade(card, factor) == line.grade),
        )
        for line in _balance(method, factor, calls, cards)
        if line.grade
    )


def _grade(card: Card, factor: str) -> str:
    return getattr(card.call.grades, factor) or ""
