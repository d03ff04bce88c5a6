#!/usr/bin/env python3
"""Makes everything ready that `make demo` and `make test` need, from a bare `python3` on.

Runs with the system's Python (3.9 or newer) and its standard library only. Each step looks first
whether its work is done, and a stamp in `.venv` makes the second run instant. Order: system libraries, uv, the
virtual environment, the pinned packages, the platform itself.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
SYSTEMD = Path("/run/systemd/system")
STAMP = VENV / "set-up.txt"
LOCKS = {"demo": "requirements.lock", "dev": "requirements-dev.lock"}

LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""Shared library (what the PDF printer opens) to Debian package."""
PROGRAMS = {
    ("pdftotext",): "poppler-utils",
    ("chromium", "chromium-browser", "google-chrome"): "chromium",
    ("initdb",): "postgresql",
}
"""Programs that the tests start, any one of each group, to Debian package."""
SERVER_FILES = {
    "usr/lib/postfix/sbin/master": "postfix",
    "usr/lib/postfix/postfix-pcre.so": "postfix-pcre",
    "usr/lib/dovecot/imap": "dovecot-imapd",
    "usr/lib/dovecot/lmtp": "dovecot-lmtpd",
    "usr/lib/dovecot/modules/lib*_sieve_plugin.so": "dovecot-sieve",
}
"""Files of the mail servers that the tests start, to Debian package; on the path they are for administrators only."""
ANSWERS = {"postfix": "postfix postfix/main_mailer_type select No configuration"}
"""What a package would ask while it is installed, answered beforehand: the tests bring their own configuration."""
SERVICES = {"postfix": ("postfix",), "dovecot-imapd": ("dovecot.socket", "dovecot")}
"""What a package starts on its own, and the tests do not need."""
SERVER_PROGRAMS = "usr/lib/postgresql/*/bin"
UBUNTU_NAMES = {"chromium": "chromium-browser"}


class CannotSetUpError(Exception):
    """What the user has to do, in one sentence."""


def main(arguments: list[str]) -> int:
    """Set up for `demo` or `dev`; 0 when everything is ready, 1 when the user has to do something first."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        sys.stderr.write(f"say what to set up for: {' or '.join(LOCKS)}\n")
        return 2
    try:
        set_up(arguments[0])
    except CannotSetUpError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except subprocess.CalledProcessError as failure:
        command = " ".join(map(str, failure.cmd))
        sys.stderr.write(f"set-up stopped, this command failed (its own words are above): {command}\n")
        return 1
    return 0


def set_up(kind: str) -> None:
    """Bring the machine and `.venv` to what this kind of use needs."""
    ready = stamp_text()
    if kind == "demo" and ready == wanted_stamp("dev"):
        kind = "dev"  # what the tests need holds what the demo needs; taking packages away would only cost time
    missing = missing_packages(kind)
    if missing:
        install_packages(missing)
    if ready == wanted_stamp(kind):
        return
    fill_environment(kind, find_uv() or install_uv())


def fill_environment(kind: str, uv: str) -> None:
    """The virtual environment with exactly the pinned packages, and the platform itself as an editable install."""
    python = str(VENV / "bin" / "python")
    if not Path(python).exists() or has_moved():
        shutil.rmtree(VENV, ignore_errors=True)
        run(uv, "venv", "--quiet", "--python", ">=3.11", str(VENV))
    STAMP.unlink(missing_ok=True)
    tell(f"installing the packages of {LOCKS[kind]}")
    run(uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", str(ROOT / LOCKS[kind]))
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.write_text(wanted_stamp(kind), encoding="utf-8")
    tell("ready")


def stamp_text() -> str:
    """What the last set-up left behind, or nothing when there is no working environment."""
    return STAMP.read_text(encoding="utf-8") if STAMP.exists() and (VENV / "bin" / "python").exists() else ""


def has_moved() -> bool:
    """Whether the environment was made in another folder: its programs begin with their path."""
    return bool(stamp_text()) and not stamp_text().endswith(f" {ROOT}\n")


def wanted_stamp(kind: str) -> str:
    """Kind, place and content of what has to be installed: any change of them means installing again."""
    content = (ROOT / LOCKS[kind]).read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return f"{kind} {hashlib.sha256(content).hexdigest()} {ROOT}\n"


def missing_packages(kind: str) -> list[str]:
    """The Debian packages whose library or program is not there."""
    missing = [package for library, package in LIBRARIES.items() if not has_library(library)]
    if kind == "dev":
        missing += [package for names, package in PROGRAMS.items() if not any(map(has_program, names))]
        missing += [package for file, package in SERVER_FILES.items() if not any(Path("/").glob(file))]
    return [UBUNTU_NAMES.get(package, package) for package in missing] if is_ubuntu() else missing


def has_library(name: str) -> bool:
    """Whether the loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_program(name: str) -> bool:
    """Whether a program is on the path, or where Debian keeps PostgreSQL's server programs."""
    return shutil.which(name) is not None or any(Path("/").glob(f"{SERVER_PROGRAMS}/{name}"))


