"""Where a text gives a person's name away without our knowing the person: by the words before it, or by its form. Pure.

A name is a capitalised word of any alphabet, with small letters in it: Öberg, Çelik, McDonald, DeLaval, O'Brien. Words
in capitals alone are taken for abbreviations of parts of the administration.
"""

import re
from collections.abc import Iterator
from typing import Final

_CAPITALS: Final = "".join(letter for letter in map(chr, range(0x2000)) if letter.isupper())
_CAPITAL: Final = f"[{_CAPITALS}]"
_LETTER: Final = r"[^\W\d_]"
_SMALL: Final = rf"[^\W\d_{_CAPITALS}]"
_INITIAL: Final = rf"(?![IÅÖ]){_CAPITAL}"

_WORD: Final = (
    rf"(?:{_LETTER}['’´])?{_CAPITAL}(?={_LETTER}{{0,40}}{_SMALL}){_LETTER}{{1,40}}(?:['’´]{_LETTER}{{1,40}})?"
)
NAME: Final = rf"{_WORD}(?:[-‐‑]{_WORD}){{0,3}}(?![\w-])"
"""One word of a name, or several with hyphens."""
_INNER: Final = r"(?:(?:von|van|af|de|der|den|la|le|di|da|dos|del|el|al|bin|ibn)[ \t]+){0,2}"
_OUTER: Final = r"(?:(?:von|van|af|di|da|del|el|al|bin|ibn)[ \t]+){0,2}"
_INITIALS: Final = rf"(?:{_CAPITAL}\.[ \t]?){{1,3}}"
NAMES: Final = (
    rf"{_OUTER}(?:{_INITIALS})?{NAME}(?:[ \t]+(?:{_INITIAL}\.?[ \t]+)?{_INNER}{NAME}){{0,2}}"
    rf"(?:[ \t]+{_INITIAL}(?!\w))?"
)
"""A whole name: up to three words, with initials and `von`."""

_SWEDISH_CUES: Final = (
    r"heter|hette|vid namn|namnet|kallad|(?:talade?|talat|talar|pratade?|pratat|pratar|prata|tala|talas) med|"
    r"fick tag (?:på|i)|kopplad(?:es)? till|kopplade (?:mig )?till|vidare till|hänvisad(?:es)? till|"
    r"kontakt(?:a|ade|at)?(?: med)?|ringa?|ringde|mejla|maila|fråga(?: efter)?|frågade efter|sök(?:a|te)|träffa|"
    r"(?:hjälpt?|bemött|besvarad|uppringd|kontaktad) av|presenterade sig som|"
    r"(?:bistånds|bygglovs|miljö)?handläggare[n]?|tjänsteman(?:nen)?|rektorn?|(?:enhets|förvaltnings)?chef(?:en)?|"
    r"registratorn?|sekreteraren?|assistenten?|ingenjören?|inspektören?|lärare[n]?|kollegan?|receptionist(?:en)?|"
    r"telefonist(?:en)?|svarade|hej|hejsan|hälsningar|hälsning|mvh|tack|(?:han|hon|hen|jag) är"
)
_ENGLISH_CUES: Final = (
    r"(?:spoke|speak|spoken|talk|talked|connected|connected me|put through|put me through|transferred|passed on) "
    r"(?:to|with)|(?:name is|name was|named|asked for|ask for|answered by|helped by|my colleague|her colleague|"
    r"his colleague|a colleague|case officer|the officer|receptionist|the manager|dear|hello|hi|thanks|"
    r"thank you|regards|sincerely|this is|i am)|(?:mr|mrs|ms|miss)\.?"
)
_CUES: Final = f"{_SWEDISH_CUES}|{_ENGLISH_CUES}"
_INTRODUCED: Final = re.compile(
    rf"\b(?i:{_CUES})[ \t,:]+(?:(?i:som heter|en|herr|fru|mr\.?|mrs\.?|ms\.?)\s+)?(?P<name>{NAMES})"
)
_LAST_CUE: Final = re.compile(rf"\b(?:{_CUES})[ \t,:]+(?:(?:som heter|herr|fru)\s+)?\Z", re.IGNORECASE)
_CUE_CHARACTERS: Final = 40

