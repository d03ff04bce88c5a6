"""Colours of a report and whether they can be read (WCAG 2.2, relative luminance and contrast ratio). Pure."""

import re
from fractions import Fraction
from typing import Final

LEAST_CONTRAST: Final = 4.5
"""Of text on its ground (WCAG 2.2, 1.4.3)."""

_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_STEPS: Final = 100


def read_colour(typed: str) -> str | None:
    """The colour as `#rrggbb` in small letters; None when it is none. `#abc` stands for `#aabbcc`."""
    found = _HEX.fullmatch(typed.strip())
    if found is None:
        return None
    digits = found[1] if len(found[1]) > 3 else "".join(digit * 2 for digit in found[1])  # noqa: PLR2004 - `#abc`
    return f"#{digits.lower()}"


def contrast_with_white(colour: str) -> float:
    """The contrast ratio, 1 to 21, of a colour `#rrggbb` with white: of white text on it, and of itself on paper."""
    return 1.05 / (_luminance(_channels(colour)) + 0.05)


def is_readable(colour: str) -> bool:
    """Whether white text on the colour, and text in the colour on white, can be read."""
    return contrast_with_white(colour) >= LEAST_CONTRAST


def darkened(colour: str) -> str:
    """The same hue, just as dark as it has to be to be readable."""
    red, green, blue = _channels(colour)
    for step in range(_STEPS, -1, -1):
        part = Fraction(step, _STEPS)
        darker = "#{:02x}{:02x}{:02x}".format(*(int(channel * part) for channel in (red, green, blue)))
        if is_readable(darker):
            return darker
    return "#000000"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(channels: tuple[int, int, int]) -> float:
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - of sRGB
