"""Where a text holds a number that points at somebody: of a person, a telephone or a car. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from report_templates.known_people import KnownPeople

_DASH: Final = r"\u2010\u2011\u2012\u2013\u2212\-"
_DATE: Final = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|[67]\d|8\d|9[01])"
_IDENTITY: Final = (
    re.compile(rf"(?<!\d)(?:\d{{2}})?\d{{6}}[ \t]?[{_DASH}+][ \t]?(?:\d{{4}}|[xX*]{{4}})(?!\d)"),
    re.compile(rf"(?<![\d{_DASH}])(?:19|20){_DATE}[ \t]?\d{{4}}(?!\d)"),
)
_BARE_IDENTITY: Final = re.compile(rf"(?<![\d+{_DASH}]){_DATE}[ \t]?\d{{4}}(?!\d)")

_PHONE: Final = re.compile(rf"(?<![\d{_DASH}])(?:\+\d|00\d|\(?0\d)[\d\s()/{_DASH}]{{4,18}}\d(?!\d)")
_DOTTED: Final = re.compile(
    rf"(?<![\d.])(?:\+\d{{2}}|0\d{{1,3}})[.{_DASH}/]\d{{2,3}}\.\d{{2,3}}(?:\.\d{{2,3}}){{0,2}}(?!\.?\d)"
)
_NUMBER: Final = re.compile(
    rf"(?<![\d,])[(+]?\d[\d\s()/.{_DASH}]{{2,22}}\d(?!\d|[ \u00a0]?(?:kr|öre|procent|%|invånare))"
)
_EXTENSION: Final = re.compile(
    r"\b(?:tel\.?(?:efon|ephone)?(?:nummer|nr)?|tfn|tlf|mobil(?:nummer|nr)?|mobile|phone|direkt(?:nummer|nr)|nummer|ring|call)\b"
    r"[\s.:]{1,3}(?:på\s|on\s)?(?P<number>\d[\d \u00a0\u2010-\u2013-]{2,}\d)|"
    r"\b(?:anknytning(?:en|snummer)?|ankn|extension|ext)\b[\s.:]{1,3}(?P<short>\d[\d \u00a0-]*\d)",
    re.IGNORECASE,
)
_PLATE: Final = re.compile(
    r"(?<![\w-])(?!(?:TEL|TFN|MAX|MIN|SFS|AFS|DNR|LSS|PBL|SOL|BBR|HUS|RUM|NUM|LAG|SEK|EUR|CSN|KOM|ART|PUL)\b)"
    r"[A-HJ-PR-UW-Z]{3}[ \t-]?\d{2}[\dA-HJ-NPR-UW-Z](?![\w%]|[ \t]?(?:kr|st|km|m)\b|[.,:]\d)"
)
_NAMED_PLATE: Final = re.compile(
    r"\b(?:reg(?:istrerings)?[. ]?(?:nr|nummer|skylt(?:en)?)|bilen|licen[cs]e plate|number plate)\b[\s.:]{1,3}"
    r"(?P<plate>[a-z]{3}[ \t-]?\d{2}[\da-z])(?!\w)",
    re.IGNORECASE,
)
_LEAST_DIGITS: Final = 7
"""The shortest Swedish number with its area code; less is a time, a date or a sum."""
_LEAST_OWN_DIGITS: Final = 5
"""So many last digits of a known number tell whose it is, when the area code is left out."""


def identity_places(text: str) -> Iterator[tuple[int, int]]:
    """Where a personal identity number stands, from and to; ten digits in a row when their last one fits (Luhn)."""
    yield from (hit.span() for pattern in _IDENTITY for hit in pattern.finditer(text))
    yield from (hit.span() for hit in _BARE_IDENTITY.finditer(text) if _has_check_digit(_digits(hit[0])))


def phone_places(text: str, known: KnownPeople) -> Iterator[tuple[int, int]]:
    """Where a telephone number stands: in full, behind a word for it, or a known one in part; from and to."""
    for hit in _PHONE.finditer(text):
        if len(_digits(hit[0])) >= _LEAST_DIGITS:
            yield hit.span()
    yield from (hit.span() for hit in _DOTTED.finditer(text) if len(_digits(hit[0])) > _LEAST_DIGITS)
    yield from (hit.span("number" if hit["number"] else "short") for hit in _EXTENSION.finditer(text))
    own = tuple(_national(number) for number in known.numbers)
    for hit in _NUMBER.finditer(text) if own else ():
        digits = _national(hit[0])
        if len(digits) >= _LEAST_OWN_DIGITS and any(number.endswith(digits) for number in own):
            yield hit.span()


def plate_places(text: str) -> Iterator[tuple[int, int]]:
    """Where the registration plate of a car stands, from and to: in capitals, or behind a word for it."""
    yield from (hit.span() for hit in _PLATE.finditer(text))
    yield from (hit.span("plate") for hit in _NAMED_PLATE.finditer(text))


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit())


def _has_check_digit(digits: str) -> bool:
    """Whether the last digit of ten is what the others make it (Luhn's algorithm)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _national(number: str) -> str:
    """The digits of a number as it is dialled inside Sweden."""
    digits = _digits(number.replace("(0)", ""))
    return re.sub(r"^(?:00)?46(?=\d{7})", "0", digits)
