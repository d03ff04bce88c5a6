"""The locks hold what the project asks for, pinned and with hashes, and say nothing about where packages come from."""

import re
import tomllib

import pytest

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "requirements.lock": [*PROJECT["project"]["dependencies"], *GROUPS["build"]],
    "requirements-dev.lock": [*PROJECT["project"]["dependencies"], *GROUPS["build"], *GROUPS["dev"]],
}


def pinned_in(lock: str) -> dict[str, tuple[str, int]]:
    """Each pinned package with its version and its number of hashes; a package may be pinned once a platform."""
    entries = re.findall(r"^([\w.-]+)==(\S+)[^\n]*\n((?: +--hash=\S+[^\n]*\n)*)", lock, re.MULTILINE)
    return {_plain(name): (version, hashes.count("--hash=sha256:")) for name, version, hashes in entries}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=; ]", name)[0]).lower()


@pytest.mark.parametrize("lock", ASKED)
def test_every_package_that_is_asked_for_is_pinned(lock: str) -> None:
    pinned = pinned_in((ROOT / lock).read_text(encoding="utf-8"))
    assert [name for name in ASKED[lock] if _plain(name) not in pinned] == []


@pytest.mark.parametrize("lock", ASKED)
def test_every_pinned_package_has_its_hashes(lock: str) -> None:
    pinned = pinned_in((ROOT / lock).read_text(encoding="utf-8"))
    assert {name for name, (_, hashes) in pinned.items() if hashes == 0} == set()


def test_the_tests_run_with_the_versions_that_users_get() -> None:
    used, tested = (pinned_in((ROOT / lock).read_text(encoding="utf-8")) for lock in ASKED)
    assert {name: pin for name, pin in used.items() if tested.get(name) != pin} == {}


def test_a_package_without_its_hash_is_noticed() -> None:
    lock = "a-b==1.0 ; python_version < '3.12' \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via c\nd==2\n"
    assert pinned_in(lock) == {"a-b": ("1.0", 2), "d": ("2", 0)}
