"""The check of the catalogues notices every way in which a catalogue falls behind the pages."""

import pytest
from babel.messages.catalog import Catalog

from scripts.update_translations import INTERFACE, REPORTS, Speaker, faults_of, marked_texts, shown_texts


def catalogue(*rows: tuple[str, str]) -> Catalog:
    """A catalogue of texts with their translations."""
    made = Catalog()
    for text, translation in rows:
        made.add(text, translation)
    return made


@pytest.mark.parametrize(
    ("stored", "faults"),
    [
        (catalogue(("Skrivbord", "Desk")), []),
        (catalogue(), ["'Skrivbord' is missing"]),
        (catalogue(("Skrivbord", "Desk"), ("Gammalt", "Old")), ["'Gammalt' is shown nowhere"]),
        (catalogue(("Skrivbord", "")), ["'Skrivbord' is not translated"]),
    ],
    ids=["complete", "missing", "obsolete", "untranslated"],
)
def test_a_catalogue_that_falls_behind_is_noticed(stored: Catalog, faults: list[str]) -> None:
    assert list(faults_of(stored, catalogue(("Skrivbord", "")))) == faults


@pytest.mark.parametrize(
    ("text", "translation", "faults"),
    [
        ("{n} av {base}", "{n} of {base}", 0),
        ("{n} av {base}", "{n} of {bases}", 1),
        ("%(day)s är stängd", "closed", 1),
        (("Ett brev", "{n} brev"), ("One e-mail", "{n} e-mails"), 0),
        (("{n} brev", "{n} brev"), ("An e-mail", "{n} e-mails"), 0),
        (("Ett brev", "{n} brev"), ("One e-mail", "Many e-mails"), 1),
        (("Ett brev", "{n} brev"), ("{m} e-mail", "{n} e-mails"), 1),
    ],
)
def test_a_translation_with_other_values_is_noticed(
    text: str | tuple[str, str], translation: str | tuple[str, str], faults: int
) -> None:
    stored, shown = Catalog(), Catalog()
    stored.add(text, translation)
    shown.add(text)
    assert len(list(faults_of(stored, shown))) == faults


@pytest.mark.parametrize("speaker", [INTERFACE, REPORTS], ids=["interface", "reports"])
def test_texts_of_templates_and_of_code_are_found(speaker: Speaker) -> None:
    origins = {location[0].rpartition(".")[2] for message in shown_texts(speaker) for location in message.locations}
    assert origins == {"html", "py"}


def test_a_text_inside_the_values_of_another_is_found() -> None:
    code = 'say("A {b}", b=", ".join(language.say("B") for _ in found), c=many("C", "D", 2), d=other("E"), f=say(name))'
    found = marked_texts(code, {"say": None, "many": (1, 2)})
    assert set(found) == {"A {b}", "B", ("C", "D")}
