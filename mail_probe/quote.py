"""The visible answer and the quoted history of a mail's text, cut line by line in linear time.

Header words in Swedish, Danish, Norwegian, English and German. The signature stays in the visible part: the sender's
details are graded.
"""

import re
from dataclasses import dataclass

LINE_LIMIT_CHARACTERS = 500
LINES_READ = 5_000
_WINDOW_LINES = 8
_ATTRIBUTION_LINES = 3

_SEPARATOR = re.compile(
    r"[\s*>]*(?:[-_=]{2,}\s*)?(?:begin forwarded message|vidarebefordrat (?:brev|mejl|meddelande)|"
    r"(?:ursprungligt|ursprungliga|original|originalt) (?:meddelande|meddelandet|message|mail)|original-?nachricht|"
    r"original(?:meddelande|meldung)|oprindelig (?:meddelelse|besked)|opprinnelig melding|opprinnelig e-?post|"
    r"urspr(?:ü|ue)ngliche (?:nachricht|e-?mail|mail)|forwarded (?:message|by.{0,100})|"
    r"videresendt (?:meddelelse|melding|besked|e-?post)|weitergeleitete (?:nachricht|e-?mail)|"
    r"weitergeleitet von.{0,100})"
    r"(?:\s*[-_=]{2,}|\s*:)[\s*]*$",
    re.IGNORECASE,
)
_FIELD_WORD = re.compile(
    r"[\s*_]*(från|avsändare|from|fra|von|skickat|skickad|sänt|sent|sendt|gesendet|datum|date|dato|mottaget|received|"
    r"modtaget|mottatt|till|to|til|an|kopia|cc|kopi|ämne|subject|emne|betreff)\s?[*_]*\s?:",
    re.IGNORECASE,
)
_SENDER_WORDS = frozenset({"från", "avsändare", "from", "fra", "von"})
_OTHER_WORDS_NEEDED = 2
_VERB = re.compile(r"\b(?:skrev|skriver|wrote|writes|schrieb)\b", re.IGNORECASE)
_ATTRIBUTION_START = re.compile(
    r"\s*(?:den|on|am|le|på|\d{1,4}[-./ ]|mån|tis|ons|tor|fre|lör|sön|man|tir|lør|søn|mo|di|mi|do|fr|sa|so|"
    r"mon|tue|wed|thu|fri|sat|sun)\b",
    re.IGNORECASE,
)
_GROUPWISE = re.compile(r"\s*>>>\s.{1,200}\d.{0,100}>>>\s*$")
_RULE = re.compile(r"\s*_{10,}\s*$")


@dataclass(frozen=True)
class Split:
    """A text in two: what the sender wrote, and what was written before."""

    visible: str
    quoted: str


def split(text: str) -> Split:
    """Cut `text` at the first sign of quoted history.

    Lines that start with `>` are quoted wherever they stand, so an answer below or between quoted lines is kept;
    a separator, a header block or an attribution without `>` lines quotes everything that follows. Nobody writes an
    answer of 5,000 lines: what comes after them counts as quoted.
    """
    lines = text.splitlines()
    visible: list[str] = []
    quoted: list[str] = []
    index = 0
    while index < len(lines):
        if index >= LINES_READ:
            quoted.extend(lines[index:])
            break
        if not lines[index].strip():
            visible.append(lines[index])
            index += 1
            continue
        if _starts_history(lines, index):
            quoted.extend(lines[index:])
            break
        length = _attribution_length(lines, index)
        if length and not _next_is_marked(lines, index + length):
            quoted.extend(lines[index:])
            break
        taken = length or 1
        while length and index + taken < len(lines) and not lines[index + taken].strip():
            taken += 1
        is_quoted = bool(length) or lines[index].lstrip().startswith(">")
        (quoted if is_quoted else visible).extend(lines[index : index + taken])
        index += taken
    return Split("\n".join(visible).strip("\n"), "\n".join(quoted).strip("\n"))


def _starts_history(lines: list[str], index: int) -> bool:
    line = lines[index][:LINE_LIMIT_CHARACTERS]
    if _SEPARATOR.match(line) or _GROUPWISE.match(line):
        return True
    if _RULE.match(line):
        following = next(
            (number for number in range(index + 1, min(index + 4, len(lines))) if lines[number].strip()), 0
        )
        return bool(following) and _is_header_block(lines, following)
    return _is_header_block(lines, index)


def _is_header_block(lines: list[str], index: int) -> bool:
    if not _FIELD_WORD.match(lines[index][:LINE_LIMIT_CHARACTERS]):
        return False
    words: set[str] = set()
    for line in lines[index : index + _WINDOW_LINES]:
        field = _FIELD_WORD.match(line[:LINE_LIMIT_CHARACTERS])
        if field:
            words.add(field[1].lower())
        elif not line.strip() and len(words) > 1:
            break
    return bool(words & _SENDER_WORDS) and len(words - _SENDER_WORDS) >= _OTHER_WORDS_NEEDED


def _attribution_length(lines: list[str], index: int) -> int:
    """How many lines the sentence "Den ... skrev ...:" takes from `index` on; 0 when there is none."""
    joined = ""
    for count, line in enumerate(lines[index : index + _ATTRIBUTION_LINES], start=1):
        if not line.strip():
            return 0
        joined = f"{joined} {line.strip()}"[:LINE_LIMIT_CHARACTERS]
        if joined.endswith(":"):
            return count if _is_attribution(joined, _next_is_marked(lines, index + count)) else 0
        if count == 1 and not (_ATTRIBUTION_START.match(joined) or _VERB.search(joined)):
            return 0
    return 0


def _is_attribution(sentence: str, marked_lines_follow: bool) -> bool:  # noqa: FBT001 - a private question
    if not _VERB.search(sentence):
        return False
    has_address, has_digit = "@" in sentence, any(character.isdigit() for character in sentence)
    return has_address or marked_lines_follow or (has_digit and bool(_ATTRIBUTION_START.match(sentence)))


def _next_is_marked(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 3] if line.strip()), "")
    return following.lstrip().startswith(">")
