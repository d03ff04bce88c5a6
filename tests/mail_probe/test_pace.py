"""Pace: an account sends few letters a minute, and pauses between two to one domain."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from mail_probe.sending.pace import DueLetter, Pace, Trial, leaving

NOW = datetime(2026, 10, 12, 10, 20, 5, tzinfo=UTC)
STANDARD = Pace(letters_a_minute=10, minutes_between=2, seed="probes")
FREE = Pace(letters_a_minute=1000, minutes_between=0, seed="probes")


def due(*domains: str) -> list[DueLetter]:
    return [DueLetter(number, domain) for number, domain in enumerate(domains, start=1)]


def minutes_ago(minutes: float, domain: str = "a.test") -> Trial:
    return Trial(domain, NOW - timedelta(minutes=minutes))


def played(letters: list[DueLetter], pace: Pace) -> list[tuple[datetime, int]]:
    """When each letter leaves if a round comes every minute."""
    left: list[tuple[datetime, int]] = []
    trials: list[Trial] = []
    now = NOW
    domains = {letter.probe_id: letter.domain for letter in letters}
    while len(left) < len(letters):
        sent = {probe_id for _, probe_id in left}
        for probe_id in leaving([one for one in letters if one.probe_id not in sent], trials, pace, now):
            left.append((now, probe_id))
            trials.append(Trial(domains[probe_id], now))
        now += timedelta(minutes=1)
    return left


def test_of_many_letters_to_one_domain_one_leaves() -> None:
    assert leaving(due("a.test", "a.test", "a.test"), [], STANDARD, NOW) == [1]


def test_no_pause_lets_all_of_them_leave_in_the_order_in_which_they_were_due() -> None:
    assert leaving(due("a.test", "a.test", "a.test"), [minutes_ago(0)], FREE, NOW) == [1, 2, 3]


def test_no_letter_leaves_within_the_pause_after_another_to_its_domain() -> None:
    assert leaving(due("a.test", "b.test"), [minutes_ago(1.9)], STANDARD, NOW) == [2]


def test_the_pause_is_over_after_at_most_twice_the_minutes() -> None:
    assert leaving(due("a.test"), [minutes_ago(4)], STANDARD, NOW) == [1]


def test_pauses_differ_between_the_least_and_twice_as_long() -> None:
    pauses = [STANDARD.pause_after(minutes_ago(minutes)) for minutes in range(100)]
    assert timedelta(minutes=2) <= min(pauses) < timedelta(minutes=2, seconds=20)
    assert timedelta(minutes=3, seconds=40) < max(pauses) <= timedelta(minutes=4)


def test_a_pause_is_the_same_each_time_it_is_asked_for() -> None:
    assert STANDARD.pause_after(minutes_ago(1)) == STANDARD.pause_after(minutes_ago(1))


def test_an_account_sends_at_most_its_letters_a_minute_whichever_domains_they_go_to() -> None:
    letters = due(*(f"{number}.test" for number in range(30)))
    assert len(leaving(letters, [], STANDARD, NOW)) == 10


def test_letters_that_left_in_this_minute_are_counted_and_those_of_the_minute_before_are_not() -> None:
    letters = due(*(f"{number}.test" for number in range(30)))
    earlier = [Trial("x.test", NOW - timedelta(seconds=seconds)) for seconds in (1, 2, 3, 10, 30)]
    assert len(leaving(letters, earlier, STANDARD, NOW)) == 7


def test_a_minute_that_is_full_lets_nobody_leave() -> None:
    assert leaving(due("a.test"), [minutes_ago(0, f"{n}.test") for n in range(12)], STANDARD, NOW) == []


def test_overdue_letters_of_different_municipalities_leave_in_an_order_of_chance() -> None:
    letters = due(*(f"{number}.test" for number in range(10)))
    orders = {tuple(leaving(letters, [], STANDARD, NOW + timedelta(minutes=minute))) for minute in range(5)}
    assert len(orders) == 5


def test_after_an_outage_every_letter_leaves_with_a_pause_to_the_one_before_it() -> None:
    left = played(due(*(["a.test"] * 10 + ["b.test"] * 10)), STANDARD)
    pauses = [later - earlier for (earlier, _), (later, _) in pairwise([one for one in left if one[1] <= 10])]
    assert min(pauses) >= timedelta(minutes=2)
    assert len(set(pauses)) > 1
    assert left[-1][0] - NOW <= timedelta(minutes=45)
