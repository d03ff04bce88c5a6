"""Who a reply says it is from: name, title, administration, municipality and phone, each with where it was found.

Only a proposal, for a person to confirm. Precision before recall: what is not surely a name is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from mail_probe.evidence.phrases import fold
from mail_probe.reading.sender_words import (
    FUNCTION_ENDINGS,
    NOT_NAME_ENDINGS,
    NOT_NAMES,
    NOT_UNITS,
    PARTICLES,
    TITLE_ENDINGS,
    UNIT_ENDINGS,
)
from mail_probe.reading.signature import Signature, SignatureLine, find_signature

TEXT_LIMIT_CHARACTERS = 40_000
_LINE_CHARACTERS = 200
_SEGMENTS_READ = 12
_SEGMENT_WORDS = 9
_FULL_NAME_WORDS = (2, 4)
_PHONE_DIGITS = (7, 13)
_NAME_LINES = 4

_SEPARATORS = re.compile(r"\s*[|•·;,\t]\s*|\s+[-–—/]+\s+|:\s+|\s{3,}|[()\[\]]|^[-–—/*_~\s]+|[-–—/*_~\s]+$")
_WEB_OR_MAIL = re.compile(r"@|https?:|www\.|\w\.(?:se|dk|no|de|com|nu|org|eu|net)\b", re.IGNORECASE)
_NAME_WORD = re.compile(r"[^\W\d_]+(?:[-'’´][^\W\d_]+)*\.?$")
_PHONE = re.compile(r"(?<![\d.,:/+-])(?:\+|00)?(?:\(0\)|[\d(])[\d\s()/–-]{5,24}\d(?![\d.,:/]*\d)")
_PHONE_LABEL = re.compile(
    r"\b(?:te?l|tfn|tlf|telefon\w*|phone|mobil\w*|direkt\w*|vx|växel\w*|ring)\b|☎|📞", re.IGNORECASE
)
_FAX = re.compile(r"\b(?:tele)?fax\b", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"\b(?:mig|mitt|min|meg|mit|me|my|mich|meine?r?)\b", re.IGNORECASE)
_CAPITAL = "[A-ZÅÄÖÆØÜ]"
_MUNICIPALITY = re.compile(
    rf"(?:{_CAPITAL}[\w-]{{1,30}} ){{1,2}}(?i:kommune?s?|stads?)\b|"
    rf"\b(?i:region|stadt|gemeinde|landkreis|city of|town of|municipality of) {_CAPITAL}[\w-]{{1,30}}|"
    rf"(?:{_CAPITAL}[\w-]{{1,30}} ){{1,2}}(?i:municipality|city council)\b"
)

Place = Literal["signature", "from_name", "text"]


@dataclass(frozen=True)
class Detail:
    """One thing a sender says of himself, and where; `line` counts from 1, and a signature's first is its closing."""

    value: str
    place: Place
    line: int = 0

    @property
    def where(self) -> str:
        """The place as evidence, such as `signature line: 2`."""
        return "From display name" if self.place == "from_name" else f"{self.place} line: {self.line}"


@dataclass(frozen=True)
class SenderDetails:
    """What is known about a sender; None for what was not found.

    `name` is a person's, at best first name and surname. `function` is the name of a desk such as "Kontaktcenter" that
    stands where a person's name could: it says which part of the administration answered, and nobody's name.
    """

    name: Detail | None = None
    title: Detail | None = None
    administration: Detail | None = None
    municipality: Detail | None = None
    phone: Detail | None = None
    function: Detail | None = None

    @property
    def has_full_name(self) -> bool:
        """Whether first name and surname are known."""
        return self.name is not None and len(self.name.value.split()) > 1


def details_of(visible: str, from_name: str = "", *, municipality: str = "", not_by: str = "") -> SenderDetails:
    """What an unquoted text with its signature, and the display name in From, say about the sender.

    `municipality` is the name of the one that was asked, such as "Vetlanda"; it is also recognised without "kommun".
    `not_by` is the name under our own letter, which is nobody's there. The signature goes before the display name.
    Any text gives a result, in linear time.
    """
    display = " ".join(from_name[:_LINE_CHARACTERS].split())
    by_display = _from_display(display, municipality)
    known = (by_display.name.value,) if by_display.name else ()
    signature = find_signature(visible[:TEXT_LIMIT_CHARACTERS], known, not_by=not_by)
    found = SenderDetails()
    for line in signature.lines:
        found = _filled(found, _of_line(line, municipality, may_name=line.number <= _NAME_LINES))
    if found.name and by_display.name and found.name.value in by_display.name.value.split():
        found = replace(found, name=None)  # "Karin" in the signature, "Karin Berg" in From
    found = _filled(found, by_display)
    return replace(found, phone=found.phone or _phone_in_text(signature))


def found_details(details: SenderDetails) -> frozenset[str]:
    """Which of `sender_rules.DETAILS` were found. A first name alone is no name here; a title counts as a function."""
    found = {
        "name": details.has_full_name,
        "function": details.title is not None or details.function is not None,
        "administration": details.administration is not None,
        "municipality": details.municipality is not None,
        "phone": details.phone is not None,
    }
    return frozenset(one for one, is_there in found.items() if is_there)


def _filled(first: SenderDetails, second: SenderDetails) -> SenderDetails:
    """The first with its gaps filled from the second."""
    both = {one.name: getattr(first, one.name) or getattr(second, one.name) for one in fields(SenderDetails)}
    return SenderDetails(**both)


