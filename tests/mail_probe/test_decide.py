"""A person's decisions: each leaves a line in the trail, and a change of one asks for a reason."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from mail_probe.decide import (
    decide,
    mark_detected,
    mark_undetected,
    reopen_trouble,
    restore_dropped,
    settle_trouble,
)
from shopper.clock import SteppedClock
from shopper.faults import BadInput, Conflict
from shopper.moves import Cause
from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.mail import InboundMail, MailProbe, SendAttempt
from shopper.tables.trail import AuditEvent

WHY = "läst en gång till"


@pytest.fixture
def letter_id(store: Store, clock: SteppedClock, wave_id: int) -> int:
    """A letter that was sent a day ago and has one reply, which waits on the desk."""
    assert wave_id
    with store.transaction() as session:
        letter = session.exec(select(MailProbe).order_by(col(MailProbe.id))).all()[0]
        letter.state, letter.raw, letter.sent_at = "sent", b"Subject: x\r\n\r\nx", clock() - timedelta(days=1)
        mail = InboundMail(
            account="probes",
            fingerprint="one",
            raw=b"From: a@vetlanda.test\r\n\r\nSvar",
            size=31,
            arrived_at=clock(),
            stored_at=clock(),
            kind="acknowledgement",
            mail_probe_id=letter.id,
            desk="waiting",
            desk_reason="unsure",
        )
        session.add_all([letter, mail])
        return stored_id(letter.id)


def letter(store: Store, letter_id: int) -> MailProbe:
    """The letter as it is stored."""
    with store.reading() as session:
        return session.get_one(MailProbe, letter_id)


def mail_id(store: Store) -> int:
    """The id of the reply."""
    with store.reading() as session:
        return stored_id(session.exec(select(InboundMail)).one().id)


def trail(store: Store) -> list[tuple[str, str | None, str | None, str]]:
    """What was done, as action, before, after and reason."""
    with store.reading() as session:
        events = session.exec(select(AuditEvent).order_by(col(AuditEvent.id))).all()
    return [(event.action, event.before, event.after, event.reason) for event in events]


def cause(clock: SteppedClock, reason: str = "") -> Cause:
    """A coordinator's deed."""
    return Cause("samordnare", clock(), reason)


def set_state(store: Store, letter_id: int, state: str) -> None:
    """Have the letter in this state, without a trail."""
    with store.transaction() as session:
        session.get_one(MailProbe, letter_id).state = state


def test_the_first_decision_needs_no_reason_and_a_changed_one_does(
    store: Store, clock: SteppedClock, letter_id: int
) -> None:
    with store.transaction() as session:
        decide(session, mail_id(store), "answer", letter_id, cause(clock))
    with pytest.raises(BadInput, match="say why"), store.transaction() as session:
        decide(session, mail_id(store), "other", letter_id, cause(clock))
    with store.transaction() as session:
        decide(session, mail_id(store), "other", letter_id, cause(clock, WHY))
    assert (letter(store, letter_id).state, trail(store)) == (
        "sent",
        [
            ("decide", "acknowledgement", "answer", ""),
            ("move", "sent", "answered", ""),
            ("decide", "answer", "other", WHY),
            ("move", "answered", "sent", WHY),
        ],
    )


def test_the_same_decision_made_twice_is_made_once(store: Store, clock: SteppedClock, letter_id: int) -> None:
    for _ in range(2):
        with store.transaction() as session:
            decide(session, mail_id(store), "automatic", letter_id, cause(clock))
    assert trail(store) == [("decide", "acknowledgement", "automatic", "")]


def test_what_the_rules_decided_is_overruled_with_a_reason(store: Store, clock: SteppedClock, letter_id: int) -> None:
    with store.transaction() as session:
        session.get_one(InboundMail, mail_id(store)).desk = "clear"
    with pytest.raises(BadInput, match="say why"), store.transaction() as session:
        decide(session, mail_id(store), "answer", letter_id, cause(clock))
    with store.transaction() as session:
        decide(session, mail_id(store), "answer", letter_id, cause(clock, WHY))
    assert letter(store, letter_id).state == "answered"


