"""Senders look like citizens and each has an address of its own."""

import re
from itertools import islice

from scheduler.personas import FIRST_NAMES, LAST_NAMES, citizens, senders


def test_no_address_comes_twice_even_when_names_run_out() -> None:
    addresses = [citizen.address for citizen in islice(citizens(7, ("post.test",), frozenset()), 20_000)]
    assert len(set(addresses)) == 20_000


def test_a_taken_address_gets_the_first_free_number() -> None:
    first = next(citizens(7, ("post.test",), frozenset())).address
    name = first.partition("@")[0]
    taken = frozenset({first, f"{name}2@post.test"})
    assert next(citizens(7, ("post.test",), taken)).address == f"{name}3@post.test"


def test_addresses_are_plain_ascii_whatever_the_name() -> None:
    everybody = islice(citizens(1, ("post.test",), frozenset()), 5_000)
    strange = [one.address for one in everybody if not re.fullmatch(r"[a-z-]+\.[a-z]+\d*@post\.test", one.address)]
    assert strange == []


def test_the_same_seed_gives_the_same_citizens() -> None:
    some, same = (list(islice(citizens(3, ("post.test",), frozenset()), 60)) for _ in range(2))
    assert some == same


def test_the_lists_of_names_hold_each_name_once() -> None:
    assert (len(set(FIRST_NAMES)), len(set(LAST_NAMES))) == (len(FIRST_NAMES), len(LAST_NAMES))


def test_citizens_live_at_all_the_domains_and_carry_no_address_of_their_own_twice() -> None:
    some = list(islice(citizens(7, ("post.test", "brev.test"), frozenset()), 200))
    homes = [citizen.domain for citizen in some]
    assert (len({citizen.address for citizen in some}), set(homes)) == (200, {"post.test", "brev.test"})
    assert min(homes.count(home) for home in set(homes)) > 60


def test_another_account_of_a_wave_changes_no_citizens_name() -> None:
    one, two = (list(islice(citizens(7, domains, frozenset()), 50)) for domains in (("a.test",), ("a.test", "b.test")))
    assert [citizen.name for citizen in one] == [citizen.name for citizen in two]


def test_no_municipality_gets_two_letters_of_the_same_name() -> None:
    letters = ["0685", "0686"] * 300
    some = list(senders(letters, citizens(7, ("post.test",), frozenset())))
    names = [[one.name for one, code in zip(some, letters, strict=True) if code == town] for town in ("0685", "0686")]
    assert [len(set(found)) for found in names] == [300, 300]
    assert set(names[0]) & set(names[1]) != set()
