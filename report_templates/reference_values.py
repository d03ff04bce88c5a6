"""What a measurement is compared with: counted from raw contacts where there are any, else as it was imported. Pure."""

from collections.abc import Mapping

from report_templates.subject import EarlierWave, SimilarGroup, Surroundings
from scoring.change import Change, changes_between
from scoring.figures import Figure
from scoring.rounding import whole
from shopper.records import ReferenceValue

COUNTED_HERE = ""
"""The source of a value that was counted from our own contacts. Imported ones name where they come from."""


def with_counted(imported: tuple[ReferenceValue, ...], around: Surroundings) -> tuple[ReferenceValue, ...]:
    """All values to compare with. One that was counted here stands before the imported one of the same figure.

    Values are whole, as both reports would print them, so that a reader can redo the subtraction.
    """
    counted = (*_of_group(around.similar), *_of_wave(last_comparable(around)))
    taken = {(value.scope, value.figure) for value in counted}
    return (*counted, *(value for value in imported if (value.scope, value.figure) not in taken))


def changes_since_last(around: Surroundings, total: Mapping[str, Figure]) -> tuple[Change, ...]:
    """What has changed since the latest comparable wave; nothing where there is none."""
    earlier = last_comparable(around)
    return () if earlier is None else changes_between(earlier.comparable, total)


def last_comparable(around: Surroundings) -> EarlierWave | None:
    """The latest earlier wave whose figures can stand beside ours; None where there is none."""
    return next((wave for wave in reversed(in_time(around)) if wave.is_comparable), None)


def in_time(around: Surroundings) -> tuple[EarlierWave, ...]:
    """The earlier waves, the first one first."""
    return tuple(sorted(around.earlier, key=lambda wave: (wave.first_day, wave.name)))


def _of_group(group: SimilarGroup | None) -> tuple[ReferenceValue, ...]:
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
        )
        for key, value in group.values.items()
    )


def _of_wave(wave: EarlierWave | None) -> tuple[ReferenceValue, ...]:
    if wave is None:
        return ()
    rounded = {key: whole(figure.value) for key, figure in wave.comparable.items() if figure.unit != "count"}
    return tuple(
        ReferenceValue(key, "previous", value, None, None, None, None, None, COUNTED_HERE)
        for key, value in rounded.items()
        if value is not None
    )
