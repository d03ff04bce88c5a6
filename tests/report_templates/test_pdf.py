"""The printed report: valid, complete, the same every time, and closed to the outside."""

import io
import logging
import re
import socket
import subprocess
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from logging.handlers import BufferingHandler
from pathlib import Path

import page as pdf_checker
import pikepdf
import pytest

from report_templates.content import Quote, Quotes, Report
from report_templates.page import render_html
from report_templates.pdf import print_pdf
from shopper.faults import BadInput
from tests.printed import PRINTED, printed_text


@pytest.fixture(scope="module")
def html(vetlanda_report: Report) -> str:
    return render_html(vetlanda_report)


@dataclass(frozen=True)
class Printing:
    """The file, and what the printer complained about."""

    pdf: bytes
    warnings: tuple[str, ...]


@pytest.fixture(scope="module")
def printing(html: str) -> Printing:
    """The report, printed once for all tests."""
    kept = BufferingHandler(1000)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(kept)
    printed = print_pdf(html)
    logger.removeHandler(kept)
    return Printing(printed, tuple(record.getMessage() for record in kept.buffer))


@pytest.fixture(scope="module")
def pdf(printing: Printing) -> bytes:
    return printing.pdf


def short(report: Report) -> Report:
    """A report of few pages, for what does not depend on their number."""
    return replace(report, sections=report.sections[:3], appendices=report.appendices[:1])


def pages_of(pdf: bytes, tmp_path: Path) -> list[str]:
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    return printed_text(file).split("\f")


def test_the_report_is_valid_pdf_ua_1(pdf: bytes) -> None:
    checked = pdf_checker.validate_pdf_bytes(pdf, profile="ua1")
    assert [(fault.rule_id, fault.message) for fault in checked.failures] == []
    assert checked.is_compliant


def test_a_report_of_a_wave_in_which_nothing_happened_is_valid_too(empty_report: Report) -> None:
    assert pdf_checker.is_pdf_compliant_bytes(print_pdf(render_html(empty_report)), profile="ua1")


def test_every_figure_and_every_unanswered_letter_can_be_found_in_the_printed_text(pdf: bytes, tmp_path: Path) -> None:
    text = " ".join(pages_of(pdf, tmp_path))
    assert [phrase for phrase in PRINTED if phrase not in text] == []


def contents_of(pages: list[str]) -> list[tuple[str, int]]:
    """What the contents name, and on which page they say it begins."""
    lines = [re.fullmatch(r"\s*(.+?) [. ]+(\d+)", line) for line in pages[1].splitlines()]
    return [(found[1].strip(" ."), int(found[2])) for found in lines if found]


def test_every_part_begins_on_the_page_that_the_contents_name(
    pdf: bytes, tmp_path: Path, vetlanda_report: Report
) -> None:
    pages = pages_of(pdf, tmp_path)
    named = contents_of(pages)
    wanted = [entry.text for entry in vetlanda_report.contents if entry.target]
    assert [text for text, _ in named] == wanted
    assert [text for text, number in named if text not in pages[number - 1]] == []


def test_every_page_but_the_cover_is_numbered(pdf: bytes, tmp_path: Path) -> None:
    pages = pages_of(pdf, tmp_path)[:-1]
    numbers = [re.findall(rf"Sida (\d+) av {len(pages)}", page) for page in pages]
    assert numbers == [[], *([str(number)] for number in range(2, len(pages) + 1))]


def test_the_summary_each_factor_and_each_appendix_take_one_page(
    pdf: bytes, tmp_path: Path, vetlanda_report: Report
) -> None:
    pages = pages_of(pdf, tmp_path)
    starts = [number for _, number in contents_of(pages)]
    targets = [entry.target for entry in vetlanda_report.contents if entry.target]
    lengths = {target: after - start for target, start, after in zip(targets, starts, starts[1:], strict=False)}
    factors = ("sammanfattning", "svar-pa-fragan", "information", "intresse", "bemotande")
    wanted = (*factors, *(appendix.id for appendix in vetlanda_report.appendices))
    assert [target for target in wanted if lengths[target] != 1] == []


def test_a_short_part_stands_on_the_page_of_the_one_before_it(
    pdf: bytes, tmp_path: Path, vetlanda_report: Report
) -> None:
    pages = pages_of(pdf, tmp_path)
    targets = [entry.target for entry in vetlanda_report.contents if entry.target]
    starts = dict(zip(targets, (number for _, number in contents_of(pages)), strict=True))
    assert starts["obesvarade-brev"] == starts["bekraftade-brev"]


