"""The first step of a wave: its name, method, weeks, seed and spares, by the rules of a wave file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from shopper.drafts.draft import record_step, version_of
from shopper.faults import Conflict
from shopper.method import load_method, method_names
from shopper.moves import Cause, record
from shopper.queries import measurements_of, stored_id
from shopper.tables.study import Wave, WaveInterviewer
from shopper.toml_faults import with_own_key
from shopper.wave_file import WaveFrame

FIELDS: Final = ("name", "method", "first_day", "last_day", "seed", "spares")
_MAY_BE_EMPTY: Final = ("seed", "spares")


@dataclass(frozen=True, slots=True)
class FrameFault:
    """A field that is wrong, and the rule it breaks: missing, wrong, taken, order or length."""

    field: str
    rule: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """What had to go when the frame changed: closing days outside the weeks, areas that the method has not got."""

    closed_days: int = 0
    areas: int = 0


def check_frame(
    session: Session, typed: Mapping[str, str], wave: Wave | None = None
) -> tuple[WaveFrame | None, list[FrameFault]]:
    """The typed frame, or the fields that are wrong; `wave` is the draft that it is to become the frame of."""
    given = {name: typed[name].strip() for name in FIELDS}
    faults = [FrameFault(name, "missing") for name in FIELDS if not given[name] and name not in _MAY_BE_EMPTY]
    if given["method"] and given["method"] not in method_names():
        faults.append(FrameFault("method", "wrong"))
    if given["name"] and _is_taken(session, given["name"], wave):
        faults.append(FrameFault("name", "taken"))
    try:
        frame = WaveFrame.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        known = {fault.field for fault in faults}
        return None, faults + [fault for fault in _broken(error, given) if fault.field not in known]
    return (None, faults) if faults else (frame, [])


def frame_of(wave: Wave) -> dict[str, str]:
    """A draft's frame as its form shows it."""
    return {
        "name": wave.name,
        "method": wave.method_name,
        "first_day": wave.first_day.isoformat(),
        "last_day": wave.last_day.isoformat(),
        "seed": str(wave.seed),
        "spares": "" if wave.spares is None else str(wave.spares),
    }


def frame_version(wave: Wave) -> str:
    """The mark of the frame that a page shows."""
    return version_of(frame_of(wave))


def create_draft(session: Session, frame: WaveFrame, cause: Cause) -> Wave:
    """Store a new draft with this frame and nothing else; Conflict when somebody just took its name."""
    wave = Wave(created_at=cause.at, **_columns(frame))
    session.add(wave)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(f"there is a wave {frame.name!r} already; give the new one another name") from error
    record(session, "wave", stored_id(wave.id), "create", cause, after="draft")
    return wave


def save_frame(session: Session, wave: Wave, frame: WaveFrame, cause: Cause) -> Dropped:
    """Give the draft this frame; what does not fit it any more is dropped and counted."""
    columns = _columns(frame)
    changed = sorted(name for name, value in columns.items() if getattr(wave, name) != value)
    wave.sqlmodel_update(columns)
    session.add(wave)
    dropped = Dropped(_drop_closed_days(session, wave), _drop_areas(session, wave))
    if changed:
        details = {"changed": changed, "closed_days_dropped": dropped.closed_days, "areas_dropped": dropped.areas}
        record_step(session, wave, "frame", cause, **details)
    session.flush()
    return dropped


def _columns(frame: WaveFrame) -> dict[str, Any]:
    return {"method_name": frame.method, **frame.model_dump(exclude={"method"})}


def _is_taken(session: Session, name: str, wave: Wave | None) -> bool:
    found = session.exec(select(Wave.id).where(Wave.name == name)).first()
    return found is not None and (wave is None or found != wave.id)


def _broken(error: ValidationError, given: Mapping[str, str]) -> Iterator[FrameFault]:
    for one in error.errors():
        own, _ = with_own_key(str(one.get("ctx", {}).get("error", "")))
        path = one["loc"] or own
        if one["loc"] or not own:
            yield FrameFault(str(path[0]) if path else "name", "wrong")
        else:
            yield FrameFault(str(path[0]), "order" if given["last_day"] < given["first_day"] else "length")


def _drop_closed_days(session: Session, wave: Wave) -> int:
    dropped = 0
    for measurement in measurements_of(session, wave):
        kept = [day for day in measurement.closed_on if wave.first_day <= date.fromisoformat(day) <= wave.last_day]
        dropped += len(measurement.closed_on) - len(kept)
        measurement.closed_on = kept
        session.add(measurement)
    return dropped


def _drop_areas(session: Session, wave: Wave) -> int:
    known = {area.code for area in load_method(wave.method_name).area}
    dropped = 0
    for person in session.exec(select(WaveInterviewer).where(WaveInterviewer.wave_id == wave.id)):
        kept = [area for area in person.not_areas if area in known]
        dropped += len(person.not_areas) - len(kept)
        person.not_areas = kept
        session.add(person)
    return dropped
