"""Faults around the commands: addresses of databases, passwords nobody can be asked for, and strange arguments."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from web.cli import run

Shopper = Callable[..., Any]
Rows = Callable[[], dict[str, list[Any]]]
NO_ADDRESS = "SHOPPER_DATABASE_URL is not the address of a database; write it as sqlite:///var/shopper.sqlite or "


@pytest.mark.parametrize("command", [("municipality", "list"), ("db", "upgrade")])
@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("foo", NO_ADDRESS),
        ("oracle://x", NO_ADDRESS),
        ("nothing://x", NO_ADDRESS),
        ("postgresql://somebody@127.0.0.1:port/x", NO_ADDRESS),
        ("sqlite:////proc/x/y.sqlite", "the database's folder cannot be made: "),
        ("postgresql+psycopg://somebody@127.0.0.1:1/x", "the database cannot be "),
    ],
)
def test_an_address_without_a_database_is_one_sentence(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], url: str, sentence: str
) -> None:
    monkeypatch.setenv("SHOPPER_DATABASE_URL", url)
    ran = shopper(*command)
    assert (ran.code, ran.out, ran.err.count("\n"), ran.err[: len(sentence)]) == (2, "", 1, sentence)


def test_a_password_may_be_piped_in(shopper: Shopper, everything: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOPPER_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO("correct horse battery\n"))
    ran = shopper("user", "add", "Åsa", "--role", "interviewer")
    assert (ran.code, ran.err, [user.name for user in everything()["user_account"]]) == (0, "", ["Åsa"])


def test_without_anybody_to_ask_the_variable_of_the_password_is_named(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHOPPER_PASSWORD", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    ran = shopper("user", "add", "Åsa", "--role", "interviewer")
    sentence = "the password cannot be asked for without a terminal; put it in the variable SHOPPER_PASSWORD\n"
    assert (ran.code, ran.err) == (2, sentence)


def test_without_anybody_to_ask_the_key_of_a_mail_password_is_named(
    shopper: Shopper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "probes.toml"
    server = 'host = "h.test"\nport = 1\nsecurity = "tls"\nuser = "u"\n'
    file.write_text(f'name = "p"\ndomain = "m.test"\n[smtp]\n{server}[imap]\n{server}', encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO("one line only\n"))
    ran = shopper("mail", "account", file)
    asked = "the IMAP password of u cannot be asked for without a terminal"
    assert (ran.code, ran.err) == (2, f"{asked}; name its variable with password_from in [imap]\n")


def test_an_argument_that_is_no_text_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["wave", "import", "x", "--name", "\udcff\udcfe"])
    assert (code, capsys.readouterr().err) == (2, "argument 5 is not text in UTF-8; write it in UTF-8\n")


@pytest.mark.parametrize("words", [("report", "x", "--all"), ("demo", "--no-serve")])
def test_a_file_where_a_folder_is_wanted_is_refused(shopper: Shopper, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "file"
    file.touch()
    ran = shopper(*words, "--out", file)
    assert (ran.code, ran.err) == (2, f"{file} is a file; give a folder\n")


def test_the_days_of_working_time_are_short_as_in_the_report(shopper: Shopper) -> None:
    ran = shopper("working-time", "2017-10-26T16:00:00+02:00", "2017-10-26T16:30:00+02:00", "--explain")
    assert ran.out.splitlines()[1].split()[0] == "tors"
