"""The drawings of agreement: every value at its place."""

from scoring.agreement import Agreement
from scoring.wave_agreement import FactorAgreement, WeekAgreement
from web.agreement_chart import HEIGHT_OF_WEEKS, LEFT, RIGHT, WIDTH, Mark, alpha_drawing, week_drawing


def factor(alpha: float | None, low: float | None = None, high: float | None = None) -> FactorAgreement:
    """A factor with this alpha."""
    return FactorAgreement("call", "answer", "ordinal", Agreement(12, 10, alpha, low, high, ""), 0, 0, 0)


def test_alpha_lies_between_zero_at_the_left_and_one_at_the_right() -> None:
    drawing = alpha_drawing([factor(0.0), factor(1.0), factor(None)])
    assert [mark.x if mark else None for mark in drawing.marks] == [LEFT, WIDTH - RIGHT, None]


def test_the_left_end_makes_room_for_an_interval_below_zero() -> None:
    drawing = alpha_drawing([factor(0.2, -0.3, 0.7)])
    assert (drawing.across[0].value, drawing.marks[0]) == (
        -0.5,
        Mark(x=drawing.marks[0].x if drawing.marks[0] else 0, y=drawing.rows[0], low=100.3, high=381.6),
    )


def test_weeks_stand_in_order_and_higher_for_a_larger_share() -> None:
    weeks = [
        WeekAgreement("call", 2017, week, 5, 20, agreed, (50.0, 90.0), is_below=False)
        for week, agreed in ((42, 10), (43, 20))
    ]
    drawing = week_drawing(weeks)
    first, second = drawing.marks
    assert (first.x < second.x, first.y > second.y, drawing.height) == (True, True, HEIGHT_OF_WEEKS)
