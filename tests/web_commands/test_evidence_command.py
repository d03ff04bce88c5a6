"""The auditor's pack: a stranger counts every figure again with its own script, and sees what does not fit."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlmodel import select

from shopper.store import Store
from shopper.tables.trail import AuditEvent

Shopper = Callable[..., Any]


@pytest.fixture
def pack(imported: Shopper, tmp_path: Path) -> Path:
    """The pack of the example measurement, unpacked."""
    ran = imported("evidence", "vetlanda-2017", "0685", "--out", tmp_path / "out")
    file = tmp_path / "out" / "0685-vetlanda-2017-evidence.zip"
    assert (ran.code, ran.err, ran.out) == (0, "", f"{file}\n")
    with ZipFile(file) as archive:
        archive.extractall(tmp_path / "pack")
    return tmp_path / "pack"


def counted_again(folder: Path) -> tuple[int, list[str]]:
    """How the pack's own script ends and what it says, without any code of ours in reach."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "recount.py")], check=False, capture_output=True, text=True, cwd="/"
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def write_rows(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_every_figure_of_the_example_is_counted_again_by_the_packs_own_script(pack: Path) -> None:
    figures = len(rows_of(pack / "figures.csv"))
    files = len(json.loads((pack / "manifest.json").read_text())["files"])
    told = [
        f"{files} files in the pack, 0 changed, missing or added",
        f"{figures} figures in the report, {figures} counted again, 0 differ",
    ]
    assert (counted_again(pack), figures > 400) == ((0, told), True)


def test_an_answer_that_came_later_than_the_report_says_is_found(pack: Path) -> None:
    letters = rows_of(pack / "letters.csv")
    late = next(row for row in letters if row["answered_at"] and row["area"] == "bygglov")
    late["answered_at"] = "2017-11-13" + late["answered_at"][10:]
    write_rows(pack / "letters.csv", letters)
    code, told = counted_again(pack)
    keys = {line.split(":")[0] for line in told[:-1]}
    assert (code, "total reply_band_1_pct" in keys, "bygglov mean_hours" in keys) == (1, True, True)


def test_a_figure_that_was_left_out_of_the_report_is_found(pack: Path) -> None:
    figures = rows_of(pack / "figures.csv")
    write_rows(pack / "figures.csv", [row for row in figures if row["key"] != "measure_2_pct"])
    code, told = counted_again(pack)
    assert (code, "total measure_2_pct is not in the report" in told) == (1, True)


def test_the_manifest_names_every_file_with_its_checksum(pack: Path) -> None:
    listed = {one["name"]: one["sha256"] for one in json.loads((pack / "manifest.json").read_text())["files"]}
    files = {path.relative_to(pack).as_posix(): path for path in pack.rglob("*") if path.is_file()}
    del files["manifest.json"], files["SHA256SUMS"]
    assert listed == {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def test_two_packs_of_the_same_rows_are_the_same_but_for_what_was_noted_between_them(
    imported: Shopper, tmp_path: Path
) -> None:
    packs = []
    for folder in ("first", "second"):
        imported("evidence", "vetlanda-2017", "0685", "--out", tmp_path / folder)
        with ZipFile(tmp_path / folder / "0685-vetlanda-2017-evidence.zip") as archive:
            packs.append({name: archive.read(name) for name in archive.namelist()})
    differing = {name for name in packs[0] if packs[0][name] != packs[1][name]}
    assert (packs[0].keys(), differing) == (packs[1].keys(), {"decisions.csv", "manifest.json", "SHA256SUMS"})


def test_taking_the_evidence_leaves_a_line_in_the_trail(imported: Shopper, store: Store, tmp_path: Path) -> None:
    imported("evidence", "vetlanda-2017", "0685", "--no-mails", "--out", tmp_path / "out")
    with store.reading() as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "evidence")).all()
    assert [(event.actor, event.thing, event.details) for event in events] == [
        ("command line", "measurement", {"mails": 0})
    ]
