"""The pack's own script counts as we do, by every method, whatever was measured."""

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from io import BytesIO
from os import environ
from pathlib import Path
from random import Random
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest

from report_templates.evidence.pack import Evidence, make_evidence
from report_templates.files.package import Origin
from report_templates.material import Material
from report_templates.subject import ReportSubject
from scoring.measures import count
from shopper.method import Method, load_method
from shopper.records import CallRecord, MailRecord
from tests.by_chance import calls_by_chance, mails_by_chance

SUBJECT = ReportSubject(
    municipality_code="0685",
    municipality_name="Exempelby",
    population=None,
    wave_name="generated",
    first_day=date(2017, 10, 16),
    last_day=date(2017, 11, 12),
    printed_on=date(2018, 1, 15),
    zone=ZoneInfo("Europe/Stockholm"),
)
MAILS = {"1-sent.eml": b"Subject: A\r\n\r\nB", "1-2-reply.eml": b"Subject: C\r\n\r\nD"}
METHODS = ("kkik-2013", "kkik-2017", "kkik-2018")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of contacts by chance with two mails and a decision, unpacked."""
    method, chance = load_method("kkik-2018"), Random(6)  # noqa: S311 - no secret, and the same every time
    calls, letters = calls_by_chance(method, 60, chance), mails_by_chance(method, 60, chance)
    material = Material(SUBJECT, count(method, calls, letters), method, calls=tuple(calls))
    unpacked(tmp_path, Evidence(material, tuple(letters), MAILS, "at,what\r\n"))
    return tmp_path


def unpacked(folder: Path, evidence: Evidence) -> None:
    """The pack as an auditor unpacks it."""
    with ZipFile(BytesIO(make_evidence(evidence, Origin("0", "")))) as archive:
        archive.extractall(folder)


def recounted(folder: Path) -> tuple[int, list[str]]:
    """How the pack's script ends, and the lines it says."""
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "recount.py")], check=False, capture_output=True, text=True
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout.splitlines()


def counted_again(folder: Path, calls: list[CallRecord], letters: list[MailRecord], method: Method) -> tuple[int, str]:
    """How the script ends on the pack of these contacts, and its last line."""
    material = Material(SUBJECT, count(method, calls, letters), method, calls=tuple(calls))
    unpacked(folder, Evidence(material, tuple(letters), {}, ""))
    code, said = recounted(folder)
    return code, said[-1]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("contacts", [0, 1, 7, 200])
def test_whatever_was_measured_is_counted_again_the_same(name: str, contacts: int, tmp_path: Path) -> None:
    method, chance = load_method(name), Random(contacts)  # noqa: S311 - no secret, and the same every time
    calls, letters = calls_by_chance(method, contacts, chance), mails_by_chance(method, contacts, chance)
    code, told = counted_again(tmp_path, calls, letters, method)
    assert (code, told.endswith(", 0 differ")) == (0, True), told


def replaced(old: bytes, new: bytes) -> Callable[[Path], None]:
    """Something that writes something else into a file, once."""

    def change(file: Path) -> None:
        content = file.read_bytes()
        assert old in content
        file.write_bytes(content.replace(old, new, 1))

    return change


def write(file: Path) -> None:
    file.write_bytes(b"something")


def turn_rows(file: Path) -> None:
    """The same rows in another order."""
    head, *rows = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([head, *reversed(rows)]))


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("mails/1-sent.eml", write, ["mails/1-sent.eml was changed: its checksum is not that of manifest.json"]),
        ("decisions.csv", write, ["decisions.csv was changed: its checksum is not that of manifest.json"]),
        ("letters.csv", turn_rows, ["letters.csv was changed: its checksum is not that of manifest.json"]),
        ("calls.csv", replaced(b"\r\n", b"\n"), ["calls.csv was changed: its checksum is not that of manifest.json"]),
        ("mails/1-2-reply.eml", Path.unlink, ["mails/1-2-reply.eml is missing"]),
        ("mails/9-sent.eml", write, ["mails/9-sent.eml is not of the pack: manifest.json does not list it"]),
    ],
    ids=["a mail", "a decision", "another order", "other line ends", "a file lost", "a file put in"],
)
def test_what_was_done_to_a_file_is_told_and_every_figure_is_still_counted(
    file: str, change: Callable[[Path], None], told: list[str], pack: Path
) -> None:
    intact = recounted(pack)
    change(pack / file)
    files, figures = intact[1]
    assert (intact[0], files.endswith(", 0 changed, missing or added"), figures.endswith(", 0 differ")) == (
        0,
        True,
        True,
    )
    assert recounted(pack) == (1, [*told, files.replace("0 changed", "1 changed"), figures])


def test_what_a_system_leaves_in_a_folder_that_somebody_opened_is_not_put_in(pack: Path) -> None:
    intact = recounted(pack)
    write(pack / "mails" / ".DS_Store")
    assert (intact[0], recounted(pack)) == (0, intact)


@pytest.mark.parametrize("name", ["las_mig.txt", "read_me.txt"])
def test_the_read_me_tells_how_the_last_two_lines_end_when_everything_is_right(name: str, pack: Path) -> None:
    told = (pack / name).read_text(encoding="utf-8")
    endings = [line[line.rindex("0 ") :] for line in recounted(pack)[1]]
    assert (endings, [ending in told for ending in endings]) == (
        ["0 changed, missing or added", "0 differ"],
        [True, True],
    )


def in_words(number: int) -> str:
    """A count as the script tells it."""
    return f"{number} of {number}, {number}, printed as {number}"


def test_a_row_that_was_changed_is_told_by_its_file_and_by_the_figures_that_it_gives(pack: Path) -> None:
    file = pack / "calls.csv"
    with file.open(encoding="utf-8-sig", newline="") as stream:
        areas = [row["area"] for row in csv.DictReader(stream)]
    head, first, *rows = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([head, *rows]))
    code, said = recounted(pack)
    told = areas.count(areas[0])
    assert (code, first.split(b",")[1].decode()) == (1, areas[0])
    assert {
        "calls.csv was changed: its checksum is not that of manifest.json",
        f"{areas[0]} calls_n: the report says {in_words(told)}; the rows give {in_words(told - 1)}",
    } <= set(said)


@pytest.mark.parametrize(
    ("file", "change"),
    [("calls.csv", Path.unlink), ("manifest.json", Path.unlink), ("method.json", write)],
    ids=["rows lost", "the manifest lost", "the method overwritten"],
)
def test_what_cannot_be_checked_at_all_is_said_in_words_and_not_by_a_traceback(
    file: str, change: Callable[[Path], None], pack: Path
) -> None:
    change(pack / file)
    code, said = recounted(pack)
    assert code == 1
    assert any(line.startswith("A file is missing or cannot be read as it is (") for line in said)
    assert "Not all checked" in said


def test_the_files_can_be_checked_with_the_systems_own_program(pack: Path) -> None:
    def checked() -> tuple[int, list[str]]:
        ran = subprocess.run(
            ["sha256sum", "-c", "SHA256SUMS"],
            check=False,
            capture_output=True,
            text=True,
            cwd=pack,
            env={**environ, "LC_ALL": "C"},
        )
        return ran.returncode, [line for line in ran.stdout.splitlines() if not line.endswith(": OK")]

    intact = checked()
    write(pack / "decisions.csv")
    assert (intact, checked()) == ((0, []), (1, ["decisions.csv: FAILED"]))
