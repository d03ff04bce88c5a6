"""Where the visible answer ends: attributions, header blocks and separators in five languages."""

import pytest

from mail_probe.quote import Split, split

ANSWER = "Hej!\n\nNej, det behövs inte.\n\nMed vänlig hälsning\nKarin Berg\nTel 0383-970 00"
HISTORY = [
    "Den tis 3 okt. 2017 kl 14:05 skrev Anna Ek <anna@brevlada.example>:\n\n> Hej!",
    "3 okt. 2017 kl. 14:05 skrev Anna Ek <anna@brevlada.example>:\n\nHej!",
    "Den 2017-10-03 kl. 14:05, skrev Anna Ek:\n> Hej!",
    "Den 3 oktober 2017 kl. 14:05 skrev Anna Ek\n<anna.maria.ek@brevlada.example>:\nHej!",
    "Anna Ek <anna@brevlada.example> skrev:\nHej!",
    "On Tue, Oct 3, 2017 at 2:05 PM Anna Ek <anna@brevlada.example> wrote:\n\n> Hi!",
    "Am 03.10.2017 um 14:05 schrieb Anna Ek:\n> Hallo",
    "Den 3. okt. 2017 kl. 14.05 skrev Anna Ek <anna@brevlada.example>:\nHej",
    "tir. 3. okt. 2017 kl. 14:05 skrev Anna Ek <anna@brevlada.example>:\n\nHei",
    "Från: Anna Ek\nSkickat: den 3 oktober 2017 14:05\nTill: Bygglov\nÄmne: Lov\n\nHej!",
    "*Från:* Anna Ek\n*Skickat:* den 3 oktober 2017 14:05\n*Till:* Bygglov\n*Ämne:* Lov\n\nHej!",
    "________________________________\nFrån: Anna Ek\nSkickat: den 3 oktober 2017 14:05\nTill: Bygglov\n\nHej!",
    "From: Anna Ek\nSent: Tuesday\nTo: Permits\nSubject: Shed\n\nHi",
    "Von: Anna Ek\nGesendet: Dienstag\nAn: Bauamt\nBetreff: Haus\n\nHallo",
    "Fra: Anna Ek\nSendt: tirsdag\nTil: Postmottak\nEmne: Bod\n\nHei",
    "-----Ursprungligt meddelande-----\nHej!",
    "---- Ursprungligt meddelande ----\nMottaget: 2017-10-03\nHej!",
    "-----Original Message-----\nHi",
    "-----Oprindelig meddelelse-----\nHej",
    "-----Opprinnelig melding-----\nHei",
    "-----Ursprüngliche Nachricht-----\nHallo",
    "Vidarebefordrat brev:\n\nHej!",
    "---------- Forwarded message ---------\nHi",
    ">>> Anna Ek 2017-10-03 14:05 >>>\nHej!",
]


@pytest.mark.parametrize("history", HISTORY)
def test_history_is_cut_and_the_signature_stays(history: str) -> None:
    assert split(f"{ANSWER}\n\n{history}") == Split(ANSWER, history)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hej!\nTill: busstationen tar du linje 3.\nDatum: måndagar.",
        "Från: torget går bussen.\nHälsningar",
        "Du skrev att du undrade över tre saker:\nLov, avgift och tid.",
        "Så här skrev nämnden:\nInget lov behövs.",
        "--\nKarin Berg\n----------\nKommun",
        "Ja -> se sidan 3.",
    ],
)
def test_a_text_without_history_stays_whole(text: str) -> None:
    assert split(text) == Split(text, "")


def test_an_answer_below_the_quote_is_visible() -> None:
    assert split("Den 3 okt. 2017 skrev Anna:\n> Behövs lov?\n> Anna\n\nNej.") == Split(
        "Nej.", "Den 3 okt. 2017 skrev Anna:\n> Behövs lov?\n> Anna"
    )


def test_answers_between_quoted_lines_are_visible() -> None:
    assert split("> Behövs lov?\nNej.\n> Kostar det?\nJa.") == Split("Nej.\nJa.", "> Behövs lov?\n> Kostar det?")
