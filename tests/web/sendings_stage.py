"""A worker beside the site that sends final reports, and whoever asks it to on the page of a wave's reports."""

import re
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, col, select

from mail_probe.doorways import WayOut
from scheduler.deliveries import deliver_all_asked
from scheduler.mail_doors import outgoing_of
from scheduler.workplace import OutgoingFactory, Printed, Workplace
from shopper.clock import Clock
from shopper.store import Store
from shopper.tables.reports import ReportDelivery
from shopper.tables.study import Municipality
from shopper.tables.trail import AuditEvent
from tests.web.office_stage import Postbox
from tests.web.printed_stage import add_final
from tests.web.stage import WAVE

PAGE: Final = f"/waves/{quote(WAVE)}/reports"
OFFICIAL: Final = {"0685": "kommunen@vetlanda.test", "0686": "kommunen@0686.test", "0687": "kommunen@0687.test"}
ALL: Final = sorted(OFFICIAL.values())


class Killed(BaseException):
    """The worker dies: nothing of it runs any more."""


def killed(_account: str) -> WayOut:
    """The way out of a worker that dies before the letter leaves."""
    raise Killed


def set_finals(session: Session, towns: dict[str, int]) -> dict[str, int]:
    """A final report of each municipality, by code."""
    session.get_one(Municipality, "0685").official_address = OFFICIAL["0685"]
    return {code: add_final(session, measurement) for code, measurement in towns.items()}


def worker_beside(site: FastAPI, store: Store, clock: Clock) -> Workplace:
    """A worker with the settings that the site has."""
    settings = site.state.platform.settings
    outgoing = partial(outgoing_of, settings, store, clock=clock)
    return Workplace(store, clock, settings, outgoing, _not_used, _not_used, "the first")  # type: ignore[arg-type]


@dataclass(frozen=True)
class Office:
    """Who asks on the page, and the worker who sends."""

    browser: TestClient
    workplace: Workplace
    wave_id: int

    def ask(self, **form: str | list[str]) -> int:
        """Ask for what the page shows; the status of the answer."""
        found = re.search(r'name="finals" value="([^"]*)"', self.page())
        shown = unescape(found[1]) if found else ""
        return self.browser.post(f"{PAGE}/deliver", data={"which": "all", "finals": shown} | form).status_code

    def cancel(self) -> int:
        """Cancel what waits; the status of the answer."""
        return self.browser.post(f"{PAGE}/deliver/cancel").status_code

    def send(self) -> int:
        """Have the worker work; how many letters the server took."""
        return deliver_all_asked(self.workplace, self.wave_id)

    def page(self) -> str:
        """The list of the wave's reports."""
        return self.browser.get(PAGE).text

    def with_way_out(self, outgoing: OutgoingFactory) -> "Office":
        """The same with another way out."""
        return replace(self, workplace=replace(self.workplace, outgoing=outgoing))


def sent_to(postbox: Postbox) -> list[str]:
    """The addresses of the letters that arrived."""
    return sorted(str(letter["To"]) for letter in postbox.letters)


def links(store: Store) -> list[tuple[str, bool, bool]]:
    """Of each link its address, whether its letter left, and whether it is revoked."""
    with store.reading() as session:
        rows = session.exec(select(ReportDelivery).order_by(col(ReportDelivery.id)))
        return [(row.address, row.sent_at is not None, row.revoked_at is not None) for row in rows]


def deeds(store: Store, action: str) -> list[tuple[str, str | None]]:
    """Who did it, and what it led to."""
    return [(event.actor, event.after) for event in events(store, action)]


def events(store: Store, action: str) -> list[AuditEvent]:
    """The lines of the trail with this action."""
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.action == action).order_by(col(AuditEvent.id))
        return list(session.exec(wanted))


def _not_used(_what: object) -> Printed:
    raise AssertionError("sending does not print")
