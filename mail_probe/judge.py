"""Judges stored mails: whose reply, and what kind; then says what that means for the letter.

Judging again gives the same result: the letter's times are always counted anew from all its judged mails.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mail_probe.kind import Certainty, Judgement, Kind, classify
from mail_probe.match import Candidate, Index, Match
from mail_probe.message import ParsedMail, parse
from shopper.clock import Clock
from shopper.moves import Cause, move, record
from shopper.queries import stored_id
from shopper.states import SENT_STATES
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe, Persona
from shopper.tables.study import Measurement, Municipality, Question, Wave

ACTOR = "take_in"
ACKNOWLEDGING = (Kind.ACKNOWLEDGEMENT, Kind.FORWARDED, Kind.AUTOMATIC)
"""First signs of life: the letter arrived, by a person or a machine. None of them stops the clock."""
FOR_A_PERSON = (Kind.COUNTER_QUESTION, Kind.OTHER, Kind.UNREADABLE)


@dataclass(frozen=True, slots=True)
class _Scene:
    """The letters a mail of this account may belong to."""

    index: Index
    by_message_id: dict[str, Candidate]


def judge_waiting(store: Store, clock: Clock, account: str) -> int:
    """Judge every stored mail of the account that nobody has judged; the number judged."""
    with store.reading() as session:
        waiting = session.exec(
            select(InboundMail.id)
            .where(InboundMail.account == account, col(InboundMail.kind).is_(None))
            .order_by(col(InboundMail.arrived_at), col(InboundMail.id))
        ).all()
        scene = _scene(session, account) if waiting else None
    for mail_id in waiting:
        if scene is not None:
            with store.transaction() as session:
                _judge(session, scene, session.get_one(InboundMail, mail_id), clock())
    return len(waiting)


def _scene(session: Session, account: str) -> _Scene:
    rows = session.exec(
        select(MailProbe, Persona, Question, Municipality)
        .join(Persona, col(Persona.id) == MailProbe.persona_id)
        .join(Question, col(Question.id) == MailProbe.question_id)
        .join(Measurement, col(Measurement.id) == MailProbe.measurement_id)
        .join(Municipality, col(Municipality.code) == Measurement.municipality_code)
        .join(Wave, col(Wave.id) == Measurement.wave_id)
        .where(Wave.mail_account == account, col(MailProbe.message_id).is_not(None))
    ).all()
    candidates = [_candidate(*row) for row in rows]
    return _Scene(
        index=Index(candidates),
        by_message_id={found.message_id: found for found in candidates if found.message_id},
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


def _judge(session: Session, scene: _Scene, mail: InboundMail, now: datetime) -> None:
    if mail.kind is not None:
        return  # another worker was faster
    parsed = parse(mail.raw)
    mail.message_id = parsed.message_id
    mail.from_address = parsed.from_address or ""
    mail.subject = parsed.subject or ""
    own_letter = scene.by_message_id.get(parsed.message_id or "")
    if own_letter is not None and mail.from_address == own_letter.address:
        _take_self_copy(session, mail, own_letter.probe_id, now)
        return
    _write_judgement(mail, parsed, scene.index.find(parsed), classify(parsed))
    session.add(mail)
    session.flush()
    cause = Cause(ACTOR, now)
    record(session, "inbound_mail", stored_id(mail.id), "judge", cause, after=mail.kind)
    if mail.mail_probe_id is not None and mail.desk == "clear":
        recount(session, mail.mail_probe_id, cause)


def _write_judgement(mail: InboundMail, parsed: ParsedMail, match: Match, judgement: Judgement) -> None:
    mail.kind = judgement.kind.value
    mail.certainty = judgement.certainty.value
    mail.kind_evidence = [*judgement.evidence, *parsed.problems]
    mail.mail_probe_id = match.probe_id
    mail.match_level = match.level
    mail.match_evidence = list(match.evidence)
    mail.desk_reason = why_a_person(match, judgement)
    mail.desk = "waiting" if mail.desk_reason else "clear"


def why_a_person(match: Match, judgement: Judgement) -> str:
    """Why a person must look at a mail: `unmatched`, `match`, `unsure` or `kind`; empty when nobody needs to."""
    if match.probe_id is None:
        return "unmatched"
    if not match.certain:
        return "match"
    if judgement.certainty == Certainty.UNSURE:
        return "unsure"
    return "kind" if judgement.kind in FOR_A_PERSON else ""


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


def settle_by_self_copies(store: Store, clock: Clock, account: str) -> int:
    """Give every letter whose self-copy is here its proof and its sending time; how many.

    An uncertain letter is thereby known to have left. Looked for anew each time: the copy can be taken in before the
    letter is known to be uncertain. Only the first copy counts: a server that redirects our letter back to us must not
    move its time.
    """
    with store.transaction() as session:
        waiting = session.exec(
            select(MailProbe, InboundMail)
            .join(InboundMail, col(InboundMail.mail_probe_id) == MailProbe.id)
            .where(
                InboundMail.account == account,
                col(InboundMail.self_copy).is_(True),
                col(MailProbe.self_copy_at).is_(None),
                col(MailProbe.state).in_((*SENT_STATES, "uncertain")),
            )
            .order_by(col(InboundMail.arrived_at).desc())
        ).all()
        copies = {stored_id(probe.id): (probe, mail.arrived_at) for probe, mail in waiting}
        for probe, arrived_at in copies.values():
            _settle(session, probe, arrived_at, clock())
    return len(copies)


def _settle(session: Session, probe: MailProbe, arrived_at: datetime, now: datetime) -> None:
    probe_id, cause = stored_id(probe.id), Cause(ACTOR, now, "the self-copy arrived")
    if probe.state == "uncertain":
        times = {"sent_at": arrived_at, "self_copy_at": arrived_at}
        move(session, "mail", probe_id, ("uncertain", "sent"), cause, **times)
        recount(session, probe_id, cause)
        return
    probe.sent_at = probe.self_copy_at = arrived_at
    session.add(probe)


def recount(session: Session, probe_id: int, cause: Cause) -> None:
    """Set a letter's acknowledgement, answer and state from all its judged mails; harmless when nothing changed."""
    probe = session.get_one(MailProbe, probe_id)
    if probe.state not in SENT_STATES:
        return
    mails = session.exec(
        select(InboundMail)
        .where(
            InboundMail.mail_probe_id == probe_id,
            InboundMail.desk != "waiting",
            col(InboundMail.self_copy).is_(False),
        )
        .order_by(col(InboundMail.arrived_at))
    ).all()
    probe.acknowledged_at = _first(mails, *ACKNOWLEDGING)
    probe.answered_at = _first(mails, Kind.ANSWER)
    session.add(probe)
    session.flush()
    after = _state_after(probe, is_bounced=_first(mails, Kind.BOUNCE) is not None)
    if after != probe.state:
        move(session, "mail", probe_id, (probe.state, after), cause)


def _state_after(probe: MailProbe, *, is_bounced: bool) -> str:
    if probe.answered_at is not None:
        return "answered"
    if is_bounced:
        return "undelivered"
    return "unanswered" if probe.state == "unanswered" else "sent"


def _first(mails: Sequence[InboundMail], *kinds: Kind) -> datetime | None:
    return next((mail.arrived_at for mail in mails if mail.kind in kinds), None)
