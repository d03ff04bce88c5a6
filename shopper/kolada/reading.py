"""Reads what a snapshot holds from Kolada's API: municipalities, groups, and key figures by municipality and year."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from random import Random
from typing import Any, Final

from pydantic import ValidationError

from shopper.faults import BadInput
from shopper.kolada.api import Kolada, KoladaFault, Manners
from shopper.kolada.snapshot import Snapshot

_KPI: Final = re.compile(r"[A-Z][0-9]{5}")

IDS_A_SEGMENT: Final = 25
"""So many ids fit in one part of a path (method study 12.2)."""

Progress = Callable[[int, int], None]
"""Is told how many requests for key figures are done, of how many."""


def read_kolada(  # noqa: PLR0913 - what is asked for, from where, and who is told of it
    kpis: Sequence[str],
    years: Sequence[int],
    taken_at: datetime,
    *,
    url: str,
    manners: Manners | None = None,
    told: Progress = lambda _done, _of: None,
) -> Snapshot:
    """A snapshot of these key figures in these years, of every municipality, with all groups of municipalities.

    The moment it is taken at is also the seed of its waiting times. KoladaFault when Kolada cannot be asked, or its
    answer cannot be used; BadInput when it does not know a key figure.
    """
    _check_ids(kpis)
    kolada = Kolada(Random(taken_at.isoformat()), url, manners or Manners())  # noqa: S311 - waiting times, no secrets
    titles = _titles(kolada, kpis)
    municipalities = {str(one["id"]): _title(one) for one in _municipalities(kolada)}
    groups = [_group(one, municipalities) for one in kolada.entries("municipality_groups")]
    groups = [one for one in groups if one["members"]]
    values = list(_all_values(kolada, kpis, sorted(municipalities), years, told))
    return _snapshot(
        taken_at=taken_at, source=url, kpis=titles, municipalities=municipalities, groups=groups, values=values
    )


def _check_ids(kpis: Sequence[str]) -> None:
    """What becomes a part of a path is an id and nothing else."""
    for kpi in kpis:
        if not _KPI.fullmatch(kpi):
            raise BadInput(f"{kpi[:20]!r} is no key figure of Kolada; ids are such as N00671")


def _snapshot(**parts: Any) -> Snapshot:
    try:
        return Snapshot(**parts)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        reason = f"Kolada's answers do not fit together ({where}: {error.errors()[0]['msg']})"
    raise KoladaFault(f"{reason}; the API may have changed")


def _titles(kolada: Kolada, kpis: Sequence[str]) -> dict[str, str]:
    found = {
        str(one.get("id")): _title(one)
        for part in _parts(sorted(set(kpis)))
        for one in kolada.entries(f"kpi/{','.join(part)}")
    }
    for kpi in kpis:
        if kpi not in found:
            raise BadInput(f"Kolada knows no key figure {kpi}; check its id")
    return {kpi: found[kpi] for kpi in kpis}


def _municipalities(kolada: Kolada) -> Iterator[Mapping[str, Any]]:
    """Municipalities alone: the same list has regions, and the nation (method study 12.3)."""
    found = kolada.entries("municipality", region_type="K")
    return (one for one in found if one.get("type", "K") == "K" and "id" in one)


def _group(entry: Mapping[str, Any], municipalities: Mapping[str, str]) -> dict[str, Any]:
    """A group with its municipalities; regions that are members of some are left out."""
    members = entry.get("members")
    if not isinstance(members, list):
        raise KoladaFault("Kolada gives a group without its members; the API may have changed")
    codes = {str(one.get("member_id", one.get("id", ""))) for one in members if isinstance(one, dict)}
    return {"id": str(entry.get("id")), "title": _title(entry), "members": sorted(codes & municipalities.keys())}


def _all_values(
    kolada: Kolada, kpis: Sequence[str], codes: Sequence[str], years: Sequence[int], told: Progress
) -> Iterator[dict[str, Any]]:
    asked = list(product(_parts(sorted(set(kpis))), _parts(codes), _parts([str(year) for year in years])))
    for done, (some_kpis, some_codes, some_years) in enumerate(asked):
        told(done, len(asked))
        path = f"data/kpi/{','.join(some_kpis)}/municipality/{','.join(some_codes)}/year/{','.join(some_years)}"
        wanted = set(product(some_kpis, some_codes, some_years))
        for entry in kolada.entries(path):
            key = tuple(str(entry.get(part)) for part in ("kpi", "municipality", "period"))
            value = _total(entry.get("values"))
            if value is not None and key in wanted:
                yield {"kpi": key[0], "municipality": key[1], "year": int(key[2]), "value": value}
    told(len(asked), len(asked))


def _total(values: object) -> int | float | None:
    """The value of women and men together; None where there is none, or it was taken back."""
    for one in values if isinstance(values, list) else ():
        if isinstance(one, dict) and one.get("gender") == "T" and not one.get("isdeleted"):
            value = one.get("value")
            return value if isinstance(value, int | float) and not isinstance(value, bool) else None
    return None


def _title(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry.get("title", "")).split())


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + IDS_A_SEGMENT] for start in range(0, len(ids), IDS_A_SEGMENT)]
