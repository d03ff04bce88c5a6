"""`shopper kolada`: fetched from a server with Kolada's shapes, imported, shown; faults told in one sentence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from shopper.clock import system_clock
from shopper.kolada.snapshot import USUAL_KPIS, read_snapshot
from tests.kolada_server import FakeKolada
from tests.web_commands.conftest import EXAMPLES, Shopper

Rows = Callable[[], dict[str, list[Any]]]
EXAMPLE = EXAMPLES / "kolada.json"


def test_what_is_fetched_is_a_file_that_can_be_imported(shopper: Shopper, kolada: FakeKolada, tmp_path: Path) -> None:
    out = tmp_path / "k.json"
    kolada.page_size = 100
    fetched = shopper("kolada", "fetch", "--url", kolada.url, "--out", out)
    found = read_snapshot(out.read_bytes(), "k.json")
    counts = f"{len(found.values)} values of 6 key figures and 2 groups"
    assert (fetched.code, fetched.out, fetched.err) == (
        0,
        f"{counts} are in {out}; take them in with `shopper kolada import {out}`.\n",
        "",
    )
    assert (tuple(found.kpis), found.source, found.made_up) == (USUAL_KPIS, kolada.url, False)
    imported = shopper("kolada", "import", out)
    day = f"{found.taken_at:%Y-%m-%d}"
    assert imported.out == f"Snapshot 1 of {day} is stored: {len(found.values)} values, 2 groups.\n"


def test_the_years_that_were_asked_for_are_read(shopper: Shopper, kolada: FakeKolada, tmp_path: Path) -> None:
    shopper("kolada", "fetch", "--url", kolada.url, "--out", tmp_path / "k.json", "--kpi", "N00671", "--years", "2")
    now = system_clock().year
    asked = {tuple(path.split("/")[3::2]) for path in kolada.asked if path.startswith("/data")}
    assert asked == {("N00671", "0682,0684,0685,0686,0687", f"{now - 1},{now}")}


def test_the_example_is_shown_with_key_figures_and_groups_and_marked(shopper: Shopper) -> None:
    shopper("kolada", "import", EXAMPLE)
    shown = shopper("kolada", "show").out.splitlines()
    assert shown[0] == (
        "Snapshot 1, taken 2017-09-01 from Påhittade exempelvärden, inte lästa från Kolada (made up, not from Kolada)"
    )
    cells = [[cell.strip() for cell in line.strip("│┃ ").split("│")] for line in shown]
    assert [
        "N00671",
        "Servicemätning - Nöjd med bemötandet via telefoni, index (påhittat exempel)",
        "8",
        "2016-2017",
    ] in cells
    assert ["G1", "Liknande kommuner, övergripande, Vetlanda (påhittat exempel)", "7"] in cells


def test_the_same_file_is_taken_in_once(shopper: Shopper, everything: Rows) -> None:
    shopper("kolada", "import", EXAMPLE)
    before = everything()
    again = shopper("kolada", "import", EXAMPLE)
    assert (again.code, again.err) == (2, "this snapshot is stored already, as number 1; nothing was changed\n")
    assert everything() == before


def test_what_was_read_goes_before_an_example_however_old(shopper: Shopper, tmp_path: Path) -> None:
    real = tmp_path / "real.json"
    text = EXAMPLE.read_text(encoding="utf-8").replace('"made_up": true', '"made_up": false')
    real.write_text(text.replace("2017-09-01", "2016-09-01"), encoding="utf-8")
    for file in (real, EXAMPLE):
        assert shopper("kolada", "import", file).code == 0
    assert shopper("kolada", "show").out.startswith("Snapshot 1, taken 2016-09-01")


def test_nothing_to_show_is_told(shopper: Shopper) -> None:
    shown = shopper("kolada", "show")
    sentence = "there is no snapshot of Kolada; fetch one with `shopper kolada fetch` and import it\n"
    assert (shown.code, shown.out, shown.err) == (2, "", sentence)


def test_faults_are_one_sentence(shopper: Shopper, kolada: FakeKolada, tmp_path: Path) -> None:
    out = tmp_path / "k.json"
    kolada.answers["/municipality"] = (400, b"")
    asked: list[tuple[object, ...]] = [
        ("import", tmp_path / "gone.json"),
        ("import", EXAMPLES / "municipalities.csv"),
        ("fetch", "--out", tmp_path / "no" / "k.json"),
        ("fetch", "--out", out, "--url", "http://api.kolada.test/v3"),
        ("fetch", "--out", out, "--kpi", "all"),
        ("fetch", "--out", out, "--url", kolada.url),
    ]
    ran = [shopper("kolada", *arguments) for arguments in asked]
    assert [(one.code, one.out, one.err.count("\n")) for one in ran] == [(2, "", 1)] * len(asked)
    assert not out.exists()


def test_a_snapshot_is_removed_once(shopper: Shopper) -> None:
    shopper("kolada", "import", EXAMPLE)
    first, again = shopper("kolada", "remove", "1"), shopper("kolada", "remove", "1")
    assert (first.code, first.out) == (0, "Snapshot 1 is removed.\n")
    assert (again.code, again.err) == (2, "there is no snapshot 1 of Kolada\n")
