"""The set-up asks for what is missing, keeps what is there, and notices when the pinned packages have changed."""

from pathlib import Path

import pytest

from scripts import set_up


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of its own on a machine whose user may not install system packages."""
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"content of {name}\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "STAMP": tmp_path / ".venv" / "stamp"}.items():
        monkeypatch.setattr(set_up, name, value)
    monkeypatch.setattr(set_up, "LIBRARIES", {})
    monkeypatch.setattr(set_up, "PROGRAMS", {})
    monkeypatch.setattr(set_up, "SERVER_FILES", {})
    monkeypatch.setattr(set_up, "UBUNTU_NAMES", {})
    monkeypatch.setenv("PATH", "")
    return tmp_path


def test_a_missing_library_is_named_with_what_to_do(
    machine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(set_up, "LIBRARIES", {"libnowhere.so.0": "libnowhere0"})
    assert (set_up.main(["demo"]), (machine / ".venv" / "stamp").exists()) == (1, False)
    assert "sudo apt-get install libnowhere0\n" in capsys.readouterr().err


def test_a_missing_program_matters_to_the_tests_only(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "PROGRAMS", {("no-such-program", "nor-this"): "some-package"})
    assert {kind: set_up.missing_packages(kind) for kind in ("demo", "dev")} == {"demo": [], "dev": ["some-package"]}
    assert machine.exists()


def test_a_missing_mail_server_matters_to_the_tests_only(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = str(machine / "*.lock").lstrip("/")
    monkeypatch.setattr(set_up, "SERVER_FILES", {"no/such/lmtp": "dovecot-lmtpd", there: "postfix"})
    assert {kind: set_up.missing_packages(kind) for kind in ("demo", "dev")} == {"demo": [], "dev": ["dovecot-lmtpd"]}


def test_a_mail_server_asks_nothing_and_is_not_left_running(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = machine / "commands"
    for name in ("apt-get", "debconf-set-selections", "systemctl", "env"):
        command = machine / name
        command.write_text(
            f'#!/bin/sh\necho "{name} $*" >> {log}\n[ {name} != debconf-set-selections ] || cat >> {log}\n'
        )
        command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{machine}:/usr/bin:/bin")
    monkeypatch.setattr(set_up, "SYSTEMD", machine)
    monkeypatch.setattr(set_up, "as_administrator", list)
    set_up.install_packages(["postfix", "poppler-utils"])
    assert log.read_text().splitlines() == [
        "env DEBIAN_FRONTEND=noninteractive apt-get update -qq",
        "debconf-set-selections ",
        "postfix postfix/main_mailer_type select No configuration",
        "env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postfix poppler-utils",
        "systemctl disable --now postfix",
    ]


@pytest.mark.parametrize("kind", ["demo", "dev"])
def test_a_finished_set_up_is_left_alone(machine: Path, kind: str) -> None:
    set_up.STAMP.write_text(set_up.wanted_stamp(kind))
    assert set_up.main([kind]) == 0
    assert machine.exists()


def test_the_demo_is_content_with_what_the_tests_need(machine: Path) -> None:
    stamp = set_up.wanted_stamp("dev")
    set_up.STAMP.write_text(stamp)
    assert (set_up.main(["demo"]), set_up.stamp_text()) == (0, stamp)
    assert machine.exists()


@pytest.mark.parametrize("changed", ["requirements-dev.lock", "pyproject.toml"])
def test_a_change_of_what_is_pinned_means_setting_up_again(machine: Path, changed: str) -> None:
    before = set_up.wanted_stamp("dev")
    (machine / changed).write_text("newer\n")
    assert set_up.wanted_stamp("dev") != before


def test_an_environment_that_was_moved_or_broken_is_noticed(machine: Path) -> None:
    set_up.STAMP.write_text(set_up.wanted_stamp("dev").replace(str(machine), "/elsewhere"))
    moved = set_up.has_moved()
    (machine / ".venv" / "bin" / "python").unlink()
    assert (moved, set_up.stamp_text()) == (True, "")


def test_an_unknown_purpose_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert (set_up.main(["nothing"]), capsys.readouterr().err) == (2, "say what to set up for: demo or dev\n")
