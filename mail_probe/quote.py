"""The visible answer and the quoted history of a mail's text, cut line by line in linear time.

Header words in Swedish, Danish, Norwegian, English and German. The signature stays in the visible part: the sender's
details are graded.
"""

import re
from dataclasses import dataclass

LINE_LIMIT_CHARACTERS = 500
LINES_READ = 2_000
_WINDOW_LINES = 8
_ATTRIBUTION_LINES = 3
_NOTES_LINES = 12

_NAMES_OF_HISTORY = (
    r"vidarebefordrat (?:brev|mejl|mail|meddelande|e-?post)|vidarebefordrad (?:e-?post|text)|"
    r"(?:ursprungligt|ursprungliga|original|originalt|tidigare) (?:meddelande(?:t|n)?|mejl|message|mail)|"
    r"original(?:meddelande|meddelandet|meldung|mail)|din fråga|ditt (?:meddelande|ärende|mejl)|ursprunglig fråga|"
    r"oprindelig (?:meddelelse|besked|mail)|videresendt (?:meddelelse|melding|besked|mail|e-?post)|"
    r"opprinnelig (?:melding|e-?post)|original-?nachricht|urspr(?:ü|ue)ngliche (?:nachricht|e-?mail|mail)|"
    r"weitergeleitete (?:nachricht|e-?mail)|weitergeleitet von.{0,100}|forwarded (?:message|by.{0,100})|"
    r"(?:.{1,80} )?(?:skrev|wrote|schrieb)(?: .{1,60})?:?"
)
_SEPARATOR = re.compile(rf"[\s*>]*[-_=]{{2,}}\s*(?:{_NAMES_OF_HISTORY})\s*[-_=]{{2,}}[\s*]*$", re.IGNORECASE)
_APPLE_FORWARD = re.compile(
    r"[\s*>]*(?:begin forwarded message|vidarebefordrat (?:brev|mejl|meddelande)|start på videresendt besked|"
    r"videresendt (?:melding|besked|meddelelse)|anfang der weitergeleiteten (?:nachricht|e-?mail)|"
    r"ursprungligt meddelande|original message|oprindelig meddelelse|opprinnelig melding|"
    r"urspr(?:ü|ue)ngliche nachricht)\s*:[\s*]*$",
    re.IGNORECASE,
)
_FIELD_WORDS = (
    "från|frå|avsändare|from|fra|von|skickat|skickad|sänt|sent|sendt|gesendet|datum|date|dato|mottaget|mottagen|inkom|"
    "inkommet|received|modtaget|mottatt|empfangen|till|to|til|an|kopia|cc|kopi|ämne|ärende|subject|emne|betreff"
)
_FIELD_WORD = re.compile(rf"[\s*_]*({_FIELD_WORDS})\s?[*_]*\s?:", re.IGNORECASE)
_FIELD_WITHIN_LINE = re.compile(rf"(?<!\S)[*_]*({_FIELD_WORDS})\s?[*_]*:(?=\s)", re.IGNORECASE)
_SENDER_WORDS = frozenset({"från", "frå", "avsändare", "from", "fra", "von"})
_OTHER_WORDS_NEEDED = 2
# A timetable has "Från", "Till" and "Datum" too; only a letter's header has one of these.
_LETTER_WORDS = frozenset(
    ("skickat", "skickad", "sänt", "sent", "sendt", "gesendet", "mottaget", "mottagen", "inkom", "inkommet", "received")
) | frozenset(("modtaget", "mottatt", "empfangen", "ämne", "ärende", "subject", "emne", "betreff"))
_RECIPIENT_ALONE = frozenset({"till", "to", "til", "an"})
_SUBJECT_ALONE = frozenset({"ämne", "subject", "emne", "betreff", "thema"})
_VERB = re.compile(r"\b(?:skrev|skriver|wrote|writes|schrieb)\b", re.IGNORECASE)
_TO_THE_READER = re.compile(
    r"\b(?:skrev|skriver) (?:du|ni|jag|vi|dere|jeg)\b|\b(?:du|ni|jag|vi|dere|jeg) (?:skrev|skriver)\b|"
    r"\b(?:you|i|we) (?:wrote|write)\b|\bschrieb ich\b",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(
    r"\s*(?:den|on|am|le|på|\d{1,4}[-./ ]|mån|tis|ons|tor|fre|lör|sön|man|tir|lør|søn|mo|di|mi|do|fr|sa|so|"
    r"mon|tue|wed|thu|fri|sat|sun)\b",
    re.IGNORECASE,
)
_DATED_VERB = re.compile(
    r"\b(?:skrev|schrieb|wrote)\s+(?:den|on|am|d\.|følgende den|på)?\s*\S{0,12}\s*\d", re.IGNORECASE
)
_MOMENT = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b")
_DATE_START = re.compile(r"\s*(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b")
_DATE_AND_ADDRESS = re.compile(r"\s*\d{4}-\d\d-\d\d[T ]\d{1,2}:\d\d.{0,100}<[^<>\s]{1,100}@[^<>\s]{1,100}>\s*:$")
_GROUPWISE = re.compile(
    r"\s*>>>\s(?:.{1,200}\d.{0,100}>>>|.{0,300}\b(?:skrev|wrote|schrieb)\b.{0,40}:)\s*$", re.IGNORECASE
)
_RULE = re.compile(r"\s*[_-]{10,}\s*$")


@dataclass(frozen=True)
class Split:
    """A text in two: what the sender wrote, and what was written before."""

    visible: str
    quoted: str


def split(text: str) -> Split:
    """Cut `text` at the first sign of quoted history.

    Lines that start with `>` are quoted wherever they stand, so an answer below or between quoted lines is kept;
    a separator, a header block or an attribution without `>` lines quotes everything that follows. Nobody writes an
    answer of 2,000 lines: what comes after them counts as quoted.
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
    if _SEPARATOR.match(line) or _APPLE_FORWARD.match(line) or _GROUPWISE.match(line):
        return True
    if _RULE.match(line):
        following = next(
            (number for number in range(index + 1, min(index + 4, len(lines))) if lines[number].strip()), 0
        )
        return bool(following) and _is_header_block(lines, following)
    return _is_header_block(lines, index) or _is_notes_block(lines, index)


def _is_header_block(lines: list[str], index: int) -> bool:
    line = lines[index][:LINE_LIMIT_CHARACTERS]
    if not _FIELD_WORD.match(line):
        return False
    if _is_sender_with_others({word.lower() for word in _FIELD_WITHIN_LINE.findall(line)}):
        return True
    words: set[str] = set()
    for one in lines[index : index + _WINDOW_LINES]:
        field = _FIELD_WORD.match(one[:LINE_LIMIT_CHARACTERS])
        if field:
            words.add(field[1].lower())
        elif not one.strip() and len(words) > 1:
            break
    return _is_sender_with_others(words)


def _is_sender_with_others(words: set[str]) -> bool:
    others = words - _SENDER_WORDS
    return bool(words & _SENDER_WORDS) and len(others) >= _OTHER_WORDS_NEEDED and bool(others & _LETTER_WORDS)


def _is_notes_block(lines: list[str], index: int) -> bool:
    """Lotus Notes: sender and date, then "Till" and "Ämne" alone on their lines, without a colon."""
    line = lines[index][:LINE_LIMIT_CHARACTERS]
    if not (_DATE_START.match(line) or "@" in line):
        return False
    alone = {one.strip().lower() for one in lines[index + 1 : index + _NOTES_LINES] if len(one) < LINE_LIMIT_CHARACTERS}
    return bool(alone & _RECIPIENT_ALONE) and bool(alone & _SUBJECT_ALONE)


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
    if _DATE_AND_ADDRESS.match(sentence):
        return True
    if not _VERB.search(sentence):
        return False
    if "@" in sentence or marked_lines_follow:
        return True
    is_dated = _ATTRIBUTION_START.match(sentence) or _DATED_VERB.search(sentence)
    return bool(is_dated and _MOMENT.search(sentence)) and not _TO_THE_READER.search(sentence)


def _next_is_marked(lines: list[str], index: int) -> bool:
    following = next((line for line in lines[index : index + 3] if line.strip()), "")
    return following.lstrip().startswith(">")
