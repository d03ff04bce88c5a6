"""A logo as it was uploaded to a clean PNG: read, checked, and written anew, so that nothing hidden survives."""

import warnings
from io import BytesIO
from typing import Final, Literal, NewType

from PIL import Image, UnidentifiedImageError

LARGEST_LOGO: Final = 1_000_000
"""Bytes of a file."""
MOST_PIXELS_A_SIDE: Final = 2_000
LEAST_PIXELS_A_SIDE: Final = 16

LogoFault = Literal["too_large", "no_png", "too_wide", "too_small"]

CleanLogo = NewType("CleanLogo", bytes)
"""A PNG of ours: what `clean_logo` has written."""


class RefusedLogo(Exception):  # noqa: N818 - not a fault of ours: the page says which rule the file breaks
    """The file is no logo that can be printed."""

    def __init__(self, rule: LogoFault) -> None:
        """The rule it breaks."""
        super().__init__(rule)
        self.rule = rule


def clean_logo(content: bytes) -> CleanLogo:
    """The picture of a PNG file as a new PNG with its pixels and nothing else: no text, no profile, no second picture.

    RefusedLogo with the rule that the file breaks. The same file gives the same bytes.
    """
    if len(content) > LARGEST_LOGO:
        raise RefusedLogo("too_large")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return CleanLogo(_written(content))
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedLogo("no_png") from error
    except (OSError, SyntaxError, ValueError) as error:  # what Pillow raises for a broken file
        raise RefusedLogo("no_png") from error


def _written(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=("PNG",)) as picture:
        # Reads the file to its end: another library in this process may have told Pillow to take torn pictures.
        picture.verify()
    with Image.open(BytesIO(content), formats=("PNG",)) as picture:
        if max(picture.size) > MOST_PIXELS_A_SIDE:
            raise RefusedLogo("too_wide")
        if min(picture.size) < LEAST_PIXELS_A_SIDE:
            raise RefusedLogo("too_small")
        picture.seek(0)
        pixels = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    # A picture made anew carries none of the file's chunks along.
    fresh = Image.new(pixels.mode, pixels.size)
    fresh.paste(pixels)
    out = BytesIO()
    fresh.save(out, format="PNG", optimize=True)
    if out.tell() > LARGEST_LOGO:  # a picture of few colours grows when each pixel says its own
        raise RefusedLogo("too_large")
    return out.getvalue()
