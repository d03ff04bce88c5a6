"""Reports printed from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sqlmodel import select

from shopper.queries import stored_id
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.study import Measurement, Municipality, Wave

Shopper = Callable[..., Any]


def test_a_report_is_printed_as_pdf_and_workbook(imported: Shopper, tmp_path: Path) -> None:
    ran = imported("report", "vetlanda-2017", "0685", "--out", tmp_path / "out")
    pdf, workbook = tmp_path / "out" / "0685-vetlanda-2017.pdf", tmp_path / "out" / "0685-vetlanda-2017.xlsx"
    assert (ran.code, ran.err, ran.out) == (0, "", f"{pdf}\n")
    assert (pdf.read_bytes()[:5], workbook.read_bytes()[:2]) == (b"%PDF-", b"PK")


def test_a_measurement_that_is_not_finished_is_told_of(imported: Shopper, store: Store, tmp_path: Path) -> None:
    with store.transaction() as session:
        calls = session.exec(select(CallProbe).limit(3)).all()
        for call, state in zip(calls, ("submitted", "submitted", "planned"), strict=True):
            call.state = state
        session.exec(select(MailProbe).limit(1)).one().state = "sent"
    ran = imported("report", "vetlanda-2017", "0685", "--out", tmp_path / "out")
    left = "calls in review 2, letters that may still be answered 1, contacts not made 1"
    told = f"0685 is not finished, and the first page of its report says so: {left}.\n"
    assert (ran.code, ran.err) == (0, told)


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


@pytest.fixture
def second_town(store: Store) -> str:
    """The code of another municipality of the imported wave, in which nothing was measured."""
    with store.transaction() as session:
        code = session.exec(select(Municipality.code).where(Municipality.code != "0685").limit(1)).one()
        wave_id = stored_id(session.exec(select(Wave.id)).one())
        session.add(Measurement(wave_id=wave_id, municipality_code=code))
    return code


def test_one_report_that_fails_does_not_stop_the_others_and_is_told_at_the_end(
    imported: Shopper, second_town: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    in_the_way = out / f"{second_town}-vetlanda-2017.pdf"
    in_the_way.mkdir(parents=True)
    ran = imported("report", "vetlanda-2017", "--all", "--out", out)
    assert (ran.code, ran.out) == (1, f"{out / '0685-vetlanda-2017.pdf'}\n")
    assert ran.err.splitlines() == [
        f"{second_town} was not printed: {in_the_way} cannot be written: Is a directory; choose another --out",
        "1 of 2 reports were not printed; mend what is said above and print them again",
    ]


def test_an_archive_file_in_english_carries_its_data_and_its_name_says_the_language(
    imported: Shopper, tmp_path: Path
) -> None:
    options = ("--language", "en", "--variant", "pdf/a-3a", "--draft")
    ran = imported("report", "vetlanda-2017", "0685", "--out", tmp_path, *options)
    names = sorted(file.name for file in tmp_path.glob("0685*"))
    assert (ran.code, names) == (0, [f"0685-vetlanda-2017-en.{kind}" for kind in ("pdf", "xlsx", "zip")])
    with pikepdf.open(tmp_path / names[0]) as pdf:
        assert sorted(pdf.attachments) == ["figures.csv", "figures.xlsx"]
