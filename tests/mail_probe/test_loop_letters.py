"""Letters to ourselves: all through a wave, recognised without doubt, and telling a slow mailbox of ours."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from mail_probe.doorways import Outcome, Result
from mail_probe.loop_letters import due_since, send_loop_letter
from mail_probe.message import parse
from mail_probe.take_in import take_in
from shopper.clock import SteppedClock
from shopper.mail_queries import LoopRecord, loop_record
from shopper.store import Store
from shopper.tables.mail import InboundMail, LoopLetter, MailAccount
from shopper.tables.study import Wave
from tests.mail_probe.mailbox import Box, Post

pytestmark = pytest.mark.usefixtures("wave_id")


def sent_on(store: Store, clock: SteppedClock, day: datetime, post: Post) -> list[datetime]:
    """Ask every minute of a day from 5 to 20 in Stockholm, as the rounds do; when letters left."""
    moments = []
    for minute in range(3 * 60, 18 * 60):
        clock.move_to(max(clock(), day + timedelta(minutes=minute)))
        if send_loop_letter(store, clock, "probes", post):
            moments.append(clock())
    return moments


def record_of(store: Store, clock: SteppedClock) -> LoopRecord:
    with store.reading() as session:
        return loop_record(session, ["probes"], clock() - timedelta(days=9), clock())


def is_due(store: Store, at: datetime) -> bool:
    with store.reading() as session:
        return due_since(session, "probes", at) is not None


def test_a_letter_leaves_every_few_hours_of_the_day_at_an_odd_minute(store: Store, clock: SteppedClock) -> None:
    day = datetime(2017, 10, 18, tzinfo=clock().tzinfo)
    send_loop_letter(store, clock, "probes", Post())
    clock.move_to(day - timedelta(minutes=1))
    send_loop_letter(store, clock, "probes", Post())
    moments = sent_on(store, clock, day, Post())
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert (len(moments), max(gaps) < timedelta(hours=4), any(at.minute == 0 for at in moments)) == (5, True, False)


def test_two_days_do_not_have_the_same_minutes(store: Store, clock: SteppedClock) -> None:
    first = sent_on(store, clock, datetime(2017, 10, 18, tzinfo=clock().tzinfo), Post())
    second = sent_on(store, clock, datetime(2017, 10, 19, tzinfo=clock().tzinfo), Post())
    assert [at.minute for at in first[-5:]] != [at.minute for at in second]


def test_a_letter_is_sent_once_when_the_job_runs_twice(store: Store, clock: SteppedClock) -> None:
    clock.move_to(clock() + timedelta(hours=6))
    post = Post()
    assert [send_loop_letter(store, clock, "probes", post) for _ in range(2)] == [True, False]
    assert len(post.taken) == 1


@pytest.mark.parametrize(
    ("day", "hour", "is_sent"),
    [("2017-10-15", 12, False), ("2017-10-16", 12, True), ("2017-11-13", 12, True), ("2017-12-01", 12, False)],
    ids=["before the wave", "its first day", "while answers may come", "when no answer can be in time"],
)
def test_letters_leave_all_through_the_wave_and_until_the_last_window_is_over(
    store: Store,
    day: str,
    hour: int,
    is_sent: bool,  # noqa: FBT001
) -> None:
    assert is_due(store, datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")) is is_sent


def test_an_account_of_no_launched_wave_sends_none(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        session.exec(select(Wave)).one().mail_accounts = ["others"]
    assert not is_due(store, clock() + timedelta(hours=6))


def test_a_held_account_goes_on_writing_to_itself(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").held_since = clock()
    clock.move_to(clock() + timedelta(hours=6))
    assert send_loop_letter(store, clock, "probes", Post())


def test_what_the_server_does_not_take_for_sure_is_not_written_down_and_tried_again(
    store: Store, clock: SteppedClock
) -> None:
    clock.move_to(clock() + timedelta(hours=6))
    results: tuple[Result, ...] = ("unreached", "deferred", "refused", "uncertain")
    answers = iter([Outcome(result, None, "x") for result in results])
    post = Post(lambda _recipient: next(answers))
    assert not any(send_loop_letter(store, clock, "probes", post) for _ in results)
    assert (record_of(store, clock).sent, send_loop_letter(store, clock, "probes", Post())) == (0, True)


def test_the_letter_is_an_ordinary_note_to_oneself(store: Store, clock: SteppedClock) -> None:
    post = Post()
    clock.move_to(clock() + timedelta(hours=6))
    send_loop_letter(store, clock, "probes", post)
    mail = parse(post.taken[0])
    assert (mail.from_address, mail.recipients, mail.date, bool(mail.subject), bool(mail.text.strip())) == (
        "kopia@probes.test",
        ("kopia@probes.test",),
        clock(),
        True,
        True,
    )
    assert set(mail.headers) == {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "content-type",
        "content-transfer-encoding",
        "mime-version",
    }


def test_a_loop_letter_is_known_belongs_to_no_probe_and_is_nobodys_case(store: Store, clock: SteppedClock) -> None:
    post = Post()
    clock.move_to(clock() + timedelta(hours=6))
    send_loop_letter(store, clock, "probes", post)
    take_in(store, clock, "probes", Box([(clock() + timedelta(minutes=1), post.taken[0])]).open)
    with store.reading() as session:
        mail = session.exec(select(InboundMail)).one()
    assert (mail.kind, mail.mail_probe_id, mail.self_copy, mail.desk, mail.kind_evidence) == (
        "other",
        None,
        False,
        "clear",
        ["belongs to a letter from ourselves to ourselves"],
    )
    assert record_of(store, clock) == LoopRecord(sent=1, late=0, missing=0, longest_minutes=1)


def test_a_loop_letter_that_came_before_it_was_written_down_is_settled_by_the_next_round(
    store: Store, clock: SteppedClock
) -> None:
    clock.move_to(clock() + timedelta(hours=6))
    post, box = Post(), Box([])

    class Quick(Post):
        """A server that hands over at once, with the mailbox read before our sender has heard of it."""

        def deliver(self, *letter: object) -> Outcome:
            outcome = post.deliver(*letter)  # type: ignore[arg-type]
            box.mails.append((clock(), post.taken[0]))
            take_in(store, clock, "probes", box.open)
            return outcome

    send_loop_letter(store, clock, "probes", Quick())
    take_in(store, clock, "probes", box.open)
    with store.reading() as session:
        assert session.exec(select(LoopLetter.arrived_at)).one() == clock()


def test_a_loop_letter_is_late_after_a_quarter_and_missing_after_an_hour_in_a_mailbox_that_was_read(
    store: Store, clock: SteppedClock
) -> None:
    at = clock()
    ways: list[int | None] = [1, 15, 16, 40, None]
    with store.transaction() as session:
        for number, minutes in enumerate(ways):
            arrived_at = None if minutes is None else at + timedelta(minutes=minutes)
            session.add(LoopLetter(account="probes", message_id=f"{number}@x.test", sent_at=at, arrived_at=arrived_at))
    clock.move_to(at + timedelta(hours=2))
    assert record_of(store, clock) == LoopRecord(sent=5, late=2, missing=0, longest_minutes=40)
    take_in(store, clock, "probes", Box([]).open)
    assert record_of(store, clock) == LoopRecord(sent=5, late=2, missing=1, longest_minutes=40)


def test_what_our_server_says_about_a_loop_letter_is_nobodys_case(store: Store, clock: SteppedClock) -> None:
    with store.transaction() as session:
        session.add(LoopLetter(account="probes", message_id="loop@probes.test", sent_at=clock()))
    bounce = (
        b"From: MAILER-DAEMON@probes.test\r\nTo: kopia@probes.test\r\nSubject: Undelivered\r\n"
        b"In-Reply-To: <loop@probes.test>\r\n\r\nIt failed.\r\n"
    )
    take_in(store, clock, "probes", Box([(clock(), bounce)]).open)
    with store.reading() as session:
        assert session.exec(select(InboundMail.desk)).all() == ["clear"]


def test_a_stranger_who_writes_in_our_copys_name_comes_to_the_desk(store: Store, clock: SteppedClock) -> None:
    forged = b"From: kopia@probes.test\r\nTo: anna@annan.test\r\nSubject: x\r\n\r\nHej\r\n"
    take_in(store, clock, "probes", Box([(clock(), forged)]).open)
    with store.reading() as session:
        assert session.exec(select(InboundMail.desk).where(col(InboundMail.desk) == "waiting")).all() == ["waiting"]
