"""Letters with final reports that are not sent after all: cancelled, taken back, sent by hand, or replaced."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from shopper.delivery_orders import addresses_of, ask_delivery
from shopper.report_approval import take_back_approval
from shopper.report_deliveries import note_sent
from shopper.store import Store
from shopper.tables.reports import DeliveryOrder, Report
from shopper.tables.study import Measurement
from tests.web.conftest import SignIn
from tests.web.office_stage import Postbox
from tests.web.other_stage import OtherStage
from tests.web.printed_stage import BY_CECILIA, add_final, add_link
from tests.web.sendings_stage import ALL, OFFICIAL, PAGE, Killed, Office, deeds, events, killed, sent_to
from tests.web.stage import START


def test_one_whose_approval_is_taken_back_meanwhile_is_not_sent(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    bureau.ask()
    with store.transaction() as session:
        draft = session.get_one(Report, finals["0686"]).of_draft_id or 0
        take_back_approval(session, draft, BY_CECILIA)
    assert (bureau.send(), sent_to(postbox)) == (2, sorted((OFFICIAL["0685"], OFFICIAL["0687"])))
    told = [(event.thing_id, event.after, event.details) for event in events(store, "refuse_delivery")]
    assert told == [(str(draft), "take_back", {"final": finals["0686"]})]


def test_letters_that_wait_are_cancelled_together_and_can_be_asked_for_again(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    bureau.ask(which="chosen", municipality=["0685"])
    bureau.send()
    bureau.ask()
    offered = "Ställ in de 2 brev som väntar" in bureau.page()
    cancelled = [bureau.cancel(), bureau.cancel()]
    assert (offered, cancelled, bureau.send(), sent_to(postbox)) == (True, [303, 409], 0, [OFFICIAL["0685"]])
    assert "som väntar" not in bureau.page()
    assert [event.details for event in events(store, "cancel_delivery")] == [{"reports": 2}]
    told = [(event.thing_id, event.actor, event.after) for event in events(store, "refuse_delivery")]
    assert told == [(str(finals[code]), "cecilia", "cancelled") for code in ("0686", "0687")]
    assert (bureau.ask(), bureau.send(), sent_to(postbox)) == (303, 2, ALL)


def test_a_letter_that_is_being_sent_is_not_offered_to_be_cancelled(
    bureau: Office, postbox: Postbox, finals: dict[str, int]
) -> None:
    assert finals
    bureau.ask(which="chosen", municipality=["0685", "0686"])
    with pytest.raises(Killed):
        bureau.with_way_out(killed).send()
    text = bureau.page()
    told = ["Ställ in brevet som väntar" in text, "Ett brev väntar på" in text, "Ett brev skickas." in text]
    assert (told, bureau.cancel(), bureau.send(), sent_to(postbox)) == ([True] * 3, 303, 0, [])
    text = bureau.page()
    assert ("som väntar" in text, "Ett brev skickas." in text, bureau.cancel()) == (False, True, 409)


def test_letters_are_cancelled_in_one_wave_and_by_those_who_decide(
    bureau: Office, finals: dict[str, int], store: Store, other_wave: OtherStage, signed_in: SignIn
) -> None:
    assert other_wave
    bureau.ask()
    with store.transaction() as session:
        foreign = session.exec(select(Measurement).order_by(col(Measurement.id).desc())).first()
        assert foreign is not None
        final = add_final(session, foreign.id or 0, is_finished=False)
        address = addresses_of(session, foreign.wave_id)[foreign.municipality_code]
        ask_delivery(session, foreign.wave_id, {final: address}, BY_CECILIA, timedelta(minutes=20))
    refused = [signed_in(name).post(f"{PAGE}/deliver/cancel").status_code for name in ("rut", "alva", "anna")]
    assert (refused, bureau.cancel(), final in finals.values()) == ([403] * 3, 303, False)
    with store.reading() as session:
        assert session.exec(select(DeliveryOrder.report_id)).all() == [final]


def test_one_that_is_sent_by_hand_or_replaced_meanwhile_is_not_sent(
    bureau: Office, postbox: Postbox, finals: dict[str, int], towns: dict[str, int], store: Store
) -> None:
    bureau.ask()
    with store.transaction() as session:
        note_sent(session, add_link(session, finals["0685"])[0], START)
        add_final(session, towns["0687"])
    assert (bureau.send(), sent_to(postbox)) == (1, [OFFICIAL["0686"]])
    assert f"Inte skickad. Brevet går till {OFFICIAL['0687']}." in bureau.page()
    assert deeds(store, "refuse_delivery") == [("delivery", "linked"), ("delivery", "newer")]