def test_a_detected_letter_is_taken_out_and_later_mails_do_not_bring_it_back(
    store: Store, clock: SteppedClock, letter_id: int
) -> None:
    with store.transaction() as session:
        mark_detected(session, letter_id, cause(clock))
        decide(session, mail_id(store), "answer", letter_id, cause(clock))
    assert (letter(store, letter_id).state, letter(store, letter_id).answered_at) == ("detected", None)


def test_detection_is_taken_back_with_a_reason_and_the_mails_count_again(
    store: Store, clock: SteppedClock, letter_id: int
) -> None:
    with store.transaction() as session:
        mark_detected(session, letter_id, cause(clock))
        decide(session, mail_id(store), "answer", letter_id, cause(clock))
    with pytest.raises(BadInput, match="say why"), store.transaction() as session:
        mark_undetected(session, letter_id, cause(clock))
    with store.transaction() as session:
        mark_undetected(session, letter_id, cause(clock, WHY))
    assert (letter(store, letter_id).state, letter(store, letter_id).answered_at) == ("answered", clock())


@pytest.mark.parametrize("state", ["planned", "undelivered", "detected"])
def test_a_letter_that_nobody_read_cannot_have_been_detected(
    state: str, store: Store, clock: SteppedClock, letter_id: int
) -> None:
    set_state(store, letter_id, state)
    with pytest.raises(Conflict, match="can have been detected"), store.transaction() as session:
        mark_detected(session, letter_id, cause(clock))


@pytest.mark.parametrize("state", ["undelivered", "refused"])
def test_a_letter_in_trouble_is_noted_once_and_put_back_with_a_reason(
    state: str, store: Store, clock: SteppedClock, letter_id: int
) -> None:
    set_state(store, letter_id, state)
    with store.transaction() as session:
        settle_trouble(session, letter_id, cause(clock))
    with pytest.raises(Conflict), store.transaction() as session:
        settle_trouble(session, letter_id, cause(clock))
    with pytest.raises(BadInput, match="say why"), store.transaction() as session:
        reopen_trouble(session, letter_id, cause(clock))
    with store.transaction() as session:
        reopen_trouble(session, letter_id, cause(clock, WHY))
    assert (letter(store, letter_id).settled_at, trail(store)) == (
        None,
        [("settle", None, None, ""), ("reopen", None, None, WHY)],
    )


def test_a_replaced_letter_is_not_put_back(store: Store, clock: SteppedClock, letter_id: int) -> None:
    set_state(store, letter_id, "refused")
    with store.transaction() as session:
        settle_trouble(session, letter_id, cause(clock))
        other = session.exec(select(MailProbe).where(MailProbe.id != letter_id)).first()
        assert other is not None
        other.replaces_id = letter_id
    with pytest.raises(Conflict, match="replaced"), store.transaction() as session:
        reopen_trouble(session, letter_id, cause(clock, WHY))


def test_a_letter_that_reached_us_is_in_no_trouble(store: Store, clock: SteppedClock, letter_id: int) -> None:
    with pytest.raises(Conflict), store.transaction() as session:
        settle_trouble(session, letter_id, cause(clock))


def test_a_dropped_letter_is_found_to_have_been_sent_with_a_reason(
    store: Store, clock: SteppedClock, letter_id: int
) -> None:
    set_state(store, letter_id, "withdrawn")
    began_at = clock() - timedelta(hours=2)
    with store.transaction() as session:
        session.add(SendAttempt(mail_probe_id=letter_id, number=1, worker="w", started_at=began_at))
    with pytest.raises(BadInput, match="say why"), store.transaction() as session:
        restore_dropped(session, letter_id, cause(clock))
    with store.transaction() as session:
        restore_dropped(session, letter_id, cause(clock, WHY))
    assert (letter(store, letter_id).state, letter(store, letter_id).sent_at) == ("sent", began_at)
