"""The contracts of import-linter catch what they are there for. The project itself is held to them by `make check`."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT

DOORWAYS = ("mail_probe/smtp.py", "mail_probe/imap.py", "scheduler/engine.py", "report_templates/pdf.py")


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """An empty house with our contracts: the six packages, and the doorways with what they are allowed to import."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    libraries = ("aiosmtplib", "imapclient", "dbos", "weasyprint")
    for doorway, library in zip(DOORWAYS, libraries, strict=True):
        (tmp_path / doorway).write_text(f"import {library}\n")
    return tmp_path


def broken_contracts(house: Path) -> list[str]:
    """The names of the contracts that import-linter finds broken; it reads the imports and runs nothing."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=house, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return re.findall(r"^(.+) BROKEN\b", done.stdout, re.MULTILINE)


def test_a_house_that_keeps_its_layers_passes(skeleton: Path) -> None:
    assert broken_contracts(skeleton) == []


@pytest.mark.parametrize(
    ("importing", "imported", "contract"),
    [
        ("shopper/a.py", "web", "The layers: upper may import lower, the bar means independent"),
        ("scoring/a.py", "mail_probe", "The layers: upper may import lower, the bar means independent"),
        ("mail_probe/a.py", "scoring", "The layers: upper may import lower, the bar means independent"),
        ("report_templates/a.py", "scheduler", "The layers: upper may import lower, the bar means independent"),
        ("web/a.py", "aiosmtplib", "Only mail_probe/smtp.py talks SMTP"),
        ("scheduler/a.py", "imapclient", "Only mail_probe/imap.py talks IMAP"),
        ("web/a.py", "dbos", "Only scheduler/engine.py knows the job engine"),
        ("web/a.py", "weasyprint", "Only report_templates/pdf.py prints PDF"),
        ("web/a.py", "pandas", "pandas lives in scoring"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(skeleton: Path, importing: str, imported: str, contract: str) -> None:
    (skeleton / importing).write_text(f"import {imported}\n")
    assert broken_contracts(skeleton) == [contract]
