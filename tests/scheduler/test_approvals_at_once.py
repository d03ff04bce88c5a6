"""Of two people who approve, take back or deliver the same report at once, one wins and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from shopper.delivery_orders import Sending, Taken, ask_delivery, cancel_asked, refuse_waiting, take_asked
from shopper.faults import Fault
from shopper.moves import Cause
from shopper.queries import municipality_of
from shopper.report_approval import approve, take_back_approval
from shopper.report_deliveries import make_delivery
from shopper.store import Store
from shopper.tables.reports import DeliveryOrder, Report, ReportDelivery
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent
from tests.scheduler.deeds_at_once import at_once
from tests.web.printed_stage import add_draft, add_final
from tests.web.stage import START, set_stage

DAY = timedelta(days=1)
TAKEN_BACK = "the approval of this report was taken back; print a new draft"
DELIVERED = "the report is delivered; revoke its unread links first, or print a new draft"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def draft(store: Store) -> int:
    """A printed draft of a finished measurement."""
    with store.transaction() as session:
        return add_draft(session, set_stage(session).measurement)


@pytest.fixture
def final(store: Store) -> int:
    """The printed final report of an approved draft, which has the number before it."""
    with store.transaction() as session:
        return add_final(session, set_stage(session).measurement)


def deeds(store: Store, action: str) -> int:
    with store.reading() as session:
        return len(session.exec(select(AuditEvent).where(AuditEvent.action == action)).all())


def printings(store: Store) -> list[tuple[bool, bool]]:
    """Of each printing, whether it is final and whether it is approved."""
    with store.reading() as session:
        rows = session.exec(select(Report).order_by(col(Report.id)))
        return [(row.of_draft_id is not None, row.approved_at is not None) for row in rows]


def test_of_two_who_take_an_approval_back_one_wins(store: Store, final: int) -> None:
    def by(name: str) -> Callable[[Session], None]:
        return lambda session: take_back_approval(session, final - 1, Cause(name, START))

    found = at_once(store, by("kim"), by("robin"))
    assert sorted(map(str, found)) == ["None", "this draft is not approved"]
    assert (printings(store), deeds(store, "take_back")) == ([(False, False)], 1)


def test_of_two_who_approve_a_draft_one_wins(store: Store, draft: int) -> None:
    with store.reading() as session:
        checksum = session.get_one(Report, draft).content_sha256

    def by(name: str) -> Callable[[Session], int]:
        return lambda session: approve(session, draft, checksum, Cause(name, START))

    found = at_once(store, by("kim"), by("robin"))
    assert [str(each) for each in found if isinstance(each, Fault)] == ["this draft is approved already"]
    assert (printings(store), deeds(store, "approve")) == ([(False, True), (True, False)], 1)


def test_a_report_is_taken_back_or_delivered_and_never_both(store: Store, final: int) -> None:
    found = at_once(
        store,
        lambda session: take_back_approval(session, final - 1, Cause("kim", START)),
        lambda session: make_delivery(session, final, "k@vetlanda.test", timedelta(days=1), Cause("robin", START)),
    )
    with store.reading() as session:
        links = len(session.exec(select(ReportDelivery)).all())
    told = tuple(str(each) if isinstance(each, Fault) else "" for each in found)
    assert (told, links, printings(store)) in (
        (("", TAKEN_BACK), 0, [(False, False)]),
        ((DELIVERED, ""), 1, [(False, True), (True, False)]),
    )


def ask(store: Store, final: int, name: str) -> Callable[[Session], int]:
    """Ask for the letter with this report, to the municipality's official address."""
    with store.reading() as session:
        measurement = session.get_one(Measurement, session.get_one(Report, final).measurement_id)
        address = municipality_of(session, measurement).official_address
    cause = Cause(name, START)
    return lambda session: ask_delivery(session, measurement.wave_id, {final: address}, cause, DAY)


def test_of_two_who_ask_for_the_same_letter_one_wins(store: Store, final: int) -> None:
    found = at_once(store, ask(store, final, "kim"), ask(store, final, "robin"))
    assert sorted(map(str, found)) == ["1", "none of these reports can be sent; look at the list again"]
    assert deeds(store, "ask_delivery") == 1


def test_of_two_workers_that_take_the_same_letter_one_makes_its_link(store: Store, final: int) -> None:
    with store.transaction() as session:
        ask(store, final, "kim")(session)

    def take(session: Session) -> Taken | None:
        return take_asked(session, final, DAY, START)

    found = at_once(store, take, take)
    assert ([isinstance(each, Taken) for each in found].count(True), deeds(store, "deliver")) == (1, 1)


def test_a_letter_is_taken_or_the_approval_taken_back_and_never_both(store: Store, final: int) -> None:
    with store.transaction() as session:
        ask(store, final, "kim")(session)
    taken, back = at_once(
        store,
        lambda session: take_asked(session, final, DAY, START),
        lambda session: take_back_approval(session, final - 1, Cause("robin", START)),
    )
    assert (isinstance(taken, Taken), str(back)) in ((True, DELIVERED), (False, "None"))


def left_of_letter(store: Store) -> tuple[int, int, int, int]:
    """How many links and orders there are, and lines of the trail on letters cancelled together and not sent."""
    with store.reading() as session:
        rows = len(session.exec(select(ReportDelivery)).all()), len(session.exec(select(DeliveryOrder)).all())
    return *rows, deeds(store, "cancel_delivery"), deeds(store, "refuse_delivery")


def test_a_letter_is_taken_or_cancelled_and_never_both(store: Store, final: int) -> None:
    with store.transaction() as session:
        ask(store, final, "kim")(session)
    with store.reading() as session:
        wave_id = session.get_one(Measurement, session.get_one(Report, final).measurement_id).wave_id
    taken, cancelled = at_once(
        store,
        lambda session: take_asked(session, final, DAY, START),
        lambda session: cancel_asked(session, wave_id, Cause("robin", START)),
    )
    assert (isinstance(taken, Taken), cancelled == 1, left_of_letter(store)) in (
        (True, False, (1, 1, 0, 0)),
        (False, True, (0, 0, 1, 1)),
    )


def test_a_letter_that_is_cancelled_while_others_are_refused_is_not_told_as_refused(store: Store, final: int) -> None:
    with store.transaction() as session:
        ask(store, final, "kim")(session)

    def refuse() -> None:
        with store.transaction() as session:
            refuse_waiting(session, [final], Sending("refused", result="unreached"), Cause("delivery", START))

    with ThreadPoolExecutor(1) as pool:
        with store.transaction() as session:
            cancel_asked(session, session.exec(select(Measurement.wave_id)).one(), Cause("robin", START))
            refused = pool.submit(refuse)
            wait([refused], timeout=0.5)
        refused.result()
    with store.reading() as session:
        told = session.exec(select(AuditEvent.after).where(AuditEvent.action == "refuse_delivery")).all()
    assert (told, left_of_letter(store)) == (["cancelled"], (0, 0, 1, 1))
