"""The colours of a report: its accent, the shades made of it, and whether a text on them can be read. Pure."""

import re
from colorsys import hls_to_rgb, rgb_to_hls

DARK_INK = "#16212b"
LIGHT_INK = "#ffffff"
QUIET_INK = "#46525e"
GRID = "#c9d1d8"
ACCENT = "#12416b"
"""The report's own colour, where nobody has chosen one."""

MOST_SHADES = 6
READABLE = 4.5
"""The least contrast of a text with what lies behind it (WCAG 2.2, 1.4.3, level AA)."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 50
_CALM = 0.8  # of the accent's saturation in the lighter shades, which look louder than a dark one
# Luminances of the shades after the accent. None lies between 0.19 and 0.24, where neither ink would be readable,
# and neighbours are at least 1.2 to 1 apart, so that they differ in black and white too.
_LUMINANCES: dict[int, tuple[float, ...]] = {
    1: (),
    2: (0.63,),
    3: (0.40, 0.90),
    4: (0.26, 0.56, 0.90),
    5: (0.25, 0.43, 0.67, 0.94),
    6: (0.245, 0.38, 0.55, 0.75, 0.95),
}


def accent_of(colour: str) -> str:
    """The accent of a report in this colour, `#rrggbb`: darkened until white text on it can be read.

    The report's own accent when the colour is empty.

    Raises:
        ValueError: something else than six hexadecimal digits after a number sign.
    """
    if not colour:
        return ACCENT
    if not _COLOUR.fullmatch(colour.lower()):
        raise ValueError(f"write a colour as # and six digits from 0 to f, such as {ACCENT}, not {colour!r}")
    darker = (mixed(colour.lower(), "#000000", step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in darker if contrast(shade, LIGHT_INK) >= READABLE)


def shades(number: int, accent: str = ACCENT) -> tuple[str, ...]:
    """So many shades of an accent, dark to light, that differ in black and white too.

    Raises:
        ValueError: more shades than can be told apart.
    """
    if number not in _LUMINANCES:
        raise ValueError(f"a chart has one to {MOST_SHADES} series, not {number}")
    return (accent, *(_lightened(accent, luminance) for luminance in _LUMINANCES[number]))


def ink_on(colour: str) -> str:
    """Dark or light text, whichever stands out more from this colour (WCAG 2.2 relative luminance)."""
    return DARK_INK if contrast(colour, DARK_INK) >= contrast(colour, LIGHT_INK) else LIGHT_INK


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with this share of another in it, 0 to 1."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def _lightened(accent: str, luminance: float) -> str:
    """The accent's hue in this luminance, found by halving: lighter, and not greyer, than the accent."""
    hue, _, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(accent)))
    low, high = 0.0, 1.0
    for _ in range(14):
        middle = (low + high) / 2
        low, high = (middle, high) if _luminance(_of_hls(hue, middle, saturation)) < luminance else (low, middle)
    return _of_hls(hue, high, saturation)


def _of_hls(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in hls_to_rgb(hue, lightness, _CALM * saturation))


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - constants of sRGB
        for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
