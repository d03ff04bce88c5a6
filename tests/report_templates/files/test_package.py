"""The package: every file, a manifest whose checksums hold, and the same bytes for the same report."""

import json
import subprocess
from hashlib import sha256
from io import BytesIO
from os import environ
from pathlib import Path
from zipfile import ZipFile

import pytest

from report_templates.files.figure_workbook import write_figures
from report_templates.files.package import CONTENTS, MANIFEST, PDF, READ_ME, SUMS, Origin, make_package, with_pdf
from report_templates.material import Material

ORIGIN = Origin("1.2.3", "https://creativecommons.org/licenses/by/4.0/")
DRAFT, FINAL = b"%PDF-draft", b"%PDF-final, a little longer"


@pytest.fixture(scope="module")
def workbook(data_material: Material) -> bytes:
    return write_figures(data_material)


@pytest.fixture(scope="module")
def package(data_material: Material, workbook: bytes) -> bytes:
    return make_package(data_material, ORIGIN, DRAFT, workbook)


def files_of(package: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_everything_the_read_me_tells_of_is_there_and_nothing_else(package: bytes) -> None:
    assert set(files_of(package)) == {READ_ME, *(name for name, _ in CONTENTS)}


def test_the_manifest_names_every_other_file_with_its_checksum(package: bytes) -> None:
    files = files_of(package)
    told = json.loads(files.pop(MANIFEST))["files"]
    del files[SUMS]
    assert told == [
        {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    ]


def test_the_systems_own_program_finds_every_file_as_it_should_be(package: bytes, tmp_path: Path) -> None:
    files = files_of(package)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    ran = subprocess.run(
        ["sha256sum", "-c", SUMS],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**environ, "LC_ALL": "C"},
    )
    assert ran.stdout.splitlines() == [f"{name}: OK" for name in sorted(files.keys() - {SUMS})]


def test_the_manifest_says_of_what_when_by_which_method_and_by_what(package: bytes, data_material: Material) -> None:
    said = json.loads(files_of(package)[MANIFEST])
    del said["files"]
    assert said == {
        "municipality": {"code": "0685", "name": "Vetlanda"},
        "wave": "Hösten 2017",
        "first_day": "2017-10-16",
        "last_day": "2017-11-12",
        "printed_on": "2018-01-15",
        "language": "sv",
        "method": {"name": "kkik-2017", "version": 1, "sha256": data_material.method.checksum},
        "made_by": "servicematning 1.2.3",
        "licence": ORIGIN.licence,
    }


def test_the_same_report_gives_the_same_bytes(data_material: Material, workbook: bytes, package: bytes) -> None:
    assert make_package(data_material, ORIGIN, DRAFT, workbook) == package


def test_no_time_or_system_of_making_is_in_the_file(package: bytes) -> None:
    with ZipFile(BytesIO(package)) as archive:
        found = {(entry.date_time, entry.create_system) for entry in archive.infolist()}
    assert found == {((1980, 1, 1, 0, 0, 0), 0)}


def test_the_final_print_replaces_the_draft_and_nothing_else(
    data_material: Material, workbook: bytes, package: bytes
) -> None:
    assert with_pdf(package, FINAL) == make_package(data_material, ORIGIN, FINAL, workbook)


def test_the_print_stands_in_the_package_as_it_was_given(package: bytes) -> None:
    assert files_of(with_pdf(package, FINAL))[PDF] == FINAL


def test_no_single_contact_is_in_the_files_of_data(package: bytes, data_material: Material) -> None:
    texts = b"".join(content for name, content in files_of(package).items() if name.endswith((".csv", ".md", ".ttl")))
    letters = data_material.figures.unanswered
    found = [letter.id for letter in letters if letter.question.encode() in texts]
    assert (len(letters) > 0, found) == (True, [])


def test_a_measurement_without_contacts_has_its_package_too(empty_material: Material) -> None:
    package = make_package(empty_material, ORIGIN, DRAFT, write_figures(empty_material))
    assert len(files_of(package)) == len(CONTENTS) + 1
