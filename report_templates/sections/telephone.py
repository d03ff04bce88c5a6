"""The telephone half: availability with Measure 2, the three graded factors, and courtesy with Measure 3."""

from report_templates.bands import contact_band_names
from report_templates.blocks import (
    against_previous,
    against_similar,
    best_sentence,
    few_an_area,
    filled,
    joined,
    measure_box,
    parts_chart,
)
from report_templates.content import Block, MeasureBox, Paragraph, Section
from report_templates.grammar.rules import Noun
from report_templates.language import capital, number_of
from report_templates.material import Material
from report_templates.quotes import quotes_about
from report_templates.sections.both_bases import both_bases
from report_templates.subject import Factor
from scoring.call_figures import base_of, scale_of
from shopper.method_parts import Base
from shopper.texts import mark

BASE_NOUNS: dict[Base, Noun] = {"all": Noun.CALLS, "contacts": Noun.CONTACTS, "answered": Noun.ANSWERED}

_IDS: dict[Factor, str] = {"information": "information", "interest": "intresse", "courtesy": "bemotande"}


def part(material: Material) -> str:
    """The heading that these sections stand under in the contents."""
    return material.language.say("Resultat telefon")


def availability(material: Material) -> Section:
    """Contact bands, contact share and Measure 2 (outline 5)."""
    say = material.language.say
    names = contact_band_names(material.method, material.language)
    return Section(
        "tillganglighet",
        part(material),
        say("Tillgänglighet"),
        filled(
            Paragraph(_contact_lead(material), "lead"),
            parts_chart(material, "diagram-tillganglighet", say("Kontakt med handläggare"), "contact_bands", names),
            Paragraph(
                joined(
                    against_previous(material, "contact_pct"),
                    against_similar(material, "contact_pct"),
                    best_sentence(material, "contact_pct", mark("Oftast kontakt fick vi inom {areas}: {value}.")),
                )
            ),
            Paragraph(
                say(
                    "Tiden räknas tills en handläggare svarar. Ett erbjudande om att bli uppringd, ett talsvar eller "
                    "en telefonsvarare är ingen kontakt, och intervjuarna lämnar inga meddelanden."
                )
            ),
            measure_2_box(material),
            Paragraph(few_an_area(material, "calls_n", material.method.quota.calls), "caution"),
        ),
    )


def _contact_lead(material: Material) -> str:
    contact, language = material.total("contact_pct"), material.language
    if contact.value is None:
        return language.say("Det finns inga samtal att räkna på (n = 0).")
    values = {"share": language.share_of(contact, Noun.CALLS), "counted": language.counted(contact)}
    if not contact.numerator:
        return language.say("I {share} fick vi tala med en handläggare: {counted}.", **values)
    within = [language.printed(share) for share in material.figures.total.parts_of("contact_bands")[:-1]]
    return language.say(
        "I {share} fick vi tala med en handläggare: {counted}, fördelat på tidsintervallen {parts}.",
        parts=" + ".join(within),
        **values,
    )


def measure_2_box(material: Material) -> MeasureBox:
    """Measure 2, and beside it the stricter reading (method study 2.2)."""
    figure, strict = material.total("measure_2_pct"), material.total("measure_2_answered_pct")
    language, title = material.language, material.language.say("Mått 2 i KKiK")
    if not figure.denominator:
        return measure_box(material, title, figure, language.say("Inga samtal att räkna på (n = 0)."))
    formula = language.say_many(
        "{part} av {n} samtal nådde en handläggare inom {seconds} sekunder.",
        "{part} av {n} samtal nådde en handläggare inom {seconds} sekunder.",
        figure.denominator,
        part=number_of(figure),
        seconds=material.method.measure_2.seconds,
    )
    note = language.say(
        "Räknas bara de samtal där frågan dessutom blev besvarad är andelen {counted}.",
        counted=language.counted(strict),
    )
    return measure_box(material, title, figure, formula, note)


def answer(material: Material) -> Section:
    """Whether the question was answered (outline 6)."""
    figure, language = material.total("answer_good_share_pct"), material.language
    heading = language.say("Svar på frågan")
    return Section(
        "svar-pa-fragan",
        part(material),
        heading,
        filled(
            Paragraph(
                _good_lead(
                    material, "answer", Noun.CALLS, mark("I {share} fick vi ett gott svar på frågan: {counted}.")
                ),
                "lead",
            ),
            _grades_chart(material, "answer", heading),
            Paragraph(_why_poor(material)),
            Paragraph(
                joined(
                    against_previous(material, figure.key),
                    against_similar(material, figure.key),
                    best_sentence(material, figure.key, mark("Oftast ett gott svar fick vi inom {areas}: {value}.")),
                )
            ),
            *both_bases(material, figure.key),
            *quotes_about(material, "answer"),
        ),
    )


def _why_poor(material: Material) -> str:
    """How many poor answers are calls that reached nobody."""
    poor, none = material.figures.total.parts_of("answer")[-1], material.total("contact_none_pct")
    language, never = material.language, int(none.numerator)
    if poor.value is None:
        return ""
    share = language.say("Andelen dåliga svar är {counted}.", counted=language.counted(poor))
    if not poor.numerator or not never:
        return share
    if poor.numerator == never:
        nobody = language.say_many(
            "Det samtalet nådde aldrig en handläggare, och då står den som ringer utan svar.",
            "Inget av de samtalen nådde en handläggare, och då står den som ringer utan svar.",
            never,
        )
        return joined(share, nobody)
    unreached = language.say_many(
        "Ett av de samtalen nådde aldrig en handläggare, och då står den som ringer utan svar.",
        "Av de samtalen nådde {n} aldrig en handläggare, och då står den som ringer utan svar.",
        never,
    )
    others = language.say_many(
        "I det återstående kunde den vi talade med inte svara, eller hade inte ansvar för frågan.",
        "I övriga {n} kunde den vi talade med inte svara, eller hade inte ansvar för frågan.",
        int(poor.numerator) - never,
    )
    return joined(share, unreached, others)


