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
NOTHING = "Inget förslag. Kryssa om det ändå står i brevet."
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


def plain(html: str) -> str:
    """The piece of the page as a reader sees it, without its keys."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<kbd>.*?</kbd>", "", html)).split())


def proposed_details(browser: TestClient, letter: int) -> list[str]:
    """Each detail of the sender with what is proposed for it."""
    html = browser.get(f"/letters/{letter}").text
    return [plain(label) for label in re.findall(r'<label[^>]* for="there-\w+">(.*?)</label>', html, re.DOTALL)]


def proposed_extras(browser: TestClient, letter: int) -> list[str]:
    """What is proposed as more than the bare answer."""
    html = browser.get(f"/letters/{letter}").text
    found = html[html.index("Kan vara mer än svaret") :].partition("</ul>")[0]
    return [plain(line) for line in re.findall(r"<li>(.*?)</li>", found, re.DOTALL)]


def test_each_detail_shows_what_was_found_and_where(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL)
    assert proposed_details(coordinator, stage.answered_letters[0]) == [
        "För- och efternamn Kan vara: Karin Berg (signaturen, rad 2)",
        "Titel eller funktion Kan vara: Bygglovshandläggare (signaturen, rad 3)",
        f"Förvaltning eller enhet {NOTHING}",
        "Kommun Kan vara: Vetlanda kommun (signaturen, rad 4)",
        "Telefon Kan vara: 0383-970 00 (signaturen, rad 5)",
    ]


def test_links_and_files_are_the_reasons_for_extra_information(
    coordinator: TestClient, store: Store, stage: Stage
) -> None:
    reply_with(store, stage.answered_letters[0], FULL, file="karta.pdf")
    assert proposed_extras(coordinator, stage.answered_letters[0]) == [
        "Länk: https://www.vetlanda.test/bygglov (utanför signaturen)",
        "Bilaga: karta.pdf (bifogad fil)",
    ]


def test_what_was_not_found_says_so(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], "Nej.\n\nMvh\nKontaktcenter", sender="Svar från kommunen")
    details = proposed_details(coordinator, stage.answered_letters[0])
    assert (details, proposed_extras(coordinator, stage.answered_letters[0])) == (
        [
            f"För- och efternamn {NOTHING}",
            "Titel eller funktion Kan vara: Kontaktcenter (signaturen, rad 2)",
            f"Förvaltning eller enhet {NOTHING}",
            f"Kommun {NOTHING}",
            f"Telefon {NOTHING}",
        ],
        ["Inga länkar eller bilagor utanför signaturen. Tips i löpande text ser bara du."],
    )


def test_nothing_is_chosen_for_the_person(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL)
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    assert ("checked" in html, html.count('type="radio"'), html.count('type="checkbox" id="there-')) == (False, 6, 5)


def test_a_proposed_link_cannot_be_followed(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL)
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    assert 'href="https://www.vetlanda.test' not in html


@pytest.mark.parametrize("text", ["", "Mvh\n<script>alert(1)</script> Berg", "Mvh\nKarin\u202eBerg Ek"])
def test_what_a_stranger_wrote_is_shown_as_text(text: str, coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], text)
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    assert ("<script>alert" in html, "\u202e" in html) == (False, False)


def test_a_graded_letter_shows_its_grade(coordinator: TestClient, stage: Stage) -> None:
    letter = stage.answered_letters[0]
    coordinator.post(f"/letters/{letter}", data={"sender": "other", "extra_information": "no"})
    html = coordinator.get(f"/letters/{letter}").text
    assert ("Spara och visa nästa" in html, "Övrigt</dd>" in html) == (False, True)


def test_the_reply_brings_its_files_to_the_page(coordinator: TestClient, store: Store, stage: Stage) -> None:
    reply_with(store, stage.answered_letters[0], FULL, file="karta.pdf")
    html = coordinator.get(f"/letters/{stage.answered_letters[0]}").text
    links = re.findall(r'href="(/mails/\d+/attachments/0)"', html)
    assert [coordinator.get(link).content for link in links] == [b"%PDF-1.4"]
