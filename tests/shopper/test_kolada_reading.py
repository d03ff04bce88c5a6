"""Reading Kolada's API: what a snapshot holds, how it asks, and what it does when it is turned away or misled."""

from datetime import UTC, datetime

import pytest

from shopper.faults import BadInput
from shopper.kolada.api import KoladaFault, Manners
from shopper.kolada.reading import read_kolada
from shopper.kolada.snapshot import Group, Snapshot, Value, snapshot_text
from tests.kolada_server import PLACES, TITLES, FakeKolada, value_of

TAKEN_AT = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


class Waiting:
    """Waits no time at all, and remembers how long it was asked to."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def read(kolada: FakeKolada, pause: Waiting | None = None, *kpis: str, timeout: float = 30, tries: int = 5) -> Snapshot:
    """A snapshot of some key figures of 2024 and 2025, by default the first."""
    manners = Manners(tries=tries, timeout=timeout, pause=pause or Waiting())
    return read_kolada(kpis or ("N00671",), (2024, 2025), TAKEN_AT, url=kolada.url, manners=manners)


def test_a_snapshot_holds_municipalities_groups_titles_and_totals(kolada: FakeKolada) -> None:
    found = read(kolada)
    years = {"0682": (2024, 2025), "0684": (2025,), "0685": (2024, 2025), "0686": (2024,)}
    assert found == Snapshot(
        taken_at=TAKEN_AT,
        source=kolada.url,
        kpis={"N00671": TITLES["N00671"]},
        municipalities=PLACES,
        groups=(
            Group(
                id="G1",
                title="Liknande kommuner, övergripande, Vetlanda, 2025",
                members=("0682", "0684", "0686", "0687"),
            ),
            Group(id="G2", title="Höglandet", members=("0682", "0685")),
        ),
        values=tuple(
            Value(kpi="N00671", municipality=code, year=year, value=value_of("N00671", code, year))
            for code, some in years.items()
            for year in some
        ),
    )


def test_large_pages_are_asked_for_and_every_one_is_followed(kolada: FakeKolada) -> None:
    kolada.page_size = 1
    assert len(read(kolada).municipalities) == 5
    assert (kolada.asked.count("/municipality"), kolada.per_page) == (7, {"5000"})


def test_at_most_25_ids_stand_in_a_part_of_a_path(kolada: FakeKolada) -> None:
    kolada.places = {f"{number:04}": f"Kommun {number}" for number in range(1000, 1060)}
    kolada.page_size = 100
    assert len(read(kolada, None, "N00671", "N00672").values) == 240
    asked = [path.split("/")[5].split(",") for path in kolada.asked if path.startswith("/data")]
    assert [len(part) for part in asked] == [25, 25, 10]


def test_it_waits_as_long_as_it_is_told_and_then_longer_each_time(kolada: FakeKolada) -> None:
    pause = Waiting()
    kolada.turn_away = [(429, {"Retry-After": "7"}), (429, {}), (503, {})]
    assert len(read(kolada, pause).values) == 6
    told, second, third = pause.waits
    assert told == 7
    assert 2 <= second < 4 <= third < 8


@pytest.mark.parametrize(("year", "least", "most"), [(1999, 1, 2), (9999, 60, 60)])
def test_a_moment_to_come_back_at_is_understood(year: int, least: float, most: float, kolada: FakeKolada) -> None:
    pause = Waiting()
    kolada.turn_away = [(429, {"Retry-After": f"Fri, 31 Dec {year} 23:59:59 GMT"})]
    read(kolada, pause)
    assert least <= pause.waits[0] <= most


def test_the_same_moment_waits_the_same_times(kolada: FakeKolada) -> None:
    first, again = Waiting(), Waiting()
    for pause in (first, again):
        kolada.turn_away = [(429, {}), (429, {})]
        read(kolada, pause)
    assert (first.waits, len(set(first.waits))) == (again.waits, 2)


def test_nobody_is_made_to_wait_longer_than_a_minute(kolada: FakeKolada) -> None:
    pause = Waiting()
    kolada.turn_away = [(429, {"Retry-After": "86400"})]
    read(kolada, pause)
    assert pause.waits == [60]


def test_after_so_many_tries_it_gives_up(kolada: FakeKolada) -> None:
    kolada.turn_away = [(429, {})] * 9
    with pytest.raises(KoladaFault, match="Kolada answers 429; try again later"):
        read(kolada, tries=3)
    assert len(kolada.asked) == 3


@pytest.mark.parametrize("status", [400, 404])
def test_what_is_refused_is_not_asked_for_again(status: int, kolada: FakeKolada) -> None:
    kolada.answers["/municipality"] = (status, b'{"detail": "no"}')
    with pytest.raises(KoladaFault, match=f"Kolada answers {status} to /v3/municipality; check what is asked for"):
        read(kolada)
    assert kolada.asked.count("/municipality") == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<html>", "not JSON as it was agreed"),
        (b"[1]", "not JSON as it was agreed"),
        (b"[" * 100_000, "not JSON as it was agreed"),
        (b'{"values": null}', "no list of values"),
        (b'{"values": [1]}', "no list of values"),
        (b'{"values": [{"id": "G1", "title": "En grupp"}]}', "a group without its members"),
        (b'{"values": [{"id": "1", "title": "A", "members": [{"id": "0682"}]}]}', "do not fit together"),
    ],
)
def test_an_answer_of_another_shape_is_told_in_one_sentence(body: bytes, sentence: str, kolada: FakeKolada) -> None:
    kolada.answers["/municipality_groups"] = (200, body)
    with pytest.raises(KoladaFault, match=sentence):
        read(kolada)


def test_an_answer_without_an_end_is_left(kolada: FakeKolada) -> None:
    kolada.next_url = f"{kolada.url}kpi/N00671"
    with pytest.raises(KoladaFault, match="without an end"):
        read(kolada)


@pytest.mark.parametrize("next_url", ["http://elsewhere.test/v3/kpi", "http://127.0.0.1:1/v3", "http://[", "/v3/kpi"])
def test_a_next_page_elsewhere_is_not_followed(next_url: str, kolada: FakeKolada) -> None:
    kolada.next_url = next_url
    with pytest.raises(KoladaFault, match="on another server"):
        read(kolada)


def test_a_server_that_says_nothing_is_left_after_its_time(kolada: FakeKolada) -> None:
    kolada.silence = 0.3
    with pytest.raises(KoladaFault, match="cannot be reached"):
        read(kolada, timeout=0.05, tries=2)


@pytest.mark.parametrize("url", ["http://api.kolada.test/v3/", "ftp://api.kolada.test", "kolada", ""])
def test_an_address_that_others_can_listen_to_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="must begin with https://"):
        read_kolada(("N00671",), (2025,), TAKEN_AT, url=url)


def test_a_key_figure_that_kolada_does_not_know_is_told(kolada: FakeKolada) -> None:
    with pytest.raises(BadInput, match="Kolada knows no key figure U00413"):
        read(kolada, None, "N00671", "U00413")


@pytest.mark.parametrize("kpi", ["", "n00671", "N00671/../../x", "N0067"])
def test_what_is_no_id_of_a_key_figure_is_not_asked_for(kpi: str, kolada: FakeKolada) -> None:
    with pytest.raises(BadInput, match="is no key figure of Kolada"):
        read(kolada, None, "N00671", kpi)
    assert kolada.asked == []


def test_two_readings_of_the_same_give_the_same_bytes(kolada: FakeKolada) -> None:
    assert snapshot_text(read(kolada)) == snapshot_text(read(kolada))
