"""The report's colours: whatever somebody chooses, texts can be read and shades told apart, in black and white too."""

from itertools import pairwise

import pytest

from report_templates.drawing.ink import (
    ACCENT,
    LIGHT_INK,
    MOST_SHADES,
    QUIET_INK,
    accent_of,
    contrast,
    ink_on,
    mixed,
    shades,
)

CHOSEN = (ACCENT, "#b03a2e", "#2e7d32", "#6a1b9a", "#757575", "#000000", "#ffd700", "#ffffff", "#00e5ff")
"""Dark, light, loud and grey: the light ones are darkened."""

every_colour = pytest.mark.parametrize("colour", CHOSEN)
every_number = pytest.mark.parametrize("number", range(1, MOST_SHADES + 1))


@every_colour
def test_white_can_be_read_on_every_accent(colour: str) -> None:
    assert contrast(accent_of(colour), LIGHT_INK) >= 4.5


def test_a_colour_that_white_can_be_read_on_is_left_as_it_was_chosen() -> None:
    assert accent_of("#B03A2E") == "#b03a2e"


def test_a_light_colour_is_darkened_no_more_than_it_must_be() -> None:
    assert accent_of("#ffd700") == "#8a7400"
    assert contrast("#8f7900", LIGHT_INK) < 4.5 <= contrast("#8a7400", LIGHT_INK)


def test_without_a_colour_the_report_has_its_own() -> None:
    assert accent_of("") == ACCENT


@pytest.mark.parametrize("text", ["red", "#12416", "12416b", "#12416b;}", "#12416g", "#12416b\n"])
def test_what_is_no_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"^write a colour as # and six digits from 0 to f, such as #12416b, not "):
        accent_of(text)


@every_colour
@every_number
def test_neighbouring_shades_differ_in_lightness(number: int, colour: str) -> None:
    apart = [contrast(one, other) for one, other in pairwise(shades(number, accent_of(colour)))]
    assert [found for found in apart if found < 1.2] == []


@every_colour
@every_number
def test_shades_go_from_dark_to_light(number: int, colour: str) -> None:
    against_white = [contrast(shade, LIGHT_INK) for shade in shades(number, accent_of(colour))]
    assert against_white == sorted(against_white, reverse=True)


@every_colour
@every_number
def test_a_label_on_any_shade_stands_out_enough_to_be_read(number: int, colour: str) -> None:
    assert min(contrast(shade, ink_on(shade)) for shade in shades(number, accent_of(colour))) >= 4.5


@every_colour
def test_quiet_text_can_be_read_on_the_ground_of_a_box(colour: str) -> None:
    assert contrast(mixed(accent_of(colour), LIGHT_INK, 0.93), QUIET_INK) >= 4.5


def test_more_series_than_there_are_shades_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^a chart has one to 6 series, not 7$"):
        shades(7)


def test_contrast_of_black_and_white_is_that_of_the_guidelines() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_half_of_another_colour_is_in_the_middle() -> None:
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
