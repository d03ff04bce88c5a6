"""What every section of the report is written from, and the questions they all ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from report_templates.language import SWEDISH, Language
from report_templates.subject import Comment, ExampleReply, ReportSubject, Surroundings
from scoring.against_mean import AgainstMean, against_means
from scoring.change import Change
from scoring.comparison import Comparison, compare, reference_for
from scoring.figures import Figure, FigureSet, MeasurementFigures
from scoring.small_samples import is_few
from shopper.method import Method
from shopper.records import CallRecord, ReferenceValue

OUTSIDE_TOTAL = "*"
"""Marks an area that does not count in the total."""


@dataclass(frozen=True, slots=True)
class Material:
    """The inputs of a report. `calls` are those that the figures count, for when they failed.

    `references` and `changes` are completed by `build_report` with what was counted here: similar municipalities, and
    the changes since the latest comparable wave.
    """

    subject: ReportSubject
    figures: MeasurementFigures
    method: Method
    references: tuple[ReferenceValue, ...] = ()
    comments: tuple[Comment, ...] = ()
    example: ExampleReply | None = None
    calls: tuple[CallRecord, ...] = ()
    around: Surroundings = field(default_factory=Surroundings)
    language: Language = SWEDISH
    changes: tuple[Change, ...] = ()

    @property
    def name(self) -> str:
        """The municipality's name."""
        return self.subject.municipality_name

    def total(self, key: str) -> Figure:
        """A figure of the municipality's total."""
        return self.figures.total[key]

    def similar(self, key: str) -> Comparison | None:
        """Our total against similar municipalities; None without a reference or with an empty base."""
        reference = reference_for(self.references, key, "similar")
        return None if reference is None else self._compared(key, reference)

    def previous(self, key: str) -> Comparison | None:
        """Our total against the previous measurement; None without a reference or with an empty base."""
        reference = reference_for(self.references, key, "previous")
        return None if reference is None else self._compared(key, reference)

    def _compared(self, key: str, reference: ReferenceValue) -> Comparison | None:
        own = self.total(key)
        return compare(own, reference, self.language.rules.of_unit(own.unit))

    @property
    def against_means(self) -> Mapping[str, AgainstMean]:
        """The verdict on each figure that is judged against similar municipalities, by key."""
        return against_means(self.figures.total.figures, self.references)

    def short(self, area: str) -> str:
        """An area's short name."""
        return self.method.area_named(area).short

    @property
    def areas_in_total(self) -> tuple[FigureSet, ...]:
        """The sets of figures of the areas that count."""
        return tuple(self.figures.area(code) for code in self.method.areas_in_total)

    @property
    def rows(self) -> tuple[tuple[str, FigureSet], ...]:
        """What an appendix shows, row by row: the areas, those outside the total marked, and the total."""
        areas = tuple(
            (area.short if area.in_total else f"{area.short}{OUTSIDE_TOTAL}", self.figures.area(area.code))
            for area in self.method.area
        )
        return (*areas, (self.language.say("Totalt"), self.figures.total))

    @property
    def left_out(self) -> tuple[str, ...]:
        """Names of the areas that do not count in the total."""
        return tuple(area.name for area in self.method.area if not area.in_total)

    @property
    def similar_text(self) -> str:
        """Who the similar municipalities are: `20 kommuner med 20 000-40 000 invånare`; empty without references."""
        found = next((reference for reference in self.references if reference.scope == "similar"), None)
        if found is None:
            return ""
        say, grouped = self.language.say, self.language.grouped
        many = found.municipalities
        number = say("kommuner") if many is None else self.language.say_many("{n} kommun", "{n} kommuner", many)
        if found.inhabitants_from is None or found.inhabitants_to is None:
            return number
        people = f"{grouped(found.inhabitants_from)}\u2013{grouped(found.inhabitants_to)}"
        return say("{municipalities} med {people} invånare", municipalities=number, people=people)

    @property
    def printed_on(self) -> str:
        """The day the report was made, in words."""
        return self.language.day(self.subject.printed_on)


def best_areas(material: Material, key: str) -> tuple[str, ...]:
    """Codes of the areas in the total with the best value; none when they all share it, or more than three do.

    For hours the lowest value is best. None where any area stands on few contacts (`is_few`): then no area is ranked.
    """
    found = [(areas[key].value, str(areas.area)) for areas in material.areas_in_total if not is_few(areas[key])]
    if len(found) < len(material.areas_in_total):
        return ()
    pick = min if material.total(key).unit == "hours" else max
    best = pick(value for value, _ in found if value is not None)
    names = tuple(code for value, code in found if value == best)
    return names if len(names) <= 3 and len(names) < len(found) else ()  # noqa: PLR2004 - more is no distinction
