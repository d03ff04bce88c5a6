"""What is better and worse than last time and than similar municipalities, where it is more than chance. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from report_templates.material import Material
from scoring.change import COMPARED
from scoring.comparison import Comparison
from scoring.small_samples import is_few

Against = Literal["previous", "similar"]

LEFT_OUT: Final = ("acknowledged_pct",)
"""A confirmation is good service, but no letter is better answered by it: it makes no municipality better or worse."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One figure that differs by more than chance. `other` is the other value, whole, in the figure's unit."""

    key: str
    against: Against
    is_better: bool
    other: int


def standings(material: Material) -> tuple[Standing, ...]:
    """Every difference that is more than chance: first against last time, then against similar municipalities.

    Against an earlier wave with contacts of our own the verdict is that of `scoring/change.py`, corrected for the
    number of figures compared. Against the mean of similar municipalities the interval of our figure decides. An
    earlier value that was imported decides nothing: how sure it was is not known.
    """
    keys = [key for key in COMPARED if key not in LEFT_OUT]
    return (*_since_last(material, keys), *_beside(material, keys))


def compared_values(material: Material) -> int:
    """How many differences were looked at; one of twenty is more than chance by chance alone."""
    scopes = (material.previous, material.similar)
    return sum(compare(key) is not None for key in COMPARED if key not in LEFT_OUT for compare in scopes)


def _since_last(material: Material, keys: list[str]) -> tuple[Standing, ...]:
    values = {key: compared.reference.value for key in keys if (compared := material.previous(key)) is not None}
    return tuple(
        Standing(change.key, "previous", change.verdict == "better", values[change.key])
        for change in material.changes
        if change.verdict in {"better", "worse"} and change.key in values
    )


def _beside(material: Material, keys: list[str]) -> tuple[Standing, ...]:
    found = [(key, material.similar(key)) for key in keys]
    return tuple(
        Standing(key, "similar", _is_better(compared), compared.reference.value)
        for key, compared in found
        if compared is not None and _counts(material, key, compared)
    )


def _counts(material: Material, key: str, compared: Comparison) -> bool:
    """Whether the difference is more than chance."""
    return compared.within_chance is False and compared.difference != 0 and not is_few(material.total(key))


def _is_better(compared: Comparison) -> bool:
    gain = -compared.difference if compared.reference.figure.endswith("_hours") else compared.difference
    return gain > 0
