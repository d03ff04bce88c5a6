"""`shopper audit`: whether the trail is whole, told in one sentence, and the trail as a file."""

import csv
import json
import re
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopper.moves import Cause, record
from shopper.store import Store
from tests.trail import tamper
from tests.web_commands.conftest import Shopper

AT = datetime(2017, 10, 16, 6, 0, tzinfo=UTC)
CHANGED = "event 2 is not the one that was written there: it was changed, put in or exchanged"
LATER = datetime(2017, 11, 2, 6, 0, tzinfo=UTC)


@pytest.fixture
def told(store: Store) -> Store:
    """A trail of three events."""
    with store.transaction() as session:
        record(session, "user", 1, "add", Cause("command line", AT), after="coordinator")
        record(session, "wave", 1, "create", Cause("cecilia", AT, "=HYPERLINK(1)"), details={"method": "kkik-2018"})
        record(session, "wave", 1, "plan", Cause("cecilia", LATER, "ny plan, åter"))
    return store


def tampered(store: Store, statement: str) -> None:
    """Change the trail behind the program's back."""
    with store.transaction() as session:
        tamper(session, statement)


def test_a_whole_trail_is_told_with_the_hash_to_note(shopper: Shopper, told: Store) -> None:
    assert told
    first = shopper("audit", "verify")
    noted = first.out.split()[-1]
    again = shopper("audit", "verify", "--head", noted)
    assert (first.code, re.fullmatch(r"[0-9a-f]{64}", noted) is not None, again.code) == (0, True, 0)
    assert again.out.splitlines()[:2] == [
        "The trail is whole: 3 events, the last one is number 3.",
        "The hash belongs to event 3, and everything up to it is as it was then.",
    ]


def test_the_first_changed_event_is_told_and_the_exit_code_is_1(shopper: Shopper, told: Store) -> None:
    tampered(told, "UPDATE audit_event SET actor = 'bo' WHERE id = 2")
    ran = shopper("audit", "verify")
    assert (ran.code, ran.out, ran.err) == (
        1,
        "",
        f"The trail is not whole: {CHANGED}; the events before it are. Compare with a backup.\n",
    )


def test_a_hash_that_is_not_in_the_trail_is_told_with_exit_code_1(shopper: Shopper, told: Store) -> None:
    assert told
    ran = shopper("audit", "verify", "--head", "0" * 64)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The trail is another one: the hash is not in it.")


def test_what_is_no_hash_is_refused(shopper: Shopper) -> None:
    ran = shopper("audit", "verify", "--head", "abc")
    assert (ran.code, ran.err) == (
        2,
        "--head is no hash of the trail; give the 64 characters that an earlier verification printed\n",
    )


def test_the_trail_is_written_as_csv_without_formulas(shopper: Shopper, told: Store, tmp_path: Path) -> None:
    assert told
    ran = shopper("audit", "export", tmp_path / "trail.csv")
    with (tmp_path / "trail.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert ran.out == f"3 events are in {tmp_path / 'trail.csv'}.\n"
    assert stat.S_IMODE((tmp_path / "trail.csv").stat().st_mode) == 0o600
    shown = [(row["id"], row["actor"], row["action"], row["reason"], row["details"]) for row in rows]
    assert shown == [
        ("1", "command line", "add", "", ""),
        ("2", "cecilia", "create", "'=HYPERLINK(1)", '{"method": "kkik-2018"}'),
        ("3", "cecilia", "plan", "ny plan, åter", ""),
    ]


def test_a_part_of_the_trail_is_written_as_json_lines(shopper: Shopper, told: Store, tmp_path: Path) -> None:
    assert told
    shopper("audit", "export", tmp_path / "trail.jsonl", "--since", "2017-11-01")
    lines = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = {"id": 3, "at": "2017-11-02T06:00:00.000000+00:00", "reason": "ny plan, åter", "details": {}}
    assert [{name: line[name] for name in wanted} for line in lines] == [wanted]


def test_the_trail_of_a_wave_holds_what_is_in_the_wave(imported: Shopper, tmp_path: Path) -> None:
    imported("user", "add", "x", "--role", "coordinator")
    imported("audit", "export", tmp_path / "trail.jsonl", "--wave", "vetlanda-2017")
    lines = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["thing"] for line in lines} == {"wave", "measurement"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("trail.txt", "is neither .csv nor .jsonl; end its name with one of them"),
        ("there.csv", "exists already; choose another name, an export never replaces a file"),
        ("nowhere/trail.csv", "cannot be written: No such file or directory; choose another place"),
    ],
)
def test_a_file_that_cannot_be_written_is_told(shopper: Shopper, tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / "there.csv").write_text("precious")
    ran = shopper("audit", "export", tmp_path / name)
    assert (ran.code, ran.err) == (2, f"{tmp_path / name} {sentence}\n")
