"""The example measurement, from its rows to every value of expected.json."""

import json

import pytest

from scoring.expected import as_json
from scoring.figures import MeasurementFigures
from scoring.measures import count
from shopper.method import load_method
from shopper.records import CallRecord, MailRecord


@pytest.fixture(scope="module")
def figures(vetlanda_calls: tuple[CallRecord, ...], vetlanda_mails: tuple[MailRecord, ...]) -> MeasurementFigures:
    return count(load_method("kkik-2017"), vetlanda_calls, vetlanda_mails)


@pytest.mark.parametrize("half", ["calls", "mails"])
def test_every_expected_value_is_counted(
    figures: MeasurementFigures, vetlanda_expected: dict[str, dict[str, object]], half: str
) -> None:
    found = json.loads(json.dumps(as_json(figures)))[half]
    assert {key: found[key] for key in vetlanda_expected[half]} == vetlanda_expected[half]


def test_no_other_half_is_expected(vetlanda_expected: dict[str, dict[str, object]]) -> None:
    assert set(vetlanda_expected) == {"calls", "mails"}


def test_the_areas_in_the_total_add_up_to_it(figures: MeasurementFigures) -> None:
    areas = [figures.area(code) for code in load_method("kkik-2017").areas_in_total]
    added = {
        key: sum(area[key].numerator for area in areas)
        for key, figure in figures.total.figures.items()
        if figure.unit == "percent"
    }
    assert added == {key: figures.total[key].numerator for key in added}


def test_bygglov_always_answers_within_one_day(figures: MeasurementFigures) -> None:
    assert figures.area("bygglov")["reply_band_1_pct"].value == 100


def test_a_figure_as_json_carries_its_proof(figures: MeasurementFigures) -> None:
    found = json.loads(json.dumps(as_json(figures)))["figures"]["measure_1_pct"]
    assert (found["exact"], found["rounded"], found["numerator"], found["denominator"]) == ("1100/13", 85, 44, 52)
    assert found["interval"] == [pytest.approx(72.5, abs=0.05), pytest.approx(92.0, abs=0.05)]
    assert (len(found["ids"]), len(found["counted_ids"])) == (52, 44)


def test_the_example_comes_with_each_area_as_json(figures: MeasurementFigures) -> None:
    areas = json.loads(json.dumps(as_json(figures)))["areas"]
    assert areas["grundskola"]["mails"]["bands_pct"] == [50, 17, 0, 0, 33]
    assert areas["gator_och_vagar"]["mails"]["bands_pct"] == [60, 20, 20, 0, 0]


def test_figures_name_the_method_they_follow(figures: MeasurementFigures) -> None:
    method = load_method("kkik-2017")
    assert (figures.method_name, figures.method_checksum) == (method.name, method.checksum)
