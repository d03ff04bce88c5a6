"""What a reply is. Header evidence decides; words only move a mail between answer and acknowledgement, or to the desk.

Order: unreadable, reports about our letter, automatic answers, then what a person wrote. Reports come before automatic
answers because bounces carry `Auto-Submitted: auto-replied` too.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from mail_probe.evidence.phrases import READ_LIMIT_CHARACTERS, Reading, fold, read, telling_words
from mail_probe.evidence.reports import reported
from mail_probe.evidence.signs import NO_REPLIES, Sign, automatic_signs
from mail_probe.message import ParsedMail
from mail_probe.quote import Split, split
from mail_probe.reading.headers import addresses_in

_SHORT_TEXT_CHARACTERS = 700
_FEW_WORDS = 14
_MANY_WORDS = 60
_SHORT_ANSWER_WORDS = 20
_WORDS_OF_AN_ANSWER = 10  # "frågan om vattenprov är nu hos vår inspektör" is none
_NOT_FILES = (
    "image/",
    "text/calendar",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/ms-tnef",
)
_FORWARD_SUBJECT = re.compile(r"\s*(?:vb|vs|fwd?|wg|videresend\w*|vidarebef\w*)\s*:", re.IGNORECASE)


class Kind(StrEnum):
    """What a reply is, in the words of the desk and the command line."""

    ANSWER = "answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    FORWARDED = "forwarded"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DELAYED = "delayed"
    READ_RECEIPT = "read_receipt"
    COUNTER_QUESTION = "counter_question"
    OTHER = "other"
    UNREADABLE = "unreadable"


class Certainty(StrEnum):
    """How sure the judgement is; an unsure one waits for the coordinator."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Judgement:
    """What a reply is held to be, how surely, and what was seen."""

    kind: Kind
    certainty: Certainty
    evidence: tuple[str, ...]


def classify(mail: ParsedMail) -> Judgement:
    """Judge a mail by its structure, its headers and, at last, its unquoted words."""
    if not mail.readable:
        return Judgement(Kind.UNREADABLE, Certainty.CERTAIN, mail.problems)
    report = reported(mail)
    if report is not None:
        return Judgement(Kind(report.what), Certainty(report.strength), report.evidence)
    signs = automatic_signs(mail)
    text = split(mail.text)
    return _automatic(signs, text.visible) or _written(mail, signs, text)


def _automatic(signs: tuple[Sign, ...], visible: str) -> Judgement | None:
    """An automatic answer: one certain sign, or strong ones; a weak one alone proves nothing."""
    evidence = _seen(signs)
    weights = [sign.weight for sign in signs]
    if "certain" in weights:
        return Judgement(Kind.AUTOMATIC, Certainty.CERTAIN, evidence)
    if "strong" in weights:
        is_backed = weights.count("strong") + weights.count("weak") > 1
        return Judgement(Kind.AUTOMATIC, Certainty.CERTAIN if is_backed else Certainty.LIKELY, evidence)
    if read(visible).absent and len(visible) < _SHORT_TEXT_CHARACTERS:
        strength = Certainty.LIKELY if "weak" in weights else Certainty.UNSURE
        return Judgement(Kind.AUTOMATIC, strength, (*evidence, "text speaks of absence and return"))
    return None


def _written(mail: ParsedMail, signs: tuple[Sign, ...], text: Split) -> Judgement:
    """What the words say, lowered to unsure where a header says that a machine may have sent them."""
    reading = read(text.visible)
    judgement = (
        _blank(mail, text.visible)
        or _notice(reading)
        or _forwarded(mail, reading, text.visible)
        or _acknowledged(mail, reading)
        or _asked_back(mail, reading)
        or _answered(mail, reading, text.quoted)
    )
    evidence = (*judgement.evidence, *_seen(signs))
    may_be_machine = any(sign.weight == "weak" or sign.seen == NO_REPLIES for sign in signs)
    certainty = judgement.certainty
    if may_be_machine and judgement.kind in {Kind.ANSWER, Kind.COUNTER_QUESTION}:
        certainty = Certainty.UNSURE  # ticket systems relay people's answers like this, and send their own notices too
    elif signs and certainty is Certainty.CERTAIN:
        certainty = Certainty.LIKELY
    return Judgement(judgement.kind, certainty, evidence)


def _blank(mail: ParsedMail, visible: str) -> Judgement | None:
    if visible.strip():
        return None
    if _files(mail):
        return Judgement(Kind.ANSWER, Certainty.UNSURE, ("no text, only an attachment",))
    if _FORWARD_SUBJECT.match(mail.subject):
        return Judgement(Kind.FORWARDED, Certainty.UNSURE, ("forwarded without a word",))
    return Judgement(Kind.OTHER, Certainty.UNSURE, ("no text of its own",))


def _notice(reading: Reading) -> Judgement | None:
    """A message that must be fetched elsewhere or confirmed, or a system's notice: neither answer nor bounce."""
    if reading.secure and reading.content_words < _MANY_WORDS:
        return Judgement(Kind.OTHER, Certainty.UNSURE, ("asks for a sign-in or a confirmation",))
    if reading.notices and not reading.content_words:
        return Judgement(Kind.OTHER, Certainty.UNSURE, ("a system's notice about the case",))
    return None