def _from_display(display: str, municipality: str) -> SenderDetails:
    """The display name of From: "Karin Berg", "Berg, Karin", "Karin Berg - Vetlanda kommun" or "Kontaktcenter"."""
    surname, comma, rest = display.partition(",")
    first_names = rest.partition("(")[0].strip()
    if comma and _is_name(f"{first_names} {surname.strip()}") and len(surname.split()) == 1:
        display = f"{first_names} {surname.strip()}{rest[len(rest.partition('(')[0]) :]}"
    found = _of_line(SignatureLine(0, display.replace(" via ", " | ").replace("/", " | ")), municipality, may_name=True)
    placed = {
        one.name: Detail(getattr(found, one.name).value, "from_name")
        for one in fields(SenderDetails)
        if getattr(found, one.name)
    }
    return SenderDetails(**placed)


def _of_line(line: SignatureLine, municipality: str, *, may_name: bool) -> SenderDetails:
    found = SenderDetails()
    phone = _phone_in(line.text)
    if phone:
        found = replace(found, phone=Detail(phone, "signature", line.number))
    for segment in _segments(line.text):
        values = _of_segment(segment, municipality, may_name=may_name)
        placed = {field: Detail(value, "signature", line.number) for field, value in values.items()}
        found = _filled(found, SenderDetails(**placed))
    return found


def _segments(text: str) -> Iterator[str]:
    for segment in _SEPARATORS.split(text[:_LINE_CHARACTERS], maxsplit=_SEGMENTS_READ * 2)[: _SEGMENTS_READ * 2]:
        plain = segment.strip(" .,*_")
        if plain and len(plain.split()) <= _SEGMENT_WORDS and not _WEB_OR_MAIL.search(plain):
            yield plain


def _of_segment(segment: str, municipality: str, *, may_name: bool) -> dict[str, str]:
    """What one piece of a line says: it may hold a name and a title, or an administration and a municipality."""
    found: dict[str, str] = {}
    place = _municipality_in(segment, municipality)
    if place:
        found["municipality"] = place
        segment = segment.replace(place, " ").strip(" ,-–")
    words = segment.split()
    kinds = [_kind_of(word) for word in words]
    name = _name_in(words, kinds) if may_name else ""
    if name:
        found["name"] = name
        segment = segment.replace(name, " ").strip(" ,-–")
    if "title" in kinds:
        found["title"] = " ".join(segment.split())
    has_number = any(character.isdigit() for character in segment)
    if "unit" in kinds and not has_number:
        found["administration"] = " ".join(segment.split())
    if "function" in kinds and not has_number:
        found["function"] = " ".join(segment.split())
    return found


def _kind_of(word: str) -> str:
    plain = fold(word).strip(".,'")
    if plain.endswith(FUNCTION_ENDINGS):
        return "function"
    if plain.endswith(TITLE_ENDINGS):
        return "title"
    if plain.endswith(UNIT_ENDINGS) and plain not in NOT_UNITS:
        return "unit"
    if plain in NOT_NAMES or plain.endswith(NOT_NAME_ENDINGS):
        return "other"
    return "particle" if plain in PARTICLES else "name" if _looks_like_name(word) else "other"


def _looks_like_name(word: str) -> bool:
    return word[:1].isupper() and _NAME_WORD.match(word) is not None


def _is_name(text: str) -> bool:
    words = text.split()
    return bool(words) and _name_in(words, [_kind_of(word) for word in words]) == text


def _name_in(words: list[str], kinds: list[str]) -> str:
    """The person's name in a segment: all of it, or what stands before or after its title; a first name alone too."""
    start = 1 if kinds[:1] == ["title"] else 0
    end = start
    while end < len(kinds) and kinds[end] in ("name", "particle"):
        end += 1
    is_whole = end == len(kinds) or "title" in kinds[end:]
    names = [word for word, kind in zip(words[start:end], kinds[start:end], strict=True) if kind == "name"]
    if not is_whole or not names or kinds[start] != "name" or kinds[end - 1] != "name":
        return ""
    least = 1 if end == len(kinds) and start == 0 else _FULL_NAME_WORDS[0]
    return " ".join(words[start:end]) if least <= len(names) <= _FULL_NAME_WORDS[1] else ""


def _municipality_in(segment: str, municipality: str) -> str:
    known = re.search(rf"(?<!\w){re.escape(municipality)}s?(?: (?:kommune?|stad))?(?!\w)", segment)
    if municipality and known and not any(character.isdigit() for character in segment):
        return known[0]
    found = _MUNICIPALITY.search(segment)
    if found is None:
        return ""
    words = found[0].split()
    while len(words) > 2 and _kind_of(words[0]) != "name":  # noqa: PLR2004 - a name and "kommun"
        words = words[1:]
    return " ".join(words)


def _phone_in(line: str) -> str:
    """The first telephone number of a line; fax numbers, postcodes, dates and organisation numbers are none."""
    line = _FAX.split(line[:_LINE_CHARACTERS], maxsplit=1)[0]
    is_labelled = bool(_PHONE_LABEL.search(line))
    for found in _PHONE.finditer(line):
        number = found[0].strip()
        digits = sum(character.isdigit() for character in number)
        is_written_so = number.startswith(("0", "+", "(0"))
        if _PHONE_DIGITS[0] <= digits <= _PHONE_DIGITS[1] and (is_written_so or is_labelled):
            return number
    return ""


def _phone_in_text(signature: Signature) -> Detail | None:
    """A number that the sender calls his own in the text; other numbers there may be anybody's."""
    for line in signature.outside:
        number = _phone_in(line.text) if _OWN_NUMBER.search(line.text[:_LINE_CHARACTERS]) else ""
        if number:
            return Detail(number, "text", line.number)
    return None
