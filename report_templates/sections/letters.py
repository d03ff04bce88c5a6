"""What the replies were like, and the letters that got none: sender details, reply quality, unanswered letters."""

from fractions import Fraction

from report_templates.bands import window_text
from report_templates.blocks import (
    against_previous,
    against_similar,
    filled,
    joined,
    parts_chart,
)
from report_templates.content import (
    Chart,
    Example,
    Letter,
    Letters,
    Paragraph,
    Section,
    Series,
    Table,
)
from report_templates.grammar.rules import Noun
from report_templates.language import capital, number_of
from report_templates.material import Material
from report_templates.sections.both_bases import both_bases
from report_templates.sections.times import part
from scoring.comparison import reference_for
from scoring.figures import Figure
from shopper.texts import mark


def sender(material: Material) -> Section:
    """Sender details (outline 12)."""
    figure, language = material.total("complete_sender_pct"), material.language
    names = [capital(language.sender(word)) for word in material.method.mail.sender]
    lead = _reply_lead(material, figure, mark("Fullständiga avsändaruppgifter fanns i {share}: {counted}."))
    return Section(
        "avsandare",
        part(material),
        language.say("Avsändare"),
        filled(
            Paragraph(lead, "lead"),
            parts_chart(material, "diagram-avsandare", language.say("Avsändaruppgifter i svaren"), "sender", names),
            Paragraph(joined(against_previous(material, figure.key), _against(material, figure.key))),
            Paragraph(
                language.say(
                    "Fullständiga uppgifter är namn, befattning eller förvaltning, kommun och telefonnummer. Till "
                    "övrigt räknas svar med bara ett namn, eller ännu mindre. En gemensam signatur för alla "
                    "handläggare är en enkel åtgärd, och målet bör vara att varje svar har den."
                )
            ),
            *both_bases(material, figure.key),
        ),
    )


def _reply_lead(material: Material, figure: Figure, sentence: str) -> str:
    language = material.language
    if figure.value is None:
        return language.say("Det finns inga bedömda svar att räkna på (n = 0).")
    return language.say(sentence, share=language.share_of(figure, Noun.ANSWERS), counted=language.counted(figure))


def _against(material: Material, key: str) -> str:
    """The comparison, with the range of the others where it is known."""
    reference = reference_for(material.references, key, "similar")
    text = against_similar(material, key)
    if reference is None or reference.low is None or reference.high is None:
        return text
    spread = material.language.say(
        "Likvärdiga kommuner har mellan {low} och {high}.",
        low=reference.low,
        high=material.language.percent(Fraction(reference.high)),
    )
    return joined(text, spread)


def reply_quality(material: Material) -> Section:
    """Extra information in the replies, with one good example (outline 13)."""
    figure, say = material.total("extra_information_pct"), material.language.say
    return Section(
        "svarskvalitet",
        part(material),
        say("Svarskvalitet"),
        filled(
            Paragraph(_reply_lead(material, figure, mark("I {share} fanns mer än själva svaret: {counted}.")), "lead"),
            _quality_chart(material, figure),
            Paragraph(joined(against_previous(material, figure.key), _against(material, figure.key))),
            Paragraph(
                say(
                    "Merinformation är till exempel en länk, en hänvisning till rätt sida eller ett tips om något nära "
                    "det som frågan gällde."
                )
            ),
            *both_bases(material, figure.key),
            *_example(material),
        ),
    )


def _quality_chart(material: Material, figure: Figure) -> Chart:
    language, reference = material.language, reference_for(material.references, figure.key, "similar")
    rows = [(material.name, figure.value, number_of(figure), str(figure.denominator), language.interval(figure))]
    if reference is not None:
        unknown = (language.unknown,) * 3
        rows.append((language.say("Likvärdiga kommuner"), Fraction(reference.value), *unknown))
    title, say = language.say("Svar med merinformation"), language.say
    return Chart(
        kind="bars",
        id="diagram-svarskvalitet",
        title=title,
        description=f"{title}: {'; '.join(f'{row[0]} {language.percent(row[1])}' for row in rows)}.",
        unit="%",
        categories=tuple(row[0] for row in rows),
        series=(Series(say("Andel"), tuple(row[1] for row in rows)),),
        table=Table(
            caption=title,
            header=(say("Kommun"), say("Andel"), say("Antal"), "n", language.chance),
            rows=tuple((name, language.percent(value), *rest) for name, value, *rest in rows),
            numeric=(1, 2, 3, 4),
            footnote=say("n är antalet bedömda svar.")
            if reference is None
            else say("n är antalet bedömda svar; för andra kommuner är det inte känt."),
        ),
    )


def _example(material: Material) -> tuple[Example, ...]:
    say = material.language.say
    if material.example is None:
        return ()
    return (
        Example(
            area_short=material.short(material.example.area),
            question=material.example.question,
            reply=tuple(line for line in material.example.text.splitlines() if line.strip()),
            comment=joined(
                material.example.remark or say("Svaret hjälper den som frågat att komma vidare."),
                say("Namn och nummer är borttagna."),
            ),
        ),
    )


def _letter_note(material: Material, area: str, *, answered_late: bool) -> str:
    say = material.language.say
    return joined(
        say("Besvarat efter fristen.") if answered_late else "",
        "" if material.method.area_named(area).in_total else say("Räknas inte i totalen."),
    )


def unanswered(material: Material) -> Section:
    """The letters without an answer (outline 14): those of the total, then those of other areas."""
    language, found = material.language, material.figures.unanswered
    letters = tuple(
        Letter(
            material.method.area_named(letter.area).name,
            letter.question,
            language.moment(letter.sent_at.astimezone(material.subject.zone)),
            _letter_note(material, letter.area, answered_late=letter.answered_late),
        )
        for letter in found
    )
    nothing = (
        language.say("Alla brev fick svar inom {window}.", window=window_text(material.method, language))
        if any(figures["mails_n"].denominator for figures in material.figures.areas)
        else language.say("Det finns inga brev att räkna på (n = 0).")
    )
    lead = (
        language.say_many(
            "Det här brevet fick inget svar inom {window}. Tiden är den lokala tiden då det skickades.",
            "De här breven fick inget svar inom {window}. Tiden är den lokala tiden då vart och ett skickades.",
            len(letters),
            window=window_text(material.method, language),
        )
        if letters
        else nothing
    )
    return Section(
        "obesvarade-brev",
        part(material),
        language.say("Obesvarade brev"),
        (Paragraph(lead, "lead"), *((Letters(letters),) if letters else ())),
    )
