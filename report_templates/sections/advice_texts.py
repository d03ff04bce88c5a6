"""The advice in words: one line a topic for the summary, and a list a topic for its own section.

The content follows what municipalities that got better told that they had done (method study, source S3).
"""

from report_templates.advice import Topic
from report_templates.language import Language


def advice_short(language: Language, topic: Topic) -> str:
    """One line on what to do, for the hurried reader."""
    say = language.say
    lines: dict[Topic, str] = {
        "letters": say("Bestäm vem som ser till att varje brev får svar, och inom vilken tid."),
        "contact": say("Utse personer i varje förvaltning som tar emot växelns samtal."),
        "answer": say("Samla svaren på vanliga frågor där alla som svarar i telefon hittar dem."),
        "courtesy": say("Öva samtal i grupp och kom överens om hur man svarar."),
        "sender": say("Inför en gemensam signatur för alla som svarar."),
        "more": say("Svara med en länk eller ett tips om nästa steg, inte bara med svaret."),
        "speed": say("Skriv svarsmallar för de vanligaste frågorna, så att fler får svar samma dag."),
    }
    return lines[topic]


def advice_lines(language: Language, topic: Topic) -> tuple[str, ...]:
    """What has helped others with this, as a list."""
    lines = {
        "letters": _letters,
        "contact": _contact,
        "answer": _answer,
        "courtesy": _courtesy,
        "sender": _sender,
        "more": _more,
        "speed": _speed,
    }
    return lines[topic](language)


def _letters(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say(
            "Låt ledningen sätta ett mål som går att mäta, till exempel att 95 % av breven besvaras inom två dygn, och "
            "följ upp det flera gånger mellan mätningarna."
        ),
        say(
            "Gå igenom de obesvarade breven område för område. Ofta är det enskilda brevlådor eller överlämningar som "
            "brister, inte hela kommunen."
        ),
        say(
            "Skriv en kort riktlinje som gäller alla: svarstid, vem som skickar vidare, vem som får kopia och vad ett "
            "svar ska innehålla."
        ),
        say(
            "Ge någon i uppgift att bevaka den gemensamma brevlådan, skicka frågan till rätt handläggare och se efter "
            "att svaret verkligen går i väg."
        ),
    )


def _contact(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say("Utse personer i varje förvaltning som har ansvar för att ta emot samtal från växeln, även vid lunch."),
        say(
            "Låt växeln följa ett kopplat samtal tills någon svarar, och ta tillbaka det när ingen gör det, så att den "
            "som ringer inte blir lämnad."
        ),
        say("Korta talsvar och knappval. Det är en människas röst som räknas, inte en inspelad."),
        say(
            "Låt växeln och förvaltningarnas kontaktpersoner träffas regelbundet och gå igenom var samtalen fastnar. "
            "Tiderna då samtal inte nådde fram visar var man kan börja."
        ),
    )


def _answer(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say(
            "Samla svar på vanliga frågor på ett ställe som både växel, kundtjänst och handläggare använder, och låt "
            "dem fylla på när en ny fråga dyker upp."
        ),
        say(
            "Bestäm hur stor del av frågorna som ska få svar i första samtalet, och mät det löpande i varje "
            "förvaltning. En kommun hade 65 % som mål."
        ),
        say("Låt en kundtjänst eller ett medborgarkontor ta frågor som växeln inte kan svara på, ett område i taget."),
    )


def _courtesy(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say(
            "Kom överens om hur man svarar i telefon, vad man säger när man inte vet, och hur man lämnar över ett "
            "samtal."
        ),
        say("Öva på verkliga situationer i små grupper, gärna enkelt och utan prestige."),
        say("Lyft fram goda exempel: en person eller grupp som gjort det lilla extra."),
        say("Ta med bemötande i kravprofilen när någon som möter invånare anställs."),
    )


def _sender(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say(
            "Lägg in en gemensam signatur i e-postprogrammet: namn, befattning, förvaltning, kommun och telefonnummer."
        ),
        say("Ta med signaturen i introduktionen av nya medarbetare, och kontrollera den en gång om året."),
    )


def _more(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say("Skriv svarsmallar med länk till rätt sida, och med det som nästan alla frågar om härnäst."),
        say("Lägg samma frågor och svar på webbplatsen, så att den som svarar har något att hänvisa till."),
        say("Ta som vana att avsluta samtalet med en fråga: var det något mer jag kan hjälpa till med?"),
    )


def _speed(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say("Skriv svarsmallar för de vanligaste frågorna och visa alla var de finns."),
        say("Dela ut brev redan på morgonen och efter lunch, i stället för en gång om dagen."),
        say("Följ svarstiden per förvaltning och tala om den på arbetsplatsträffarna."),
    )
