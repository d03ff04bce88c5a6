"""Where the visible answer ends: attributions, header blocks and separators in five languages."""

import time

import pytest

from mail_probe.quote import Split, split

SECONDS_ALLOWED = 1.0
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
    '>>> "Anna Ek" <anna@brevlada.example> 10/3/2017 2:05 PM >>>\nHej!',
    ">>> On 2017-10-03 at 14:05, in message <1@brevlada.example>, Anna Ek wrote:\nHej!",
    "Den tisdag 3 oktober 2017 14:05:12 CEST, Anna Ek <anna@brevlada.example> skrev:\n\nHej!",
    "2017-10-03 14:05 GMT+02:00 Anna Ek <anna@brevlada.example>:\n\n> Hej!",
    "2017-10-03 14:05 GMT+02:00 Anna Ek <anna@brevlada.example>:\nHej!",
    "Den tirs. 3. okt. 2017 kl. 14.05 skrev Anna Ek <\nanna@brevlada.example>:\n\n> Hej",
    "Am Di., 3. Okt. 2017 um 14:05 Uhr schrieb Anna Ek <anna@brevlada.example>:\nHallo",
    "Anna Ek skrev den 2017-10-03 14:05:\nHej!",
    "Anna Ek schrieb am 03.10.2017 um 14:05:\nHallo",
    "Anna Ek wrote on 03/10/2017 14:05:\nHi",
    "> 3 okt. 2017 kl. 14:05 skrev Anna Ek <anna@brevlada.example>:\n> \n> Hej!",
    "Från: Anna Ek <anna@brevlada.example>\nDatum: tisdag 3 oktober 2017 14:05\nTill: Bygglov\nÄmne: Lov\n\nHej!",
    "Från: Anna Ek <anna@brevlada.example> Skickat: den 3 oktober 2017 14:05 Till: Bygglov Ämne: Lov\n\nHej!",
    "Fra: Anna Ek\nSendt: 3. oktober 2017 14:05\nTil: Kommune\nEmne: Skur\n\nHej",
    "Frå: Anna Ek\nSendt: tysdag\nTil: Postmottak\nEmne: Bod\n\nHei",
    "Mottaget: 2017-10-03 14:05\nFrån: anna@brevlada.example\nÄrende: Bygglov\n\nHej!",
    "Avsändare: Anna Ek\nInkom: 2017-10-03 14:05\nÄmne: Bygglov\n\nHej!",
    "---- Din fråga ----\nHej!",
    "--- Tidigare meddelanden ---\nHej!",
    "-------- Originalmeddelande --------\nFrån: Anna Ek\nDatum: 2017-10-03 14:05 (GMT+01:00)\n\nHej!",
    "-------- Ursprungligt meddelande --------\nÄmne: Lov\nDatum: Tue, 3 Oct 2017\nFrån: Anna Ek\n\nHej!",
    "-------- Weitergeleitete Nachricht --------\nBetreff: Haus\n\nHallo",
    "-------- Videresendt besked --------\nHej",
    "---- Anna Ek skrev ----\n\nHej!",
    "-----Anna Ek/Privat skrev: -----\nTill: Bygglov\nFrån: Anna Ek\n\nHej!",
    "-----Anna Ek wrote: -----\nTo: Permits\n\nHi",
    "Anna Ek <anna@brevlada.example>\n2017-10-03 14:05\n\nTill\n\tBygglov\nKopia\n\nÄmne\n\tLov\n\nHej!",
    "2017-10-03 14:05\nTo\nPermits\ncc\n\nSubject\nShed\n\nHi",
    "________________________________\nVon: Anna Ek\nGesendet: Dienstag, 3. Oktober 2017\nAn: Bauamt\n\nHallo",
    "------------------------------\n*From:* Anna Ek\n*Sent:* Tuesday\n*To:* Permits\n\nHi",
    "Start på videresendt besked:\n\nHej",
    "Anfang der weitergeleiteten Nachricht:\n\nHallo",
]


@pytest.mark.parametrize("history", HISTORY)
def test_history_is_cut_and_the_signature_stays(history: str) -> None:
    assert split(f"{ANSWER}\n\n{history}") == Split(ANSWER, history)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hej!\nTill: busstationen tar du linje 3.\nDatum: måndagar.",
        "Så här går bussen:\nFrån: Torget\nTill: Sjukhuset\nDatum: vardagar",
        "Från: torget går bussen.\nHälsningar",
        "Du skrev att du undrade över tre saker:\nLov, avgift och tid.",
        "Så här skrev nämnden:\nInget lov behövs.",
        "--\nKarin Berg\n----------\nKommun",
        "Ja -> se sidan 3.",
        "Den 3 oktober 2017 skrev du till oss och undrade:\nOm lov behövs. Det gör det inte.",
        "Du skrev den 3 oktober 2017 att du undrade över två saker:\nLov och avgift.",
        "Nämnden skrev i sitt svar:\nInget lov behövs.",
        "Vi har öppet så här:\n2017-10-03\nTill klockan 16.\nÄmnen tas upp i tur och ordning.",
        "Kontakta bygglov@kommun.example\nTill och med fredag.",
        "----------\nKarin Berg\nTel: 0383-970 00",
        "Din fråga:\nBehövs lov?\nVårt svar:\nNej.",
    ],
)
def test_a_text_without_history_stays_whole(text: str) -> None:
    assert split(text) == Split(text, "")


HOSTILE = {
    "blank_lines": "\n" * 200_000,
    "field_words": "Från: a\n" * 5_000,
    "field_words_in_one_line": "Från: Till: " * 50_000,
    "rules": "-----\n" * 100_000,
    "one_rule": "-" * 500_000,
    "one_rule_with_names": "-- " + "din fråga " * 50_000,
    "verbs": "-- " + "skrev " * 100_000,
    "attributions": "Den 3 skrev \n" * 100_000,
    "groupwise": ">>> " + "1 " * 200_000,
    "addresses": "2017-10-03 14:05 <a@b" * 50_000 + ":",
    "notes": "2017-10-03\n" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_takes_long(name: str) -> None:
    began = time.perf_counter()
    split(HOSTILE[name])
    assert time.perf_counter() - began < SECONDS_ALLOWED


def test_an_answer_below_the_quote_is_visible() -> None:
    assert split("Den 3 okt. 2017 skrev Anna:\n> Behövs lov?\n> Anna\n\nNej.") == Split(
        "Nej.", "Den 3 okt. 2017 skrev Anna:\n> Behövs lov?\n> Anna"
    )


def test_answers_between_quoted_lines_are_visible() -> None:
    assert split("> Behövs lov?\nNej.\n> Kostar det?\nJa.") == Split("Nej.\nJa.", "> Behövs lov?\n> Kostar det?")
