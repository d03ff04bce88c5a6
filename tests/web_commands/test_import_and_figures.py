"""The example measurement through the command line, and everything that can be wrong with its files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Shopper = Callable[..., Any]
Rows = Callable[[], dict[str, list[Any]]]
WORDS = ("--name", "vetlanda-2017", "--municipality", "0685", "--method", "kkik-2017")


def _only(expected: object, found: Any) -> object:
    """What was found, without the keys that nothing was expected of."""
    if isinstance(expected, dict):
        return {key: _only(value, found[key]) for key, value in expected.items()}
    return found


def test_the_figures_of_the_example_are_the_expected_ones(imported: Shopper, folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = json.loads(imported("figures", "vetlanda-2017", "0685", "--json").out)
    assert _only(expected, found) == expected


def test_the_example_can_be_imported_into_an_empty_database(shopper: Shopper, folder: Path) -> None:
    assert shopper("wave", "import", folder, *WORDS).code == 0
    assert json.loads(shopper("figures", "vetlanda-2017", "0685", "--json").out)["calls"]["n"] == 54


def test_the_table_shows_value_count_base_and_interval(imported: Shopper) -> None:
    lines = imported("figures", "vetlanda-2017", "0685").out.splitlines()
    assert [line.split("│")[1:-1] for line in lines if "measure_1_sum" in line or " measure_2_pct" in line] == [
        [" measure_2_pct                     ", " 52 %  ", " 28     ", " 54 ", " 38.9-64.6     "],
        [" measure_1_sum_of_rounded_pct      ", " 84 %  ", " 44     ", " 52 ", " 72.5-92.0     "],
    ]


def test_the_same_import_twice_is_refused_and_changes_nothing(
    imported: Shopper, folder: Path, everything: Rows
) -> None:
    before = everything()
    ran = imported("wave", "import", folder, *WORDS)
    assert (ran.code, ran.out, everything() == before) == (2, "", True)
    assert ran.err == "these files are already imported as 0685 in vetlanda-2017; nothing was changed\n"


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def _bytes(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def replace(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return replace


BROKEN: list[tuple[Callable[[Path], object], str]] = [
    (lambda folder: (folder / "calls.csv").unlink(), "there is no file "),
    (lambda folder: (folder / "mails.csv").write_text(""), "mails.csv: the file is empty; the columns are area, "),
    (_bytes("mails.csv", lambda raw: raw.decode().encode("latin-1")), "mails.csv, line 2: it is not UTF-8"),
    (_bytes("mails.csv", lambda raw: raw[:5000]), "mails.csv, line 37, column answered_at: it has 5 cells"),
    (_replace("calls.csv", "interviewer", "intervjuare"), "calls.csv, line 1: column interviewer is missing"),
    (_replace("calls.csv", "no_answer", "noanswer"), "calls.csv, line 2, column outcome: 'noanswer' is not allowed"),
    (_replace("calls.csv", ",I2,16,", ",I2,16s,"), "calls.csv, line 3, column seconds_to_contact: '16s' is not"),
    (_replace("calls.csv", "good,good,good", "good,good"), "calls.csv, line 3, column comment: it has 10 cells"),
    (_replace("calls.csv", "good,good,good", "Good,good,good"), "calls.csv, line 3, column answer: 'Good' is not"),
    (_replace("calls.csv", "\nforskola", "\nförskola"), "calls.csv, line 8, column area: 'förskola' is not allowed"),
    (_replace("calls.csv", "2017-11-10T11:06", "2117-11-10T11:06"), "calls.csv, line 2, column called_at: "),
    (_replace("mails.csv", "+01:00", ""), "mails.csv, line 2, column sent_at: '2017-10-29T10:39:00' is not allowed"),
    (_replace("mails.csv", "complete", "full"), "mails.csv, line 2, column sender: 'full' is not allowed; allowed are"),
    (_replace("mails.csv", "bygglov,B", 'bygglov,"B'), "mails.csv, line 2"),
    (_replace("comparison.csv", "contact_pct", "contacts"), "comparison.csv, line 2, column figure: 'contacts' is not"),
    (_replace("comparison.csv", "64", "64 %"), "comparison.csv, line 2, column value: '64 %' is not allowed"),
]


@pytest.mark.parametrize(("change", "sentence"), BROKEN)
def test_a_broken_file_is_one_sentence_and_nothing_is_stored(
    registered: Shopper, folder: Path, everything: Rows, change: Callable[[Path], object], sentence: str
) -> None:
    change(folder)
    before = everything()
    ran = registered("wave", "import", folder, *WORDS)
    assert (ran.code, ran.out, ran.err.count("\n"), everything() == before) == (2, "", 1, True)
    assert ran.err.removeprefix(f"{folder}/").startswith(sentence)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--name", "v", "--municipality", "9999", "--method", "kkik-2017"), "there is no municipality '9999'; add it"),
        (("--name", "v", "--municipality", "0685", "--method", "kkik"), "there is no method 'kkik'; known are kkik-20"),
        (("--name", "a/b", "--municipality", "0685", "--method", "kkik-2017"), "a wave cannot be called 'a/b'; allow"),
        (("--municipality", "0685", "--method", "kkik-2017"), "Missing option '--name'; see `shopper --help`"),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    registered: Shopper, folder: Path, words: tuple[str, ...], sentence: str
) -> None:
    ran = registered("wave", "import", folder, *words)
    assert (ran.code, ran.err.count("\n"), ran.err.startswith(sentence)) == (2, 1, True)


def test_figures_of_an_unknown_wave_name_the_known_ones(imported: Shopper) -> None:
    ran = imported("figures", "vetlanda", "0685", "--json")
    assert (ran.code, ran.err) == (2, "there is no wave 'vetlanda'; known are vetlanda-2017\n")


def test_figures_of_an_unmeasured_municipality_name_the_measured_ones(imported: Shopper) -> None:
    ran = imported("figures", "vetlanda-2017", "0682")
    assert (ran.code, ran.err) == (2, "'0682' is not measured in vetlanda-2017; measured are 0685\n")
