"""Gathers what a report tells of around its figures: earlier waves, similar municipalities, survey indices, targets."""

from collections.abc import Mapping
from datetime import time

from sqlmodel import Session

from report_templates.subject import Look, Surroundings, TargetSet
from scheduler.other_measurements import earlier_waves, similar_group
from scheduler.survey_indices import survey_indices
from scheduler.wave_trust import agreement_of_wave
from scoring.wave_agreement import WaveAgreement
from shopper.hours import WEEKDAY_KEYS
from shopper.queries import municipality_of, stored_id
from shopper.report_targets import targets_of
from shopper.tables.reports import ReportLook
from shopper.tables.study import Measurement, Municipality, Wave


def surroundings_of(session: Session, wave: Wave, measurement: Measurement) -> Surroundings:
    """What stands around the figures of one measurement, as it is now.

    BadInput when a record that is compared with does not fit the method of its wave.
    """
    municipality = municipality_of(session, measurement)
    return Surroundings(
        earlier=earlier_waves(session, wave, measurement),
        similar=similar_group(session, wave, measurement),
        indices=survey_indices(session, wave, measurement.municipality_code),
        targets=tuple(TargetSet(one.figure, one.value) for one in targets_of(session, municipality.code)),
        agreement=_agreement(session, wave),
        opening=opening_of(municipality),
        seed=wave.seed if wave.rules_frozen is not None else None,
        look=look_of(session, wave),
    )


def opening_of(municipality: Municipality) -> Mapping[int, tuple[tuple[time, time], ...]]:
    """The hours of the switchboard by ISO weekday; a day on which it is closed has none."""
    return {
        weekday: tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in spans)
        for weekday, day in enumerate(WEEKDAY_KEYS, start=1)
        if (spans := municipality.opening_hours.get(day))
    }


def look_of(session: Session, wave: Wave) -> Look:
    """Whose colour, logo and name the wave's reports carry; our own where nobody has chosen."""
    chosen = session.get(ReportLook, stored_id(wave.id))
    return Look() if chosen is None else Look(chosen.colour, chosen.logo, chosen.logo_text, chosen.publisher)


def _agreement(session: Session, wave: Wave) -> WaveAgreement | None:
    found = agreement_of_wave(session, wave)
    return found if found.calls or found.letters else None
