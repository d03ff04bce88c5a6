"""The code beside a printed figure leads back to it, and a slip of the pen does not lead to another."""

from itertools import combinations

import pytest

from scoring.figures import MeasurementFigures
from scoring.measures import count
from scoring.trace import read_trace, trace_code, traced
from shopper.faults import BadInput
from shopper.method import load_method


@pytest.fixture(scope="module")
def figures() -> MeasurementFigures:
    return count(load_method("kkik-2017"), [], [])


def test_every_code_leads_back_to_its_figure(figures: MeasurementFigures) -> None:
    for found in (figures.total, *figures.areas):
        for key in found.figures:
            measurement, area_no, figure_no = read_trace(trace_code(412, figures, found.area, key))
            assert (measurement, *traced(figures, area_no, figure_no)) == (412, found.area, key)


def test_a_code_is_the_places_in_the_methods_order(figures: MeasurementFigures) -> None:
    assert [
        trace_code(412, figures, None, "calls_n"),
        trace_code(412, figures, "bygglov", "contact_pct"),
        trace_code(412, figures, "forskola", "acknowledged_pct"),
    ] == ["412-0-1Z", "412-1-6X", "412-2-46V"]


def test_no_two_figures_share_a_code(figures: MeasurementFigures) -> None:
    codes = [
        trace_code(1, figures, found.area, key) for found in (figures.total, *figures.areas) for key in found.figures
    ]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("code", ["412-3-17", "1204-10-42"])
def test_one_wrong_digit_or_two_swapped_ones_are_noticed(code: str) -> None:
    good = _with_letter(code)
    assert read_trace(good)
    plain = good[:-1]
    slips = {plain[:at] + digit + plain[at + 1 :] for at in range(len(plain)) for digit in "0123456789"}
    for one, other in combinations(range(len(plain)), 2):
        swapped = list(plain)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        slips.add("".join(swapped))
    for slip in slips - {plain}:
        with pytest.raises(BadInput):
            read_trace(slip + good[-1])


def _with_letter(plain: str) -> str:
    fitting = []
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        try:
            read_trace(plain + letter)
        except BadInput:
            continue
        fitting.append(plain + letter)
    (only_one,) = fitting
    return only_one


def test_spaces_and_small_letters_do_no_harm() -> None:
    assert read_trace(f"  {_with_letter('412-3-17').lower()} ") == (412, 3, 17)


@pytest.mark.parametrize(
    "code", ["", "K", "412-3", "412-3-17", "0-3-17K", "412-3-0K", "412--17K", "412-3-17K1", "412-3-1٧K"]
)
def test_what_is_no_code_is_told_so(code: str) -> None:
    with pytest.raises(BadInput, match="this is no trace code; write it as in the report, such as 412-3-17S"):
        read_trace(code)


def test_a_letter_that_does_not_fit_is_told_so() -> None:
    good = _with_letter("412-3-17")
    wrong = "A" if good[-1] != "A" else "B"
    with pytest.raises(BadInput, match="the letter of the trace code does not fit its numbers"):
        read_trace(good[:-1] + wrong)


def test_a_number_that_the_method_does_not_have_is_told_so(figures: MeasurementFigures) -> None:
    with pytest.raises(BadInput, match="this measurement has 10 areas, and the trace code names number 11"):
        traced(figures, 11, 1)
    with pytest.raises(BadInput, match="figures an area, and the trace code names number 999"):
        traced(figures, 0, 999)


def test_an_unknown_figure_or_area_has_no_code(figures: MeasurementFigures) -> None:
    with pytest.raises(KeyError, match="satisfaction_pct"):
        trace_code(1, figures, None, "satisfaction_pct")
    with pytest.raises(KeyError, match="elsewhere"):
        trace_code(1, figures, "elsewhere", "contact_pct")
