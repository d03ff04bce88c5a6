"""The snapshot of Kolada as a file: what is written is read back, and what does not fit is told with its place."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from shopper.faults import BadInput
from shopper.kolada.snapshot import LARGEST_FILE, Group, Snapshot, Value, checksum, read_snapshot, snapshot_text

SNAPSHOT = Snapshot(
    taken_at=datetime(2026, 10, 1, 8, 0, tzinfo=UTC),
    source="https://api.kolada.test/v3/",
    kpis={"N00671": "Nöjd med bemötandet"},
    municipalities={"0685": "Vetlanda", "0682": "Nässjö"},
    groups=(Group(id="G2", title="Höglandet", members=("0682", "0685")),),
    values=(
        Value(kpi="N00671", municipality="0685", year=2025, value=81.2),
        Value(kpi="N00671", municipality="0682", year=2025, value=79),
    ),
)
FILE = """{
 "format": "kolada-snapshot-1",
 "taken_at": "2026-10-01T08:00:00+00:00",
 "source": "https://api.kolada.test/v3/",
 "made_up": false,
 "kpis": {"N00671": "Nöjd med bemötandet"},
 "municipalities": {"0682": "Nässjö", "0685": "Vetlanda"},
 "groups": [
  {"id": "G2", "title": "Höglandet", "members": ["0682", "0685"]}
 ],
 "values": [
  {"kpi": "N00671", "municipality": "0682", "year": 2025, "value": 79.0},
  {"kpi": "N00671", "municipality": "0685", "year": 2025, "value": 81.2}
 ]
}
"""


def changed(**parts: Any) -> bytes:
    """The file with other parts; a part that is None is left out."""
    values = json.loads(FILE) | parts
    return json.dumps({key: value for key, value in values.items() if value is not None}).encode()


def test_the_file_is_sorted_and_has_a_line_for_each_group_and_value() -> None:
    assert snapshot_text(SNAPSHOT) == FILE


def test_what_is_written_is_read_back_with_the_same_checksum() -> None:
    found = read_snapshot(FILE.encode(), "k.json")
    assert (snapshot_text(found), checksum(found)) == (FILE, checksum(SNAPSHOT))


def test_a_snapshot_without_groups_and_values_is_one_too() -> None:
    empty = SNAPSHOT.model_copy(update={"groups": (), "values": ()})
    assert read_snapshot(snapshot_text(empty).encode(), "k.json") == empty


@pytest.mark.parametrize(("kpi", "value"), [("N00671", 0), ("N00671", 100), ("N01900", -812.5), ("N00675", 1000)])
def test_a_value_within_the_bounds_of_its_key_figure_is_read(kpi: str, value: float) -> None:
    raw = changed(kpis={kpi: "X"}, values=[{"kpi": kpi, "municipality": "0685", "year": 2025, "value": value}])
    assert [one.value for one in read_snapshot(raw, "k.json").values] == [value]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "k.json is not JSON"),
        (b"\xff\xfe", "k.json is not JSON"),
        (b"[" * 100_000, "k.json is not JSON"),
        (b"[]", "k.json is no snapshot of Kolada"),
        (b" " * (LARGEST_FILE + 1), "k.json is larger than 20 MB"),
        (changed(format="another"), "k.json, format: allowed are kolada-snapshot-1"),
        (changed(taken_at="2026-10-01T08:00:00"), "k.json, taken_at: "),
        (changed(source=None), "k.json, source: is missing"),
        (changed(source="two\nlines"), "k.json, source: must be text on one line"),
        (changed(source="\ud800"), "k.json, source: must be text"),
        (changed(kpis={}), "k.json, values: N00671 has no title under kpis"),
        (changed(extra=1), "k.json, extra: is not known; known keys are format, taken_at"),
        (changed(values=[{"kpi": "N1", "municipality": "0685", "year": 2025, "value": 1}]), "k.json, values.1.kpi: "),
        (
            changed(values=[{"kpi": "N00671", "municipality": "0685", "year": 25, "value": 1}]),
            "k.json, values.1.year: must be 1990 or more",
        ),
        (
            changed(values=[{"kpi": "N00671", "municipality": "0685", "year": 2025, "value": float("nan")}]),
            "k.json, values.1.value: ",
        ),
        (
            changed(values=2 * [{"kpi": "N00671", "municipality": "0685", "year": 2025, "value": 1}]),
            "k.json, values: N00671 0685 2025 is there twice",
        ),
        (
            changed(values=[{"kpi": "N00671", "municipality": "0685", "year": 2025, "value": 812}]),
            "k.json, values: N00671 0685 2025 is 812, which is no index from 0 to 100; read Kolada again",
        ),
        (
            changed(values=[{"kpi": "N00671", "municipality": "0685", "year": 2025, "value": -0.1}]),
            "k.json, values: N00671 0685 2025 is -0.1, which is no index from 0 to 100; read Kolada again",
        ),
        (
            changed(
                kpis={"N00675": "Svarande"},
                values=[{"kpi": "N00675", "municipality": "0685", "year": 2025, "value": -1}],
            ),
            "k.json, values: N00675 0685 2025 is -1, which is no number of people who answered; read Kolada again",
        ),
        (changed(groups=2 * [{"id": "G1", "title": "A", "members": []}]), "k.json, groups: G1 is there twice"),
        (
            changed(groups=[{"id": "G1", "title": "A", "members": ["0682", "0682"]}]),
            "k.json, groups: G1 names a member twice",
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_place(raw: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_snapshot(raw, "k.json")
    assert str(refused.value).startswith(sentence)
