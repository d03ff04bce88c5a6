"""What came from elsewhere is kept as it came: every vendored file has its hash, and the hash is right."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from tests.house.tree import ROOT, is_vendored, project_files

MANIFEST = "VENDORED.toml"


def hashes_in(manifest: dict[str, Any]) -> dict[str, str]:
    """Every file a manifest names with its SHA-256: its `sha256` tables, wherever they stand."""
    found: dict[str, str] = {}
    for key, value in manifest.items():
        if isinstance(value, dict):
            found |= value if key == "sha256" else hashes_in(value)
        elif isinstance(value, list):
            for item in value:
                found |= hashes_in(item) if isinstance(item, dict) else {}
    return found


def faults_in(folder: Path) -> list[str]:
    """What is wrong in a folder of vendored files: files without a hash, with a wrong one, or missing."""
    manifest = hashes_in(tomllib.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del present[MANIFEST]
    wrong = [name for name, path in present.items() if manifest.get(name) != _sha256(path)]
    return sorted({*wrong, *(manifest.keys() - present.keys())})


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_vendored_file_has_its_right_hash() -> None:
    folders = [ROOT / path.parent for path in project_files() if path.name == MANIFEST]
    assert {folder.relative_to(ROOT).as_posix(): faults_in(folder) for folder in folders if faults_in(folder)} == {}


def test_every_vendored_file_lies_under_a_manifest() -> None:
    folders = {path.parent for path in project_files() if path.name == MANIFEST}
    vendored = [path for path in project_files() if is_vendored(path.as_posix())]
    assert [path for path in vendored if not folders.intersection(path.parents)] == []


def test_a_changed_a_new_and_a_missing_file_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "right.js").write_text("kept")
    (tmp_path / "changed.js").write_text("mended by hand")
    (tmp_path / "new.js").write_text("nobody knows where from")
    lines = [f'"{name}" = "{hashlib.sha256(b"kept").hexdigest()}"' for name in ("right.js", "changed.js", "missing.js")]
    (tmp_path / MANIFEST).write_text("\n".join(["[sha256]", *lines]))
    assert faults_in(tmp_path) == ["changed.js", "missing.js", "new.js"]
