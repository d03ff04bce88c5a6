"""Judges stored mails: whose reply, and what kind. What that means for the letter is counted in `recount.py`."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel import Session, col, select

from mail_probe.kind import Certainty, Judgement, Kind, classify
from mail_probe.match import Candidate, Index, Match
from mail_probe.message import ParsedMail, parse
from mail_probe.recount import ACTOR, recount
from shopper.clock import Clock
from shopper.moves import Cause, record
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailAccount, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question

FOR_A_PERSON = (Kind.COUNTER_QUESTION, Kind.OTHER, Kind.UNREADABLE)
REPORTS = (Kind.BOUNCE, Kind.DELAYED)
NEVER_SENT = ("withdrawn", "refused")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Scene:
    """The letters a mail of this account may belong to, by id and by Message-ID, with their recipients."""

    index: Index
    by_message_id: dict[str, Candidate]
    recipients: dict[int, str]
    self_copy: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read out of a mail before anything is written."""

    mail: ParsedMail
    judgement: Judgement
    match: Match
    own_letter: Candidate | None


def judge_waiting(store: Store, clock: Clock, account: str) -> int:
    """Judge every stored mail of the account that nobody has judged; the number judged.

    A mail that cannot be judged goes to the desk as unreadable and holds up no other.
    """
    with store.reading() as session:
        waiting = session.exec(
            select(InboundMail.id)
            .where(InboundMail.account == account, col(InboundMail.kind).is_(None))
            .order_by(col(InboundMail.arrived_at), col(InboundMail.id))
        ).all()
        scene = _scene(session, account) if waiting else None
    for mail_id in waiting:
        if scene is not None:
            _judge_one(store, clock, scene, stored_id(mail_id))
    return len(waiting)


def _judge_one(store: Store, clock: Clock, scene: _Scene, mail_id: int) -> None:
    try:
        with store.reading() as session:
            raw = session.get_one(InboundMail, mail_id).raw
        # Read before the transaction: a hostile mail may take a second, and a writer must not be held up by it.
        reading = _read(scene, raw)
        with store.transaction() as session:
            _write(session, scene, session.get_one(InboundMail, mail_id), reading, clock())
    except Exception:  # noqa: BLE001 - whatever one mail from outside does, the others are judged all the same
        _log.exception("mail could not be judged", mail=mail_id)
        with store.transaction() as session:
            _give_up(session, session.get_one(InboundMail, mail_id), clock())


def _read(scene: _Scene, raw: bytes) -> _Reading:
    mail = parse(raw)
    own_letter = scene.by_message_id.get(mail.message_id or "")
    if own_letter is not None and mail.from_address != own_letter.address:
        own_letter = None
    return _Reading(mail, classify(mail), scene.index.find(mail), own_letter)


def _give_up(session: Session, mail: InboundMail, now: datetime) -> None:
    mail.kind, mail.certainty = Kind.UNREADABLE.value, Certainty.UNSURE.value
    mail.kind_evidence = ["judging it failed; the log says why"]
    mail.desk, mail.desk_reason = "waiting", "unsure"
    session.add(mail)
    record(session, "inbound_mail", stored_id(mail.id), "judge", Cause(ACTOR, now), after=mail.kind)


def _scene(session: Session, account: str) -> _Scene:
    rows = session.exec(
        select(MailProbe, Persona, Question, Municipality)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .where(Persona.account == account, col(MailProbe.message_id).is_not(None))
    ).all()
    candidates = [_candidate(*row) for row in rows]
    return _Scene(
        index=Index(candidates),
        by_message_id={found.message_id: found for found in candidates if found.message_id},
        recipients={stored_id(probe.id): (probe.recipient or "").lower() for probe, *_ in rows},
        self_copy=session.get_one(MailAccount, account).self_copy.lower(),
    )


def _candidate(probe: MailProbe, persona: Persona, question: Question, municipality: Municipality) -> Candidate:
    return Candidate(
        probe_id=stored_id(probe.id),
        address=persona.address,
        message_id=probe.message_id,
        subject=probe.subject or "",
        question=question.mail_wording,
        sent_at=probe.sent_at,
        domains=tuple(municipality.mail_domains),
        open=probe.state in ("sent", "unanswered", "uncertain"),
    )


def _write(session: Session, scene: _Scene, mail: InboundMail, reading: _Reading, now: datetime) -> None:
    if mail.kind is not None:
        return  # another worker was faster
    mail.message_id = reading.mail.message_id
    mail.from_address = reading.mail.from_address or ""
    mail.subject = reading.mail.subject or ""
    if reading.own_letter is not None:
        _take_self_copy(session, mail, reading.own_letter.probe_id, now)
        return
    reason = _why_a_person(session, scene, reading)
    _write_judgement(mail, reading, reason)
    session.add(mail)
    session.flush()
    cause = Cause(ACTOR, now)
    record(session, "inbound_mail", stored_id(mail.id), "judge", cause, after=mail.kind)
    if mail.mail_probe_id is not None and mail.desk == "clear":
        recount(session, mail.mail_probe_id, cause)


def _write_judgement(mail: InboundMail, reading: _Reading, reason: str) -> None:
    mail.kind = reading.judgement.kind.value
    mail.certainty = reading.judgement.certainty.value
    mail.kind_evidence = [*reading.judgement.evidence, *reading.mail.problems]
    mail.mail_probe_id = reading.match.probe_id
    mail.match_level = reading.match.level
    mail.match_evidence = list(reading.match.evidence)
    mail.desk_reason = reason
    mail.desk = "waiting" if reason else "clear"


def _why_a_person(session: Session, scene: _Scene, reading: _Reading) -> str:
    """Why a person must look at a mail, as a word of DESK_REASONS in `web/words.py`; empty when nobody needs to."""
    match, judgement = reading.match, reading.judgement
    if match.probe_id is None:
        # The account's self-test writes from our own copy address to itself; no official ever does.
        return "" if reading.mail.from_address == scene.self_copy else "unmatched"
    if not match.certain:
        return "match"
    if session.get_one(MailProbe, match.probe_id).state in NEVER_SENT:
        return "dropped"
    if judgement.certainty == Certainty.UNSURE:
        return "unsure"
    if judgement.kind in REPORTS and _is_about_another(reading.mail, scene.recipients[match.probe_id]):
        return "other_recipient"
    return "kind" if judgement.kind in FOR_A_PERSON else ""


def _is_about_another(mail: ParsedMail, recipient: str) -> bool:
    """Whether a report names failed recipients and ours is not among them: its copy to ourselves may have failed."""
    return bool(mail.failed_recipients) and recipient not in mail.failed_recipients


def _take_self_copy(session: Session, mail: InboundMail, probe_id: int, now: datetime) -> None:
    """Our own letter came back: proof that it left us, stamped by the server that also stamps the replies."""
    mail.kind = Kind.OTHER.value
    mail.certainty = Certainty.CERTAIN.value
    mail.kind_evidence = ["our own letter, by its Message-ID"]
    mail.mail_probe_id = probe_id
    mail.match_level = "ids"
    mail.self_copy = True
    session.add(mail)
    record(session, "inbound_mail", stored_id(mail.id), "self_copy", Cause(ACTOR, now), details={"probe": probe_id})
