"""Figures as JSON: the short form a person compares with a printed report, and every figure with its proof.

`calls` and `mails` have the keys of the example measurement's `expected.json`; `figures` has each figure with value,
numerator, denominator, interval, formula and ids; `areas` has the same three for each area.
"""

from collections.abc import Sequence

from scoring.figures import Figure, FigureSet, MeasurementFigures, UnansweredLetter
from scoring.rounding import whole

Json = dict[str, object]


def as_json(figures: MeasurementFigures) -> Json:
    """Everything that was counted, as values `json.dumps` takes. Shares are whole per cent, null for an empty base."""
    return {
        "method": {"name": figures.method_name, "checksum": figures.method_checksum},
        **set_as_json(figures.total, figures.unanswered),
        "areas": {found.area: set_as_json(found, figures.unanswered) for found in figures.areas},
    }


def set_as_json(found: FigureSet, unanswered: Sequence[UnansweredLetter]) -> Json:
    """One set of figures: its calls, its letters and the proof of each figure."""
    return {
        "calls": calls_as_json(found),
        "mails": mails_as_json(found, unanswered),
        "figures": {key: figure_as_json(figure) for key, figure in found.figures.items()},
    }


def calls_as_json(found: FigureSet) -> Json:
    """The telephone half in short."""
    return {
        "n": found["calls_n"].denominator,
        "contact_bands": counts(found, "contact_bands"),
        "contact_bands_pct": percents(found, "contact_bands"),
        "contact_pct": whole(found["contact_pct"].value),
        "measure_2_pct": whole(found["measure_2_pct"].value),
        "measure_2_answered_pct": whole(found["measure_2_answered_pct"].value),
        "answer": counts(found, "answer"),
        "information": counts(found, "information"),
        "interest": counts(found, "interest"),
        "courtesy": counts(found, "courtesy"),
        "measure_3_pct": whole(found["measure_3_pct"].value),
    }


def mails_as_json(found: FigureSet, unanswered: Sequence[UnansweredLetter]) -> Json:
    """The e-mail half in short; the letters listed are those of the set's own base."""
    ours = set(found["mails_n"].ids)
    return {
        "n": found["mails_n"].denominator,
        "bands": counts(found, "reply_bands"),
        "bands_pct": percents(found, "reply_bands"),
        "measure_1_pct": whole(found["measure_1_pct"].value),
        "measure_1_sum_of_rounded_pct": whole(found["measure_1_sum_of_rounded_pct"].value),
        "mean_hours": whole(found["mean_hours"].value),
        "median_hours": whole(found["median_hours"].value),
        "complete_sender_pct": whole(found["complete_sender_pct"].value),
        "extra_information_pct": whole(found["extra_information_pct"].value),
        "acknowledged_pct": whole(found["acknowledged_pct"].value),
        "bounced": found["mails_bounced_n"].denominator,
        "unanswered": [
            [letter.area, letter.question, letter.sent_at.isoformat()] for letter in unanswered if letter.id in ours
        ],
        "answered_late": [letter.id for letter in unanswered if letter.id in ours and letter.answered_late],
    }


def figure_as_json(figure: Figure) -> Json:
    """One figure with its proof. `exact` is the value as a fraction in text; `value` the nearest float, for reading."""
    return {
        "unit": figure.unit,
        "value": None if figure.value is None else float(figure.value),
        "exact": None if figure.value is None else str(figure.value),
        "rounded": whole(figure.value),
        "numerator": int(figure.numerator) if figure.numerator.denominator == 1 else float(figure.numerator),
        "denominator": figure.denominator,
        "interval": None if figure.low is None or figure.high is None else [figure.low, figure.high],
        "formula": figure.formula,
        "ids": list(figure.ids),
        "counted_ids": list(figure.counted_ids),
    }


def counts(found: FigureSet, group: str) -> list[int]:
    """How many contacts each part of the group has."""
    return [int(figure.numerator) for figure in found.parts_of(group)]


def percents(found: FigureSet, group: str) -> list[int | None]:
    """Whole per cent of each part of the group."""
    return [whole(figure.value) for figure in found.parts_of(group)]
