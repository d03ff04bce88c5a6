"""The package a municipality receives: every file of one report in a ZIP, with a manifest of checksums.

The same report, made by the same version, gives the same bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from report_templates.material import Material

MANIFEST: Final = "manifest.json"
PDF: Final = "report.pdf"
WORKBOOK: Final = "figures.xlsx"

_ENTRY_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """What made the files: the platform's version, and the licence (an address) that the data is given under."""

    version: str
    licence: str


def make_package(material: Material, origin: Origin, pdf: bytes, workbook: bytes) -> bytes:
    """The ZIP of one report: the PDF, the workbook, the data as text with its code book, and the manifest."""
    return zipped(with_manifest({PDF: pdf, WORKBOOK: workbook}, about(material, origin)))


def with_pdf(package: bytes, pdf: bytes) -> bytes:
    """The package with another PDF, everything else as it was: a draft's becomes that of the final print."""
    with ZipFile(BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files.pop(MANIFEST))
    del manifest["files"]
    return zipped(with_manifest(files | {PDF: pdf}, manifest))


def about(material: Material, origin: Origin) -> dict[str, object]:
    """What a manifest says before its list of files: of whom, of when, by which method, and what made it."""
    subject = material.subject
    return {
        "municipality": {"code": subject.municipality_code, "name": subject.municipality_name},
        "wave": subject.wave_name,
        "first_day": subject.first_day.isoformat(),
        "last_day": subject.last_day.isoformat(),
        "printed_on": subject.printed_on.isoformat(),
        "language": material.language.code,
        "method": {
            "name": material.method.name,
            "version": material.method.version,
            "sha256": material.figures.method_checksum,
        },
        "made_by": f"servicematning {origin.version}",
        "licence": origin.licence,
    }


def with_manifest(files: Mapping[str, bytes], said: Mapping[str, object]) -> dict[str, bytes]:
    """The files and their manifest: what was said, and each file's size in bytes and SHA-256, by name."""
    listed = [
        {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    ]
    text = json.dumps({**said, "files": listed}, ensure_ascii=False, indent=1) + "\n"
    return {**files, MANIFEST: text.encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP in the order of their names, without the time or the system it was made on."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # or the operating system would show
            archive.writestr(entry, content)
    return written.getvalue()