def test_two_printings_of_the_same_report_are_the_same_bytes(vetlanda_report: Report) -> None:
    report = short(vetlanda_report)
    assert print_pdf(render_html(report)) == print_pdf(render_html(report))


def test_only_the_shipped_font_is_used_and_it_is_embedded(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        fonts = [found for found in opened.objects if isinstance(found, pikepdf.Dictionary) and is_font(found)]
        families = {str(font.BaseFont).partition("+")[2][:13] for font in fonts}
        embedded = [
            font for font in fonts if "/FontFile2" in font.FontDescriptor or "/FontFile3" in font.FontDescriptor
        ]
        assert (families, len(embedded)) == ({"Source-Sans-3"}, len(fonts))


def is_font(found: pikepdf.Dictionary) -> bool:
    return found.get("/Type") == "/Font" and "/FontDescriptor" in found


def test_printing_leaves_no_warning(printing: Printing) -> None:
    assert printing.warnings == ()


@pytest.mark.parametrize(
    "part",
    [
        "<img alt='x' src='{address}'>",
        "<link rel='stylesheet' href='{address}'>",
        "<style>@import url('{address}');</style>",
        "<p style=\"background: url('{address}')\">x</p>",
        "<style>@font-face {{ font-family: x; src: url('{address}') }} p {{ font-family: x }}</style><p>x</p>",
    ],
    ids=["picture", "style sheet", "import", "background", "font"],
)
def test_no_part_of_a_report_reaches_a_server(part: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        with pytest.raises(BadInput, match=r"^a report may only use files of the package; take http://127"):
            print_pdf(f"<html lang='sv'><title>x</title><body>{part.format(address=address)}<p>x</p>")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_a_picture_within_a_drawing_is_left_out_without_asking_for_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.png"
        drawing = (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='9'><image href='{address}' width='9' height='9'/></svg>"
        )
        assert print_pdf(f"<html lang='sv'><title>x</title><body>{drawing}<p>x</p>").startswith(b"%PDF")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_nothing_outside_the_package_can_be_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    for address in (secret.as_uri(), "../../shopper/settings.py", "data:image/png;base64,AA"):
        with pytest.raises(BadInput):
            print_pdf(f"<html lang='sv'><title>x</title><body><img alt='x' src='{address}'>")


class _Outline(HTMLParser):
    """The tags of a page, and for each chart whether a table follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}


def outline(html: str) -> _Outline:
    read = _Outline()
    read.feed(html)
    return read


def test_every_chart_is_followed_by_its_table(html: str) -> None:
    order = [tag for tag in outline(html).tags if tag in ("svg", "table")]
    charts = [place for place, tag in enumerate(order) if tag == "svg"]
    assert len(charts) > 15
    assert [order[place + 1] for place in charts] == ["table"] * len(charts)


def test_the_head_of_the_intervals_stands_on_one_line(pdf: bytes, tmp_path: Path) -> None:
    text = "".join(pages_of(pdf, tmp_path)).replace("\u00a0", " ")
    assert ("95 %-intervall" in text, re.findall(r"95 %-\s*\n", text)) == (True, [])


def test_the_page_keeps_to_a_strict_content_security_policy(html: str) -> None:
    read = outline(html)
    assert {"script", "style", "iframe"} & set(read.tags) == set()
    assert [name for name in read.attributes if name == "style" or name.startswith("on")] == []


def test_what_people_wrote_stays_text(vetlanda_report: Report) -> None:
    hostile = Quotes("Kommentarer", (Quote("<img src=x onerror=alert(1)>&amp;", "<b>Bygg</b>"),))
    section = replace(vetlanda_report.sections[0], blocks=(hostile,))
    html = render_html(replace(vetlanda_report, sections=(section,)))
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;amp;" in html
    assert "<b>Bygg" not in html


def test_no_table_is_wider_than_the_text(pdf: bytes, tmp_path: Path) -> None:
    """The margins are 25 mm of 210, and a millimetre is more than rounding takes."""
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    words = re.findall(r'xMax="([\d.]+)"[^>]*>([^<]*)<', found)
    assert [word for edge, word in words if float(edge) > (210 - 25 + 1) * 72 / 25.4] == []


def test_a_very_long_name_stays_inside_the_page(vetlanda_report: Report, tmp_path: Path) -> None:
    name = "Södra-Västerbottens-och-Ångermanlands-gemensamma-förvaltningskommun"
    report = replace(
        vetlanda_report, cover=replace(vetlanda_report.cover, municipality=name), sections=(), appendices=()
    )
    printed = print_pdf(render_html(report))
    file = tmp_path / "long.pdf"
    file.write_bytes(printed)
    found = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True, text=True).stdout
    right_edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', found)]
    assert max(right_edges) <= 595.3
