"""The interface in two languages: every text of a template can be translated, and the choice is kept."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jinja2 import nodes

from shopper.store import Store
from shopper.tables.people import User
from tests.web.conftest import SignIn
from tests.web.stage import Stage
from web.language import use_language
from web.pages import PAGES

TEMPLATES = sorted(Path("web/templates").glob("*.html"))
LETTER = re.compile(r"[^\W\d_]{2,}")
SPOKEN = re.compile(r'(?:aria-label|title|alt|placeholder)="([^"{]*)"')
OUTSIDE_THE_LANGUAGE = {
    "shopper wave create",
    "shopper mail account",
    'shopper user add "',
    '" --role interviewer',
    "SHA-256",
}


def bare_texts(template: Path) -> list[str]:
    """Words that stand in a template outside of any tag and any translation."""
    tree = PAGES.parse(template.read_text(encoding="utf-8"))
    # What Jinja fills in stands between two pieces of data: a mark keeps the tags around it whole.
    data = "\x00".join(node.data for node in tree.find_all(nodes.TemplateData))
    spoken = [text for text in SPOKEN.findall(data) if LETTER.search(text)]
    without_tags = re.sub(r"<[^>]*>", "\n", data)
    texts = [line.strip(" \x00()[]:") for line in without_tags.replace("\x00", "\n").splitlines()]
    return [text for text in [*spoken, *texts] if LETTER.search(text) and text not in OUTSIDE_THE_LANGUAGE]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.stem)
def test_no_text_of_a_template_is_beyond_translation(template: Path) -> None:
    assert bare_texts(template) == []


def test_the_chosen_language_is_kept_for_the_next_sign_in(signed_in: SignIn, store: Store) -> None:
    browser = signed_in("anna")
    browser.post("/language", data={"language": "en", "next": "/calls"})
    here = browser.get("/calls").text
    browser.post("/sign-out")
    browser.cookies.clear()
    later = signed_in("anna").get("/calls").text
    with store.reading() as session:
        stored = session.get_one(User, 1).language
    assert ('<html lang="en" ' in here, "My calls" in here, "My calls" in later, stored) == (True, True, True, "en")


def test_two_visitors_each_have_their_own_language(signed_in: SignIn) -> None:
    english, swedish = signed_in("anna"), signed_in("bo")
    english.post("/language", data={"language": "en"})
    titles = [re.findall("<title>(.*?)</title>", browser.get("/calls").text) for browser in (english, swedish, english)]
    assert titles == [["My calls – Service measurement"], ["Mina samtal – Servicemätning"], titles[0]]


def test_an_error_page_speaks_the_visitors_language(visitor: TestClient) -> None:
    visitor.post("/language", data={"language": "en"})
    assert "There is no such page, or it is not yours to see." in visitor.get("/nowhere").text


def test_an_unknown_language_is_swedish(visitor: TestClient) -> None:
    visitor.post("/language", data={"language": "tlh"})
    assert '<html lang="sv" ' in visitor.get("/sign-in").text


def test_the_wording_of_a_question_is_never_translated(interviewer: TestClient, stage: Stage) -> None:
    interviewer.post("/language", data={"language": "en"})
    html = interviewer.get(f"/calls/{stage.due_call}").text
    assert ("Ask like this" in html, "Hej! Jag undrar hur man" in html) == (True, True)


def test_a_constant_word_is_spoken_in_the_language_of_each_reader() -> None:
    template = PAGES.from_string('{{ "official_at" | word("stamp") }}')
    said = []
    for language in ("en", "sv", "en"):
        use_language(language)
        said.append(template.render())
    use_language("sv")
    assert said == ["Official", "Handläggare", "Official"]
