"""Taking officials' names, numbers and addresses out of anything that is printed (design 4.14).

Rules, not understanding: what looks like an address or a number goes, what is known of the municipality's officials
goes in any form (`known_people.py`), and a capitalised word goes where the words before it introduce a person. It
rather masks a word too many than one too few; a person looks at each text before it is printed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from report_templates.known_people import NOBODY, KnownPeople, known_name_spans

MAIL_MASK: Final = "[e-postadress]"
PHONE_MASK: Final = "[telefonnummer]"
NUMBER_MASK: Final = "[personnummer]"
NAME_MASK: Final = "[namn]"
MASKS: Final = (MAIL_MASK, NUMBER_MASK, PHONE_MASK, NAME_MASK)
"""In the order in which they win where two would cover the same words."""

_MAIL = re.compile(r"[\w.+-]{1,64}[ \t]?@[ \t]?[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SPELT_MAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:[(\[]\s?(?:at|a|snabel-?a|@)\s?[)\]]|\bsnabel-?a\b)\s?[\w-]{1,63}(?:\.[\w-]{1,63})+",
    re.IGNORECASE,
)
_LOCAL = r"(?<![\w.@/-])[\w+-]{1,64}(?:\.[\w+-]{1,64})*(?:[^\w\s./:-]{1,3}|[(\[]\w{1,9}[)\]])(?:[\w-]{1,63}\.)?"
_IDENTITY = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+]\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\d-])(?:\+\d|00\d|\(?0\d)[\d\s()/\u2013-]{4,18}\d(?!\d)")
_NUMBER = re.compile(r"(?<![\d,])[(+]?\d[\d\s()/.\u2013-]{2,22}\d(?!\d|[ \u00a0]?(?:kr|öre|procent|%|invånare))")
_EXTENSION = re.compile(
    r"\b(?:tel(?:efon)?(?:nummer|nr)?|tfn|mobil|direktnummer|nummer|ring)\b[\s.:]{1,3}(?:på\s)?"
    r"(?P<number>\d[\d \u00a0-]{2,}\d)|"
    r"\b(?:anknytning(?:en|snummer)?|ankn)\b[\s.:]{1,3}(?P<short>\d[\d \u00a0-]*\d)",
    re.IGNORECASE,
)

_NAME = r"[A-ZÅÄÖÉ][a-zåäöéüø]+(?:-[A-ZÅÄÖÉ][a-zåäöéüø]+)?"
_CUES = (
    r"heter|hette|vid namn|namnet|kallad|(?:talade?|talat|talar|pratade?|pratat|pratar|prata|tala|talas) med|"
    r"fick tag (?:på|i)|kopplad(?:es)? till|kopplade (?:mig )?till|vidare till|hänvisad(?:es)? till|"
    r"kontakt(?:a|ade|at)?(?: med)?|ringa?|ringde|mejla|maila|fråga(?: efter)?|sök(?:a|te)|träffa|"
    r"handläggare[n]?|biståndshandläggare[n]?|tjänsteman(?:nen)?|rektorn?|chefen|enhetschefen|registratorn?|"
    r"sekreteraren?|assistenten?|ingenjören|inspektören|läraren|kollegan|receptionisten|telefonisten|"
    r"svarade|hej|hejsan|hälsningar|hälsning|mvh|tack|(?:han|hon|jag) är"
)
_INTRODUCED = re.compile(
    rf"\b(?i:{_CUES})[ \t,:]+(?:(?i:som heter|en|herr|fru)\s+)?(?P<name>{_NAME}(?:[ \t]+{_NAME}){{0,2}})"
)
_LAST_CUE = re.compile(rf"\b(?:{_CUES})[ \t,:]+(?:(?:som heter|herr|fru)\s+)?\Z", re.IGNORECASE)
_CUE_CHARACTERS: Final = 40
_SURNAME_ENDINGS = "son|berg|ström|qvist|quist|kvist|gren|lund|dahl|dal|stedt|mark|strand|man|ell|ius|lin|löf|borg"
_FULL_NAME = re.compile(rf"\b(?P<first>{_NAME})[ \t]+[A-ZÅÄÖÉ][a-zåäöéüø]*(?:{_SURNAME_ENDINGS})\b")
_SIGNATURE = re.compile(
    rf"^[ \t]*(?!Hej|Med |Vänlig|God |Tack|Mvh)(?P<name>{_NAME}(?:[ \t]+{_NAME}){{1,2}})[ \t]*$", re.MULTILINE
)

_SHORT_SIGNATURE = re.compile(rf"^[ \t]*/?[ \t]?(?P<name>{_NAME})[ \t]*$", re.MULTILINE)

_NOT_NAMES = re.compile(
    r"^(?:Hon|Han|Hen|De|Den|Det|Dem|Jag|Du|Vi|Ni|Man|Min|Ditt|Din|Dina|Er|Ert|Era|Om|I|På|Att|När|Var|Vad|Hur|Ja|Nej|Inte|Detta|Denna|Här|Där|Ingen|Inget"
    r"|Kommunen|Växeln|Kontaktcenter|Kundcenter|Kundtjänst|Medborgarkontoret|Stadshuset|Kommunhuset|Skatteverket"
    r"|Försäkringskassan|Bygg|Bygglov|Miljö|Barn|Kultur|Gator|Skola|Förskola|Grundskola|Socialtjänsten"
    r"|\w+(?:kontoret|förvaltningen|enheten|nämnden|avdelningen|verket))$"
)
_TITLE = re.compile(
    r"(?:handläggare|sekreterare|chef|ingenjör|inspektör|lärare|rektor|registrator|tjänsteman)(?:e?n)?$", re.IGNORECASE
)
_LEAST_DIGITS: Final = 7
"""The shortest Swedish number with its area code; less is a time, a date or a sum."""
_LEAST_OWN_DIGITS: Final = 5
"""So many last digits of a known number tell whose it is, when the area code is left out."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text that are masked, and the mask that stands for them."""

    start: int
    end: int
    mask: str


