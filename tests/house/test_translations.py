"""The check of the catalogues notices every way in which a catalogue falls behind the pages."""

import pytest
from babel.messages.catalog import Catalog

from scripts.update_translations import faults_of, shown_texts


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


def test_texts_of_templates_and_of_code_are_found() -> None:
    origins = {location[0].rpartition(".")[2] for message in shown_texts() for location in message.locations}
    assert origins == {"html", "py"}
