"""Reads stored mails against everything known about an account: its letters, and the mails that are tied to them.

A scene is built once for many mails and read in the order of their arrival: a mail can be tied to a letter by a mail
that came before it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from mail_probe.evidence.detection import suspects
from mail_probe.kind import Certainty, Judgement, Kind, classify
from mail_probe.match import Candidate, Index, Match
from mail_probe.message import ParsedMail, parse
from mail_probe.quote import split
from mail_probe.reading.authentication import authentication
from mail_probe.reading.headers import addresses_in
from mail_probe.reading.unseen import without_unseen
from shopper.queries import method_of, stored_id
from shopper.states import SENT_STATES
from shopper.tables.mail import InboundMail, LoopLetter, MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave

FOR_A_PERSON = (Kind.COUNTER_QUESTION, Kind.OTHER, Kind.UNREADABLE)
REPORTS = (Kind.BOUNCE, Kind.DELAYED)
EARLY = timedelta(hours=1)
"""No two clocks are so far apart: a mail that came longer before its letter left has lost its time of arrival."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored mail as it is read: `size` is its size at the server, of which `raw` may hold a part."""

    mail_id: int
    raw: bytes
    size: int
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a mail before anything is written: columns of InboundMail.

    `fields` is what the mail says itself, `judgement` what we hold it to be, with the reason why a person must look at
    it (a word of DESK_REASONS in `web/words.py`), empty when nobody needs to.
    """

    mail_id: int
    fields: dict[str, Any]
    judgement: dict[str, Any]


class Scene:
    """The letters that mails of one account may belong to, and what was read so far."""

    def __init__(
        self,
        account: MailAccount,
        letters: Sequence[Candidate],
        recipients: dict[int, str],
        loop_ids: frozenset[str] = frozenset(),
    ) -> None:
        """`recipients` are the addresses that the letters went to, by the letter's id; `loop_ids` of loop letters."""
        self.index = Index(letters)
        self._letters = {letter.message_id: letter for letter in letters if letter.message_id}
        self._sent_at = {letter.probe_id: letter.sent_at for letter in letters}
        self._recipients = recipients
        self._loop_ids = loop_ids
        self._self_copy = account.self_copy.lower()
        self._own_hosts = (account.own_mx,) if account.own_mx else ()

    def read(self, stored: Stored) -> Reading:
        """Judge a mail by rule, and remember whose it is for the mails that follow it. Never an exception."""
        try:
            return self._read(stored)
        except Exception:  # noqa: BLE001 - whatever one mail from outside does, the others are judged all the same
            _log.exception("mail could not be judged", mail=stored.mail_id)
            return given_up(stored.mail_id)

    def _read(self, stored: Stored) -> Reading:
        mail = parse(stored.raw, size=stored.size)
        fields = _fields(mail)
        own_letter = self._own_letter(mail)
        if own_letter is not None:
            return Reading(stored.mail_id, fields, _own("our own letter, by its Message-ID", own_letter.probe_id))
        if self._is_to_ourselves(mail):
            return Reading(stored.mail_id, fields, _own("belongs to a letter from ourselves to ourselves"))
        match, kind = self.index.find(mail, stored.arrived_at), classify(mail)
        suspicion = suspects(split(mail.text).visible) if match.probe_id is not None else None
        reason = self._why_a_person(mail, kind, match) or ("detected" if suspicion else "")
        if not reason and self._is_early(stored, match):
            reason = "early"
        if suspicion and reason in ("unsure", "kind"):
            reason = "detected"  # the graver question about the same mail
        if match.certain and match.probe_id is not None:
            self._remember(mail, kind, match.probe_id, None if reason else stored.arrived_at)
        doubts = (f"speaks of a measurement: {suspicion}",) if suspicion else ()
        judgement = _columns(kind, (*kind.evidence, *mail.problems, *doubts), match, reason)
        judgement["match_evidence"] += self._failed_checks(stored.raw)
        return Reading(stored.mail_id, fields, judgement)

    def remember_decided(self, stored: Stored, kind: str | None, probe_id: int | None) -> Reading:
        """Read a mail that a person has decided: only its fields, but others may follow it."""
        mail = parse(stored.raw, size=stored.size)
        if probe_id is not None:
            self.index.tie(probe_id, mail.message_id, mail.thread_root)
            if kind == Kind.ANSWER:
                self.index.close(probe_id, stored.arrived_at)
        return Reading(stored.mail_id, _fields(mail), {})

    def _remember(self, mail: ParsedMail, kind: Judgement, probe_id: int, counts_at: datetime | None) -> None:
        self.index.tie(probe_id, mail.message_id, mail.thread_root)
        if counts_at is not None and kind.kind == Kind.ANSWER:
            self.index.close(probe_id, counts_at)

    def _own_letter(self, mail: ParsedMail) -> Candidate | None:
        """Our letter that came back: by its Message-ID, and from its own sender, because everybody can name an id."""
        found = self._letters.get(mail.message_id or "")
        return found if found is not None and mail.from_address in addresses_in(found.address) else None

    def _is_to_ourselves(self, mail: ParsedMail) -> bool:
        """A loop letter, what a server says about one, or a self-test, which is from our copy address to itself."""
        if mail.from_address == self._self_copy and self._self_copy in mail.recipients and not mail.parent_ids:
            return True
        return not self._loop_ids.isdisjoint(mail.parent_ids)

    def _why_a_person(self, mail: ParsedMail, kind: Judgement, match: Match) -> str:
        if match.probe_id is None and match.level is None:
            return "unmatched"
        if match.probe_id is None or not match.certain:
            return "match"
        if kind.certainty == Certainty.UNSURE:
            return "unsure"
        if kind.kind in REPORTS and _is_about_another(mail, self._recipients[match.probe_id]):
            return "other_recipient"
        return "kind" if kind.kind in FOR_A_PERSON else ""

    def _is_early(self, stored: Stored, match: Match) -> bool:
        sent_at = None if match.probe_id is None else self._sent_at[match.probe_id]
        return sent_at is not None and stored.arrived_at < sent_at - EARLY

    def _failed_checks(self, raw: bytes) -> list[str]:
        """What our own server holds against the sender: a mark for the reader, never a reason to drop a mail."""
        results = authentication(raw, self._own_hosts) if self._own_hosts else ()
        return ["our server doubts the sender: dmarc=fail"] if "dmarc=fail" in results else []


