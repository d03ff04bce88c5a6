"""What the page for grading proposes: read from the reply, marked as a proposal, and never chosen for anybody."""

import re
from email.message import EmailMessage

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from shopper.store import Store
from shopper.tables.mail import InboundMail
from tests.web.stage import Stage

SIGNATURE = "Med vänlig hälsning\nKarin Berg\nBygglovshandläggare\nVetlanda kommun\nTel 0383-970 00\nwww.vetlanda.test"
FULL = f"Hej!\n\nNej. Läs mer på https://www.vetlanda.test/bygglov.\n\n{SIGNATURE}"


def reply_with(store: Store, letter: int, text: str, sender: str = "Vetlanda kommun", file: str = "") -> None:
    """The letter's reply is this text instead, with a file of this name."""
    mail = EmailMessage()
    mail["From"] = f"{sender} <kommunen@vetlanda.test>"
    mail.set_content(text)
    if file:
        mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename=file)
    with store.transaction() as session:
        stored = session.exec(select(InboundMail).where(col(InboundMail.mail_probe_id) == letter)).one()
        stored.raw = mail.as_bytes()
        session.add(stored)


def proposal(browser: TestClient, letter: int) -> list[str]:
    """The proposal's lines as a reader sees them."""
    html = browser.get(f"/letters/{letter}").text
    section = html[html.index('id="proposal"') :].partition("</section>")[0]
    lines = re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", section, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", f"{label}: {value}").split()) for label, value in lines]


def test_the_proposal_says_what_was_found_and_where(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL, file="karta.pdf")
    assert proposal(coordinator, stage.answered_letters[0]) == [
        "Namn: Karin Berg (signaturen, rad 2)",
        "Titel: Bygglovshandläggare (signaturen, rad 3)",
        "Kommun: Vetlanda kommun (signaturen, rad 4)",
        "Telefon: 0383-970 00 (signaturen, rad 5)",
        "Förslag till bedömning: Fullständiga uppgifter: namn, telefon och förvaltning",
        "Länk: https://www.vetlanda.test/bygglov (utanför signaturen)",
        "Bilaga: karta.pdf (bifogad fil)",
    ]


def test_the_proposal_says_what_was_not_found(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], "Nej.\n\nMvh\nKontaktcenter", sender="Svar från kommunen")
    assert proposal(coordinator, stage.answered_letters[0]) == [
        "Funktion: Kontaktcenter (signaturen, rad 2)",
        "Förslag till bedömning: Övrigt (hittade inte för- och efternamn, kommun, telefon)",
        "Mer än svaret: Inga länkar eller bilagor utanför signaturen. Tips i löpande text ser bara du.",
    ]


def test_a_reply_that_names_nobody_says_so(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], "Nej, det behövs inte i ert fall.", sender="info")
    assert proposal(coordinator, stage.answered_letters[0])[0] == "Avsändare: Inga uppgifter hittades."


def test_nothing_is_chosen_for_the_person(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL)
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    assert ("checked" in html, html.count('type="radio"')) == (False, 6)


def test_a_proposed_link_cannot_be_followed(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL)
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    assert 'href="https://www.vetlanda.test' not in html


@pytest.mark.parametrize("text", ["", "Mvh\n<script>alert(1)</script> Berg", "Mvh\nKarin\u202eBerg Ek"])
def test_what_a_stranger_wrote_is_shown_as_text(text: str, coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], text)
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    assert ("<script>alert" in html, "\u202e" in html) == (False, False)


def test_a_graded_letter_shows_its_grade_and_no_proposal(coordinator: TestClient, stage: Stage) -> None:
    letter = stage.answered_letters[0]
    coordinator.post(f"/letters/{letter}", data={"sender": "other", "extra_information": "no"})
    html = coordinator.get(f"/letters/{letter}").text
    assert ('id="proposal"' in html, "Övrigt" in html) == (False, True)


def test_the_reply_brings_its_files_to_the_page(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL, file="karta.pdf")
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    links = re.findall(r'href="(/mails/\d+/attachments/0)"', html)
    assert [coordinator.get(link).content for link in links] == [b"%PDF-1.4"]
