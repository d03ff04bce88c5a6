"""Reports printed from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shopper = Callable[..., Any]


def test_a_report_is_printed_as_pdf_and_workbook(imported: Shopper, tmp_path: Path) -> None:
    ran = imported("report", "vetlanda-2017", "0685", "--out", tmp_path / "out")
    pdf, workbook = tmp_path / "out" / "0685-vetlanda-2017.pdf", tmp_path / "out" / "0685-vetlanda-2017.xlsx"
    assert (ran.code, ran.err, ran.out) == (0, "", f"{pdf}\n")
    assert (pdf.read_bytes()[:5], workbook.read_bytes()[:2]) == (b"%PDF-", b"PK")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("vetlanda-2017",), "name one municipality, or give --all for every one of the wave\n"),
        (("vetlanda-2017", "0685", "--all"), "name one municipality, or give --all for every one of the wave\n"),
        (("vetlanda-2017", "0682"), "'0682' is not measured in vetlanda-2017; measured are 0685\n"),
        (("none", "--all"), "there is no wave 'none'; known are vetlanda-2017\n"),
    ],
)
def test_a_report_that_cannot_be_is_one_sentence(
    imported: Shopper, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    ran = imported("report", *words, "--out", tmp_path / "out")
    assert (ran.code, ran.out, ran.err, (tmp_path / "out").exists()) == (2, "", sentence, False)