_SURNAME_ENDINGS: Final = (
    "son|sson|sen|sén|berg|ström|qvist|quist|kvist|gren|lund|dahl|dal|stedt|mark|strand|man|ell|ius|lin|löf|borg|"
    "ski|vić|vic|oğlu|oglu|zadeh"
)
_FULL_NAME: Final = re.compile(
    rf"(?<!\w)(?P<first>{NAME})[ \t]+(?:{_INITIAL}\.?[ \t]+)?{_CAPITAL}{_LETTER}{{0,40}}"
    rf"(?:{_SURNAME_ENDINGS})s?(?!\w)(?:[-‐‑]{_WORD}){{0,2}}"
)
_LINE_OF_NAMES: Final = re.compile(
    rf"^[ \t]*(?!Hej|Med |Vänlig|God |Tack|Mvh|Kind |Best |Dear |Hi |Hello )"
    rf"(?P<name>(?:{_INITIALS})?{NAME}(?:[ \t]+(?:{_INITIAL}\.?[ \t]+)?{_INNER}{NAME}){{1,2}})[ \t]*$",
    re.MULTILINE,
)
_LINE_OF_ONE: Final = re.compile(rf"^[ \t]*/?[ \t]?(?P<name>{NAME})[ \t]*$", re.MULTILINE)
_SIGNED: Final = re.compile(
    rf"(?:\b(?i:hälsning|hälsningar|mvh|vänligen|regards|sincerely|cheers)"
    rf"[ \t,.!]{{0,9}}\n[ \t]{{0,9}}\n?[ \t/-]{{0,9}}|^[ \t]*/[ \t]?)"
    rf"(?P<name>{NAMES})[ \t]*$",
    re.MULTILINE,
)

_NOT_NAMES: Final = re.compile(
    r"(?:Hon|Han|Hen|De|Den|Det|Dem|Jag|Du|Vi|Ni|Man|Min|Ditt|Din|Dina|Er|Ert|Era|Om|I|På|Att|När|Var|Vad|Hur|Ja|Nej"
    r"|Inte|Detta|Denna|Här|Där|Ingen|Inget|Alla|Allt|En|Ett|För|Men|Och|Så|Sen|Sedan|Fick|Får|Kan|Ska|Tack|Hej|Svar"
    r"|The|This|That|They|He|She|It|We|You|My|Your|Our|If|In|On|At|When|What|Where|How|Yes|No|Not|There|Here|All|For"
    r"|Mr|Mrs|Ms|Miss|Herr|Fru|Customer|Contact|Municipality|Council|Town|City|Social|Swedish"
    r"|Kommunen|Växeln|Kundcenter|Kundtjänst|Skatteverket|Region|Regionen|Polisen|Kyrkan|Svenska"
    r"|Bygg|Bygglov|Miljö|Barn|Kultur|Fritid|Gator|Gatu|Park|Skola|Förskola|Grundskola|Socialtjänsten"
    r"|Department|Office|Officer|Manager|Centre|Services|Unit"
    r"|\w*(?i:kontoret|förvaltningen|enheten|nämnden|avdelningen|verket|tjänsten|styrelsen|skolan|huset|bolaget|kansliet"
    r"|biblioteket|byrån|centralen|kassan|myndigheten|jouren|teamet|rådet|hemmet|hallen|badet|linjen|sekretariatet"
    r"|center|centrum))\Z"
)
_TITLE: Final = re.compile(
    r"(?:handläggare|sekreterare|chef|ingenjör|inspektör|lärare|rektor|registrator|tjänsteman)(?:e?n)?\Z", re.IGNORECASE
)


def is_no_name(word: str) -> bool:
    """Whether a capitalised word is known to be no person's: a word that begins sentences, an authority or a title."""
    return bool(_NOT_NAMES.match(word) or _TITLE.search(word))


def is_introduced(text: str, place: int) -> bool:
    """Whether the words before this place in the text introduce a person."""
    return _LAST_CUE.search(text[max(0, place - _CUE_CHARACTERS) : place]) is not None


def is_place(text: str, end: int) -> bool:
    """Whether what ends here is the first part of a municipality's name."""
    return re.match(r"[ \t]*(?:kommun|stad\b|municipality|council)", text[end : end + 20], re.IGNORECASE) is not None


def unknown_names(text: str) -> Iterator[tuple[int, int]]:
    """Where names stand that their form or the words before them give away, from and to."""
    for hit in _FULL_NAME.finditer(text):
        yield (hit.start() if not is_no_name(hit["first"]) else hit.end("first") + 1), hit.end()
    for hit in _INTRODUCED.finditer(text):
        if not is_no_name(hit["name"].split()[0]) and not is_place(text, hit.end()):
            yield _without_what_follows(hit)


def signing_names(text: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where a letter is signed: lines of two words or more, one word behind a closing, one of `known` parts of names.

    `known` are in small letters.
    """
    for hit in _LINE_OF_NAMES.finditer(text):
        last = hit["name"].split()[-1]
        if not _NOT_NAMES.match(last) and not re.match(r"kommun|stad\Z", last, re.IGNORECASE):
            yield hit.span("name")
    for hit in _SIGNED.finditer(text):
        if not is_no_name(hit["name"].split()[0]) and not hit["name"].lower().endswith(("kommun", " stad")):
            yield hit.span("name")
    yield from (hit.span("name") for hit in _LINE_OF_ONE.finditer(text) if hit["name"].casefold() in known)


def _without_what_follows(hit: re.Match[str]) -> tuple[int, int]:
    """The name of an introduction, without an authority that stands right behind it: `Anna Skatteverket`."""
    start, end = hit.span("name")
    words = list(re.finditer(r"\S+", hit["name"]))
    while len(words) > 1 and _NOT_NAMES.match(words[-1][0]):
        words.pop()
    return start, start + words[-1].end() if words else end
