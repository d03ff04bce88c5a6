"""How easily a password is guessed, and why it will not do."""

import time

import pytest

from shopper.password_strength import weakness


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kaffekoppen på bordet", ""),
        ("en lång mening för proven", ""),
        ("kort nog", "short"),
        ("a" * 129, "long"),
        ("qwertyuiopåä", "common"),
        ("sommaren2026", "word"),
        ("lösenord1234", "word"),
        ("Servicemätning1", "known"),
        ("annelieholm12", "known"),
        ("Annelie@kontoret", "known"),
        ("aaaaaaaaaaaa", "repeated"),
        ("abcdefghijklm", "row"),
    ],
)
def test_a_password_is_judged_by_how_it_is_guessed(password: str, reason: str) -> None:
    assert weakness(password, ["annelie.holm@kontoret.example", "annelieholm"]) == reason


def test_nobody_keeps_the_site_busy_with_a_password_that_is_hard_to_judge() -> None:
    began = time.monotonic()
    weakness("4@8({[<3961!|1706$+7x%2&" * 5)
    assert time.monotonic() - began < 5


def test_the_words_of_one_person_do_not_count_for_another() -> None:
    weakness("grönköpingsborna x", ["grönköpingsborna"])
    assert weakness("grönköpingsborna x") == ""