def masked(text: str, known: KnownPeople = NOBODY) -> str:
    """The text without addresses, phone and identity numbers, and names: those known, and those that cues give away."""
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
    found = [*_addresses(text, known), *_numbers(text, known), *_names(text, known)]
    if is_letter:
        short = (hit for hit in _SHORT_SIGNATURE.finditer(text) if hit["name"].casefold() in known.parts)
        found += [Span(*hit.span("name"), NAME_MASK) for hit in (*_SIGNATURE.finditer(text), *short)]
    return _merged(text, found)


def _addresses(text: str, known: KnownPeople) -> Iterator[Span]:
    patterns = [_MAIL, _SPELT_MAIL]
    if known.domains:
        domains = "|".join(re.escape(domain) for domain in sorted(known.domains))
        patterns.append(re.compile(rf"{_LOCAL}(?:{domains})(?![\w-])", re.IGNORECASE))
    for pattern in patterns:
        yield from (Span(*hit.span(), MAIL_MASK) for hit in pattern.finditer(text))
    locals_ = sorted(address.partition("@")[0] for address in known.addresses)
    if dotted := [re.escape(local) for local in locals_ if "." in local]:
        pattern = re.compile(rf"(?<![\w.@-])(?:{'|'.join(dotted)})(?![\w-])", re.IGNORECASE)
        yield from (Span(*hit.span(), MAIL_MASK) for hit in pattern.finditer(text))


def _numbers(text: str, known: KnownPeople) -> Iterator[Span]:
    yield from (Span(*hit.span(), NUMBER_MASK) for hit in _IDENTITY.finditer(text))
    for hit in _PHONE.finditer(text):
        if len(_digits(hit[0])) >= _LEAST_DIGITS:
            yield Span(*hit.span(), PHONE_MASK)
    for hit in _EXTENSION.finditer(text):
        yield Span(*hit.span("number" if hit["number"] else "short"), PHONE_MASK)
    own = tuple(_national(number) for number in known.numbers)
    for hit in _NUMBER.finditer(text) if own else ():
        digits = _national(hit[0])
        if len(digits) >= _LEAST_OWN_DIGITS and any(number.endswith(digits) for number in own):
            yield Span(*hit.span(), PHONE_MASK)


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isdigit())


def _national(number: str) -> str:
    """The digits of a number as it is dialled inside Sweden."""
    digits = _digits(number.replace("(0)", ""))
    return re.sub(r"^(?:00)?46(?=\d{7})", "0", digits)


def _names(text: str, known: KnownPeople) -> Iterator[Span]:
    def is_introduced(place: int) -> bool:
        return _LAST_CUE.search(text[max(0, place - _CUE_CHARACTERS) : place]) is not None

    for start, end in known_name_spans(text, known, is_introduced, _is_no_name):
        if not _is_place(text, end):
            yield Span(start, end, NAME_MASK)
    for hit in _FULL_NAME.finditer(text):
        start = hit.start() if not _is_no_name(hit["first"]) else hit.end("first") + 1
        yield Span(start, hit.end(), NAME_MASK)
    for hit in _INTRODUCED.finditer(text):
        if not _is_no_name(hit["name"].split()[0]) and not _is_place(text, hit.end()):
            yield Span(*hit.span("name"), NAME_MASK)


def _is_no_name(word: str) -> bool:
    return bool(_NOT_NAMES.match(word) or _TITLE.search(word))


def _is_place(text: str, end: int) -> bool:
    return text[end : end + 10].lstrip().lower().startswith("kommun")


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
