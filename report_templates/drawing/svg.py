"""A Vega-Lite drawing to one inline SVG, through vl-convert and without a network. The only file that knows it."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import vl_convert

from report_templates.drawing.canvas import Spec

_FONTS = Path(__file__).parent.parent / "fonts"
_SVG = "http://www.w3.org/2000/svg"
_DROPPED = ("aria-label", "aria-hidden", "aria-roledescription", "role", "class", "pointer-events", "style")


def svg_of(drawing: Spec, description: str) -> str:
    """The drawing as one `<svg>` with its alternative text as `<title>`, scalable, without identifiers or styles."""
    _register_fonts()
    ET.register_namespace("", _SVG)
    drawn = ET.fromstring(vl_convert.vegalite_to_svg(drawing))  # noqa: S314 - made a moment ago, from escaped text
    figure = ET.Element(f"{{{_SVG}}}svg", {name: drawn.attrib[name] for name in ("viewBox", "width", "height")})
    figure.attrib.update({"role": "img", "focusable": "false", "class": "drawing"})
    title = ET.SubElement(figure, f"{{{_SVG}}}title")
    title.text = description
    figure.extend(child for child in drawn if child.tag == f"{{{_SVG}}}g")
    _strip(figure)
    return ET.tostring(figure, encoding="unicode")


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(_FONTS))


def _strip(figure: ET.Element) -> None:
    """Leave out what is not seen: Vega's roles and classes, what is hidden, the background."""
    for parent in [*figure.iter()][1:]:
        for name in _DROPPED:
            parent.attrib.pop(name, None)
        for child in [*parent]:
            if child.get("display") == "none" or child.get("class") == "background":
                parent.remove(child)
