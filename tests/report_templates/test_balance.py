"""A balanced choice of comments stands for the grades, and can be drawn again."""

import pytest

from report_templates.balance import GradeGroup, balanced_choice, seats


def group(grade: str, calls: int, candidates: range, shown: int = 0) -> GradeGroup:
    return GradeGroup(grade, calls, shown, tuple(candidates))


@pytest.mark.parametrize(
    ("calls", "comments", "expected"),
    [
        ((24, 6, 1), (20, 20, 20), (6, 1, 0)),
        ((10, 10, 10), (20, 20, 20), (3, 2, 2)),
        ((24, 6, 1), (2, 20, 20), (2, 4, 1)),
        ((24, 6, 1), (1, 0, 0), (1, 0, 0)),
        ((0, 0, 0), (5, 5, 5), (0, 0, 0)),
        ((0, 5, 0), (5, 5, 5), (0, 5, 0)),
    ],
)
def test_seats_follow_the_grades_of_the_calls(
    calls: tuple[int, ...], comments: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    groups = [
        group(str(n), number, range(100 * n, 100 * n + has))
        for n, (number, has) in enumerate(zip(calls, comments, strict=True))
    ]
    assert seats(groups, 7) == expected


def test_the_same_seed_draws_the_same_comments_and_another_seed_others() -> None:
    groups = [group("good", 24, range(20)), group("poor", 6, range(50, 60))]
    drawn = [balanced_choice(groups, seed) for seed in ("7:courtesy", "7:courtesy", "8:courtesy")]
    assert (drawn[0] == drawn[1], drawn[0] == drawn[2], len(drawn[0])) == (True, False, 7)


def test_what_is_shown_already_takes_its_seats() -> None:
    groups = [group("good", 20, range(20), shown=5), group("poor", 10, range(50, 60), shown=1)]
    chosen = balanced_choice(groups, "7")
    assert (len([one for one in chosen if one < 50]), len([one for one in chosen if one >= 50])) == (0, 1)


def test_too_many_of_one_grade_leave_nothing_to_add_of_it() -> None:
    groups = [group("good", 10, range(20), shown=9), group("poor", 10, range(50, 60))]
    assert {one >= 50 for one in balanced_choice(groups, "7")} == {True}