def is_ubuntu() -> bool:
    """Whether this is Ubuntu, where a few packages have another name."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root or through sudo; else say which ones the user has to install."""
    wanted = " ".join(packages)
    administrator = as_administrator()
    if administrator is None:
        raise CannotSetUpError(
            f"These system packages are missing and can only be installed by an administrator: {wanted}\n"
            f"On Debian or Ubuntu: sudo apt-get install {wanted}\nThen run the same command again."
        )
    tell(f"installing system packages: {wanted}")
    apt = [*administrator, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    run(*apt, "update", "-qq")
    answer_questions(administrator, packages)
    run(*apt, "install", "-y", "-qq", "--no-install-recommends", *packages)
    switch_off(administrator, packages)


def answer_questions(administrator: list[str], packages: list[str]) -> None:
    """Tell debconf what these packages would ask, so that nothing waits for an answer and nothing is configured."""
    answers = "".join(f"{ANSWERS[package]}\n" for package in packages if package in ANSWERS)
    if answers:
        command = [*administrator, "debconf-set-selections"]
        subprocess.run(command, cwd=ROOT, check=True, input=answers.encode())


def switch_off(administrator: list[str], packages: list[str]) -> None:
    """Stop the services that came with these packages, where a service manager has started them."""
    services = [service for package in packages for service in SERVICES.get(package, ())]
    if SYSTEMD.exists():
        for service in services:
            succeeds(*administrator, "systemctl", "disable", "--now", service)


def as_administrator() -> list[str] | None:
    """What to put before a command that needs an administrator, or None when there is no such way or no apt-get."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    return [sudo, "-n"] if sudo and succeeds(sudo, "-n", "true") else None


def find_uv() -> str | None:
    """The uv that is there: on the path, in our own tools, or where pip puts a user's programs."""
    places = [TOOLS / "bin" / "uv", Path.home() / ".local" / "bin" / "uv"]
    known = [shutil.which("uv"), *map(str, places)]
    return next((uv for uv in known if uv and succeeds(uv, "--version")), None)


def install_uv() -> str:
    """Put uv into `.venv-tools`: by a virtual environment, else by pip alone, else after getting python3-venv from apt.

    The system's own Python is left alone: Debian refuses packages from elsewhere in it (PEP 668).
    """
    tell("installing uv")
    uv = str(TOOLS / "bin" / "uv")
    if uv_by_venv() or uv_by_pip():
        return uv
    install_packages(["python3-venv"])
    if uv_by_venv():
        return uv
    raise CannotSetUpError("uv could not be installed; install it (for example with `pipx install uv`) and try again.")


def uv_by_venv() -> bool:
    """Try to install uv with pip in a virtual environment of its own."""
    shutil.rmtree(TOOLS, ignore_errors=True)
    made = succeeds(sys.executable, "-m", "venv", str(TOOLS))
    return made and succeeds(str(TOOLS / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv")


def uv_by_pip() -> bool:
    """Try to install uv with the system's pip into a folder, which Debian allows."""
    shutil.rmtree(TOOLS, ignore_errors=True)
    return succeeds(sys.executable, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), "uv")


def run(*command: str) -> None:
    """Run a command in the project's folder; its failure stops the set-up."""
    subprocess.run(command, cwd=ROOT, check=True)


def succeeds(*command: str) -> bool:
    """Whether a command can be run and ends well; what it prints is not shown."""
    try:
        return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def tell(text: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"set-up: {text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