def _forwarded(mail: ParsedMail, reading: Reading, visible: str) -> Judgement | None:
    """Passed on, and by whom: a forward phrase alone; another address makes it a referral, which a person decides."""
    if reading.content_words > _FEW_WORDS:
        return None
    is_receipt = bool(reading.received or reading.machine)
    if not is_receipt and not reading.is_concrete and _other_addresses(mail, visible):
        seen = ("says it was passed on",) if reading.forwarded else ()
        return Judgement(Kind.FORWARDED, Certainty.UNSURE, (*seen, "names another address"))
    if not reading.forwarded:
        return None
    evidence = ("says it was passed on",)
    if reading.content_words or _substance(mail, reading):
        return Judgement(Kind.FORWARDED, Certainty.UNSURE, (*evidence, "says something more"))
    return Judgement(Kind.FORWARDED, Certainty.LIKELY, evidence)


def _acknowledged(mail: ParsedMail, reading: Reading) -> Judgement | None:
    """A receipt says that something came and nothing else; with substance beside it a person decides."""
    has_substance = bool(reading.content_words or reading.questions or _substance(mail, reading))
    if reading.received or reading.machine:
        evidence = ("says it was received",) if reading.received else ("calls itself automatic",)
        if not has_substance:
            return Judgement(Kind.ACKNOWLEDGEMENT, Certainty.LIKELY, evidence)
        if reading.content_words < _MANY_WORDS:
            return Judgement(Kind.ACKNOWLEDGEMENT, Certainty.UNSURE, (*evidence, "says something more"))
        return None
    if reading.promised and not has_substance:
        return Judgement(Kind.ACKNOWLEDGEMENT, Certainty.LIKELY, ("promises an answer later",))
    return None


def _asked_back(mail: ParsedMail, reading: Reading) -> Judgement | None:
    """Asks for something before it can answer; a forwarded mail asks a colleague, not us."""
    if not reading.questions or reading.content_words > _FEW_WORDS or _substance(mail, reading):
        return None
    if _FORWARD_SUBJECT.match(mail.subject):
        return Judgement(Kind.FORWARDED, Certainty.UNSURE, ("forwarded with a question",))
    strength = Certainty.UNSURE if reading.content_words else Certainty.LIKELY
    return Judgement(Kind.COUNTER_QUESTION, strength, ("asks us for something",))


def _answered(mail: ParsedMail, reading: Reading, quoted: str) -> Judgement:
    if (reading.polite or reading.thanked) and not reading.content_words and not _substance(mail, reading):
        return Judgement(Kind.ACKNOWLEDGEMENT, Certainty.UNSURE, ("only polite words",))
    if reading.is_blank:
        return Judgement(Kind.OTHER, Certainty.UNSURE, ("only a signature",))
    doubts = _doubts(mail, reading, quoted)
    if doubts:
        return Judgement(Kind.ANSWER, Certainty.UNSURE, ("a person's words", *doubts))
    if reading.questions:
        return Judgement(Kind.ANSWER, Certainty.LIKELY, ("a person's words", "also asks us something"))
    if mail.parent_ids and reading.content_words:
        return Judgement(Kind.ANSWER, Certainty.CERTAIN, ("a person's words in reply to our letter",))
    return Judgement(Kind.ANSWER, Certainty.LIKELY, ("a person's words",))


def _doubts(mail: ParsedMail, reading: Reading, quoted: str) -> list[str]:
    """What else the text says that a receipt or a forward notice could say."""
    is_short = reading.content_words < _SHORT_ANSWER_WORDS
    has_notice_words = (
        reading.notices or reading.away or ((reading.referred or reading.doubtful) and not reading.is_concrete)
    )
    is_told = reading.is_concrete or _substance(mail, reading) or _is_on_the_question(mail, reading, quoted)
    notes = (
        ("also says it was received", reading.received or reading.machine),
        ("also says it was passed on", reading.forwarded),
        ("also promises an answer later", reading.promised and is_short),
        ("short, with words of a notice", is_short and has_notice_words),
        ("short, and nothing of the question in it", is_short and not is_told),
    )
    return [note for note, is_so in notes if is_so]


def _is_on_the_question(mail: ParsedMail, reading: Reading, quoted: str) -> bool:
    """Whether the answer shares a telling word with the subject or the quoted letter, in ten words or more."""
    if reading.content_words < _WORDS_OF_AN_ANSWER:
        return False
    asked = telling_words(fold(f"{mail.subject} {quoted[:READ_LIMIT_CHARACTERS]}"))
    return not reading.subjects.isdisjoint(asked)


def _substance(mail: ParsedMail, reading: Reading) -> bool:
    return bool(_files(mail)) or reading.has_link


def _files(mail: ParsedMail) -> list[str]:
    """Attached files, without the pictures and signatures that ride along."""
    return [file.name for file in mail.attachments if not file.content_type.startswith(_NOT_FILES)]


def _other_addresses(mail: ParsedMail, visible: str) -> list[str]:
    """Addresses in the text other than the sender's own, which stand in nearly every signature, and ours."""
    own = {mail.from_address, mail.reply_to, *mail.recipients}
    return [address for address in addresses_in(visible[:READ_LIMIT_CHARACTERS]) if address not in own]


def _seen(signs: tuple[Sign, ...]) -> tuple[str, ...]:
    return tuple(sign.seen for sign in signs)
