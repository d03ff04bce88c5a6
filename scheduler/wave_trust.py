"""How far a wave's grades can be trusted, as one value, which the site shows."""

from sqlmodel import Session

from scoring.wave_agreement import WaveAgreement, wave_agreement
from shopper.double.pairs import pairs_of_wave
from shopper.queries import method_of
from shopper.tables.study import Wave


def agreement_of_wave(session: Session, wave: Wave) -> WaveAgreement:
    """The agreement between first and second graders of a wave's calls and letters, on its method's scales.

    The wave's seed draws the bootstrap's samples: the same gradings always give the same intervals.
    """
    return wave_agreement(pairs_of_wave(session, wave), method_of(wave), wave.seed)