def information(material: Material) -> Section:
    """Whether the call gave more than the bare answer (outline 7)."""
    return _graded(
        material,
        "information",
        mark("Information"),
        mark("I {share} uppfattades informationen som god: {counted}."),
        mark("God information är mer än själva svaret: en hänvisning, ett tips eller en idé att gå vidare med."),
    )


def interest(material: Material) -> Section:
    """Interest in the asker (outline 8)."""
    return _graded(
        material,
        "interest",
        mark("Intresse och engagemang"),
        mark("I {share} var intresset och engagemanget gott: {counted}."),
        mark(
            "Bedömningen skiljer den som svarar av plikt från den som visar intresse för frågan och för den som frågar."
        ),
    )


def courtesy(material: Material) -> Section:
    """Courtesy with Measure 3 (outline 9)."""
    both = "very_good" in material.method.measure_3.good
    section = _graded(
        material,
        "courtesy",
        mark("Bemötande"),
        mark("I {share} var bemötandet gott eller mycket gott: {counted}.")
        if both
        else mark("I {share} var bemötandet gott: {counted}."),
        mark("Intervjuarna bedömer om den som svarar är tillmötesgående, trevlig, hjälpsam och trovärdig."),
    )
    return Section(section.id, section.part, section.heading, (*section.blocks, measure_3_box(material)))


def measure_3_box(material: Material) -> MeasureBox:
    """Measure 3 with its sum of points written out, or as the share of good grades until 2015."""
    figure, rules, language = material.total("measure_3_pct"), material.method.measure_3, material.language
    title, calls = language.say("Mått 3 i KKiK"), len(figure.ids)
    if not calls:
        return measure_box(material, title, figure, language.say("Inga besvarade samtal att räkna på (n = 0)."))
    if rules.rule == "good_share":
        formula = language.say_many(
            "{part} av {n} bedömt samtal fick ett gott bemötande.",
            "{part} av {n} bedömda samtal fick ett gott bemötande.",
            calls,
            part=number_of(figure),
        )
        return measure_box(material, title, figure, formula)
    note = language.say(
        "{points}. Summan delas med högsta möjliga.",
        points=capital(
            ", ".join(
                language.say_many(
                    "{grade} {n} poäng", "{grade} {n} poäng", rules.points[grade], grade=language.grade(grade)
                )
                for grade in material.method.call.courtesy
            )
        ),
    )
    return measure_box(material, title, figure, _points_written_out(material), note)


def _points_written_out(material: Material) -> str:
    """How the points add up: `(15 x 3 + 9 x 2) / (24 x 3) = 63 / 72 poäng, n = 24 samtal`."""
    figure, points = material.total("measure_3_pct"), material.method.measure_3.points
    shares = zip(material.method.call.courtesy, material.figures.total.parts_of("courtesy"), strict=True)
    terms = " + ".join(f"{number_of(share)}\u00a0\u00d7\u00a0{points[grade]}" for grade, share in shares)
    calls = len(figure.ids)
    return material.language.say_many(
        "({terms}) / ({n}\u00a0\u00d7\u00a0{most}) = {sum} / {base} poäng, n\u00a0=\u00a0{n} samtal.",
        "({terms}) / ({n}\u00a0\u00d7\u00a0{most}) = {sum} / {base} poäng, n\u00a0=\u00a0{n} samtal.",
        calls,
        terms=terms,
        most=max(points.values()),
        sum=number_of(figure),
        base=figure.denominator,
    )


def _graded(material: Material, factor: Factor, heading: str, lead: str, criterion: str) -> Section:
    """A graded factor; the heading, the lead and the criterion are marked texts."""
    say, key = material.language.say, f"{factor}_good_share_pct"
    noun = BASE_NOUNS[base_of(material.method, factor)]
    return Section(
        _IDS[factor],
        part(material),
        say(heading),
        filled(
            Paragraph(_good_lead(material, factor, noun, lead), "lead"),
            Paragraph(say(criterion)),
            _grades_chart(material, factor, say(heading)),
            Paragraph(
                joined(
                    against_previous(material, key),
                    against_similar(material, key),
                    best_sentence(material, key, mark("Oftast gott betyg fick {areas}: {value}.")),
                )
            ),
            *both_bases(material, key),
            *quotes_about(material, factor),
        ),
    )


def _good_lead(material: Material, factor: Factor, noun: Noun, sentence: str) -> str:
    figure, language = material.total(f"{factor}_good_share_pct"), material.language
    if figure.value is None:
        return language.say("Det finns inga {things} att bedöma (n = 0).", things=language.plural(noun))
    return language.say(sentence, share=language.share_of(figure, noun), counted=language.counted(figure))


def _grades_chart(material: Material, factor: Factor, heading: str) -> Block:
    names = [capital(material.language.grade(grade)) for grade in scale_of(material.method, factor)]
    return parts_chart(material, f"diagram-{factor}", heading, factor, names)
