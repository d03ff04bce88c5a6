"""Where the signature of a reply stands: from the last closing line on, such as "Med vänlig hälsning"."""

import re
from dataclasses import dataclass

LINES_READ = 1_000
SIGNATURE_LINES = 20
LINE_LIMIT_CHARACTERS = 200
_CLOSING_CHARACTERS = 90
_SHORT_LINE_CHARACTERS = 60

_CLOSING = re.compile(
    r"[\s*_/~-]*(?:"
    r"(?:med )?(?:de )?(?:v[äa]nlig(?:a|t)?|b[äa]sta|varma|soliga|hj[äa]rtliga|m[åa]nga|goda?) h[äa]lsning(?:ar|en)?|"
    r"h[äa]lsning(?:ar|en)?|h[äa]lsar|v[äa]nligen|m\s?\.?\s?v\s?\.?\s?h\b\.?|vh\b|hlsn\b|allt gott|"
    r"(?:med )?(?:venn?lig|hjertelig|kærlig|bedste|beste|mange|gode?) (?:hils(?:en|ner)|helsing)|"
    r"hils(?:en|ner)|helsing|"
    r"(?:with )?(?:kind |kindest |best |warm )?regards|best wishes|yours (?:sincerely|faithfully|truly)|"
    r"sincerely(?: yours)?|"
    r"(?:mit )?(?:freundliche[nmr]?|beste[nr]?|herzliche[nr]?|viele[n]?|sch[öo]ne[nr]?|liebe[nr]?) "
    r"gr(?:ü|ue|u)(?:ß|ss)(?:en|e)?|gru(?:ß|ss)|mfg\b|hochachtungsvoll"
    r")(?!\w)[\s,.!:*_-]*(?:fr[åa]n |fra |from |von )?[/\s]*",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"--\s?$")
_SIGNED = re.compile(r"\s*/{1,2}\s?(?=[A-ZÅÄÖÆØÜ])")
_POSTSCRIPT = re.compile(r"\s*p\.?\s?s\.?[\s:]", re.IGNORECASE)
_DISCLAIMER = re.compile(
    r"personuppgift|\bgdpr\b|dataskydd|integritetspolicy|personopl?ysning|persondata|datenschutz|data protection|"
    r"privacy|konfidentiell|sekretess|avsedd för|confidential|intended (?:recipient|for)|vertraulich|fortrolig|"
    r"innan du skriver ut|tänk på miljön|consider the environment|allmän handling|offentlig handling|"
    r"skickat från min|sent from my|sendt fra min|von meinem|(?:skaffa|hämta|get) outlook",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SignatureLine:
    """A line of a signature with its number: the closing line is 1, blank lines are not counted."""

    number: int
    text: str


@dataclass(frozen=True)
class Signature:
    """The lines of a signature without disclaimers, and what stands outside it, line numbers counted from 1.

    `is_marked` when the sender said where it begins; else it is a guess.
    """

    lines: tuple[SignatureLine, ...]
    outside: tuple[SignatureLine, ...]
    is_marked: bool


def is_disclaimer(line: str) -> bool:
    """Whether a line is a privacy notice, a reservation or a telephone's advertisement and not the sender's words."""
    return bool(_DISCLAIMER.search(line[:LINE_LIMIT_CHARACTERS]))


def find_signature(visible: str, known_names: tuple[str, ...] = (), *, not_by: str = "") -> Signature:
    """The signature of an unquoted text: the last closing line and the 20 lines after it.

    Without a closing: from `--`, from "/Karin", from a line that is one of `known_names`, else the short lines at the
    end. The text of a closing line after the closing words is its first line. `not_by` is the name under our own
    letter: a signature by it stands in history that nobody marked. Any text gives a result, in linear time.
    """
    lines = visible.splitlines()[:LINES_READ]
    marked = _marked_line(lines, known_names, not_by)
    first = _first_of_short_lines(lines) if marked is None else marked
    end = next((index for index in range(first, len(lines)) if _POSTSCRIPT.match(lines[index][:10])), len(lines))
    outside = [*range(first), *range(end, len(lines))]
    return Signature(
        tuple(_signature_lines(lines[first:end])),
        tuple(SignatureLine(index + 1, lines[index]) for index in outside if not is_disclaimer(lines[index])),
        is_marked=marked is not None,
    )


def _signature_lines(lines: list[str]) -> list[SignatureLine]:
    found: list[SignatureLine] = []
    written = [line for line in lines if line.strip()][: SIGNATURE_LINES + 1]
    for number, line in enumerate(written, start=1):
        text = line[:LINE_LIMIT_CHARACTERS]
        if number > 1 and is_disclaimer(line):
            break
        closing = _closing_length(text) if number == 1 else 0
        found.append(SignatureLine(number, text[closing:].strip()))
    return found


def _marked_line(lines: list[str], known_names: tuple[str, ...], not_by: str) -> int | None:
    """The index of the line that a signature visibly starts on; None when there is none."""
    for is_first in (_is_closing, _is_delimiter, _is_signed):
        found = (index for index in reversed(range(len(lines))) if is_first(lines[index]))
        sender = next((index for index in found if not _is_signed_by(lines, index, not_by)), None)
        if sender is not None:
            return sender
    names = {name.casefold() for name in known_names if name}
    return next((index for index in reversed(range(len(lines))) if _plain(lines[index]) in names), None)


def _plain(line: str) -> str:
    return line[:LINE_LIMIT_CHARACTERS].strip(" *_,").casefold()


def _is_signed_by(lines: list[str], index: int, name: str) -> bool:
    """Whether the first line below a closing, or the closing line itself, ends with this name."""
    if not name:
        return False
    below = next((line for line in lines[index + 1 : index + 4] if line.strip()), "")
    return any(_plain(line).endswith(name.casefold()) for line in (lines[index], below))


def _is_closing(line: str) -> bool:
    return bool(_closing_length(line))


def _is_delimiter(line: str) -> bool:
    return bool(_DELIMITER.match(line))


def _is_signed(line: str) -> bool:
    return len(line) <= _SHORT_LINE_CHARACTERS and bool(_SIGNED.match(line))


def _closing_length(line: str) -> int:
    """How many characters of a line close a letter; 0 when it goes on as a sentence, as "Vänligen ring oss" does."""
    closing = _CLOSING.match(line) if len(line) <= _CLOSING_CHARACTERS else None
    if closing is None:
        return 0
    rest = line[closing.end() :].strip()
    return closing.end() if not rest or rest[0].isupper() else 0


def _first_of_short_lines(lines: list[str]) -> int:
    """Where the short lines at the end begin: names, titles and numbers, and no sentence."""
    first, taken = len(lines), 0
    for index in reversed(range(len(lines))):
        line = lines[index].strip()
        if line and (len(line) > _SHORT_LINE_CHARACTERS or line.endswith(("?", "!", ".", ":"))):
            break
        if line:
            first, taken = index, taken + 1
        if taken >= SIGNATURE_LINES:
            break
    return first
