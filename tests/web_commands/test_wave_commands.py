"""A wave from its file to its launch, through the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shopper = Callable[..., Any]
Rows = Callable[[], dict[str, list[Any]]]

ACCOUNT = """
name = "probes"
domain = "medborgare.test"
[smtp]
host = "127.0.0.1"
port = 25
security = "none"
[imap]
host = "127.0.0.1"
port = 143
security = "none"
user = "brevlada"
password_from = "IMAP_PASSWORD"
"""

WAVE = """
name = "autumn-2026"
method = "kkik-2018"
first_day = 2026-10-12
last_day = 2026-11-08
seed = 7
mail_account = "probes"
[[municipality]]
code = "0685"
closed_on = [2026-10-30]
[[interviewer]]
name = "i1"
hours_a_week = 20
available = { mon = "08:00-17:00", tue = "08:00-12:00", wed = "08:00-17:00", thu = "08:00-17:00", fri = "08:00-16:00" }
days_off = [2026-10-20]
"""


@pytest.fixture
def staffed(registered: Shopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shopper:
    """The command line on a database with a register, an interviewer and a mail account."""
    monkeypatch.setenv("IMAP_PASSWORD", "hemligt ord")
    monkeypatch.setenv("SHOPPER_PASSWORD", "correct horse battery")
    (tmp_path / "account.toml").write_text(ACCOUNT, encoding="utf-8")
    (tmp_path / "wave.toml").write_text(WAVE, encoding="utf-8")
    assert registered("user", "add", "i1", "--role", "interviewer").code == 0
    assert registered("mail", "account", tmp_path / "account.toml").code == 0
    return registered


def test_a_wave_is_made_planned_and_launched(staffed: Shopper, tmp_path: Path, everything: Rows) -> None:
    codes = [
        staffed("wave", "create", tmp_path / "wave.toml").code,
        staffed("wave", "plan", "autumn-2026").code,
        staffed("wave", "launch", "autumn-2026").code,
    ]
    rows = everything()
    assert (codes, rows["wave"][0].state) == ([0, 0, 0], "launched")
    assert (len(rows["call_probe"]), len(rows["mail_probe"])) == (60, 60)


def test_the_same_seed_gives_the_same_plan(staffed: Shopper, tmp_path: Path) -> None:
    staffed("wave", "create", tmp_path / "wave.toml")
    plans = [json.loads(staffed("wave", "plan", "autumn-2026", "--seed", seed, "--json").out) for seed in (3, 4, 3)]
    assert plans[0] == plans[2]
    assert plans[0]["probes"] != plans[1]["probes"]
    assert (plans[0]["wave"], plans[0]["seed"], plans[0]["method"], plans[0]["unplaced"]) == (
        "autumn-2026",
        3,
        "kkik-2018",
        [],
    )


def test_a_launched_wave_is_not_planned_again(staffed: Shopper, tmp_path: Path, everything: Rows) -> None:
    staffed("wave", "create", tmp_path / "wave.toml")
    staffed("wave", "plan", "autumn-2026")
    staffed("wave", "launch", "autumn-2026")
    before = everything()
    ran = staffed("wave", "plan", "autumn-2026", "--seed", 3)
    assert (ran.code, ran.err.count("\n"), everything() == before) == (2, 1, True)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"0685"', '"9999"'),
        ("2026-11-08", "2026-10-01"),
        ('mon = "08:00-17:00"', 'mon = "8-17"'),
        ("seed = 7", "sed = 7"),
        ('method = "kkik-2018"', 'method = "kkik"'),
        ("[[municipality]]", "[[municipality"),
    ],
)
def test_a_broken_wave_file_is_one_sentence_and_nothing_is_stored(
    staffed: Shopper, tmp_path: Path, everything: Rows, old: str, new: str
) -> None:
    (tmp_path / "wave.toml").write_text(WAVE.replace(old, new, 1), encoding="utf-8")
    before = everything()
    ran = staffed("wave", "create", tmp_path / "wave.toml")
    assert (ran.code, ran.out, ran.err.count("\n"), everything() == before) == (2, "", 1, True)
