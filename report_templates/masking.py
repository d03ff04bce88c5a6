"""Taking officials' names, numbers and addresses out of anything that is printed (design 4.14).

Rules, not understanding: what looks like an address (`masked_addresses.py`) or a number (`masked_numbers.py`) goes,
what is known of the municipality's officials goes in any form (`known_people.py`), and a capitalised word goes where
the words before it introduce a person (`masked_names.py`). It rather masks a word too many than one too few; a person
looks at each text before it is printed.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from report_templates.known_people import NOBODY, KnownPeople, known_name_spans
from report_templates.masked_addresses import mail_places, page_places, street_places
from report_templates.masked_names import is_introduced, is_no_name, is_place, signing_names, unknown_names
from report_templates.masked_numbers import identity_places, phone_places, plate_places

MAIL_MASK: Final = "[e-postadress]"
NUMBER_MASK: Final = "[personnummer]"
PHONE_MASK: Final = "[telefonnummer]"
PLATE_MASK: Final = "[registreringsnummer]"
STREET_MASK: Final = "[adress]"
NAME_MASK: Final = "[namn]"
MASKS: Final = (MAIL_MASK, NUMBER_MASK, PHONE_MASK, PLATE_MASK, STREET_MASK, NAME_MASK)
"""In the order in which they win where two would cover the same words."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text that are masked, and the mask that stands for them."""

    start: int
    end: int
    mask: str


def masked(text: str, known: KnownPeople = NOBODY) -> str:
    """The text without addresses, numbers that point at somebody, and names: those known, and those cues give away."""
    return _applied(composed(text), spans(text, known))


def masked_letter(text: str, known: KnownPeople = NOBODY) -> str:
    """A whole reply, masked like `masked`; a line that is nothing but a name is a signature and goes too."""
    return _applied(composed(text), spans(text, known, is_letter=True))


def composed(text: str) -> str:
    """The text with each letter as one character (Unicode NFC): what the places of `spans` count in."""
    return unicodedata.normalize("NFC", text)


def spans(text: str, known: KnownPeople = NOBODY, *, is_letter: bool = False) -> tuple[Span, ...]:
    """What is masked in `composed(text)`, in order and without overlap."""
    text = composed(text)
    found = {
        MAIL_MASK: mail_places(text, known),
        NUMBER_MASK: identity_places(text),
        PHONE_MASK: phone_places(text, known),
        PLATE_MASK: plate_places(text),
        STREET_MASK: street_places(text),
        NAME_MASK: _names(text, known, is_letter=is_letter),
    }
    return _merged(text, [Span(start, end, mask) for mask, places in found.items() for start, end in places])


def _names(text: str, known: KnownPeople, *, is_letter: bool) -> Iterator[tuple[int, int]]:
    for start, end in known_name_spans(text, known, partial(is_introduced, text), is_no_name):
        if not is_place(text, end):
            yield start, end
    yield from unknown_names(text)
    yield from page_places(text)
    if is_letter:
        yield from signing_names(text, frozenset(known.parts))


def _merged(text: str, found: list[Span]) -> tuple[Span, ...]:
    """In order; what overlaps becomes one, and so do names with nothing but a space between them."""
    done: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, MASKS.index(one.mask))):
        last = done[-1] if done else None
        if last is not None and (span.start < last.end or _is_one_name(text, last, span)):
            mask = min(last.mask, span.mask, key=MASKS.index)
            done[-1] = Span(last.start, max(last.end, span.end), mask)
        else:
            done.append(span)
    return tuple(done)


def _is_one_name(text: str, last: Span, span: Span) -> bool:
    between = text[last.end : span.start]
    return last.mask == span.mask == NAME_MASK and between.strip(" \u00a0") == ""


def _applied(text: str, found: tuple[Span, ...]) -> str:
    parts, place = [], 0
    for span in found:
        parts += [text[place : span.start], span.mask]
        place = span.end
    return "".join([*parts, text[place:]])
