"""What a report tells of around its figures: earlier waves, similar municipalities, indices, targets, hours, look."""

from datetime import date, time
from fractions import Fraction

import pytest
from sqlmodel import Session, col, select

from report_templates.subject import EarlierWave, Look, Surroundings, SurveyIndex, TargetSet
from scheduler.other_measurements import group_values, is_within_years
from scheduler.surroundings import surroundings_of
from scoring.group_means import GroupValue
from shopper.faults import BadInput
from shopper.kolada.stored import store_snapshot
from shopper.moves import Cause
from shopper.queries import measurement_of, wave_named
from shopper.store import Store
from shopper.tables.calls import CallProbe
from shopper.tables.mail import MailProbe
from shopper.tables.reports import ReportLook, Target
from shopper.tables.study import Wave
from tests.kolada_example import example_snapshot
from tests.measured_waves import CALLED_AT, add_measured_wave, add_towns

CAUSE = Cause("kim", CALLED_AT)
OURS = "höst 2017"
WAVES = (
    ("höst 2013", date(2013, 10, 1), {"0684": 9}, "kkik-2013"),
    ("höst 2014", date(2014, 10, 1), {"0683": 1, "0685": 2}, "kkik-2017"),
    ("höst 2015", date(2015, 10, 20), {"0682": 3, "0683": 8, "0685": 3}, "kkik-2017"),
    ("höst 2016", date(2016, 10, 3), {"0682": 7, "0683": -1, "0684": 6, "0685": 5}, "kkik-2017"),
    (OURS, date(2017, 10, 16), {"0684": 4, "0685": 6, "0686": 9}, "kkik-2017"),
    ("vår 2018", date(2018, 3, 5), {"0682": 1, "0683": 1, "0685": 1}, "kkik-2017"),
)
INDEX_TITLE = "Servicemätning - Nöjd med bemötandet via telefoni, index (påhittat exempel)"


@pytest.fixture
def measured(store: Store) -> Store:
    """Five municipalities in six waves: four before ours, of which one by another method, and one after it."""
    with store.transaction() as session:
        add_towns(session)
        for wave in WAVES:
            add_measured_wave(session, *wave)
    return store


def around(session: Session, rule: dict[str, object] | None = None) -> Surroundings:
    """What stands around Vetlanda's figures in our wave, compared by this rule."""
    wave = wave_named(session, OURS)
    wave.comparison = rule or {}
    session.add(wave)
    session.flush()
    return surroundings_of(session, wave, measurement_of(session, wave, "0685"))


def told(waves: tuple[EarlierWave, ...]) -> list[tuple[str, Fraction | None, bool]]:
    """Each earlier wave with its share of contact, and whether it can be compared."""
    return [(wave.name, wave.figures["contact_pct"].value, wave.method.comparable_from == 2016) for wave in waves]


def test_earlier_waves_come_with_their_own_figures_the_latest_first(measured: Store) -> None:
    with measured.transaction() as session:
        found = told(around(session).earlier)
    assert found == [
        ("höst 2016", Fraction(50), True),
        ("höst 2015", Fraction(30), True),
        ("höst 2014", Fraction(20), True),
    ]


def test_across_a_break_in_the_definitions_a_wave_is_told_and_not_compared(measured: Store) -> None:
    with measured.transaction() as session:
        add_measured_wave(session, "vår 2013", date(2013, 3, 4), {"0685": 8}, "kkik-2013")
        found = told(around(session).earlier)
    assert found[-1] == ("vår 2013", Fraction(80), False)


def test_an_earlier_wave_without_contacts_and_one_not_launched_are_left_out(measured: Store) -> None:
    with measured.transaction() as session:
        add_measured_wave(session, "vår 2016", date(2016, 3, 7), {"0685": -1})
        add_measured_wave(session, "vår 2015", date(2015, 3, 2), {"0685": 4}).state = "draft"
        found = [name for name, _, _ in told(around(session).earlier)]
    assert found == ["höst 2016", "höst 2015", "höst 2014"]


def test_an_earlier_wave_some_of_whose_calls_wait_for_review_is_left_out(measured: Store) -> None:
    with measured.transaction() as session:
        first_call(session, "höst 2016", "0685").state = "submitted"
        first_call(session, "höst 2015", "0685").state = "planned"
        found = [name for name, _, _ in told(around(session).earlier)]
    assert found == ["höst 2015", "höst 2014"]


