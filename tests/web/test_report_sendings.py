"""Many final reports sent at once: those shown, a letter each by a real SMTP server, and why some were not."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import col, select

from mail_probe.doorways import WayOut
from scheduler.deliveries import deliver_all_asked, waves_to_deliver
from shopper.clock import SteppedClock
from shopper.queries import stored_id
from shopper.report_deliveries import make_delivery, note_sent, revoke_delivery
from shopper.store import Store
from shopper.tables.mail import MailAccount
from shopper.tables.reports import DeliveryOrder, ReportDelivery
from shopper.tables.study import Measurement, Municipality
from tests.web.conftest import SignIn
from tests.web.office_stage import Postbox
from tests.web.other_stage import OtherStage
from tests.web.printed_stage import ADDRESS, BY_CECILIA, add_final, add_link
from tests.web.sendings_stage import ALL, OFFICIAL, PAGE, Killed, Office, deeds, killed, links, sent_to
from tests.web.stage import START, WAVE
from web.report_approvals import entries_shown


def test_each_that_is_shown_is_sent_once_to_the_address_shown(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    shown = [f"Inte skickad. Brevet går till {address}." in bureau.page() for address in ALL]
    asked, waiting = bureau.ask(), bureau.page()
    before = list(postbox.letters)
    taken = [bureau.send(), bureau.send()]
    assert (shown, asked, before, taken, sent_to(postbox)) == ([True] * 3, 303, [], [3, 0], ALL)
    assert "3 brev väntar på att skickas." in waiting
    assert (deeds(store, "ask_delivery"), deeds(store, "send")) == ([("cecilia", None)], [("cecilia", "sent")] * 3)
    assert (bureau.page().count(">Skickad<"), waves_to_deliver(bureau.workplace), len(finals)) == (3, [], 3)


def test_a_link_of_many_opens_the_report_of_its_municipality(
    bureau: Office, postbox: Postbox, finals: dict[str, int], visitor: TestClient
) -> None:
    assert finals
    bureau.ask(which="chosen", municipality=["0686"])
    bureau.send()
    (letter,) = postbox.letters
    assert (letter["Subject"], "Skickat av cecilia." in letter.get_content()) == (
        "Rapport: servicemätning i Eksjö",
        True,
    )
    assert visitor.post(f"{postbox.link()}/pdf").content == b"%PDF final"


def test_an_address_that_is_refused_does_not_stop_the_others_and_can_be_asked_for_again(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    assert finals
    postbox.unknown = frozenset((OFFICIAL["0685"],))
    bureau.ask()
    assert (bureau.send(), sent_to(postbox)) == (2, sorted((OFFICIAL["0686"], OFFICIAL["0687"])))
    text = bureau.page()
    told = "Ett brev kunde inte skickas; orsaken står i listan." in text, "Serverns svar har nummer 550." in text
    assert (told, links(store)[0]) == ((True, True), (OFFICIAL["0685"], False, True))
    postbox.unknown = frozenset()
    assert (bureau.ask(), bureau.send(), sent_to(postbox)) == (303, 1, ALL)


def test_a_worker_that_dies_between_link_and_letter_sends_that_letter_never_again_and_the_list_says_so(
    bureau: Office, postbox: Postbox, finals: dict[str, int], clock: SteppedClock
) -> None:
    bureau.ask()
    with pytest.raises(Killed):
        bureau.with_way_out(killed).send()
    assert (bureau.send(), sent_to(postbox)) == (2, sorted((OFFICIAL["0686"], OFFICIAL["0687"])))
    under_way = ">Skickas<" in bureau.page()
    clock.move_to(START + timedelta(minutes=21))
    text = bureau.page()
    told = (
        f"Det är osäkert om brevet till {OFFICIAL['0685']} gick iväg" in text,
        "Det är osäkert om ett brev gick iväg; listan säger vilket." in text,
    )
    assert (under_way, told, ">Skickas<" in text) == (True, (True, True), False)
    again = bureau.ask(finals=f"0685:{finals['0685']}:{OFFICIAL['0685']}")
    assert (again, bureau.send(), len(postbox.letters)) == (409, 0, 2)


def test_a_letter_whose_fate_is_unknown_is_sent_again_when_a_person_has_revoked_its_link(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    bureau.ask(which="chosen", municipality=["0685"])
    with pytest.raises(Killed):
        bureau.with_way_out(killed).send()
    with store.transaction() as session:
        revoke_delivery(session, session.exec(select(ReportDelivery)).one().id or 0, BY_CECILIA)
    assert (bureau.ask(which="chosen", municipality=["0685"]), bureau.send(), len(finals)) == (303, 1, 3)
    assert (sent_to(postbox), links(store)) == (
        [OFFICIAL["0685"]],
        [(OFFICIAL["0685"], False, True), (OFFICIAL["0685"], True, False)],
    )


def test_a_letter_whose_fate_is_unknown_can_be_sent_again_also_when_its_link_has_expired(
    bureau: Office, postbox: Postbox, finals: dict[str, int], clock: SteppedClock, signed_in: SignIn
) -> None:
    assert finals
    bureau.ask(which="chosen", municipality=["0685"])
    with pytest.raises(Killed):
        bureau.with_way_out(killed).send()
    with bureau.workplace.store.reading() as session:
        clock.move_to(session.exec(select(ReportDelivery)).one().expires_at)
    bureau = replace(bureau, browser=signed_in("cecilia"))
    revoking = re.findall(r'action="([^"]*/revoke)"', bureau.browser.get(f"/waves/{quote(WAVE)}/0685/report").text)
    assert [bureau.browser.post(unescape(each)).status_code for each in revoking] == [303]
    assert (bureau.ask(which="chosen", municipality=["0685"]), bureau.send()) == (303, 1)
    assert sent_to(postbox) == [OFFICIAL["0685"]]


def test_a_letter_that_the_server_took_without_saying_so_is_uncertain_and_not_sent_again(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    assert finals
    postbox.answer = "999 what"
    bureau.ask(which="chosen", municipality=["0685"])
    bureau.send()
    assert (f"Det är osäkert om brevet till {OFFICIAL['0685']}" in bureau.page(), links(store)) == (
        True,
        [(OFFICIAL["0685"], False, False)],
    )


def test_asked_twice_is_sent_once(bureau: Office, postbox: Postbox, finals: dict[str, int]) -> None:
    shown = " ".join(f"{code}:{finals[code]}:{address}" for code, address in OFFICIAL.items())
    asked = [bureau.ask(finals=shown), bureau.ask(finals=shown)]
    bureau.send()
    asked.append(bureau.ask(finals=shown))
    assert (asked, bureau.send(), sent_to(postbox)) == ([303, 409, 409], 0, ALL)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"office_account": ""}, "ett e-postkonto för kontorspost i inställningen SHOPPER_OFFICE_ACCOUNT."),
        ({"site_url": ""}, "anger webbplatsens adress i inställningen SHOPPER_SITE_URL."),
    ],
)
def test_where_no_letter_can_leave_the_page_says_why_and_offers_none(
    bureau: Office, site: FastAPI, finals: dict[str, int], setting: dict[str, str], sentence: str
) -> None:
    platform = site.state.platform
    site.state.platform = replace(platform, settings=platform.settings.model_copy(update=setting))
    text = bureau.page()
    sent = bureau.ask(finals=f"0685:{finals['0685']}:{OFFICIAL['0685']}")
    assert (sentence in text, "Skicka alla" in text, sent) == (True, False, 422)
    assert waves_to_deliver(bureau.workplace) == []


def test_where_letters_are_stopped_meanwhile_all_that_wait_are_told_so_and_no_link_is_made(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    assert finals
    bureau.ask()
    with store.transaction() as session:
        session.connection().execute(update(MailAccount).values(held_since=START))
    sent = bureau.send()
    told = bureau.page().count("sändningen från kontot i SHOPPER_OFFICE_ACCOUNT är stoppad.")
    assert (sent, links(store), postbox.letters, told) == (0, [], [], 4)
    assert deeds(store, "refuse_delivery") == [("delivery", "trouble")] * 3


def test_where_the_server_is_not_reached_one_is_tried_and_the_others_are_told_the_same(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    assert finals
    bureau.ask()
    with store.transaction() as session:
        session.connection().execute(update(MailAccount).values(smtp_port=1))
    sent, text = bureau.send(), bureau.page()
    assert (sent, len(links(store)), text.count("Brevet gick inte att skicka."), postbox.letters) == (0, 1, 3, [])


def test_an_address_that_has_changed_since_it_was_shown_is_told_and_nothing_is_sent(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    shown = " ".join(f"{code}:{finals[code]}:{address}" for code, address in OFFICIAL.items())
    with store.transaction() as session:
        session.get_one(Municipality, "0686").official_address = "ny@0686.test"
    answer = bureau.browser.post(f"{PAGE}/deliver", data={"which": "all", "finals": shown})
    told = "adressen till Eksjö har ändrats sedan listan visades." in answer.text
    assert (answer.status_code, told, bureau.send(), postbox.letters) == (422, True, 0, [])


def test_a_letter_goes_to_the_address_of_the_newest_link_that_nobody_revoked(
    bureau: Office, postbox: Postbox, finals: dict[str, int], towns: dict[str, int], store: Store
) -> None:
    with store.transaction() as session:
        note_sent(session, add_link(session, finals["0685"])[0], START)
        wrong = make_delivery(session, finals["0685"], "fel@annan.test", timedelta(days=1), BY_CECILIA)
        revoke_delivery(session, wrong.delivery_id, BY_CECILIA)
        add_final(session, towns["0685"])
    bureau.ask(which="chosen", municipality=["0685"])
    bureau.send()
    assert sent_to(postbox) == [ADDRESS]


@pytest.mark.parametrize(("readings", "sent"), [(0, 1), (1, 0)])
def test_a_letter_whose_link_was_revoked_unread_is_sent_again(  # noqa: PLR0917 - fixtures and parameters
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store, readings: int, sent: int
) -> None:
    with store.transaction() as session:
        number = add_link(session, finals["0685"])[0]
        note_sent(session, number, START)
        revoke_delivery(session, number, BY_CECILIA)
        session.get_one(ReportDelivery, number).readings = readings
    bureau.ask(which="chosen", municipality=["0685"])
    assert (bureau.send(), sent_to(postbox)) == (sent, [OFFICIAL["0685"]] * sent)


def test_an_address_that_was_typed_in_another_wave_is_not_used(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store, other_wave: OtherStage
) -> None:
    assert finals
    assert other_wave
    with store.transaction() as session:
        theirs = session.exec(select(Measurement).order_by(col(Measurement.id).desc())).first()
        assert theirs
        again = Measurement(wave_id=theirs.wave_id, municipality_code="0686")
        session.add(again)
        session.flush()
        final = add_final(session, stored_id(again.id), is_finished=False)
        make_delivery(session, final, "annan@0686.test", timedelta(days=1), BY_CECILIA)
    bureau.ask(which="chosen", municipality=["0686"])
    bureau.send()
    assert sent_to(postbox) == [OFFICIAL["0686"]]


def test_each_language_of_a_report_has_a_letter_of_its_own_in_that_language(
    bureau: Office, postbox: Postbox, finals: dict[str, int], towns: dict[str, int], store: Store
) -> None:
    assert finals
    with store.transaction() as session:
        add_final(session, towns["0686"], language="en")
    bureau.ask(which="chosen", municipality=["0686"])
    bureau.send()
    subjects = sorted(str(letter["Subject"]) for letter in postbox.letters)
    assert subjects == ["Rapport: servicemätning i Eksjö", "Report: service measurement in Eksjö"]


def test_one_that_has_a_link_already_is_not_offered(
    bureau: Office, finals: dict[str, int], store: Store, clock: SteppedClock
) -> None:
    with store.transaction() as session:
        add_link(session, finals["0685"])
        ended = make_delivery(session, finals["0686"], ADDRESS, timedelta(hours=1), BY_CECILIA)
        note_sent(session, ended.delivery_id, START)
    clock.move_to(START + timedelta(hours=2))
    text = bureau.page()
    named = re.findall(r'name="finals" value="([^"]*)"', text)
    assert named == [f"0687:{finals['0687']}:{OFFICIAL['0687']} "]
    assert (text.count(">Länk finns<"), text.count(">Skickad<")) == (1, 1)


def test_nothing_is_locked_while_the_mail_server_is_spoken_to(
    bureau: Office, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    assert finals

    def writing(account: str) -> WayOut:
        with store.transaction() as session:
            session.connection().execute(update(Municipality).values(population=1))
        return bureau.workplace.outgoing(account)

    bureau.ask()
    assert (bureau.with_way_out(writing).send(), sent_to(postbox)) == (3, ALL)


def test_a_worker_that_closes_begins_no_other_letter_and_the_next_one_sends_them(
    bureau: Office, postbox: Postbox, finals: dict[str, int]
) -> None:
    assert finals
    bureau.ask()

    def closing(account: str) -> WayOut:
        first.closing.set()
        return workplace.outgoing(account)

    workplace = bureau.workplace
    first = replace(workplace, outgoing=closing, closing=type(workplace.closing)())
    assert (deliver_all_asked(first, bureau.wave_id), bureau.send(), sent_to(postbox)) == (1, 2, ALL)


def test_who_may_not_decide_sees_no_button_and_is_refused(
    signed_in: SignIn, postbox: Postbox, finals: dict[str, int], store: Store
) -> None:
    assert postbox
    auditor = signed_in("alva")
    shown = f"0685:{finals['0685']}:{OFFICIAL['0685']}"
    sent = auditor.post(f"{PAGE}/deliver", data={"which": "all", "finals": shown})
    assert (sent.status_code, "Skicka alla" in auditor.get(PAGE).text, deeds(store, "ask_delivery")) == (403, False, [])


@pytest.mark.parametrize(
    ("form", "status"),
    [
        pytest.param({"which": "chosen"}, 422, id="nothing ticked"),
        pytest.param({"finals": "0685:x:a@b.test"}, 422, id="no number"),
        pytest.param({"finals": "0685:1"}, 422, id="no address"),
        pytest.param({"finals": "0685:99999999999999999999:a@b.test"}, 422, id="a number of no database"),
        pytest.param({"finals": "0685:999:a@b.test"}, 409, id="a report that is not there"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(
    bureau: Office, finals: dict[str, int], store: Store, form: dict[str, str | list[str]], status: int
) -> None:
    assert finals
    with store.reading() as session:
        before = session.exec(select(DeliveryOrder)).all()
    assert (bureau.ask(**form), before, waves_to_deliver(bureau.workplace)) == (status, [], [])


def test_a_report_of_another_wave_is_not_sent_by_its_number(
    bureau: Office, finals: dict[str, int], store: Store, other_wave: OtherStage
) -> None:
    assert finals
    assert other_wave
    with store.transaction() as session:
        newest = session.exec(select(Measurement.id).order_by(col(Measurement.id).desc())).first() or 0
        foreign = add_final(session, newest, is_finished=False)
    answer = bureau.ask(finals=f"0685:{foreign}:{OFFICIAL['0685']}")
    assert (answer, waves_to_deliver(bureau.workplace)) == (409, [])


def test_a_large_wave_s_reports_fit_in_the_form() -> None:
    many = " ".join(f"{number:04d}:{number}:kommunen-{number}@kommun.test" for number in range(1000, 2200))
    assert len(dict(entries_shown(many, None))) == 1200


def test_the_worker_is_told_at_once(bureau: Office, finals: dict[str, int], site: FastAPI) -> None:
    assert finals

    class Queue:
        waves: list[int] = []  # noqa: RUF012 - one test, one queue

        def deliver_soon(self, wave_id: int) -> None:
            self.waves.append(wave_id)

    site.state.platform = replace(site.state.platform, engine=Queue())
    bureau.ask()
    assert Queue.waves == [bureau.wave_id]
