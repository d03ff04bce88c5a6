"""The telephone half: availability with Measure 2, the three graded factors, and courtesy with Measure 3."""

from report_templates.bands import contact_band_names
from report_templates.blocks import (
    against_previous,
    against_similar,
    best_sentence,
    filled,
    joined,
    measure_box,
    one_contact_is,
    parts_chart,
)
from report_templates.content import Block, MeasureBox, Paragraph, Section
from report_templates.material import Material
from report_templates.phrases import (
    ANSWERED,
    CALLS,
    CONTACTS,
    Noun,
    capital,
    counted,
    neuter,
    number_of,
    share_in_words,
)
from report_templates.quotes import quotes_about
from report_templates.subject import Factor
from scoring.figures import Figure
from scoring.rounding import NOTHING, printed
from scoring.words import grade_word
from shopper.method_parts import Base

PART = "Resultat telefon"

BASE_NOUNS: dict[Base, Noun] = {"all": CALLS, "contacts": CONTACTS, "answered": ANSWERED}


def availability(material: Material) -> Section:
    """Contact bands, contact share and Measure 2 (outline 5)."""
    names = contact_band_names(material.method)
    return Section(
        "tillganglighet",
        PART,
        "Tillgänglighet",
        filled(
            Paragraph(_contact_lead(material), "lead"),
            parts_chart(material, "diagram-tillganglighet", "Kontakt med handläggare", "contact_bands", names),
            Paragraph(
                joined(
                    against_previous(material, "contact_pct"),
                    against_similar(material, "contact_pct"),
                    best_sentence(material, "contact_pct", "Högst andel kontakt"),
                )
            ),
            Paragraph(
                "Tiden räknas tills en handläggare svarar. Ett erbjudande om att bli uppringd, ett talsvar eller en "
                "telefonsvarare är ingen kontakt, och intervjuarna lämnar inga meddelanden."
            ),
            measure_2_box(material),
            Paragraph(one_contact_is(material.method.quota.calls), "caution"),
        ),
    )


def _contact_lead(material: Material) -> str:
    contact = material.total("contact_pct")
    if contact.value is None:
        return f"Andelen samtal med kontakt är {NOTHING}, eftersom inga samtal är räknade (n = 0)."
    within = [printed(part) for part in material.figures.total.parts_of("contact_bands")[:-1]]
    return (
        f"I {share_in_words(contact.value, CALLS)} fick vi tala med en handläggare: {counted(contact)}, fördelat på "
        f"tidsintervallen {' + '.join(within)}."
    )


def measure_2_box(material: Material) -> MeasureBox:
    """Measure 2, and beside it the stricter reading (method study 2.2)."""
    figure, strict = material.total("measure_2_pct"), material.total("measure_2_answered_pct")
    seconds = material.method.measure_2.seconds
    formula = (
        f"{number_of(figure)} av {figure.denominator} samtal nådde en handläggare inom {seconds} sekunder."
        if figure.denominator
        else "Inga samtal att räkna på (n = 0)."
    )
    note = f"Räknas bara de samtal där frågan dessutom blev besvarad är andelen {counted(strict)}."
    return measure_box("Mått 2 i KKiK", figure, formula, note if figure.denominator else "")


def answer(material: Material) -> Section:
    """Whether the question was answered (outline 6)."""
    figure, poor = material.total("answer_good_share_pct"), material.figures.total.parts_of("answer")[-1]
    none = material.total("contact_none_pct")
    why = (
        f"Andelen dåliga svar är {counted(poor)}. Av de samtalen nådde {number_of(none)} aldrig en handläggare, och då "
        "står den som ringer utan svar. I övriga kunde den vi talade med inte svara, eller hade inte ansvar för frågan."
        if poor.value is not None
        else ""
    )
    return Section(
        "svar-pa-fragan",
        PART,
        "Svar på frågan",
        filled(
            Paragraph(_good_lead(material, figure, CALLS, "fick vi ett gott svar på frågan"), "lead"),
            _grades_chart(material, "answer", "Svar på frågan"),
            Paragraph(why),
            Paragraph(
                joined(
                    against_previous(material, figure.key),
                    against_similar(material, figure.key),
                    best_sentence(material, figure.key, "högst andel goda svar"),
                )
            ),
            *quotes_about(material, "answer"),
        ),
    )


