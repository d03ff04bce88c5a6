"""What a measurement is compared with: counted from raw contacts where there are any, else as it was imported. Pure."""

from collections.abc import Mapping

from report_templates.subject import EarlierWave, SimilarGroup, Surroundings
from scoring.change import Change, changes_between
from scoring.figures import Figure
from scoring.rounding import whole
from shopper.method import Method
from shopper.records import ReferenceValue

COUNTED_HERE = ""
"""The source of a value that was counted from our own contacts. Imported ones name where they come from."""


def with_counted(
    imported: tuple[ReferenceValue, ...], around: Surroundings, method: Method
) -> tuple[ReferenceValue, ...]:
    """All values to compare with. One that was counted here stands before the imported one of the same figure.

    Those counted here are exact; what was imported is whole, as the other report printed it.
    """
    last = last_comparable(around, method)
    counted = (*of_group(around.similar), *(() if last is None else _of_figures(last.comparable(method))))
    taken = {(value.scope, value.figure) for value in counted}
    return (*counted, *(value for value in imported if (value.scope, value.figure) not in taken))


def changes_since_last(around: Surroundings, total: Mapping[str, Figure], method: Method) -> tuple[Change, ...]:
    """What has changed since the latest wave on the method's line; nothing where there is none."""
    earlier = last_comparable(around, method)
    return () if earlier is None else changes_between(earlier.comparable(method), total)


def last_comparable(around: Surroundings, method: Method) -> EarlierWave | None:
    """The latest earlier wave whose figures can stand beside ours; None where there is none."""
    return next((wave for wave in reversed(in_time(around)) if wave.is_on_the_line_of(method)), None)


def in_time(around: Surroundings) -> tuple[EarlierWave, ...]:
    """The earlier waves, the first one first."""
    return tuple(sorted(around.earlier, key=lambda wave: (wave.first_day, wave.name)))


def of_group(group: SimilarGroup | None) -> tuple[ReferenceValue, ...]:
    """The means of similar municipalities as values to compare with."""
    if group is None:
        return ()
    fewest, most = group.rule.get("from"), group.rule.get("to")
    return tuple(
        ReferenceValue(
            figure=key,
            scope="similar",
            value=whole(value.mean) or 0,
            low=whole(value.low),
            high=whole(value.high),
            municipalities=value.municipalities,
            inhabitants_from=fewest if isinstance(fewest, int) else None,
            inhabitants_to=most if isinstance(most, int) else None,
            source=COUNTED_HERE,
            exact=value.mean,
            exact_range=(value.low, value.high),
        )
        for key, value in group.values.items()
    )


def _of_figures(earlier: Mapping[str, Figure]) -> tuple[ReferenceValue, ...]:
    return tuple(
        ReferenceValue(
            key, "previous", whole(figure.value) or 0, None, None, None, None, None, COUNTED_HERE, figure.value
        )
        for key, figure in earlier.items()
        if figure.unit != "count" and figure.value is not None
    )
