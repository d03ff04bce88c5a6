"""Background, purpose, method, execution and comparison: what was done, before what came out of it."""

from report_templates.bands import measure_1_limit, opening_text, window_text
from report_templates.blocks import joined
from report_templates.content import Heading, Listing, Paragraph, Section
from report_templates.language import small
from report_templates.material import Material


def background(material: Material) -> Section:
    """The section that opens the report (outline 3)."""
    say = material.language.say
    return Section(
        id="bakgrund",
        part="",
        heading=say("Bakgrund, syfte, metod och genomförande"),
        blocks=(
            Heading(say("Bakgrund")),
            Paragraph(
                say(
                    "Den som vänder sig till sin kommun med en enkel fråga ska kunna få ett svar utan att behöva veta "
                    "vem som har ansvaret. Den här mätningen visar hur det gick när vi frågade {name} som vanliga "
                    "invånare, per telefon och e-post. Den följer servicemätningen i Kommunens kvalitet i korthet "
                    "(KKiK).",
                    name=material.name,
                )
            ),
            Heading(say("Syfte")),
            Paragraph(
                say(
                    "Rapporten ger kommunen ett underlag för att följa sin egen utveckling, jämföra sig med likvärdiga "
                    "kommuner och välja vad som bör förbättras. Den mäter kommunens service, inte enskilda medarbetare."
                )
            ),
            Heading(say("Metod")),
            *_plan(material),
            Listing(_factors(material)),
            Paragraph(_measures(material)),
            *_execution(material),
            *_comparison(material),
        ),
    )


def _plan(material: Material) -> tuple[Paragraph, ...]:
    rules, language = material.method, material.language
    asked = language.say_many(
        "Frågorna gäller ett område: {areas}.",
        "Frågorna gäller {number} områden: {areas}.",
        len(rules.area),
        number=language.number(len(rules.area)),
        areas=language.listed([small(language.titled(area.name)) for area in rules.area]),
    )
    outside = (
        (
            Paragraph(
                language.say(
                    "{areas} redovisas för sig och räknas inte in i kommunens total.",
                    areas=language.listed(material.left_out),
                )
            ),
        )
        if material.left_out
        else ()
    )
    simple = language.say("Frågorna är sådana som många ställer och som går att besvara på någon minut.")
    return (Paragraph(joined(asked, *_planned(material), simple)), *outside)


def _planned(material: Material) -> tuple[str, ...]:
    """How many contacts each area gets and where they go; only of the channels that the method uses."""
    language, quota = material.language, material.method.quota
    calls = language.say_many("ett samtal", "{number} samtal", quota.calls, number=language.number(quota.calls))
    letters = language.say_many("ett brev", "{number} brev", quota.mails, number=language.number(quota.mails))
    kinds = [words for words, number in ((calls, quota.calls), (letters, quota.mails)) if number]
    if not kinds:
        return ()
    plan = language.say("Planen är {contacts} per område, varje gång med en ny fråga.", contacts=language.listed(kinds))
    return (
        plan,
        language.say("Samtalen går till växeln.") if quota.calls else "",
        language.say("Breven går till kommunens officiella e-postadress.") if quota.mails else "",
    )


def _factors(material: Material) -> tuple[str, ...]:
    say = material.language.say
    return (
        say("Tillgänglighet: hur stor del av samtalen som nådde en handläggare, och hur snabbt."),
        say("Svar på frågan: god, medelgod eller dålig. Ett samtal utan kontakt räknas som ett dåligt svar."),
        say("Information: om samtalet gav mer än bara svaret, till exempel en hänvisning eller ett tips."),
        say("Intresse och engagemang: om den som svarade visade intresse för frågan."),
        say("Bemötande: hur tillmötesgående, trevligt och hjälpsamt mötet var."),
        say(
            "E-post: arbetstid till svar ({opening}), avsändaruppgifter och merinformation.",
            opening=opening_text(material.method, material.language),
        ),
    )


def _measures(material: Material) -> str:
    return material.language.say(
        "Mått 1 är andelen brev som besvarats inom {limit}, mått 2 andelen samtal som nått en handläggare inom "
        "{seconds} sekunder och mått 3 bemötandet. Ett dygn är här en arbetsdag. Ett brev utan svar inom {window} "
        "räknas som obesvarat. Hur varje värde har räknats fram står i kapitlet Så räknades det.",
        limit=measure_1_limit(material.method, material.language),
        seconds=material.method.measure_2.seconds,
        window=window_text(material.method, material.language),
    )


def _execution(material: Material) -> tuple[Heading | Paragraph, ...]:
    first, last, language = material.subject.first_day, material.subject.last_day, material.language
    total = material.figures.total
    made = language.say(
        "Mätningen gjordes {period} ({weeks}).",
        period=language.period(first, last),
        weeks=language.weeks(first, last),
    )
    calls, letters = total["calls_n"].denominator, total["mails_n"].denominator
    counted = language.say(
        "I totalen ingår {calls} och {letters}.",
        calls=language.say_many("{n} samtal", "{n} samtal", calls),
        letters=language.say_many("{n} brev", "{n} brev", letters),
    )
    bounced = total["mails_bounced_n"].denominator
    lost = language.say_many(
        "Ytterligare ett brev kom inte fram och ingår inte i någon andel.",
        "Ytterligare {number} brev kom inte fram och ingår inte i någon andel.",
        bounced,
        number=language.number(bounced),
    )
    graded = language.say("Intervjuarna bedömde varje samtal direkt efter att det avslutats.")
    return (
        Heading(language.say("Genomförande")),
        Paragraph(joined(made, counted, lost if bounced else "", graded if calls else "")),
    )


def _comparison(material: Material) -> tuple[Heading | Paragraph, ...]:
    people, language = material.subject.population, material.language
    heading = Heading(language.say("Jämförelse"))
    group = material.around.similar
    if not material.similar_text and group is not None and group.municipalities:
        few = language.say("För få andra kommuner är mätta med nog många kontakter för ett snitt att jämföra med.")
        return (heading, Paragraph(few))
    if not material.similar_text:
        none = language.say("För den här mätomgången finns inga jämförelsevärden från andra kommuner inlagda.")
        return (heading, Paragraph(none))
    own = (
        ""
        if people is None
        else language.say("{name} har {people} invånare.", name=material.name, people=language.grouped(people))
    )
    compared = language.say(
        "Kommunens resultat jämförs med snittet för likvärdiga kommuner: {similar}. Snittet är det ovägda medelvärdet "
        "av kommunernas resultat. Där ett jämförelsevärde saknas står ett streck.",
        similar=material.similar_text,
    )
    return (heading, Paragraph(joined(compared, own)))
