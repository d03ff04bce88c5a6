"""The short code printed beside a figure, by which it is found again on the web: `412-3-17S`.

The parts are the measurement's id, the number of the area in the frozen method's order (0 for the total), the number
of the figure in the order in which the method's figures are counted, and a check letter against slips of the pen. A
new kind of figure is therefore counted last, so that codes on paper stay true.
"""

import re
from typing import Final

from scoring.figures import FigureSet, MeasurementFigures
from shopper.faults import BadInput

_SYMBOLS: Final = "0123456789-"
_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""The 23 letters that are not mistaken for a digit: no I, O or Q."""

_ROOT: Final = 5
"""A primitive root of 23: no two places of a code weigh the same, so one wrong or two swapped symbols are noticed."""

_CODE: Final = re.compile(r"([1-9][0-9]{0,17})-(0|[1-9][0-9]{0,2})-([1-9][0-9]{0,2})([A-Z])", re.ASCII)


class WrongLetter(BadInput):
    """A trace code whose check letter does not fit its numbers: something in it is miswritten."""


def trace_code(measurement_id: int, figures: MeasurementFigures, area: str | None, key: str) -> str:
    """The code of one figure, `area` None for the total. KeyError when the method has no such area or figure."""
    area_no = 0 if area is None else 1 + _place([found.area for found in figures.areas], area)
    figure_no = 1 + _place(list(_set_of(figures, area_no).figures), key)
    plain = f"{measurement_id}-{area_no}-{figure_no}"
    return plain + _check_letter(plain)


def read_trace(code: str) -> tuple[int, int, int]:
    """Measurement id, area number and figure number of a code; spaces around it and small letters do no harm.

    BadInput when it is no code; WrongLetter when its check letter does not fit.
    """
    told = code.strip().upper()
    found = _CODE.fullmatch(told)
    if found is None:
        raise BadInput("this is no trace code; write it as in the report, such as 412-3-17S")
    if _check_letter(told[:-1]) != found[4]:
        raise WrongLetter("the letter of the trace code does not fit its numbers; compare it with the report")
    return int(found[1]), int(found[2]), int(found[3])


def traced(figures: MeasurementFigures, area_no: int, figure_no: int) -> tuple[str | None, str]:
    """The area (None for the total) and the key that the numbers of a code stand for; BadInput when there are none."""
    if not 0 <= area_no <= len(figures.areas):
        raise BadInput(f"this measurement has {len(figures.areas)} areas, and the trace code names number {area_no}")
    found = _set_of(figures, area_no)
    keys = list(found.figures)
    if not 1 <= figure_no <= len(keys):
        raise BadInput(f"this measurement has {len(keys)} figures an area, and the trace code names number {figure_no}")
    return found.area, keys[figure_no - 1]


def _set_of(figures: MeasurementFigures, area_no: int) -> FigureSet:
    return figures.total if area_no == 0 else figures.areas[area_no - 1]


def _place(names: list[str | None] | list[str], name: str) -> int:
    if name not in names:
        raise KeyError(name)
    return names.index(name)


def _check_letter(plain: str) -> str:
    weighed = (_SYMBOLS.index(symbol) * pow(_ROOT, place, len(_LETTERS)) for place, symbol in enumerate(plain))
    return _LETTERS[sum(weighed) % len(_LETTERS)]
