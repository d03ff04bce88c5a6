"""The form for grading a letter: what the person confirmed, the category that follows, and what is still wanting."""

from typing import Final

from pydantic import BaseModel, Field

from shopper.grade_letter import LetterGrading
from shopper.method import Method
from shopper.sender_rules import DETAILS, category_of
from shopper.texts import mark
from web.language import gettext
from web.words import word

YES_OR_NO: Final = {"yes": True, "no": False}
LONGEST_REASON: Final = 500
DETAIL_WORDS: Final = {
    "name": mark("För- och efternamn"),
    "function": mark("Titel eller funktion"),
    "administration": mark("Förvaltning eller enhet"),
    "municipality": mark("Kommun"),
    "phone": mark("Telefon"),
}


class TypedLetter(BaseModel):
    """The form as it was sent: `there` are the details that were ticked, `before` the grading that is changed."""

    there: list[str] = Field(default_factory=list)
    sender: str = ""
    extra_information: str = ""
    reason: str = ""
    before: str = ""

    @property
    def confirmed(self) -> frozenset[str]:
        """The ticked details that the form has."""
        return frozenset(self.there) & frozenset(DETAILS)

    @property
    def why(self) -> str:
        """The reason as it is stored."""
        return self.reason.replace("\x00", "").strip()[:LONGEST_REASON]


def detail_words() -> dict[str, str]:
    """The details of the form in the language of the request, by their code."""
    return {code: gettext(text) for code, text in DETAIL_WORDS.items()}


def errors_in(typed: TypedLetter, method: Method, *, is_change: bool) -> dict[str, str]:
    """What is wanting before the grading can be stored, by field, in the language of the request."""
    errors = {}
    if typed.sender not in method.mail.sender:
        errors["sender"] = gettext("Välj vilka uppgifter avsändaren lämnade.")
    if typed.extra_information not in YES_OR_NO:
        errors["extra_information"] = gettext("Välj ja eller nej.")
    follows = category_of(typed.confirmed, method.mail.sender)
    if typed.why:
        return errors
    if is_change:
        errors["reason"] = gettext("Skriv varför bedömningen ändras.")
    elif follows is not None and "sender" not in errors and typed.sender != follows:
        errors["reason"] = gettext(
            "Det du har kryssat för ger %(category)s. Ändra kryssen eller valet, eller skriv varför du väljer annat."
        ) % {"category": word(follows, "sender").lower()}
    return errors


def grading_of(typed: TypedLetter, found: frozenset[str]) -> LetterGrading:
    """The grading that a form without errors holds; `found` is what was proposed beside it."""
    extra = YES_OR_NO[typed.extra_information]
    return LetterGrading(typed.sender, extra, there=typed.confirmed, found=found)


def as_typed(sender: str, *, extra_information: bool) -> str:
    """A stored grading as the form of a change names it: what `as_seen` reads."""
    return f"{sender}/{'yes' if extra_information else 'no'}"


def as_seen(before: str) -> LetterGrading:
    """The grading that the person saw when they began to change it."""
    sender, _, extra = before.partition("/")
    return LetterGrading(sender, extra == "yes")
