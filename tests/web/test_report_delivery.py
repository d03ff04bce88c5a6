"""A final report reaches the municipality by a link: sent by a real SMTP server, read, counted, expired, revoked."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.clock import SteppedClock
from shopper.moves import Cause
from shopper.report_deliveries import revoke_delivery
from shopper.store import Store
from shopper.tables.reports import ReportDelivery, ReportLook
from shopper.tables.study import Measurement
from shopper.tables.trail import AuditEvent
from tests.web.conftest import SignIn
from tests.web.office_stage import SITE, Postbox
from tests.web.printed_stage import ADDRESS, add_draft, add_final, add_link
from tests.web.stage import START, WAVE, Stage

PAGE = f"/waves/{quote(WAVE)}/0685/report"


@pytest.fixture
def final(store: Store, stage: Stage) -> int:
    with store.transaction() as session:
        return add_final(session, stage.measurement)


@pytest.fixture
def link(store: Store, final: int) -> str:
    """The path of a link to it."""
    with store.transaction() as session:
        return add_link(session, final)[1]


def delivery(store: Store) -> ReportDelivery:
    """The only one."""
    with store.reading() as session:
        return session.exec(select(ReportDelivery)).one()


def deliveries(store: Store) -> list[str]:
    """The addresses of all."""
    with store.reading() as session:
        return list(session.exec(select(ReportDelivery.address)))


def test_a_link_is_sent_by_letter_and_leads_to_the_files(
    coordinator: TestClient, postbox: Postbox, visitor: TestClient, final: int, store: Store
) -> None:
    answer = coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": ADDRESS})
    path = postbox.link()
    files = {kind: visitor.post(f"{path}/{kind}").content for kind in ("pdf", "xlsx", "zip")}
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#deliveries")
    assert files == {"pdf": b"%PDF final", "xlsx": b"PK workbook", "zip": b"PK package"}
    assert (delivery(store).sent_at, delivery(store).readings) == (START, 3)


def test_the_letter_says_what_it_is_who_sent_it_and_until_when(
    coordinator: TestClient, postbox: Postbox, final: int
) -> None:
    coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": ADDRESS})
    letter = postbox.letters[-1]
    body = letter.get_content()
    assert (letter["To"], letter["Subject"]) == (ADDRESS, "Rapport: servicemätning i Vetlanda")
    assert ("ons 15 nov. 2017 07:00" in body, "Skickat av cecilia." in body) == (True, True)


def test_the_letter_is_sent_in_the_name_of_whoever_had_the_wave_measured(
    coordinator: TestClient, postbox: Postbox, final: int, store: Store, stage: Stage
) -> None:
    with store.transaction() as session:
        wave_id = session.get_one(Measurement, stage.measurement).wave_id
        session.add(ReportLook(wave_id=wave_id, publisher="Mätbyrån", set_by="cecilia", set_at=START))
    coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": ADDRESS})
    assert "Skickat av Mätbyrån." in postbox.letters[-1].get_content()


def test_without_an_office_account_the_link_is_shown_once(
    coordinator: TestClient, visitor: TestClient, final: int, store: Store
) -> None:
    html = coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": ADDRESS}).text
    shown = re.search(r"/delivered/[\w-]+", html)
    assert shown is not None
    assert (visitor.get(shown[0]).status_code, delivery(store).sent_at) == (200, None)
    assert shown[0] not in coordinator.get(PAGE).text


def test_a_letter_that_is_refused_is_told_and_the_link_can_be_handed_over(
    coordinator: TestClient, postbox: Postbox, final: int, store: Store
) -> None:
    postbox.answer = "550 5.1.1 no such user"
    answer = coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": ADDRESS})
    assert ("nummer 550" in answer.text, f"{SITE}/delivered/" in answer.text, delivery(store).sent_at) == (
        True,
        True,
        None,
    )


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ingen", "Det är ingen e-postadress."),
        ("a@vetlanda.test\r\nBcc: b@c.example", "Det är ingen e-postadress."),
        ("chef@annanby.test", "Adressen hör inte till Vetlanda."),
        ("chef@notvetlanda.test", "Adressen hör inte till Vetlanda."),
    ],
)
def test_an_address_that_is_not_the_municipalitys_is_asked_about(
    address: str, sentence: str, coordinator: TestClient, final: int, store: Store
) -> None:
    answer = coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": address})
    assert (answer.status_code, sentence in answer.text, deliveries(store)) == (422, True, [])


@pytest.mark.parametrize("address", ["revisor@byran.example", "chef@skola.vetlanda.test"])
def test_another_address_is_used_when_it_is_meant(
    address: str, coordinator: TestClient, final: int, store: Store
) -> None:
    coordinator.post(f"{PAGE}/finals/{final}/deliver", data={"address": address, "elsewhere": "yes"})
    assert deliveries(store) == [address]


def test_a_draft_is_never_delivered(coordinator: TestClient, store: Store, stage: Stage) -> None:
    with store.transaction() as session:
        draft = add_draft(session, stage.measurement)
    answer = coordinator.post(f"{PAGE}/finals/{draft}/deliver", data={"address": ADDRESS})
    assert (answer.status_code, deliveries(store)) == (409, [])


def test_opening_the_page_counts_as_no_reading_and_each_download_does(
    visitor: TestClient, link: str, store: Store, clock: SteppedClock
) -> None:
    opened = [visitor.get(link).status_code for _ in range(2)]
    before = delivery(store).readings
    visitor.post(f"{link}/pdf")
    clock.move_to(START + timedelta(hours=2))
    visitor.post(f"{link}/zip")
    after = delivery(store)
    assert (opened, before, after.readings) == ([200, 200], 0, 2)
    assert (after.first_read_at, after.last_read_at) == (START, START + timedelta(hours=2))


def test_every_reading_stands_in_the_trail_with_its_time_and_no_name(
    visitor: TestClient, link: str, store: Store
) -> None:
    visitor.post(f"{link}/xlsx")
    with store.reading() as session:
        wanted = select(AuditEvent).where(AuditEvent.thing == "report_delivery").order_by(col(AuditEvent.id))
        told = [(event.actor, event.action, event.after, event.at) for event in session.exec(wanted)]
    assert told == [("cecilia", "deliver", None, START), ("link", "read", "xlsx", START)]


def test_the_page_says_what_it_is_and_who_sent_it(visitor: TestClient, link: str) -> None:
    html = visitor.get(link).text
    said = ("Servicemätning i Vetlanda" in html, "cecilia, mån 16 okt. 2017" in html, html.count("Ladda ner ") == 3)
    assert said == (True, True, True)


def test_a_program_that_only_asks_whether_the_page_is_there_gets_an_answer(visitor: TestClient, link: str) -> None:
    answer = visitor.head(link)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


def test_the_page_speaks_the_language_of_the_report_until_the_reader_chooses_another(
    visitor: TestClient, store: Store, stage: Stage
) -> None:
    with store.transaction() as session:
        path = add_link(session, add_final(session, stage.measurement, language="en"))[1]
    pages = [visitor.get(path).text]
    visitor.post("/language", data={"language": "sv", "next": path})
    pages.append(visitor.get(path).text)
    spoken = [re.findall(r'<html lang="(\w+)"|lang="(\w+)">(?:Svenska|English)<', html) for html in pages]
    assert spoken == [[("en", ""), ("", "sv")], [("sv", ""), ("", "en")]]


@pytest.mark.parametrize("ending", ["expired", "revoked"])
def test_a_link_that_has_ended_says_so_in_the_language_of_the_report(
    ending: str, visitor: TestClient, store: Store, stage: Stage, clock: SteppedClock
) -> None:
    with store.transaction() as session:
        number, path = add_link(session, add_final(session, stage.measurement, language="en"))
        if ending == "revoked":
            revoke_delivery(session, number, Cause("cecilia", START))
    if ending == "expired":
        clock.move_to(START + timedelta(days=30))
    assert '<html lang="en"' in visitor.get(path).text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_of_it_is_kept_passed_on_or_indexed(method: str, visitor: TestClient, link: str) -> None:
    answer = visitor.request(method, link if method == "GET" else f"{link}/pdf")
    headers = [answer.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")]
    assert headers == ["no-store", "same-origin", "noindex, nofollow, noarchive"]


def test_an_expired_link_says_what_to_do(visitor: TestClient, link: str, clock: SteppedClock, store: Store) -> None:
    clock.move_to(START + timedelta(days=30))
    answers = [visitor.get(link), visitor.post(f"{link}/pdf")]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert ["gick ut ons 15 nov. 2017 07:00. Be cecilia om en ny" in answer.text for answer in answers] == [True, True]
    assert delivery(store).readings == 0


def test_a_revoked_link_says_what_to_do(coordinator: TestClient, visitor: TestClient, link: str, store: Store) -> None:
    revoked = coordinator.post(f"{PAGE}/deliveries/{delivery(store).id}/revoke")
    answer = visitor.post(f"{link}/pdf")
    assert (revoked.status_code, answer.status_code, "är återkallad" in answer.text) == (303, 410, True)


def test_a_link_is_revoked_once(coordinator: TestClient, link: str, store: Store) -> None:
    assert link
    number = delivery(store).id
    assert [coordinator.post(f"{PAGE}/deliveries/{number}/revoke").status_code for _ in range(2)] == [303, 409]


def test_a_link_that_leads_nowhere_is_told_kindly(visitor: TestClient) -> None:
    answer = visitor.get("/delivered/nobodys")
    assert (answer.status_code, "Kanske kom inte hela adressen med" in answer.text) == (410, True)


def test_who_tries_many_links_waits(visitor: TestClient, link: str) -> None:
    tried = [visitor.get(f"/delivered/guess-{number}").status_code for number in range(21)]
    answer = visitor.get(link)
    assert (tried[-1], answer.status_code, "För många försök." in answer.text) == (429, 429, True)


def test_who_tries_many_links_keeps_nobody_from_signing_in(visitor: TestClient, signed_in: SignIn) -> None:
    for number in range(21):
        visitor.get(f"/delivered/guess-{number}")
    assert signed_in("cecilia").get("/me").status_code == 200


def test_the_link_itself_is_stored_nowhere(link: str, store: Store) -> None:
    secret = link.rpartition("/")[2]
    with store.reading() as session:
        rows = [*session.exec(select(ReportDelivery)), *session.exec(select(AuditEvent))]
    assert [row for row in rows if secret in repr(row)] == []


def test_a_link_shows_its_own_report_only(
    visitor: TestClient, link: str, store: Store, final: int, stage: Stage
) -> None:
    with store.transaction() as session:
        revoke_delivery(session, add_link(session, final)[0], Cause("cecilia", START))
        add_final(session, stage.measurement, language="en")
    answer = visitor.post(f"{link}/pdf")
    assert (answer.content, visitor.get(PAGE).status_code) == (b"%PDF final", 303)
    assert answer.headers["content-disposition"].endswith(f"0685-{quote(WAVE)}.pdf")
