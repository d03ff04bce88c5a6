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

from report_templates.files.codebook import codebook_csv, codebook_md
from report_templates.files.dcat import Distribution, describe
from report_templates.files.figures_csv import figures_csv
from report_templates.files.hours import hours_csv
from report_templates.files.kolada_sheet import Measured, kolada_csv, kolada_xlsx
from report_templates.language import Language
from report_templates.material import Material
from shopper.texts import mark

MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
PDF: Final = "report.pdf"
WORKBOOK: Final = "figures.xlsx"
CSV: Final = "figures.csv"
HOURS: Final = "failed_calls.csv"
SUMS_ABOUT: Final = mark("samma kontrollsummor för programmet sha256sum: sha256sum -c SHA256SUMS")
CONTENTS: Final = (
    (PDF, mark("rapporten")),
    (WORKBOOK, mark("nyckeltalen som arbetsbok, ett blad per faktor")),
    (CSV, mark("nyckeltalen som text för program, en rad per nyckeltal")),
    (HOURS, mark("samtal och samtal utan kontakt per veckodag och timme")),
    ("codebook.md", mark("vad kolumner, nyckeltal och områden betyder, att läsa")),
    ("codebook.csv", mark("samma kodbok för program")),
    ("kolada.xlsx", mark("underlag för inmatning i Kolada: Mått 1\u20133")),
    ("kolada.csv", mark("samma underlag som text")),
    ("dataset.ttl", mark("beskrivning för en portal för öppna data (DCAT-AP-SE)")),
    (MANIFEST, mark("varje fils kontrollsumma, och vad rapporten är gjord av")),
    (SUMS, SUMS_ABOUT),
)
"""Every file of the package besides the read-me, with what it is."""

READ_ME: Final = "readme.txt"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_ENTRY_TIME: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Origin:
    """What made the files: the platform's version, and the licence that the data is given under.

    The licence is an address, empty where nobody has decided to open the data.
    """

    version: str
    licence: str


def make_package(material: Material, origin: Origin, pdf: bytes, workbook: bytes) -> bytes:
    """The ZIP of one report: the PDF, the workbook, the data as text with its code book, and the manifest."""
    files = {PDF: pdf, **data_files(material, origin, workbook), READ_ME: read_me(material.language, material.name)}
    return zipped(with_manifest(files, about(material, origin)))


def with_pdf(package: bytes, pdf: bytes) -> bytes:
    """The package with another PDF, everything else as it was: a draft's becomes that of the final print."""
    with ZipFile(BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    del files[SUMS]
    manifest = json.loads(files.pop(MANIFEST))
    del manifest["files"]
    return zipped(with_manifest(files | {PDF: pdf}, manifest))


def data_files(material: Material, origin: Origin, workbook: bytes) -> dict[str, bytes]:
    """The data of a report by the files' names: the workbook, CSV with code book, the sheet for Kolada, DCAT-AP-SE."""
    subject = material.subject
    measured = [
        Measured(
            subject.municipality_code,
            subject.municipality_name,
            subject.last_day,
            material.figures.total,
            subject.calls_not_reviewed,
            subject.letters_waiting,
        )
    ]
    csv = figures_csv(material)
    distributions = (
        Distribution(CSV, "text/csv", mark("Nyckeltal som CSV"), csv),
        Distribution(WORKBOOK, XLSX_TYPE, mark("Nyckeltal som arbetsbok"), workbook),
    )
    return {
        WORKBOOK: workbook,
        CSV: csv,
        HOURS: hours_csv(material),
        "codebook.csv": codebook_csv(material),
        "codebook.md": codebook_md(material),
        "kolada.csv": kolada_csv(measured, material.method, material.language),
        "kolada.xlsx": kolada_xlsx(measured, material.method, material.language),
        "dataset.ttl": describe(material, distributions, origin.licence),
    }


def read_me(language: Language, name: str) -> bytes:
    """What is in the package, in words: UTF-8 with a byte order mark and lines that end as Windows ends them."""
    say = language.say
    lines = [
        f"{say('Servicemätning via telefon och e-post')}, {name}",
        "",
        *(f"{file}: {say(text)}" for file, text in CONTENTS),
        "",
        say("Inga rader om enskilda samtal eller brev finns i datafilerna."),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


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
    """The files and their manifest: what was said, and each file's size in bytes and SHA-256, by name.

    The same sums stand once more as `sha256sum -c` reads them, with that of the manifest.
    """
    listed = [
        {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in sorted(files.items())
    ]
    text = json.dumps({**said, "files": listed}, ensure_ascii=False, indent=1) + "\n"
    listed_too = {**files, MANIFEST: text.encode()}
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(listed_too.items()))
    return {**listed_too, SUMS: sums.encode()}


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
