"""Delivering a final report: a link to an address at the municipality, by letter or handed over, and revoking it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from scheduler.delivery_letters import Told, letter_words, link_address
from shopper.clock import OUR_ZONE
from shopper.faults import NotThere
from shopper.office_account import letter_trouble
from shopper.queries import municipality_of, stored_id
from shopper.report_deliveries import make_delivery
from shopper.report_deliveries import revoke_delivery as revoke
from shopper.report_look import sender_of
from shopper.tables.reports import ReportDelivery
from shopper.tables.study import Municipality
from web.delivery_letters import send_delivery
from web.dependencies import Actor, Number, Platform, StoreSession, TheActor, ThePlatform, storing
from web.invite import is_usable_address
from web.language import gettext
from web.pages import page
from web.report_view import report_address, report_numbered
from web.reports import found, report_values

router = APIRouter()


@dataclass(frozen=True, slots=True)
class _Order:
    """Which final report goes to which address, why no letter can leave (else empty), and where the page leads."""

    final_id: int
    address: str
    trouble: str
    then: str


@router.post("/waves/{name}/{code}/report/finals/{number}/deliver")
def deliver_report(  # noqa: PLR0913, PLR0917 - what the framework hands over, and the form's fields
    request: Request,
    name: str,
    code: str,
    number: Number,
    session: StoreSession,
    actor: TheActor,
    platform: ThePlatform,
    address: Annotated[str, Form()] = "",
    elsewhere: Annotated[str, Form()] = "",
) -> Response:
    """Make a link for the address and send it; where no letter can leave, show it once to be handed over.

    On a route of `WORK_OUT_FIRST`: nothing is locked while the mail server is spoken to.
    """
    wave, measurement = found(session, name, code)
    final = report_numbered(session, measurement, number)
    municipality, address = municipality_of(session, measurement), address.strip()
    problem = _problem(municipality, address, is_meant=elsewhere == "yes")
    if problem:
        typed = {"address": address, "final": number}
        shown = {"errors": {"address": problem}, "typed": typed}
        values = report_values(request, session, platform, (wave, measurement), **shown)
        return page(request, "report.html", 422, **values)
    told = Told(final.language, municipality.name, wave.name, sender_of(session, stored_id(wave.id), actor.cause.actor))
    order = _Order(number, address, letter_trouble(session, platform.settings), report_address(name, code))
    session.rollback()  # it has read what it needs
    return _give(request, platform, actor, order, told)


@router.post("/waves/{name}/{code}/report/deliveries/{number}/revoke")
def revoke_delivery(name: str, code: str, number: Number, session: StoreSession, actor: TheActor) -> RedirectResponse:
    """End a link before its time."""
    _, measurement = found(session, name, code)
    delivery = session.get(ReportDelivery, number)
    if delivery is None:
        raise NotThere("there is no such link")
    report_numbered(session, measurement, delivery.report_id)
    revoke(session, number, actor.cause)
    return RedirectResponse(f"{report_address(name, code)}#deliveries", status_code=303)


def _give(request: Request, platform: Platform, actor: Actor, order: _Order, told: Told) -> Response:
    lasts = timedelta(days=platform.settings.report_link_days)
    until = actor.cause.at + lasts
    with storing(platform) as writing:
        link = make_delivery(writing, order.final_id, order.address, lasts, actor.cause)
    site = platform.settings.site_url or str(request.base_url).rstrip("/")
    address, outcome = link_address(site, link), None
    if not order.trouble:
        words = letter_words(told, address, until)
        outcome = send_delivery(platform, link, order.address, words, actor.cause.actor)
        if outcome.result == "sent":
            return RedirectResponse(f"{order.then}#deliveries", status_code=303)
    values = {"order": order, "told": told, "outcome": outcome, "address": address, "until": until, "zone": OUR_ZONE}
    return page(request, "report_link.html", **values)


def _problem(municipality: Municipality, address: str, *, is_meant: bool) -> str:
    """Why no link is sent to this address; empty when it is the municipality's, or somebody else's on purpose."""
    if not is_usable_address(address):
        return gettext("Det är ingen e-postadress. Skriv den som namn@kommun.example.")
    domain = address.rpartition("@")[2].casefold()
    known = {each.casefold() for each in municipality.mail_domains}
    known.add(municipality.official_address.rpartition("@")[2].casefold())
    if domain in known or any(domain.endswith(f".{each}") for each in known) or is_meant:
        return ""
    return gettext("Adressen hör inte till %(municipality)s. Rätta den, eller kryssa i att den ändå är rätt.") % {
        "municipality": municipality.name
    }
