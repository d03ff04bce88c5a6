"""What the pages of figures show: each figure with its proof, and the contacts that it was counted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Final, Literal

from sqlmodel import Session

from report_templates.figure_names import FACTORS_OF_DATA, factor_of, figure_names, name_of
from report_templates.files.rows import contacts_of
from report_templates.language import Language, number_of
from scoring.figures import Figure, FigureSet, MeasurementFigures
from scoring.measures import count
from scoring.rounding import NOTHING, whole
from scoring.trace import trace_code
from shopper.double.rows import Channel
from shopper.faults import NotThere
from shopper.method import Method
from shopper.queries import call_records, counted_states, mail_records, method_of, stored_id
from shopper.records import CallRecord, MailRecord
from shopper.still_open import StillOpen, still_open
from shopper.tables.study import Measurement, Wave
from shopper.texts import mark
from web.language import gettext
from web.words import word

OF_CALLS: Final = frozenset({"availability", "answer", "information", "interest", "courtesy"})
"""The factors whose figures are counted from calls; all others are counted from letters."""

Kind = Literal["count", "share", "points", "mean", "median"]

OF_LETTERS: Final = {
    "mails_bounced_n": mark("Studsade"),
    "mails_late_n": mark("Besvarat efter fristen"),
    "mails_answered_n": mark("Besvarat inom fristen"),
}
"""What became of the letters in the base of each of these figures; all others are unanswered."""
UNANSWERED: Final = mark("Obesvarat")

SENTENCES: Final[Mapping[Kind, str]] = {
    "count": mark("Alla kontakter i listan räknas."),
    "share": mark("Nämnaren är alla kontakter i listan, täljaren de som är märkta så."),
    "points": mark("Täljaren är summan av kontakternas poäng, nämnaren alla poäng de kunde ha fått."),
    "mean": mark("Täljaren är summan av brevens svarstider, nämnaren antalet brev."),
    "median": mark("Den mittersta av brevens svarstider, eller mitt emellan de två mittersta."),
}
"""What the contacts have to do with the figure."""
INTERVALS: Final[Mapping[Kind, str]] = {
    "count": mark("Ett antal har inget intervall."),
    "share": mark("Wilsons intervall för en andel."),
    **dict.fromkeys(
        ("points", "mean", "median"),
        mark("Bootstrap: kontakterna dras om med återläggning, 9 999 gånger, och de yttersta värdena skärs bort."),
    ),
}
"""How its interval is made."""
NO_CONTACTS: Final = mark("Det finns ingen kontakt att räkna på än.")
NO_SPREAD: Final = mark("Inget intervall: det kräver minst fyra värden som inte alla är lika.")


@dataclass(frozen=True, slots=True)
class Counted:
    """A measurement as it is now: its figures, the records they were counted from, and what is not counted yet."""

    measurement_id: int
    method: Method
    figures: MeasurementFigures
    calls: tuple[CallRecord, ...]
    letters: tuple[MailRecord, ...]
    left: StillOpen

    def set_of(self, area: str | None) -> FigureSet:
        """The figures of an area, of the total for None; NotThere when the method has no such area."""
        if area is None:
            return self.figures.total
        try:
            return self.figures.area(area)
        except KeyError as missing:
            raise NotThere(f"the method has no area {area!r}; choose one in the list") from missing

    def figure(self, area: str | None, key: str) -> Figure:
        """One figure; NotThere when the method has no such figure."""
        try:
            return self.set_of(area)[key]
        except KeyError as missing:
            raise NotThere(f"the method counts no figure {key!r}; choose one in the list") from missing


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure as it is read, every number in the words of the language; `contacts` is its n."""

    key: str
    name: str
    formula: str
    value: str
    numerator: str
    denominator: str
    contacts: int
    interval: str
    code: str


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A call or letter in the base of a figure.

    `became` says how it ended, `hours` how long the answer took, `points` what it adds where points are counted.
    `is_counted` says whether it is in the numerator.
    """

    id: int
    area: str
    question: str
    at: datetime
    became: str
    hours: str
    points: str
    is_counted: bool


def counted_now(session: Session, wave: Wave, measurement: Measurement) -> Counted:
    """The measurement as it is now; BadInput when a record does not fit the wave's method."""
    method, number = method_of(wave), stored_id(measurement.id)
    states = counted_states(method)
    calls, letters = call_records(session, number, states), mail_records(session, number)
    left = still_open(session, number, states)
    return Counted(number, method, count(method, calls, letters), tuple(calls), tuple(letters), left)


