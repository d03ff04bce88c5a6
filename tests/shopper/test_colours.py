"""Colours and their contrast with white, against the ratios of WCAG's own formula."""

import pytest

from shopper.colours import contrast_with_white, darkened, is_readable, read_colour


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0), ("#0000ff", 8.59)],
)
def test_contrast_is_that_of_the_standard(colour: str, ratio: float) -> None:
    assert round(contrast_with_white(colour), 2) == ratio


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("#1A4F8B", "#1a4f8b"), (" 1a4f8b ", "#1a4f8b"), ("#abc", "#aabbcc"), ("", None), ("#abcd", None), ("red", None)],
)
def test_a_colour_is_read_as_people_write_it(typed: str, expected: str | None) -> None:
    assert read_colour(typed) == expected


@pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#00ff00", "#777777"])
def test_a_colour_that_is_too_light_has_a_readable_one_of_its_hue(colour: str) -> None:
    assert (is_readable(colour), is_readable(darkened(colour))) == (False, True)


def test_a_readable_colour_is_left_alone() -> None:
    assert darkened("#1a4f8b") == "#1a4f8b"
