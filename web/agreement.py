"""How far a wave's grades can be trusted: agreement by factor, by grader and week by week, in words and pictures."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlmodel import col, select

from scheduler.wave_trust import agreement_of_wave
from scoring.agreement import RELIABLE, RESAMPLES, TENTATIVE
from shopper.double.pairs import DoubleTally, tally_of_wave
from shopper.reach import own_waves
from shopper.tables.study import Wave
from web.agreement_view import channel_views, few_sentence
from web.dependencies import StoreSession, TheUser
from web.pages import page
from web.reach import wave_for

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave with how far its second gradings have come."""

    wave: Wave
    tally: DoubleTally


@router.get("/agreement")
def list_agreements(request: Request, session: StoreSession, user: TheUser) -> HTMLResponse:
    """The waves that are under way and mine to see, the newest first."""
    wanted = select(Wave).where(col(Wave.id).in_(own_waves(user)), Wave.state == "launched")
    waves = session.exec(wanted.order_by(col(Wave.first_day).desc(), col(Wave.id).desc())).all()
    return page(request, "agreements.html", lines=[WaveLine(wave, tally_of_wave(session, wave)) for wave in waves])


@router.get("/waves/{name}/agreement")
def show_agreement(request: Request, name: str, session: StoreSession, user: TheUser) -> HTMLResponse:
    """One wave's agreement."""
    wave = wave_for(session, user, name)
    channels = channel_views(agreement_of_wave(session, wave))
    values = {
        "wave": wave,
        "tally": tally_of_wave(session, wave),
        "channels": channels,
        "few": few_sentence([line for channel in channels for line in channel.graders]),
        "limits": {"reliable": RELIABLE, "tentative": TENTATIVE, "resamples": RESAMPLES},
    }
    return page(request, "agreement.html", **values)