def kind_of(figure: Figure) -> Kind:
    """How a figure is made of its contacts."""
    if figure.unit == "count":
        return "count"
    if figure.unit == "hours":
        return "median" if figure.key == "median_hours" else "mean"
    return "points" if figure.values else "share"


def interval_made(figure: Figure) -> str:
    """How the interval of a figure was made, or why there is none, in a sentence."""
    kind = kind_of(figure)
    if not figure.ids and kind != "count":
        return gettext(NO_CONTACTS)
    return gettext(NO_SPREAD if figure.low is None and kind != "count" else INTERVALS[kind])


def channel_of(key: str) -> Channel:
    """What a figure is counted from."""
    return "call" if factor_of(key).code in OF_CALLS else "mail"


def lines_by_factor(counted: Counted, area: str | None, language: Language) -> list[tuple[str, list[FigureLine]]]:
    """The figures of an area, of the total for None, under the factor each belongs to and in the report's order."""
    by_factor: dict[str, list[FigureLine]] = {factor.title: [] for factor in FACTORS_OF_DATA}
    names = figure_names(counted.method, language)
    for figure in counted.set_of(area).figures.values():
        by_factor[factor_of(figure.key).title].append(_line(counted, area, figure, names, language))
    return [(language.say(title), lines) for title, lines in by_factor.items() if lines]


def line_of(counted: Counted, area: str | None, figure: Figure, language: Language) -> FigureLine:
    """One figure as it is read."""
    return _line(counted, area, figure, figure_names(counted.method, language), language)


def _line(
    counted: Counted, area: str | None, figure: Figure, names: Mapping[str, str], language: Language
) -> FigureLine:
    kind = kind_of(figure)
    numerators = {"count": NOTHING, "median": NOTHING, "mean": language.hours(figure.numerator)}
    return FigureLine(
        key=figure.key,
        name=name_of(figure, names, language),
        formula=language.formula(figure),
        value=language.printed(figure),
        numerator=numerators.get(kind, number_of(figure)),
        denominator=NOTHING if kind in {"count", "median"} else str(figure.denominator),
        contacts=contacts_of(figure),
        interval=language.interval(figure),
        code=trace_code(counted.measurement_id, counted.figures, area, figure.key),
    )


def contacts_behind(counted: Counted, figure: Figure, language: Language) -> list[ContactLine]:
    """The contacts in the base of a figure, by area and then in the order in which they were made."""
    channel, base = channel_of(figure.key), frozenset(figure.ids)
    said = _said(counted, channel)
    hours = _hours(counted, language) if channel == "mail" else {}
    points = _points(figure) if kind_of(figure) == "points" else {}
    lines = [
        ContactLine(
            id=record.id,
            area=record.area,
            question=record.question,
            at=record.called_at if isinstance(record, CallRecord) else record.sent_at,
            became=said.get(record.id, ""),
            hours=hours.get(record.id, ""),
            points=points.get(record.id, ""),
            is_counted=record.id in figure.counted_ids,
        )
        for record in (counted.calls if channel == "call" else counted.letters)
        if record.id in base
    ]
    rank = {area.code: place for place, area in enumerate(counted.method.area)}
    return sorted(lines, key=lambda line: (rank[line.area], line.at, line.id))


def _said(counted: Counted, channel: Channel) -> dict[int, str]:
    """How each contact ended, in words, by id."""
    if channel == "call":
        return {call.id: word(call.outcome, "outcome") for call in counted.calls}
    found = {letter.id: gettext(UNANSWERED) for letter in counted.letters}
    for area in counted.figures.areas:
        for key, state in OF_LETTERS.items():
            found |= dict.fromkeys(area[key].ids, gettext(state))
    return found


def _hours(counted: Counted, language: Language) -> dict[int, str]:
    """The working time until each letter was answered, by its id: of those whose answer counts."""
    pairs: list[tuple[int, Fraction]] = []
    for area in counted.figures.areas:
        figure = area["mean_hours"]
        pairs += zip(figure.ids, figure.values, strict=True)
    return {number: language.hours(hours) for number, hours in pairs}


def _points(figure: Figure) -> dict[int, str]:
    """The points that each contact adds, of how many it could have, by its id."""
    most = figure.denominator // len(figure.ids)
    told = gettext("%(points)s av %(most)s")
    return {
        number: told % {"points": whole(value * most / 100), "most": most}
        for number, value in zip(figure.ids, figure.values, strict=True)
    }