def information(material: Material) -> Section:
    """Whether the call gave more than the bare answer (outline 7)."""
    return _graded(
        material,
        "information",
        "Information",
        "uppfattades informationen som god",
        "God information är mer än själva svaret: en hänvisning, ett tips eller en idé att gå vidare med.",
    )


def interest(material: Material) -> Section:
    """Interest in the asker (outline 8)."""
    return _graded(
        material,
        "interest",
        "Intresse och engagemang",
        "var intresset och engagemanget gott",
        "Bedömningen skiljer den som svarar av plikt från den som visar intresse för frågan och den som ställer den.",
    )


def courtesy(material: Material) -> Section:
    """Courtesy with Measure 3 (outline 9)."""
    good = " eller ".join(neuter(grade_word(word)) for word in reversed(material.method.measure_3.good))
    section = _graded(
        material,
        "courtesy",
        "Bemötande",
        f"var bemötandet {good}",
        "Intervjuarna bedömer om den som svarar är tillmötesgående, trevlig, hjälpsam och trovärdig.",
    )
    return Section(section.id, section.part, section.heading, (*section.blocks, measure_3_box(material)))


def measure_3_box(material: Material) -> MeasureBox:
    """Measure 3 with its sum of points written out, or as the share of good grades until 2015."""
    figure, rules = material.total("measure_3_pct"), material.method.measure_3
    calls = len(figure.ids)
    if not calls:
        return measure_box("Mått 3 i KKiK", figure, "Inga besvarade samtal att räkna på (n = 0).")
    if rules.rule == "good_share":
        formula = f"{number_of(figure)} av {calls} bedömda samtal fick ett gott bemötande."
        return measure_box("Mått 3 i KKiK", figure, formula)
    most = max(rules.points.values())
    parts = zip(material.method.call.courtesy, material.figures.total.parts_of("courtesy"), strict=True)
    counts = [(grade, number_of(part)) for grade, part in parts]
    terms = " + ".join(f"{number}\u00a0\u00d7\u00a0{rules.points[grade]}" for grade, number in counts)
    formula = (
        f"({terms}) / ({calls}\u00a0\u00d7\u00a0{most}) = {number_of(figure)} / {figure.denominator} poäng, "
        f"n\u00a0=\u00a0{calls} samtal."
    )
    words = ", ".join(f"{grade_word(grade)} {rules.points[grade]} poäng" for grade, _ in counts)
    return measure_box("Mått 3 i KKiK", figure, formula, f"{capital(words)}. Summan delas med högsta möjliga.")


def _graded(material: Material, factor: Factor, heading: str, verb: str, criterion: str) -> Section:
    figure = material.total(f"{factor}_good_share_pct")
    bases: dict[str, Base] = {
        "information": material.method.call.information_base,
        "interest": material.method.call.interest_base,
        "courtesy": material.method.call.courtesy_base,
    }
    return Section(
        {"information": "information", "interest": "intresse", "courtesy": "bemotande"}[factor],
        PART,
        heading,
        filled(
            Paragraph(_good_lead(material, figure, BASE_NOUNS[bases[factor]], verb), "lead"),
            Paragraph(criterion),
            _grades_chart(material, factor, heading),
            Paragraph(
                joined(
                    against_previous(material, figure.key),
                    against_similar(material, figure.key),
                    best_sentence(material, figure.key, "högst andel goda betyg"),
                )
            ),
            *quotes_about(material, factor),
        ),
    )


def _good_lead(material: Material, figure: Figure, noun: Noun, verb: str) -> str:
    if figure.value is None:
        return f"Andelen är {NOTHING}, eftersom det inte finns några {material.language.plural(noun)} att bedöma (n = 0)."
    return f"I {share_in_words(figure.value, noun)} {verb}: {counted(figure)}."


def _grades_chart(material: Material, factor: Factor, heading: str) -> Block:
    scales = {
        "answer": material.method.call.answer,
        "information": material.method.call.information,
        "interest": material.method.call.interest,
        "courtesy": material.method.call.courtesy,
    }
    names = [capital(grade_word(grade)) for grade in scales[factor]]
    return parts_chart(material, f"diagram-{factor}", heading, factor, names)
