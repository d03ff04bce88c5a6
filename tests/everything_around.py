"""A measurement with everything around it that a report can tell of: what each language must be able to say."""

from dataclasses import replace
from datetime import date, time
from fractions import Fraction

from report_templates.material import Material
from report_templates.subject import (
    Comment,
    Conduct,
    EarlierWave,
    ExampleReply,
    MailboxRecord,
    SimilarGroup,
    Surroundings,
    SurveyIndex,
    TargetSet,
)
from scoring.group_means import GroupValue
from scoring.measures import count
from scoring.wave_agreement import WaveAgreement, wave_agreement
from shopper.method import Method, load_method
from shopper.records import CallRecord, GradedPair
from tests import vetlanda

CONDUCT = Conduct(replaced=1, detected=1, mailbox=MailboxRecord(80, 3, 1, 42))
GROUP = SimilarGroup(
    {"rule": "population", "from": 20_000, "to": 40_000},
    6,
    (2015, 2017),
    {
        key: GroupValue(6, Fraction(low + high, 2), Fraction(low), Fraction(high))
        for key, low, high in (
            ("contact_pct", 80, 96),
            ("measure_1_pct", 60, 70),
            ("measure_3_pct", 60, 90),
            ("mean_hours", 2, 4),
        )
    },
)
INDEX = SurveyIndex("N00671", "Nöjd med bemötandet via telefoni", 2024, 84.25, 1212, 83.8, 31, "Landsbygdskommun")
OPENING = {day: ((time(8), time(12)), (time(13), time(16, 30))) for day in range(1, 6)}


def with_everything(material: Material) -> Material:
    """The material with earlier waves, similar municipalities, indices, targets, agreement, hours and lost letters."""
    method = material.method
    around = Surroundings(
        earlier=(_wave(method, 2015, load_method("kkik-2013")), _wave(method, 2016, method)),
        similar=GROUP,
        indices=(INDEX,),
        targets=(TargetSet("measure_1_pct", 95), TargetSet("mean_hours", 4), TargetSet("contact_pct", 40)),
        agreement=_agreement(method),
        opening=OPENING,
        seed=7,
    )
    return replace(
        material,
        subject=replace(material.subject, conduct=CONDUCT, calls_not_reviewed=3),
        around=around,
        comments=(Comment("bygglov", "Trevlig röst som tog sig tid."),),
        example=ExampleReply("forskola", "Finns föräldrakooperativ?", "Ja, ett."),
    )


def _wave(method: Method, year: int, measured_with: Method) -> EarlierWave:
    """An earlier wave in which two calls of three failed that got through in Vetlanda's."""
    calls = [call if number % 3 == 0 else _missed(call) for number, call in enumerate(vetlanda.vetlanda_calls())]
    figures = count(method, calls, vetlanda.vetlanda_letters()).total.figures
    return EarlierWave(f"Hösten {year}", date(year, 10, 16), date(year, 11, 12), figures, measured_with)


def _missed(call: CallRecord) -> CallRecord:
    return replace(
        call,
        outcome="no_answer",
        seconds_to_contact=None,
        answer=None,
        information=None,
        interest=None,
        courtesy=None,
    )


def _agreement(method: Method) -> WaveAgreement:
    grades = [("good", "good"), ("good", "medium"), ("very_good", "very_good"), ("poor", "poor")] * 3
    pairs = [
        GradedPair("call", number, "i1", date(2017, 10, 17), {"courtesy": first}, {"courtesy": second})
        for number, (first, second) in enumerate(grades, start=1)
    ]
    return wave_agreement(pairs, method, seed=7)
