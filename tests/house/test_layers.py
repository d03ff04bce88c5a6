"""The contracts of import-linter catch what they are there for. The project itself is held to them by `make check`."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT

FORBIDDEN = (
    ("shopper", "web"),
    ("scoring", "mail_probe"),
    ("mail_probe", "scoring"),
    ("report_templates", "scheduler"),
    ("web", "aiosmtplib"),
    ("web", "authlib"),
    ("scheduler", "imapclient"),
    ("scheduler", "authlib"),
    ("shopper", "dbos"),
    ("shopper", "httpx2"),
    ("scheduler", "httpx2"),
    ("web", "ortools"),
    ("web", "weasyprint"),
    ("report_templates", "pandas"),
)
DOORWAYS = {
    "mail_probe/smtp.py": "import aiosmtplib",
    "mail_probe/imap.py": "import imapclient",
    "mail_probe/servers/oauth.py": "import authlib, httpx2",
    "web/oidc_provider.py": "import authlib, httpx2",
    "web/demo/people.py": "import httpx2",
    "shopper/kolada/api.py": "import httpx2",
    "scheduler/engine.py": "import dbos",
    "scheduler/planning/solver.py": "import ortools",
    "report_templates/pdf.py": "import weasyprint",
}


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """An empty house with our contracts: the six packages, and the doorways with what they are allowed to import."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for doorway, imports in DOORWAYS.items():
        (tmp_path / doorway).parent.mkdir(exist_ok=True)
        (tmp_path / doorway).with_name("__init__.py").touch()
        (tmp_path / doorway).write_text(f"{imports}\n")
    return tmp_path


def refused_imports(house: Path) -> set[tuple[str, str]]:
    """Who imports what against a contract, as import-linter finds it; it reads the imports and runs nothing."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=house, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return set(re.findall(r"^(\w+) is not allowed to import (\w+):$", done.stdout, re.MULTILINE))


def test_a_house_that_keeps_its_layers_passes(skeleton: Path) -> None:
    assert refused_imports(skeleton) == set()


def test_every_forbidden_import_is_refused(skeleton: Path) -> None:
    for number, (package, imported) in enumerate(FORBIDDEN):
        (skeleton / package / f"a{number}.py").write_text(f"import {imported}\n")
    assert refused_imports(skeleton) == set(FORBIDDEN)
