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


def counted_again(folder: Path, calls: list[CallRecord], letters: list[MailRecord], method: Method) -> tuple[int, str]:
    """How the script ends on the pack of these contacts, and its last line."""
    material = Material(SUBJECT, count(method, calls, letters), method, calls=tuple(calls))
    pack = make_evidence(Evidence(material, tuple(letters), {}, ""), Origin("0", ""))
    with ZipFile(BytesIO(pack)) as archive:
        archive.extractall(folder)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "recount.py")], check=False, capture_output=True, text=True
    )
    return ran.returncode, ran.stderr + ran.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("contacts", [0, 1, 7, 200])
def test_whatever_was_measured_is_counted_again_the_same(name: str, contacts: int, tmp_path: Path) -> None:
    method, chance = load_method(name), Random(contacts)  # noqa: S311 - no secret, and the same every time
    calls, letters = calls_by_chance(method, contacts, chance), mails_by_chance(method, contacts, chance)
    code, told = counted_again(tmp_path, calls, letters, method)
    assert (code, told.endswith(", 0 differ")) == (0, True), told
