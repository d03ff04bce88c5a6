"""Every way a report is printed: to read or to archive, Swedish or English, draft or final, with and without look."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import md5, sha256
from itertools import product
from typing import get_args

import page as pdf_checker
import pikepdf
import pytest
from PIL import Image

from report_templates.content import Imprint, Report
from report_templates.language import Code, language_of
from report_templates.material import Material
from report_templates.page import render_html
from report_templates.pdf import print_pdf
from report_templates.report import build_report
from report_templates.sheets import AttachedFile, Variant
from report_templates.subject import ReportSubject
from scoring.figures import MeasurementFigures
from shopper.faults import BadInput
from shopper.method import Method
from shopper.records import ReferenceValue

# WeasyPrint leaves the colour profile of an archive file to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:Exception ignored in.*sRGB2014:pytest.PytestUnraisableExceptionWarning")

DATA = AttachedFile("vetlanda.zip", b"PK\x05\x06" + bytes(18), "application/zip", "Data som rapporten är gjord av")
LANGUAGES: tuple[Code, ...] = ("sv", "en")


def picture(width: int = 60, height: int = 20, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#2e7d32").save(out, format=kind)
    return out.getvalue()


LOOK = Imprint(
    "Vetlandas revisorer", "Hur Vetlanda svarar", ("telefon",), date(2018, 1, 15), "#b03a2e", picture(), "Vapen"
)


@dataclass(frozen=True)
class Way:
    """One way to print."""

    variant: Variant
    language: Code
    draft: bool
    has_look: bool


def ways() -> Iterator[Way]:
    for variant, language, draft, has_look in product(get_args(Variant), LANGUAGES, (True, False), (True, False)):
        yield Way(variant, language, draft, has_look)


@pytest.fixture(scope="module")
def reports(
    method: Method,
    vetlanda_subject: ReportSubject,
    vetlanda_figures: MeasurementFigures,
    vetlanda_references: tuple[ReferenceValue, ...],
) -> dict[Code, Report]:
    """A few pages of each kind in both languages: the look and the variant do not depend on how many there are."""
    found = {}
    for code in LANGUAGES:
        material = Material(vetlanda_subject, vetlanda_figures, method, vetlanda_references, language=language_of(code))
        report = build_report(material)
        found[code] = replace(report, sections=report.sections[:2], appendices=report.appendices[:1], contents=())
    return found


def printed(report: Report, way: Way) -> bytes:
    dressed = replace(report, imprint=LOOK) if way.has_look else report
    attachments = [DATA] if way.variant == "pdf/a-3a" else []
    return print_pdf(render_html(dressed), variant=way.variant, attachments=attachments, draft=way.draft)


def faults(pdf: bytes, profile: str) -> list[tuple[str, str]]:
    return [(fault.rule_id, fault.message) for fault in pdf_checker.validate_pdf_bytes(pdf, profile=profile).failures]


@pytest.mark.parametrize("way", list(ways()), ids=str)
def test_every_way_is_valid_pdf_ua_1_and_the_archive_valid_pdf_a_3a_too(way: Way, reports: dict[Code, Report]) -> None:
    pdf = printed(reports[way.language], way)
    assert faults(pdf, "ua1") == []
    if way.variant == "pdf/a-3a":
        assert faults(pdf, "3a") == []


@pytest.mark.parametrize("variant", get_args(Variant))
def test_two_printings_are_the_same_bytes(variant: Variant, reports: dict[Code, Report]) -> None:
    way = Way(variant, "sv", draft=True, has_look=True)
    assert sha256(printed(reports["sv"], way)).digest() == sha256(printed(reports["sv"], way)).digest()


def test_the_archive_carries_the_data_with_what_it_is(reports: dict[Code, Report]) -> None:
    with pikepdf.open(io.BytesIO(printed(reports["sv"], Way("pdf/a-3a", "sv", draft=False, has_look=False)))) as pdf:
        (associated,) = pdf.Root.AF
        file = associated.EF.F
        assert (
            str(associated.AFRelationship),
            str(associated.UF),
            str(associated.Desc),
            str(file.Subtype),
            file.read_bytes(),
            bytes(file.Params.CheckSum),
            str(file.Params.ModDate),
        ) == (
            "/Data",
            DATA.name,
            DATA.description,
            "/application/zip",
            DATA.content,
            md5(DATA.content, usedforsecurity=False).digest(),
            "D:20180115000000Z",
        )


def test_only_the_archive_carries_files() -> None:
    with pytest.raises(ValueError, match=r"^only pdf/a-3a carries attached files; print that variant, "):
        print_pdf("<html lang='sv'><title>x</title>", attachments=[DATA])


def test_another_variant_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a report is printed as pdf/ua-1 or pdf/a-3a, not as 'pdf/x-4'$"):
        print_pdf("<html lang='sv'><title>x</title>", variant="pdf/x-4")  # type: ignore[arg-type] # what is refused


def test_the_properties_say_what_the_document_is(reports: dict[Code, Report]) -> None:
    with pikepdf.open(io.BytesIO(printed(reports["en"], Way("pdf/ua-1", "en", draft=False, has_look=True)))) as pdf:
        names = ("/Title", "/Author", "/Subject", "/Keywords", "/CreationDate")
        assert [str(pdf.docinfo[name]) for name in names] + [str(pdf.Root.Lang)] == [
            *(reports["en"].title, "Vetlandas revisorer", "Hur Vetlanda svarar", "telefon", "D:20180115"),
            "en",
        ]


def marks(pdf: bytes) -> list[int]:
    """How many things each page draws that are not read aloud (artifacts): the mark of a draft is one more."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [page.Contents.read_bytes().count(b"/Artifact") for page in opened.pages]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_draft_carries_its_mark_on_every_page_as_an_artifact(code: Code, reports: dict[Code, Report]) -> None:
    draft, final = (printed(reports[code], Way("pdf/ua-1", code, draft=way, has_look=False)) for way in (True, False))
    more = [one - other for one, other in zip(marks(draft), marks(final), strict=True)]
    assert min(more) >= 1


def test_a_logo_has_its_alternative_text(reports: dict[Code, Report]) -> None:
    with pikepdf.open(io.BytesIO(printed(reports["sv"], Way("pdf/ua-1", "sv", draft=False, has_look=True)))) as pdf:
        texts = [str(found.Alt) for found in pdf.objects if isinstance(found, pikepdf.Dictionary) and "/Alt" in found]
    assert texts[0] == "Vapen"


@pytest.mark.parametrize(
    "logo",
    [picture(kind="JPEG"), picture(width=2001), picture() + bytes(1_000_000), b"<svg/>", b""],
    ids=["a photo", "too wide", "too large", "a drawing", "nothing"],
)
def test_a_logo_that_is_no_small_png_is_not_printed(logo: bytes, reports: dict[Code, Report]) -> None:
    report = replace(reports["sv"], sections=(), appendices=(), imprint=replace(LOOK, logo=logo))
    with pytest.raises(BadInput, match=r"^a logo is a PNG of at most 1000000 bytes and 2000 pixels"):
        print_pdf(render_html(report))
