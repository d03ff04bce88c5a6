"""Senders look like citizens and each has an address of its own."""

import re
from itertools import islice

from scheduler.personas import FIRST_NAMES, LAST_NAMES, Addresses, citizens, names, senders


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


def addresses() -> Addresses:
    return Addresses(7, ("post.test",), frozenset())


def test_no_municipality_gets_two_letters_of_the_same_name() -> None:
    letters = ["0685", "0686"] * 300
    some = list(senders(letters, names(7), addresses(), {}))
    found = [[one.name for one, code in zip(some, letters, strict=True) if code == town] for town in ("0685", "0686")]
    assert [len(set(each)) for each in found] == [300, 300]
    assert set(found[0]) & set(found[1]) != set()


def test_a_name_that_a_municipality_has_met_in_an_earlier_wave_does_not_come_again() -> None:
    met = set(islice(names(7), 200))
    some = list(senders(["0685"] * 200, names(7), addresses(), {"0685": met}))
    assert met & {one.name for one in some} == set()


def test_the_waves_own_names_come_first_in_each_municipality_each_with_an_address_of_its_own() -> None:
    own = ["Åsa von Öhn", "Bo Ek"]
    some = list(senders(["0685", "0686"] * 3, names(7), addresses(), {"0686": {"Bo Ek"}}, own))
    assert [(one.name, one.address) for one in some[:3]] == [
        ("Åsa von Öhn", "asa.von.ohn@post.test"),
        ("Åsa von Öhn", "asa.von.ohn2@post.test"),
        ("Bo Ek", "bo.ek@post.test"),
    ]
    assert {"Åsa von Öhn", "Bo Ek"} & {one.name for one in some[3:]} == set()


def test_a_name_without_latin_letters_gets_an_address_all_the_same() -> None:
    assert addresses().citizen("Ωμέγα").address == "invanare@post.test"
