"""Taking officials' names, numbers and addresses out of anything that is printed (design 4.14).

Rules, not understanding: what looks like an address or a number goes, and a capitalised word goes where the words
before it introduce a person. It rather masks a word too many than one too few;
a person reads the report before it is sent.
"""

import re

MAIL_MASK = "[e-postadress]"
PHONE_MASK = "[telefonnummer]"
NUMBER_MASK = "[personnummer]"
NAME_MASK = "[namn]"

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+]\d{4}(?!\d)")
_PHONE = re.compile(r"(?<![\d-])(?:\+\d|00\d|0\d)[\d\s()/\u2013-]{4,18}\d(?!\d)")
_EXTENSION = re.compile(
    r"(?P<cue>\b(?:tel(?:efon)?(?:nummer|nr)?|mobil|anknytning|direktnummer|nummer|ring)\b[\s.:]{1,3}(?:på\s)?)"
    r"\d[\d \u00a0-]{2,}\d",
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
    rf"(?P<cue>\b(?i:{_CUES})[ \t,:]+(?:(?i:som heter|en|herr|fru)\s+)?)(?P<name>{_NAME}(?:[ \t]+{_NAME}){{0,2}})"
)
_SURNAME_ENDINGS = "son|berg|ström|qvist|quist|kvist|gren|lund|dahl|dal|stedt|mark|strand|man|ell|ius|lin|löf|borg"
_FULL_NAME = re.compile(rf"\b{_NAME}[ \t]+[A-ZÅÄÖÉ][a-zåäöéüø]*(?:{_SURNAME_ENDINGS})\b")
_SIGNATURE = re.compile(rf"^[ \t]*(?!Hej|Med |Vänlig|God |Tack){_NAME}(?:[ \t]+{_NAME}){{1,2}}[ \t]*$", re.MULTILINE)

_NOT_NAMES = re.compile(
    r"^(?:Hon|Han|Hen|De|Den|Det|Dem|Jag|Du|Vi|Ni|Man|Min|Ditt|Din|Dina|Er|Ert|Era|Om|I|På|Att|När|Var|Vad|Hur|Ja|Nej|Inte|Detta|Denna|Här|Där|Ingen|Inget"
    r"|Kommunen|Växeln|Kontaktcenter|Kundcenter|Kundtjänst|Medborgarkontoret|Stadshuset|Kommunhuset|Skatteverket"
    r"|Försäkringskassan|Bygg|Bygglov|Miljö|Barn|Kultur|Gator|Skola|Förskola|Grundskola|Socialtjänsten"
    r"|\w+(?:kontoret|förvaltningen|enheten|nämnden|avdelningen|verket))$"
)


def masked(text: str) -> str:
    """The text without e-mail addresses, phone and identity numbers, and names of persons that cue words give away."""
    for pattern, mask in ((_MAIL, MAIL_MASK), (_IDENTITY, NUMBER_MASK)):
        text = pattern.sub(mask, text)
    text = _PHONE.sub(_phone_mask, text)
    text = _EXTENSION.sub(rf"\g<cue>{PHONE_MASK}", text)
    text = _FULL_NAME.sub(NAME_MASK, text)
    return _INTRODUCED.sub(_name_mask, text)


def masked_letter(text: str) -> str:
    """A whole reply, masked like `masked`; a line that is nothing but a name is a signature and goes too."""
    return masked(_SIGNATURE.sub(NAME_MASK, text))


def _phone_mask(found: re.Match[str]) -> str:
    """A phone number has seven digits or more; less is a time, a date or a sum."""
    digits = sum(character.isdigit() for character in found.group())
    return PHONE_MASK if digits >= 7 else found.group()  # noqa: PLR2004 - the shortest Swedish number with area code


def _name_mask(found: re.Match[str]) -> str:
    words = found["name"].split()
    if _NOT_NAMES.match(words[0]) or found.string[found.end() :].lstrip().lower().startswith("kommun"):
        return found.group()
    return f"{found['cue']}{NAME_MASK}"
