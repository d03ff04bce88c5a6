"""The overview of a wave from the command line."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shopper = Callable[..., Any]

KINDS = ("overview.xlsx", "overview.pdf", "kolada.xlsx", "kolada.csv")


def test_the_four_files_of_a_wave_are_written_and_named(imported: Shopper, tmp_path: Path) -> None:
    ran = imported("overview", "vetlanda-2017", "--out", tmp_path / "out")
    files = [tmp_path / "out" / f"vetlanda-2017-{kind}" for kind in KINDS]
    assert (ran.code, ran.err, ran.out) == (0, "", "".join(f"{file}\n" for file in files))
    assert [file.read_bytes()[:4] for file in files] == [b"PK\x03\x04", b"%PDF", b"PK\x03\x04", b"\xef\xbb\xbfm"]


def test_the_sheet_for_kolada_has_the_measures_of_the_wave(imported: Shopper, tmp_path: Path) -> None:
    assert imported("overview", "vetlanda-2017", "--out", tmp_path, "--language", "en").code == 0
    text = (tmp_path / "vetlanda-2017-kolada.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["municipality_code"], row["measure"], row["value"], row["contacts"]) for row in rows] == [
        ("0685", "1", "85", "52"),
        ("0685", "2", "52", "54"),
        ("0685", "3", "74", "31"),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("none",), "there is no wave 'none'; known are vetlanda-2017\n"),
        (
            ("vetlanda-2017", "--language", "de"),
            "Invalid value for '--language': 'de' is not one of 'sv', 'en'; see `shopper --help`\n",
        ),
    ],
)
def test_an_overview_that_cannot_be_is_one_sentence(
    imported: Shopper, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    ran = imported("overview", *words, "--out", tmp_path / "out")
    assert (ran.code, ran.out, ran.err, (tmp_path / "out").exists()) == (2, "", sentence, False)


def test_a_folder_that_cannot_be_written_to_is_one_sentence(imported: Shopper, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    ran = imported("overview", "vetlanda-2017", "--out", tmp_path / "file")
    assert (ran.code, ran.err) == (2, f"{tmp_path / 'file'} is a file; give a folder\n")
