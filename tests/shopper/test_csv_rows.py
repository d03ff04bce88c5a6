"""CSV from outside: how it may look, and how it is refused."""

from pathlib import Path

import pytest

from shopper.csv_rows import read_rows
from shopper.faults import BadInput

COLUMNS = ("area", "question")


def _cells(folder: Path, raw: bytes) -> list[dict[str, str]]:
    file = folder / "rows.csv"
    file.write_bytes(raw)
    return [row.cells for row in read_rows(file, COLUMNS)]


@pytest.mark.parametrize(
    "raw",
    [
        b"area,question\nbygg,Hur?\n",
        b"\xef\xbb\xbfarea,question\r\nbygg,Hur?\r\n",
        b"area;question\nbygg;Hur?",
        b"question\tarea\nHur?\tbygg\n\n",
        b'"area","question"\n"bygg"," Hur? "\n',
    ],
)
def test_the_same_rows_come_from_every_spreadsheets_kind_of_csv(tmp_path: Path, raw: bytes) -> None:
    assert _cells(tmp_path, raw) == [{"area": "bygg", "question": "Hur?"}]


def test_a_line_is_numbered_as_an_editor_shows_it_even_after_a_cell_with_a_line_break(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text('area,question\nbygg,"Hur\noch var?"\nbygg,När?\n', encoding="utf-8")
    assert [row.line for row in read_rows(file, COLUMNS)] == [2, 4]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "rows.csv: the file is empty; the columns are area, question"),
        (b" \n\n", "rows.csv: the file is empty; the columns are area, question"),
        (b"area\nbygg\n", "rows.csv, line 1: column question is missing; the columns are area, question"),
        (b"area,question,area\n", "rows.csv, line 1: column area is there twice; the columns are area, question"),
        (b"area,question,x\n", "rows.csv, line 1: column 'x' is unknown; the columns are area, question"),
        (b"area,question\n", "rows.csv: it has no line below the header; add one line for each record"),
        (b"area,question\nbygg\n", "rows.csv, line 2, column question: it has 1 cells but the header has 2"),
        (b"area,question\nbygg,a,b\n", "rows.csv, line 2, column question: it has 3 cells but the header has 2"),
        (b"area,question\nbygg,ok\nbygg,\xe5\n", "rows.csv, line 3: it is not UTF-8; save the file as UTF-8"),
        (b"area,question\nbygg,\0\n", "rows.csv, line 2: it holds a NUL character"),
        (b'area,question\nbygg,"Hur\n', "rows.csv, line 2: it is not valid CSV (unexpected end of data)"),
    ],
)
def test_a_broken_file_is_refused_in_one_sentence_with_the_path_as_given(
    tmp_path: Path, raw: bytes, sentence: str
) -> None:
    with pytest.raises(BadInput) as told:
        _cells(tmp_path, raw)
    assert str(told.value).startswith(f"{tmp_path}/{sentence}")


def test_a_missing_file_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        read_rows(tmp_path / "none.csv", COLUMNS)
    assert str(told.value) == f"there is no file {tmp_path / 'none.csv'}; check the path"


def test_a_folder_in_the_files_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"is a folder; give a file$"):
        read_rows(tmp_path, COLUMNS)