def test_a_municipality_that_is_not_decided_stands_by_its_measurement_before_that(measured: Store) -> None:
    with measured.transaction() as session:
        call = first_call(session, "höst 2016", "0682")
        waiting = MailProbe(
            measurement_id=call.measurement_id,
            area=call.area,
            question_id=call.question_id,
            planned_at=CALLED_AT,
            sent_at=CALLED_AT,
            imported=True,
            state="sent",
        )
        session.add(waiting)
        found = around(session, {"rule": "population", "from": 10_000, "to": 40_000}).similar
    assert found is not None
    # Nässjö 30 in 2015 instead of 70 in 2016; the others as below.
    assert found.values["contact_pct"] == GroupValue(4, Fraction(60), Fraction(30), Fraction(90))


def first_call(session: Session, wave: str, code: str) -> CallProbe:
    """One call of a municipality's measurement."""
    measurement = measurement_of(session, wave_named(session, wave), code)
    wanted = select(CallProbe).where(CallProbe.measurement_id == measurement.id).order_by(col(CallProbe.id))
    return session.exec(wanted.limit(1)).one()


def test_of_similar_municipalities_each_counts_once_by_its_latest_comparable_measurement(measured: Store) -> None:
    with measured.transaction() as session:
        found = around(session, {"rule": "population", "from": 10_000, "to": 40_000}).similar
    assert found is not None
    # Nässjö 70 in 2016, Värnamo 80 in 2015 (nothing was made in 2016), Sävsjö 40 and Eksjö 90 in 2017.
    assert (found.municipalities, found.years) == (4, (2015, 2016, 2017))
    assert found.values["contact_pct"] == GroupValue(4, Fraction(70), Fraction(40), Fraction(90))


def test_a_figure_that_fewer_than_three_municipalities_have_is_left_out(measured: Store) -> None:
    with measured.transaction() as session:
        found = around(session, {"rule": "population", "from": 10_000, "to": 40_000}).similar
    assert found is not None
    assert [key for key in ("measure_1_pct", "mean_hours", "calls_n") if key in found.values] == []


@pytest.mark.parametrize(
    "rule", [{}, {"rule": "list", "codes": ["0682", "0684"]}, {"rule": "population", "from": 10_000, "to": 20_000}]
)
def test_of_fewer_than_three_municipalities_only_their_number_is_told(rule: dict[str, object], measured: Store) -> None:
    with measured.transaction() as session:
        found = around(session, rule).similar
    assert found is not None
    assert (found.values, found.too_few["contact_pct"], found.municipalities) == ({}, 2, 2)


def test_without_any_other_measurement_there_is_no_group(measured: Store) -> None:
    with measured.transaction() as session:
        assert around(session, {"rule": "population", "from": 1, "to": 2}).similar is None


def test_whoever_stands_on_too_few_contacts_is_in_no_mean_and_no_range() -> None:
    enough = [{"mean_hours": (Fraction(hours), 10)} for hours in (4, 5, 9)]
    one_letter = {"mean_hours": (Fraction(80), 9)}
    assert group_values([*enough, one_letter]) == (
        {"mean_hours": GroupValue(3, Fraction(6), Fraction(4), Fraction(9))},
        {},
    )
    assert group_values([*enough[:2], one_letter]) == ({}, {"mean_hours": 2})


def test_a_group_of_kolada_is_named_with_the_day_of_its_snapshot(measured: Store) -> None:
    with measured.transaction() as session:
        number = store_snapshot(session, example_snapshot(), CAUSE)
        rule = {"rule": "kolada", "group": "G2", "snapshot": number}
        found = around(session, rule).similar
    assert found is not None
    # Of the group Vetlanda is a member too, which leaves itself out.
    assert (found.rule, found.municipalities, found.group_title, found.snapshot_on) == (
        rule,
        3,
        "Höglandskommunerna (påhittat exempel)",
        date(2017, 9, 1),
    )
    assert found.values["contact_pct"] == GroupValue(3, Fraction(200, 3), Fraction(40), Fraction(90))


def test_a_group_that_no_snapshot_has_is_told(measured: Store) -> None:
    with measured.transaction() as session, pytest.raises(BadInput, match="has no group G9; choose another group"):
        around(session, {"rule": "kolada", "group": "G9", "snapshot": 1})


