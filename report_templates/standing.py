"""What is better and worse than last time and than similar municipalities, where it is more than chance. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from report_templates.material import Material
from scoring.change import COMPARED, Verdict
from scoring.comparison import Comparison
from shopper.records import ReferenceValue


@dataclass(frozen=True, slots=True)
class Standing:
    """One figure that differs by more than chance from another value."""

    is_better: bool
    other: ReferenceValue

    @property
    def key(self) -> str:
        """The figure's key."""
        return self.other.figure


def standings(material: Material) -> tuple[Standing, ...]:
    """Every difference that is more than chance: first against last time, then against similar municipalities.

    Against an earlier wave with contacts of our own the verdict is that of `scoring/change.py`, corrected for the
    number of figures compared, and against the mean of similar municipalities that of `scoring/against_mean.py`,
    corrected likewise. An earlier value that was imported decides nothing: how sure it was is not known.
    """
    return (*_since_last(material), *_beside(material))


def compared_values(material: Material) -> int:
    """How many differences were looked at; one of twenty is more than chance by chance alone."""
    scopes = (material.previous, material.similar)
    return sum(compare(key) is not None for key in COMPARED for compare in scopes)


def _since_last(material: Material) -> tuple[Standing, ...]:
    verdicts = {change.key: change.verdict for change in material.changes}
    return _decided(verdicts, material.previous)


def _beside(material: Material) -> tuple[Standing, ...]:
    verdicts = {key: against.verdict for key, against in material.against_means.items()}
    return _decided(verdicts, material.similar)


def _decided(verdicts: Mapping[str, Verdict], compare: Callable[[str], Comparison | None]) -> tuple[Standing, ...]:
    """The figures that are better or worse; values that print alike are called neither."""
    return tuple(
        Standing(verdict == "better", compared.reference)
        for key, verdict in verdicts.items()
        if verdict in {"better", "worse"} and (compared := compare(key)) is not None and compared.difference
    )
