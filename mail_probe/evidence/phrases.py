"""What the words of a reply say: politeness, receipt, forwarding, absence, questions, or something of substance.

Text is weak evidence and only ever the unquoted part is read. Every polite human answer says "tack för ditt mejl", so a
phrase counts only for the clause it stands in, and what remains when such clauses are taken away decides. The phrases
themselves stand in `phrase_book.py`.
"""

import re
import unicodedata
from dataclasses import dataclass

from mail_probe.evidence import phrase_book as book

READ_LIMIT_CHARACTERS = 20_000
_WORDS_OF_SUBSTANCE = 3
_LONG_CLAUSE_WORDS = 25
_CLAUSE_CHARACTERS = 500
_GREETING_WORDS = 5  # "Hej Anna Maria Ek"
_POLITE_WORDS = 9  # "tack för ditt mejl till oss här i kommunen"

_NORDIC = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "’": "'", "\xa0": " "})
_SAYS_MORE = re.compile(r"[.!?]\s+\w|\?$|,\s+\w+\s+\w+\s+\w")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=\s*[-*•·])")
_WORD = re.compile(r"[a-z]{5,}")
_STEM = 5
_DIGIT = re.compile(r"\d")
_PHONE = re.compile(r"(?:\+\d\d|\b0\d{1,3})[ /-]{0,3}\d[\d -]{4,12}|\b\d\d(?: \d\d){3}\b")
_CLAUSE_END = re.compile(r"[,;:–]\s|\s-\s|\bmen\b|\bbut\b|\baber\b")

# In the order in which they decide what a clause says.
_PHRASES = (
    ("forwarded", book.FORWARDED),
    ("received", book.RECEIVED),
    ("machine", book.MACHINE),
    ("questions", book.REQUEST),
    ("promised", book.PROMISED),
    ("thanked", book.THANKED),
    ("notices", book.NOTICE),
    ("soft", book.LATER),
)


@dataclass(frozen=True)
class Reading:
    """How many clauses of a text say what; `content_words` are those in clauses that say something of substance.

    `is_concrete` is said of yes, no and figures in them; `subjects` are the beginnings of their telling words.
    `away` is said of somebody who is not there, `absent` when it is also said until when.
    `doubtful` is said of words that stand in notices too: in a short text they make an answer unsure.
    """

    polite: int = 0
    thanked: int = 0
    machine: int = 0
    received: int = 0
    promised: int = 0
    forwarded: int = 0
    notices: int = 0
    absent: bool = False
    away: bool = False
    secure: bool = False
    referred: bool = False
    doubtful: bool = False
    questions: int = 0
    content_words: int = 0
    is_concrete: bool = False
    subjects: frozenset[str] = frozenset()
    has_link: bool = False
    is_blank: bool = True


def fold(text: str) -> str:
    """Small letters without marks, so that `Frånvarande` and `FRANVARANDE` are the same word."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_NORDIC))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def read(visible: str) -> Reading:
    """Sort the clauses of an unquoted text; the signature is left out."""
    folded = fold(visible[:READ_LIMIT_CHARACTERS])[:READ_LIMIT_CHARACTERS]  # one sign may unfold to eighteen
    core = _without_frame(folded)
    counts = dict.fromkeys(("polite", "questions", "content", *(kind for kind, _ in _PHRASES)), 0)
    has_link = False
    told: list[str] = []
    for sentence in _SENTENCE_END.split(core):
        line = " ".join(sentence.split())
        has_link = has_link or _shows_something(line)
        if line.endswith("?"):
            counts["polite" if book.POLITE.match(line[:200]) else "questions"] += 1
            continue
        for clause in _CLAUSE_END.split(line):
            words = len(clause.split())
            kind = _kind_of(clause.strip(" .!*-•·#")[:_CLAUSE_CHARACTERS], words)
            if kind:
                counts[kind] += words if kind in {"content", "soft"} else 1
            if kind == "content":
                told.append(clause)
    soft_words, content_words = counts.pop("soft"), counts.pop("content")
    is_receipt = any(counts[kind] for kind in ("received", "machine", "promised", "thanked"))
    is_away, is_absent = book.AWAY.search(core) is not None, book.ABSENT.search(core) is not None
    return Reading(
        **counts,
        content_words=content_words + (0 if is_receipt else soft_words),
        is_concrete=any(book.SUBSTANCE.search(clause) or _DIGIT.search(_PHONE.sub("", clause)) for clause in told),
        subjects=telling_words(" ".join(told)),
        absent=is_absent and book.BACK.search(core) is not None,
        away=is_absent,
        secure=bool(book.SECURE.search(core) or (book.SIGN_IN.search(core) and book.MESSAGE.search(core))),
        referred=book.REFERRED.search(core) is not None,
        doubtful=is_away or (soft_words > 0 and not is_receipt) or book.DOUBTFUL.search(core) is not None,
        has_link=has_link,
        is_blank=not core.strip(),
    )


def telling_words(folded: str) -> frozenset[str]:
    """The first letters of the words that tell what a folded text is about, so that inflected forms are the same."""
    return frozenset(word[:_STEM] for word in _WORD.findall(folded) if not book.COMMON.match(word))


def _shows_something(line: str) -> bool:
    """Whether a sentence links to a page that may hold the answer: not to the privacy notice, not to a survey."""
    if book.LINK.search(line) is None:
        return False
    return not (book.BOILERPLATE.search(line) or book.NOTICE.search(line))


def _kind_of(clause: str, words: int) -> str | None:
    """The one thing a folded clause says; None for a greeting, boilerplate or a few words without meaning."""
    has_substance = book.SUBSTANCE.search(clause) is not None
    if words <= _LONG_CLAUSE_WORDS and not has_substance:
        kind = next((kind for kind, pattern in _PHRASES if pattern.search(clause)), None)
        if kind:
            return _unless_told(kind, clause)
        if book.POLITE.match(clause) and words <= _POLITE_WORDS:
            return "polite"
        if book.BOILERPLATE.search(clause) or (book.GREETING.match(clause) and words <= _GREETING_WORDS):
            return None
    return "content" if words >= _WORDS_OF_SUBSTANCE or has_substance else None


def _unless_told(kind: str, clause: str) -> str:
    """The same words tell how things are done: "när vi har tagit emot din ansökan", "du får en kvittens"."""
    is_procedure = book.PROCEDURE.search(clause) is not None
    if kind == "forwarded" and (is_procedure or not book.OUR_LETTER.search(clause)):
        return "content"
    if kind == "questions" and is_procedure:
        return "content"
    is_told = book.ABOUT_YOU.match(clause) or (kind == "received" and is_procedure)
    if kind in {"forwarded", "received", "promised"} and is_told:
        return "soft"
    return kind


def _without_frame(folded: str) -> str:
    """The text between the greeting's own line and the signature."""
    lines: list[str] = []
    has_begun = False
    for line in folded.splitlines():
        if has_begun and book.CLOSING.match(line):
            break
        has_begun = has_begun or bool(line.strip())
        lines.append("" if _is_greeting(line.strip()) else line)
    return "\n".join(lines)


def _is_greeting(line: str) -> bool:
    """Whether a line greets and says nothing else: "hej! ja, det gar bra." says more."""
    return bool(book.GREETING.match(line)) and len(line.split()) <= _GREETING_WORDS and not _SAYS_MORE.search(line)
