"""Replies that show we may have been seen through, and replies that only use the same words."""

from pathlib import Path

import pytest

from mail_probe.evidence.detection import suspects
from mail_probe.message import parse
from mail_probe.quote import split

CORPUS = Path(__file__).parent / "corpus"

SEEN_THROUGH = (
    "Är detta en undersökning?",
    "Hej! Är det här ett test av vår service?",
    "Ingår detta i en servicemätning?",
    "Detta verkar vara ett testmejl.",
    "Är det KKiK som mäter igen?",
    "Vi undrar om ni mäter våra svarstider.",
    "Är det någon mystery shopper som skriver?",
    "Din fråga ser ut att ingå i en undersökning av kommunens service.",
    "Mejlet känns som en mätning.",
    "Gör ni en undersökning?",
    "Er dette en undersøgelse?",
    "Er det en servicemåling I laver?",
    "Måler I vores svartider?\nI måler vores svartider.",
    "Er dette en undersøkelse?",
    "Dere tester vår service, ikke sant.",
    "Is this a survey?",
    "Are you testing our response times?",
    "This looks like a mystery shopping exercise.",
    "Your email seems to be part of an audit.",
    "Ist dies eine Umfrage?",
    "Testen Sie unsere Antwortzeiten?",
    "Ihre Anfrage ist Teil einer Untersuchung? Ihre Anfrage scheint ein Test zu sein.",
    "Hej,\n\nvi svarar gärna men undrar om detta\när en undersökning av kommunen.\n\nMvh",
)
ONLY_THE_WORDS = (
    "Undersökningen hos tandläkaren är gratis för barn.",
    "Din undersökning hos barnmorskan bokas på telefon.",
    "Vi mäter bullret vid vägen varje vår.",
    "Ni mäter själva avståndet till tomtgränsen.",
    "Mätning av radon beställer du hos miljökontoret.",
    "Detta är en fråga för vårdcentralen, där gör de en undersökning.",
    "Provtagning av vattnet gör du själv, testresultatet kommer efter en vecka.",
    "Kommunen gör varje år en medborgarundersökning.",
    "Du får gärna svara på vår enkät om hur nöjd du är.",
    "Kontrollerar ni brandvarnaren en gång om året räcker det.",
    "Är detta en bostad eller ett fritidshus?",
    "Du testar vattnet med en provburk som hämtas hos oss.",
    "Undersøgelsen hos tandplejen er gratis.",
    "Du måler selv afstanden til skel.",
    "Please take our survey about this visit.",
    "The water test is done by the council. This is part of a larger park.",
    "Die Untersuchung beim Zahnarzt ist kostenlos.",
    "Das Amt prüft Ihren Antrag und unsere Kollegen melden sich.",
)


@pytest.mark.parametrize("text", SEEN_THROUGH)
def test_a_reply_that_asks_whether_it_is_measured_is_told(text: str) -> None:
    assert suspects(text) is not None


@pytest.mark.parametrize("text", ONLY_THE_WORDS)
def test_the_words_of_daily_work_are_no_suspicion(text: str) -> None:
    assert suspects(text) is None


def test_the_sentence_is_given_as_it_was_written() -> None:
    assert suspects("Hej!\nÄr detta en undersökning?\nMvh Karin") == "Är detta en undersökning?"


def test_a_long_sentence_is_cut() -> None:
    assert len(suspects("Är detta en undersökning " + "av allt " * 60) or "") == 120


def test_no_ordinary_mail_of_the_corpus_is_suspected() -> None:
    texts = {file.stem: split(parse(file.read_bytes()).text).visible for file in CORPUS.glob("*.eml")}
    assert {name: found for name, text in texts.items() if (found := suspects(text))} == {}
