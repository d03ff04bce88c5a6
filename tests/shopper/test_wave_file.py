"""A wave's file: refused whole, in one sentence with file, line, column, key and what is allowed."""

from pathlib import Path

import pytest

from shopper.faults import BadInput
from shopper.wave_file import parse_wave_file, read_wave_file

FILE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
seed = 7
[[municipality]]
code = "0685"
closed_on = [2026-10-30]
[[municipality]]
code = "0686"
[[interviewer]]
name = "i1"
hours_a_week = 20
available = { mon = "08:00-17:00", fri = "08:00-15:00" }
not_areas = []
not_municipalities = []
[[interviewer]]
name = "i2"
hours_a_week = 20
available = { mon = "08:00-17:00" }
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("seed = 7", "seed = ", "line 6, column 8: it is not valid TOML (Invalid value); mend it"),
        ("seed = 7", "sead = 7", "line 6, column 1, sead: is not known; known keys are name, method, first_day,"),
        ("seed = 7", "  seed = -1", "line 6, column 3, seed: must be 0 or more"),
        ('"kkik-2018"', '"kkik-1999"', "line 3, column 1, method: there is no method 'kkik-1999'; known are kkik-2013"),
        ('"autumn-2026"', '"a\\nb"', "line 2, column 1, name: 'a\\nb' is no name; allowed are 1 to 100 characters"),
        ('"autumn-2026"', f'"{"a" * 101}"', "line 2, column 1, name: 'aaaaaaaaaa"),
        ("2026-11-08", "2026-10-01", "line 5, column 1, last_day: must not be earlier than first_day"),
        ("2026-11-08", "2026-12-40", "line 5, column 16: it is not valid TOML"),
        ("2026-11-08", '"in May"', "line 5, column 1, last_day: must be a date, such as 2017-10-16"),
        (
            "2026-11-08",
            "9999-11-08",
            "line 5, column 1, last_day: 9999-11-08 is not allowed; allowed are the years 1990",
        ),
        (
            "2026-10-30",
            "2026-12-30",
            "line 9, column 1, municipality.1.closed_on: 2026-12-30 is outside the wave; allowed",
        ),
        ('"0686"', '"685"', "line 11, column 1, municipality.2.code: must be four digits, such as 0685"),
        ('"0686"', '"0685"', "line 11, column 1, municipality.2.code: '0685' is there more than once"),
        ('code = "0686"', "", "line 10, column 1, municipality.2.code: is missing; write it"),
        ('name = "i2"', 'name = "i1"', "line 19, column 1, interviewer.2.name: 'i1' is there more than once"),
        ('"08:00-15:00"', '"15:00-08:00"', "line 15, column 1, interviewer.1.available: '15:00-08:00' is not hours"),
        (
            "fri =",
            "fredag =",
            "line 15, column 1, interviewer.1.available: 'fredag' is not a weekday; allowed are mon,",
        ),
        (
            'fri = "08:00-15:00"',
            "fri = 8",
            "line 15, column 36, interviewer.1.available.fri: must be text in quotation",
        ),
        ("not_areas = []", 'not_areas = ["skola"]', "line 16, column 1, interviewer.1.not_areas: 'skola' is not known"),
        (
            "not_municipalities = []",
            'not_municipalities = ["0001"]',
            "line 17, column 1, interviewer.1.not_municipalities: '0001' is not known here; allowed are 0685",
        ),
    ],
)
def test_a_broken_file_is_one_sentence_with_place_key_and_rule(old: str, new: str, sentence: str) -> None:
    assert old in FILE
    with pytest.raises(BadInput) as found:
        parse_wave_file(FILE.replace(old, new, 1), where="w.toml")
    assert str(found.value).startswith(f"w.toml, {sentence}")


def test_a_file_is_named_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "waves").mkdir()
    (tmp_path / "waves" / "w.toml").write_text("sead = 7\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match=r"^waves/w\.toml, line 1, column 1, name: is missing; write it$"):
        read_wave_file(Path("waves/w.toml"))


ACCOUNTS = 'seed = 7\nmail_accounts = ["one", "two"]'


def test_a_wave_can_name_one_account_or_several() -> None:
    named = [
        parse_wave_file(FILE.replace("seed = 7", words), "w.toml").accounts
        for words in ("seed = 7", 'seed = 7\nmail_account = "one"', ACCOUNTS)
    ]
    assert named == [[], ["one"], ["one", "two"]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (f'{ACCOUNTS}\nmail_account = "one"', "mail_accounts: name the accounts here or in mail_account, not in both"),
        (ACCOUNTS.replace("two", "one"), "mail_accounts: names an account more than once; keep one of them"),
        (ACCOUNTS.replace('["one", "two"]', '"one"'), "mail_accounts: must be a list"),
    ],
)
def test_accounts_named_twice_are_refused(words: str, sentence: str) -> None:
    with pytest.raises(BadInput) as found:
        parse_wave_file(FILE.replace("seed = 7", words), "w.toml")
    assert str(found.value).startswith(f"w.toml, line 7, column 1, {sentence}")


def test_a_wave_may_say_how_many_spares_it_wants() -> None:
    assert parse_wave_file(f"spares = 2\n{FILE}", where="wave.toml").spares == 2
