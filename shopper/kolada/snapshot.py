"""A snapshot of Kolada as a file: one JSON object, the same bytes for the same content. Pure.

    {"format": "kolada-snapshot-1", "taken_at": "2026-10-01T08:00:00+00:00", "source": "https://api.kolada.se/v3/",
     "made_up": false, "kpis": {"N00671": "..."}, "municipalities": {"0685": "Vetlanda"},
     "groups": [{"id": "G37577", "title": "...", "members": ["0682", "0687"]}],
     "values": [{"kpi": "N00671", "municipality": "0685", "year": 2025, "value": 81.2}]}

Values are those for women and men together. `made_up` marks an example that was never read from Kolada.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Annotated, Final, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from shopper.faults import BadInput
from shopper.toml_faults import checked

LARGEST_FILE: Final = 20_000_000
"""Bytes; six key figures of all municipalities in five years, with all groups, take about one million."""

MOST_GROUPS: Final = 20_000
MOST_VALUES: Final = 500_000
LONGEST_TITLE: Final = 300

Kpi = Annotated[str, Field(pattern=r"^[A-Z][0-9]{5}$")]
Code = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
GroupId = Annotated[str, Field(pattern=r"^G[0-9]{1,9}$")]
Title = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=LONGEST_TITLE)]

SURVEY_INDICES: Final = ("N00671", "N00672", "N00673", "N00674")
"""SKR's survey of those who phoned (treatment, ease) and wrote (clarity, ease): 0 to 100 (method study 11, 12.1)."""

ANSWERS: Final[Mapping[str, str]] = {"N00671": "N00675", "N00672": "N00675", "N00673": "N00676", "N00674": "N00676"}
"""The key figure that tells how many answered, by the index that it belongs to."""

_BOUNDS: Final = {
    **dict.fromkeys(SURVEY_INDICES, ((0, 100), "is no index from 0 to 100")),
    **dict.fromkeys(ANSWERS.values(), ((0, 10_000_000), "is no number of people who answered")),
}
"""From where to where the values of a key figure lie, and what is said of one that does not; others may be anything."""

USUAL_KPIS: Final = (*SURVEY_INDICES, *dict.fromkeys(ANSWERS.values()))


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Part):
    """A group of municipalities. Ids and members change every year."""

    id: GroupId
    title: Title
    members: tuple[Code, ...]


class Value(_Part):
    """A key figure of a municipality in a year."""

    kpi: Kpi
    municipality: Code
    year: Annotated[int, Field(ge=1990, le=2100)]
    value: FiniteFloat


class Snapshot(_Part):
    """Everything that one reading brought."""

    format: Literal["kolada-snapshot-1"] = "kolada-snapshot-1"
    taken_at: AwareDatetime
    source: Title
    made_up: bool = False
    kpis: dict[Kpi, Title]
    municipalities: dict[Code, Title]
    groups: Annotated[tuple[Group, ...], Field(max_length=MOST_GROUPS)]
    values: Annotated[tuple[Value, ...], Field(max_length=MOST_VALUES)]

    @model_validator(mode="after")
    def _parts_agree(self) -> Self:
        if again := _twice(group.id for group in self.groups):
            raise ValueError(f"groups: {again} is there twice; keep one of them")
        if crowded := next((group.id for group in self.groups if _twice(group.members)), None):
            raise ValueError(f"groups: {crowded} names a member twice; keep one of them")
        keys = ((value.kpi, value.municipality, str(value.year)) for value in self.values)
        if again := _twice(" ".join(key) for key in keys):
            raise ValueError(f"values: {again} is there twice; keep one of them")
        if outside := next((value for value in self.values if not _is_possible(value)), None):
            where = f"{outside.kpi} {outside.municipality} {outside.year}"
            raise ValueError(
                f"values: {where} is {outside.value:g}, which {_BOUNDS[outside.kpi][1]}; read Kolada again"
            )
        if unknown := {value.kpi for value in self.values} - self.kpis.keys():
            raise ValueError(f"values: {min(unknown)} has no title under kpis; write it there")
        return self


def snapshot_text(snapshot: Snapshot) -> str:
    """The snapshot as a file: everything sorted, a value or group a line, so that two of them can be compared."""
    head = {
        "format": snapshot.format,
        "taken_at": snapshot.taken_at.isoformat(),
        "source": snapshot.source,
        "made_up": snapshot.made_up,
        "kpis": dict(sorted(snapshot.kpis.items())),
        "municipalities": dict(sorted(snapshot.municipalities.items())),
    }
    lines = [f" {_json(key)}: {_json(value)}," for key, value in head.items()]
    groups = sorted(snapshot.groups, key=lambda group: (len(group.id), group.id))
    values = sorted(snapshot.values, key=lambda value: (value.kpi, value.municipality, value.year))
    lines += [*_listed("groups", groups, ","), *_listed("values", values, "")]
    return "\n".join(("{", *lines, "}", ""))


def read_snapshot(raw: bytes, where: str) -> Snapshot:
    """The snapshot that a file holds; BadInput, with `where` as the file's name, when it is none or too large."""
    if len(raw) > LARGEST_FILE:
        raise BadInput(f"{where} is larger than {LARGEST_FILE // 1_000_000} MB; fetch fewer key figures or years")
    try:
        values = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{where} is not JSON; give a file that `shopper kolada fetch` wrote") from error
    if not isinstance(values, dict):
        raise BadInput(f"{where} is no snapshot of Kolada; give a file that `shopper kolada fetch` wrote")
    return checked(Snapshot, values, where)


def checksum(snapshot: Snapshot) -> str:
    """SHA-256 of the snapshot as a file, as 64 hex digits: the same content has the same, however it was written."""
    return sha256(snapshot_text(snapshot).encode()).hexdigest()


def _listed(key: str, parts: Iterable[Group | Value], end: str) -> list[str]:
    lines = [f"  {_json(part.model_dump(mode='json'))}" for part in parts]
    return [f" {_json(key)}: [", ",\n".join(lines), f" ]{end}"] if lines else [f" {_json(key)}: []{end}"]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_possible(value: Value) -> bool:
    (least, most), _ = _BOUNDS.get(value.kpi, ((value.value, value.value), ""))
    return least <= value.value <= most


def _twice(keys: Iterable[str]) -> str | None:
    return next((key for key, number in Counter(keys).items() if number > 1), None)
