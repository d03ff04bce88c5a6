"""The other commands: what they store and print, and how they refuse."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shopper.store import Store
from web.cli import app, run

Shopper = Callable[..., Any]
Rows = Callable[[], dict[str, list[Any]]]
MAIL = b"From: a@vetlanda.test\r\nSubject: SV: Hej\r\nMessage-ID: <1@vetlanda.test>\r\n\r\nHej!\r\n"


def test_the_register_is_listed_with_its_addresses(registered: Shopper) -> None:
    out = registered("municipality", "list").out
    assert [line.split("│")[1:5] for line in out.splitlines() if "0685" in line] == [
        [" 0685 ", " Vetlanda   ", " 27419      ", " kommun@vetlanda.test   "]
    ]


def test_a_broken_register_is_one_sentence_and_nothing_is_stored(
    shopper: Shopper, tmp_path: Path, everything: Rows
) -> None:
    file = tmp_path / "r.csv"
    header = "code,name,population,official_address,switchboard,opening_hours,mail_domains"
    file.write_text(f"{header}\n0685,V,1,a@v.test,08-465 004 10,mon 08:00-17:00,\n0686,E,x,,,,\n", encoding="utf-8")
    before = everything()
    ran = shopper("municipality", "import", file)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith(
        f"{file}, line 3, column population: 'x' is not allowed; allowed is a whole number from 0"
    )
    assert everything() == before


def test_a_user_is_added_with_a_password_from_the_environment(
    shopper: Shopper, everything: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPER_PASSWORD", "correct horse battery")
    ran = shopper("user", "add", "Åsa", "--role", "coordinator")
    user = everything()["user_account"][0]
    assert (ran.code, ran.out, user.name, user.role) == (0, "Åsa can sign in as coordinator.\n", "Åsa", "coordinator")
    assert user.password_hash.startswith("$argon2id$")


def test_a_reviewer_is_added_to_every_wave_or_to_the_named_one(
    imported: Shopper, everything: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPPER_PASSWORD", "correct horse battery")
    added = (("Åsa", "reviewer"), ("Bo", "auditor"), ("Cia", "coordinator", "--wave", "vetlanda-2017"))
    done = [imported("user", "add", name, "--role", *rest).code for name, *rest in added]
    names = {user.id: user.name for user in everything()["user_account"]}
    assert (done, [names[one.user_id] for one in everything()["wave_member"]]) == ([0, 0, 0], ["Åsa", "Cia"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--role", "reviewer", "--wave", "gone"), "there is no wave 'gone'"),
        (("--role", "auditor", "--wave", "vetlanda-2017"), "--wave is not for auditor"),
    ],
)
def test_a_wave_that_cannot_be_given_is_refused_and_nobody_is_added(
    imported: Shopper, everything: Rows, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.setenv("SHOPPER_PASSWORD", "correct horse battery")
    before = len(everything()["user_account"])
    ran = imported("user", "add", "Åsa", *words)
    assert (ran.code, ran.err.startswith(sentence), len(everything()["user_account"])) == (2, True, before)


def test_an_interviewer_who_came_with_an_import_is_given_a_password(
    imported: Shopper, everything: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_VARIABLE", "correct horse battery")
    assert imported("user", "add", "I1", "--role", "interviewer", "--password-from", "MY_VARIABLE").code == 0
    assert [user.name for user in everything()["user_account"] if user.password_hash] == ["I1"]


@pytest.mark.parametrize(
    ("words", "password", "sentence"),
    [
        (("Åsa", "--role", "boss"), "correct horse", "Invalid value for '--role': 'boss' is not one of"),
        (("Åsa", "--role", "coordinator"), "short", "the password has 5 characters; take at least 12"),
        (("Åsa", "--role", "coordinator"), "sommaren2026", "the password is made of a common word; take a few words"),
        (
            (" ", "--role", "coordinator"),
            "correct horse",
            "a user cannot be called ' '; allowed are 1 to 100 characters on one line, without /",
        ),
        (("Å\nsa", "--role", "coordinator"), "correct horse", "a user cannot be called 'Å\\nsa'; allowed are 1 to 100"),
        (("Å" * 101, "--role", "coordinator"), "correct horse", "a user cannot be called 'ÅÅÅ"),
        (("Åsa", "--role", "coordinator", "--password-from", "NOT_SET"), "x", "the variable NOT_SET is empty; put the"),
    ],
)
def test_a_user_that_cannot_be_is_refused_in_one_sentence(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], password: str, sentence: str
) -> None:
    monkeypatch.setenv("SHOPPER_PASSWORD", password)
    ran = shopper("user", "add", *words)
    assert (ran.code, ran.err.count("\n"), ran.err.startswith(sentence)) == (2, 1, True)


def test_a_user_who_can_sign_in_is_left_alone(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPER_PASSWORD", "correct horse battery")
    shopper("user", "add", "Åsa", "--role", "coordinator")
    ran = shopper("user", "add", "Åsa", "--role", "coordinator")
    assert (ran.code, ran.err) == (2, "there is a user 'Åsa' already, coordinator; choose another name\n")


def test_a_backup_is_restored_into_a_new_database(
    imported: Shopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = imported("figures", "vetlanda-2017", "0685", "--json").out
    backed_up = imported("db", "backup", tmp_path / "b.zip")
    monkeypatch.setenv("SHOPPER_DATABASE_URL", f"sqlite:///{tmp_path}/new/shopper.sqlite")
    restored = imported("db", "restore", tmp_path / "b.zip")
    assert (backed_up.code, restored.code) == (0, 0)
    assert imported("figures", "vetlanda-2017", "0685", "--json").out == before


def test_a_restore_over_something_is_refused(imported: Shopper, tmp_path: Path, everything: Rows) -> None:
    imported("db", "backup", tmp_path / "b.zip")
    before = everything()
    ran = imported("db", "restore", tmp_path / "b.zip")
    assert (ran.code, everything() == before) == (2, True)
    assert ran.err == "the database is not empty (audit_event has rows); restore into a new one\n"


def test_an_old_schema_is_told_and_upgraded(shopper: Shopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "old.sqlite"
    monkeypatch.setenv("SHOPPER_DATABASE_URL", f"sqlite:///{file}")
    shopper("db", "upgrade")
    store = Store(f"sqlite:///{file}")
    with store.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM alembic_version")
    store.close()
    ran = shopper("municipality", "list")
    assert (ran.code, ran.err) == (2, "the database has an older schema; run `shopper db upgrade` first\n")


def test_mails_are_classified_as_one_object_a_line(shopper: Shopper, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    (tmp_path / "b.eml").write_bytes(b"\xff\x00")
    ran = shopper("mail", "classify", tmp_path / "a.eml", tmp_path / "b.eml", "--json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    assert [(one["file"], one["kind"], sorted(one)) for one in found] == [
        (str(tmp_path / "a.eml"), found[0]["kind"], ["certainty", "evidence", "file", "kind"]),
        (str(tmp_path / "b.eml"), "unreadable", ["certainty", "evidence", "file", "kind"]),
    ]


def test_a_mail_file_that_is_not_there_is_one_sentence(shopper: Shopper, tmp_path: Path) -> None:
    ran = shopper("mail", "classify", tmp_path / "none.eml")
    assert (ran.code, ran.err.count("\n"), ran.err) == (2, 1, f"there is no file {tmp_path}/none.eml; check the path\n")


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (("2017-10-20T16:00:00+02:00", "2017-10-23T09:05:00+02:00"), "2,08 timmar (2 tim 5 min)\n"),
        (("2017-10-20T16:00", "2017-10-23T09:05"), "2,08 timmar (2 tim 5 min)\n"),
    ],
)
def test_working_time_is_told_in_hours(shopper: Shopper, words: tuple[str, ...], out: str) -> None:
    ran = shopper("working-time", *words)
    assert (ran.code, ran.out) == (0, out)


def test_working_time_explains_every_stretch(shopper: Shopper) -> None:
    ran = shopper("working-time", "2017-10-20T16:00:00+02:00", "2017-10-21T09:00:00+02:00", "--explain")
    assert ran.out.splitlines()[1:4] == [
        "fre 2017-10-20  16:00–17:00  räknas: 1,00 timmar (1 tim 0 min)",
        "fre 2017-10-20  17:00–24:00  räknas inte: utanför arbetstid",
        "lör 2017-10-21  00:00–09:00  räknas inte: lördag",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("yesterday", "2017-10-21T09:00:00+02:00"),
        ("2017-10-21T09:00:00+02:00", "2017-10-20T09:00:00+02:00"),
        ("2017-10-20T09:00:00+02:00", "2017-10-21T09:00:00+02:00", "--method", "x"),
    ],
)
def test_a_working_time_that_cannot_be_counted_is_one_sentence(shopper: Shopper, words: tuple[str, ...]) -> None:
    ran = shopper("working-time", *words)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("command", ["run", "serve", "work"])
def test_nothing_is_served_with_the_default_secret(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delenv("SHOPPER_SECRET")
    ran = shopper(command)
    assert (ran.code, ran.err.startswith("set SHOPPER_SECRET to a long random text first")) == (2, True)


def test_a_wrong_setting_is_told_by_its_variable(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPPER_PORT", "http")
    ran = shopper("municipality", "list")
    assert (ran.code, ran.err.startswith("SHOPPER_PORT: must be a whole number")) == (2, True)


def test_an_unknown_command_leads_to_the_help(shopper: Shopper) -> None:
    ran = shopper("fly")
    assert (ran.code, ran.err) == (2, "No such command 'fly'; see `shopper --help`\n")


def test_an_interrupted_command_ends_with_130(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.registered_commands[0], "callback", interrupt)
    assert shopper("demo").code == 130


def test_a_fault_of_our_own_is_one_sentence_too(shopper: Shopper, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise ZeroDivisionError("one\nby zero")

    monkeypatch.setattr(app.registered_commands[0], "callback", break_down)
    ran = shopper("demo")
    assert (ran.code, ran.err) == (1, "something unexpected went wrong: ZeroDivisionError: one by zero\n")


def test_the_real_program_prints_one_sentence_and_ends_with_2(database_url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "figures", "none", "0685"],
        env=os.environ | {"SHOPPER_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "there is no wave 'none'; known are none yet\n")


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--help"])
    commands = [line.split()[0] for line in capsys.readouterr().out.partition("Commands:")[2].splitlines() if line]
    known = ["audit", "db", "demo", "evidence", "figures", "kolada", "mail", "municipality", "overview", "report"]
    assert sorted(commands) == [*known, "run", "serve", "training", "user", "wave", "work", "working-time"]
