"""The pack's own script counts as we do, by every method, whatever was measured."""

import subprocess
import sys
from datetime import date
from io import BytesIO
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
METHODS = ("kkik-2013", "kkik-2017", "kkik-2018")


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


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("mails/letter-1-sent.eml", "mails/letter-1-sent.eml: not as in the manifest"),
        ("decisions.csv", "decisions.csv: not as in the manifest"),
        ("mails/letter-1-reply.eml", "mails/letter-1-reply.eml: missing"),
    ],
)
def test_a_mail_or_a_decision_that_was_changed_or_lost_is_named(file: str, told: str, tmp_path: Path) -> None:
    method = load_method("kkik-2018")
    mails = {"letter-1-sent.eml": b"Subject: A\r\n\r\nB", "letter-1-reply.eml": b"Subject: C\r\n\r\nD"}
    unpacked(tmp_path, Evidence(Material(SUBJECT, count(method, [], []), method), (), mails, "at,what\r\n"))
    before = recounted(tmp_path)
    if told.endswith("missing"):
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_bytes(b"something else")
    code, said = recounted(tmp_path)
    files = before[1][0].split()[0]
    assert (before[0], before[1][0]) == (0, f"{files} files in the pack, 0 changed or missing")
    assert (code, said[:2]) == (1, [told, f"{files} files in the pack, 1 changed or missing"])
