"""Printings for the pages that are looked at: a delivered one, drafts in two languages, and those under way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from shopper.delivery_orders import addresses_of, ask_delivery, take_asked
from shopper.moves import Cause, move
from shopper.queries import measurements_of, stored_id, wave_named
from shopper.report_deliveries import make_delivery, note_reading, note_sent, revoke_delivery
from shopper.report_orders import Edition, order_batch
from tests.web.change_stage import RUNNING
from tests.web.printed_stage import BY_CECILIA, add_draft, add_final

LINKS: Final[Mapping[str, tuple[str, int]]] = {
    "expired": ("diariet@vetlanda.test", 1),
    "revoked": ("fel@vetlanda.test", 720),
    "delivered": ("kanslichef@vetlanda.test", 720),
}
"""By the names that addresses have for them: to whom, and for how many hours."""


def set_printings(session: Session, measurement: int, now: datetime) -> dict[str, int | str]:
    """Store them; gives back what the pages' addresses name."""
    add_draft(session, measurement, is_finished=False)
    final = add_final(session, measurement, is_finished=False)
    ids: dict[str, int | str] = {}
    for name, (address, hours) in LINKS.items():
        link = make_delivery(session, final, address, timedelta(hours=hours), BY_CECILIA)
        note_sent(session, link.delivery_id, BY_CECILIA.at)
        ids[name] = link.secret
        if name == "revoked":
            revoke_delivery(session, link.delivery_id, BY_CECILIA)
        if name == "delivered":
            note_reading(session, link.delivery_id, "pdf", now)
    changed = {"language": "en", "content_sha256": "0" * 64}
    ids["changed_draft"] = add_draft(session, measurement, is_finished=False, **changed)
    _under_way(session, now)
    return ids


def _under_way(session: Session, now: datetime) -> None:
    """Those of the other wave: a letter that waits, one that is being sent, and a draft that is being printed."""
    wave, worker = wave_named(session, RUNNING), Cause("render_report", now)
    measured = [stored_id(each.id) for each in measurements_of(session, wave)]
    finals = [add_final(session, measured[0], is_finished=False, language=language) for language in ("en", "sv")]
    address = addresses_of(session, stored_id(wave.id))["0680"]
    asked = dict.fromkeys(finals, address)
    ask_delivery(session, stored_id(wave.id), asked, Cause("cecilia", now), timedelta(hours=1))
    take_asked(session, finals[0], timedelta(days=30), now)
    _, reports = order_batch(session, stored_id(wave.id), measured, Edition(), Cause("cecilia", now))
    for report_id in reports[:1]:
        move(session, "report", report_id, ("ordered", "rendering"), worker, rendering_since=now)
