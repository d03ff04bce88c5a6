"""Background, purpose, method, execution and comparison: what was done, before what came out of it."""

from report_templates.bands import measure_1_limit, opening_text, window_text
from report_templates.content import Heading, Listing, Paragraph, Section
from report_templates.material import Material
from report_templates.phrases import grouped, listed, number_word, period, small, weeks


def background(material: Material) -> Section:
    """The section that opens the report (outline 3)."""
    return Section(
        id="bakgrund",
        part="",
        heading="Bakgrund, syfte, metod och genomförande",
        blocks=(
            Heading("Bakgrund"),
            Paragraph(
                "Den som vänder sig till sin kommun med en enkel fråga ska kunna få ett svar utan att behöva veta vem "
                f"som har ansvaret. Den här mätningen visar hur det gick när vi frågade {material.name} som vanliga "
                "invånare, per telefon och e-post. Den följer servicemätningen i Kommunens kvalitet i korthet (KKiK)."
            ),
            Heading("Syfte"),
            Paragraph(
                "Rapporten ger kommunen ett underlag för att följa sin egen utveckling, jämföra sig med likvärdiga "
                "kommuner och välja vad som bör förbättras. Den mäter kommunens service, inte enskilda medarbetare."
            ),
            *_method(material),
            *_execution(material),
            *_comparison(material),
        ),
    )


def _method(material: Material) -> tuple[Heading | Paragraph | Listing, ...]:
    rules = material.method
    names = [small(area.name) for area in rules.area]
    areas = " samt ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    outside = (
        (Paragraph(f"{listed(material.left_out)} redovisas för sig och räknas inte in i kommunens total."),)
        if material.left_out
        else ()
    )
    return (
        Heading("Metod"),
        Paragraph(
            f"Frågorna gäller {number_word(len(rules.area))} områden: {areas}. Planen är "
            f"{number_word(rules.quota.calls)} samtal och {number_word(rules.quota.mails)} brev per område, varje gång "
            "med en ny fråga. Samtalen går till växeln och breven till kommunens officiella e-postadress. Frågorna är "
            "sådana som många ställer och som går att besvara på någon minut."
        ),
        *outside,
        Listing(
            (
                "Tillgänglighet: hur stor del av samtalen som nådde en handläggare, och hur snabbt.",
                "Svar på frågan: god, medelgod eller dålig. Ett samtal utan kontakt räknas som ett dåligt svar.",
                "Information: om samtalet gav mer än bara svaret, till exempel en hänvisning eller ett tips.",
                "Intresse och engagemang: om den som svarade visade intresse för frågan.",
                "Bemötande: hur tillmötesgående, trevligt och hjälpsamt mötet var.",
                f"E-post: arbetstid till svar ({opening_text(rules)}), avsändaruppgifter och merinformation.",
            )
        ),
        Paragraph(
            f"Mått 1 är andelen brev som besvarats inom {measure_1_limit(rules)}, mått 2 andelen samtal som nått en "
            f"handläggare inom {rules.measure_2.seconds} sekunder och mått 3 bemötandet. Ett dygn är här en arbetsdag. "
            f"Ett brev utan svar inom {window_text(rules)} räknas som obesvarat. Hur varje värde har räknats fram står "
            "i kapitlet Så räknades det."
        ),
    )


def _execution(material: Material) -> tuple[Heading | Paragraph, ...]:
    first, last = material.subject.first_day, material.subject.last_day
    total = material.figures.total
    bounced = total["mails_bounced_n"].denominator
    lost = f" {number_word(bounced).capitalize()} brev kom inte fram och ingår inte i någon andel." if bounced else ""
    return (
        Heading("Genomförande"),
        Paragraph(
            f"Mätningen gjordes {period(first, last)} ({weeks(first, last)}). I totalen ingår "
            f"{total['calls_n'].denominator} samtal och {total['mails_n'].denominator} brev.{lost} "
            "Intervjuarna bedömde varje samtal direkt efter att det avslutats."
        ),
    )


def _comparison(material: Material) -> tuple[Heading | Paragraph, ...]:
    people = material.subject.population
    own = "" if people is None else f" {material.name} har {grouped(people)} invånare."
    if not material.similar_text:
        return (
            Heading("Jämförelse"),
            Paragraph("För den här mätomgången finns inga jämförelsevärden från andra kommuner inlagda."),
        )
    return (
        Heading("Jämförelse"),
        Paragraph(
            f"Kommunens resultat jämförs med snittet för likvärdiga kommuner: {material.similar_text}. Snittet är det "
            f"ovägda medelvärdet av kommunernas resultat. Där ett jämförelsevärde saknas står ett streck.{own}"
        ),
    )
