"""The report's fonts: exactly the files that were taken over, with their licence."""

import tomllib
from hashlib import sha256

from report_templates.page import FILES

FONTS = FILES / "fonts"


def test_the_fonts_are_those_that_were_vendored() -> None:
    vendored = tomllib.loads((FONTS / "VENDORED.toml").read_text(encoding="utf-8"))["sha256"]
    there = {file.name: sha256(file.read_bytes()).hexdigest() for file in FONTS.iterdir() if file.suffix != ".toml"}
    assert there == vendored


def test_the_style_sheet_prints_with_each_font_unpacked_and_shows_it_packed() -> None:
    style = (FILES / "municipality" / "report.css").read_text(encoding="utf-8")
    asked = [part.split('"')[0] for part in style.split('url("../fonts/')[1:]]
    weights = ("Regular", "It", "Semibold", "Bold")
    assert asked == [f"SourceSans3-{weight}{kind}" for kind in (".ttf", ".ttf.woff2") for weight in weights]
    assert set(asked) == {file.name for file in FONTS.iterdir() if ".ttf" in file.suffixes}
