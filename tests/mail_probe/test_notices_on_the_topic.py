"""A short notice that names what was asked about is no sure answer: it goes to the desk and stops no clock."""

import pytest

from mail_probe.kind import Certainty, Kind, classify
from mail_probe.message import parse

LETTER = (
    "From: Lena Holm <lena.holm@kommun.example>\r\nTo: karin.ek@brevlada.example\r\nSubject: Sv: Bygglov altan\r\n"
    "In-Reply-To: <abc@brevlada.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "{words}\r\n\r\nMed vänlig hälsning\r\nLena Holm\r\n\r\n"
    "Från: Karin Ek <karin.ek@brevlada.example>\r\nSkickat: den 3 oktober 2026 14:21\r\n"
    "Till: Kommunen <kommunen@kommun.example>\r\nÄmne: Bygglov altan\r\n\r\n"
    "Hej! Behöver jag bygglov för en altan på 20 kvm?\r\n"
)
NOTICES = (
    "Din fråga har landat hos mig. Jag måste stämma av med en kollega på bygglovsenheten innan jag kan ge dig besked.",
    "Hej! Bygglovshandläggaren är tyvärr sjuk denna vecka, så ditt svar dröjer till nästa vecka.",
    "Hej! Vi är underbemannade på bygglovsenheten just nu och ber om tålamod gällande din fråga om altan.",
    "Det är många som hör av sig just nu så det kan dröja innan vi kan svara. Vi tar din altan i tur och ordning.",
    "Hej! Din fråga kommer att tas upp på vårt möte på torsdag och därefter får du besked om altanen.",
    "Hej! Jag har lagt in din fråga om altan i vårt ärendehanteringssystem.",
    "Hej! Detta får bygglovsenheten svara på, jag lägger till dem som mottagare här i mejltråden om altanen.",
    "Hej! Jag slutar på kommunen på fredag men bygglovsenheten tar hand om din fråga om altanen.",
    "Min e-post läses inte under vecka 41-42. Mejla bygglovsenheten för frågor om bygglov och altan.",
    "Hej! Jag är föräldraledig från och med den 1 september. Frågor om bygglov hanteras av Per Berg.",
)
ANSWERS = (
    "Hej! Vi svarar inte på bygglovsfrågor via mejl. Ring bygglovsenheten på telefontid måndag till torsdag 9-11.",
    "Hej! En altan räknas inte som byggnad, så bygglov krävs bara om den är hög eller har tak.",
    "Nej det behöver du inte.",
    "Hej! Du kan boka uteplatsen, den är ledig den 12 oktober, och någon altan behöver du inte bygga.",
)


@pytest.mark.parametrize("words", NOTICES)
def test_a_notice_that_names_the_topic_is_no_sure_answer(words: str) -> None:
    judgement = classify(parse(LETTER.format(words=words).encode()))
    assert judgement.kind != Kind.ANSWER or judgement.certainty == Certainty.UNSURE


@pytest.mark.parametrize("words", ANSWERS)
def test_a_short_answer_with_something_to_say_stays_a_certain_one(words: str) -> None:
    judgement = classify(parse(LETTER.format(words=words).encode()))
    assert (judgement.kind, judgement.certainty) == (Kind.ANSWER, Certainty.CERTAIN)


def test_a_bounce_that_calls_itself_a_reply_and_comes_from_an_ordinary_sender_goes_to_the_desk() -> None:
    mail = (
        "From: Post <post@kommun.example>\r\nAuto-Submitted: auto-replied\r\n"
        "Subject: Ditt meddelande kunde inte levereras\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        "Ditt meddelande kunde inte levereras. Mottagarens postlåda är full.\r\n"
    )
    judgement = classify(parse(mail.encode()))
    assert (judgement.kind, judgement.certainty) == (Kind.BOUNCE, Certainty.UNSURE)