def scene_of(session: Session, account: str, *, with_what_was_judged: bool = True) -> Scene:
    """The scene of an account: with the mails judged so far, or without, to judge all of them in order again."""
    rows = session.exec(
        select(MailProbe, Persona, Question, Municipality)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(Persona.account == account, col(MailProbe.message_id).is_not(None))
        .options(defer(MailProbe.raw))  # type: ignore[arg-type]  # a column, which SQLModel shows as its value
    ).all()
    zones = _zones(session, {persona.wave_id for _, persona, _, _ in rows})
    letters = [_candidate(*row, zones[row[1].wave_id]) for row in rows]
    if not with_what_was_judged:
        letters = [replace(letter, answered_at=None) for letter in letters]
    recipients = {stored_id(probe.id): (probe.recipient or "").lower() for probe, *_ in rows}
    loops = session.exec(select(LoopLetter.message_id).where(LoopLetter.account == account)).all()
    scene = Scene(session.get_one(MailAccount, account), letters, recipients, frozenset(loops))
    if with_what_was_judged:
        _tie_judged(session, account, scene)
    return scene


def _zones(session: Session, wave_ids: Iterable[int]) -> dict[int, ZoneInfo]:
    return {wave_id: method_of(session.get_one(Wave, wave_id)).working_time.zone for wave_id in wave_ids}


def _candidate(
    probe: MailProbe, persona: Persona, question: Question, municipality: Municipality, zone: ZoneInfo
) -> Candidate:
    return Candidate(
        probe_id=stored_id(probe.id),
        address=persona.address,
        message_id=probe.message_id,
        subject=probe.subject or "",
        question=question.mail_wording,
        sent_at=None if probe.sent_at is None else probe.sent_at.astimezone(zone),
        domains=tuple(municipality.mail_domains),
        is_open=probe.state in (*SENT_STATES, "uncertain", "detected"),
        answered_at=probe.answered_at,
    )


def _tie_judged(session: Session, account: str, scene: Scene) -> None:
    known = session.exec(
        select(InboundMail.mail_probe_id, InboundMail.message_id, InboundMail.thread_root).where(
            InboundMail.account == account,
            col(InboundMail.mail_probe_id).is_not(None),
            col(InboundMail.self_copy).is_(False),
            InboundMail.match_level != "domain",
        )
    ).all()
    for probe_id, message_id, thread_root in known:
        scene.index.tie(stored_id(probe_id), message_id, thread_root)


def given_up(mail_id: int) -> Reading:
    """The reading of a mail that could not be judged: it waits on the desk, and a later run may do better."""
    evidence = ("judging it failed; the log says why",)
    nothing = Match(None, None, certain=False, evidence=())
    kind = Judgement(Kind.UNREADABLE, Certainty.UNSURE, evidence)
    return Reading(mail_id, {}, _columns(kind, evidence, nothing, "unsure"))


def _own(evidence: str, probe_id: int | None = None) -> dict[str, Any]:
    """Our own letter came back: proof that it left us, stamped by the server that also stamps the replies."""
    match = Match(probe_id, None if probe_id is None else "ids", certain=True, evidence=())
    kind = Judgement(Kind.OTHER, Certainty.CERTAIN, (evidence,))
    return _columns(kind, kind.evidence, match, "") | {"self_copy": probe_id is not None}


def _fields(mail: ParsedMail) -> dict[str, Any]:
    """What pages show of a mail is stored as it may be shown; the raw bytes keep what was written."""
    return {
        "message_id": mail.message_id,
        "thread_root": mail.thread_root,
        "from_address": without_unseen(mail.from_address),
        "subject": without_unseen(mail.subject),
    }


def _columns(kind: Judgement, evidence: tuple[str, ...], match: Match, reason: str) -> dict[str, Any]:
    return {
        "kind": kind.kind.value,
        "certainty": kind.certainty.value,
        "kind_evidence": list(evidence),
        "mail_probe_id": match.probe_id,
        "match_level": match.level,
        "match_evidence": list(match.evidence),
        "self_copy": False,
        "desk": "waiting" if reason else "clear",
        "desk_reason": reason,
    }


def _is_about_another(mail: ParsedMail, recipient: str) -> bool:
    """Whether a report names failed recipients and ours is not among them: its copy to ourselves may have failed."""
    return bool(mail.failed_recipients) and recipient not in mail.failed_recipients