@pytest.mark.parametrize(
    ("day", "is_within"), [(date(2014, 10, 15), False), (date(2014, 10, 16), True), (date(2017, 10, 16), True)]
)
def test_three_years_are_counted_by_the_calendar(day: date, is_within: bool) -> None:  # noqa: FBT001 - the expected answer
    assert is_within_years(day, date(2017, 10, 16)) is is_within


def test_the_indices_are_those_of_the_latest_year_with_answers_and_mean_of_the_group(measured: Store) -> None:
    with measured.transaction() as session:
        number = store_snapshot(session, example_snapshot(), CAUSE)
        found = around(session, {"rule": "kolada", "group": "G1", "snapshot": number}).indices
    assert [index.kpi for index in found] == ["N00671", "N00672", "N00673", "N00674"]
    assert found[0] == SurveyIndex(
        kpi="N00671",
        title=INDEX_TITLE,
        year=2017,
        value=83.5,
        answers=138,
        # (80.5 + 84 + 82.5 + 85.5 + 81 + 79.5) / 6; Ljungby has no value.
        group_mean=82.16666666666667,
        group_members=6,
        group_title="Liknande kommuner, övergripande, Vetlanda (påhittat exempel)",
        is_made_up=True,
        snapshot_on=date(2017, 9, 1),
    )


def test_a_value_of_a_later_year_or_too_old_is_not_shown_beside_the_wave(measured: Store) -> None:
    with measured.transaction() as session:
        later = example_snapshot()
        values = [value.model_copy(update={"year": value.year + 5}) for value in later.values]
        store_snapshot(session, later.model_copy(update={"values": tuple(values)}), CAUSE)
        assert around(session).indices == ()


def test_the_mean_of_fewer_than_three_is_not_given(measured: Store) -> None:
    with measured.transaction() as session:
        store_snapshot(session, example_snapshot(), CAUSE)
        found = around(session, {"rule": "list", "codes": ["0682", "0686"]}).indices
    assert [(one.value, one.group_mean, one.group_members, one.group_title) for one in found[:1]] == [
        (83.5, None, 0, "")
    ]


@pytest.mark.parametrize(
    ("rule", "members", "mean"),
    [
        ({}, 0, None),
        ({"rule": "list", "codes": ["0682", "0683", "0686"]}, 3, (82.5 + 85.5 + 86) / 3),
        ({"rule": "population", "from": 15_000, "to": 40_000}, 3, (82.5 + 85.5 + 86) / 3),
    ],
)
def test_every_rule_gives_the_mean_of_those_it_asks_for(
    rule: dict[str, object], members: int, mean: float | None, measured: Store
) -> None:
    with measured.transaction() as session:
        store_snapshot(session, example_snapshot(), CAUSE)
        index = around(session, rule).indices[0]
    assert (index.group_members, index.group_mean) == (members, mean)


def test_targets_hours_and_look_are_those_that_are_stored(measured: Store) -> None:
    with measured.transaction() as session:
        wave_id = session.exec(select(Wave.id).where(Wave.name == OURS)).one() or 0
        for code, figure, value in (("0685", "measure_1_pct", 95), ("0685", "contact_pct", 80), ("0682", "x", 1)):
            session.add(Target(municipality_code=code, figure=figure, value=value, set_by="kim", set_at=CALLED_AT))
        session.add(ReportLook(wave_id=wave_id, colour="#123456", publisher="Länet", set_by="kim", set_at=CALLED_AT))
        found = around(session)
    assert found.targets == (TargetSet("measure_1_pct", 95), TargetSet("contact_pct", 80))
    assert found.opening == {1: ((time(8), time(12)), (time(13), time(16, 30)))}
    assert found.look == Look(colour="#123456", publisher="Länet")


def test_without_anything_stored_nothing_is_told(measured: Store) -> None:
    with measured.transaction() as session:
        found = around(session)
    assert (found.indices, found.targets, found.agreement, found.seed, found.look) == (
        (),
        (),
        None,
        None,
        Look(),
    )


def test_a_planned_wave_tells_the_seed_of_its_plan(measured: Store) -> None:
    with measured.transaction() as session:
        wave_named(session, OURS).rules_frozen = "{}"
        assert around(session).seed == 7
