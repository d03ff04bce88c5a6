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
from report_templates.material import Material
from report_templates.phrases import (
    ANSWERS,
    CHANCE,
    UNKNOWN,
    capital,
    counted,
    interval_text,
    moment,
    number_of,
    share_in_words,
)
from scoring.comparison import reference_for
from scoring.figures import Figure
from scoring.rounding import NOTHING, printed_percent
from scoring.words import sender_word

PART = "Resultat e-post"


def sender(material: Material) -> Section:
    """Sender details (outline 12)."""
    figure = material.total("complete_sender_pct")
    names = [capital(sender_word(word)) for word in material.method.mail.sender]
    lead = (
        f"Fullständiga avsändaruppgifter fanns i {share_in_words(figure.value, ANSWERS)}: {counted(figure)}."
        if figure.value is not None
        else f"Andelen är {NOTHING}, eftersom inga brev är besvarade (n = 0)."
    )
    return Section(
        "avsandare",
        PART,
        "Avsändare",
        filled(
            Paragraph(lead, "lead"),
            parts_chart(material, "diagram-avsandare", "Avsändaruppgifter i svaren", "sender", names),
            Paragraph(joined(against_previous(material, figure.key), _against(material, figure.key))),
            Paragraph(
                "Fullständiga uppgifter är namn, befattning eller förvaltning, kommun och telefonnummer. Till övrigt "
                "räknas svar med bara ett namn, eller ännu mindre. En gemensam signatur för alla handläggare är en "
                "enkel åtgärd, och målet bör vara att varje svar har den."
            ),
        ),
    )


def _against(material: Material, key: str) -> str:
    """The comparison, with the range of the others where it is known."""
    reference = reference_for(material.references, key, "similar")
    text = against_similar(material, key)
    if reference is None or reference.low is None or reference.high is None:
        return text
    return f"{text} Likvärdiga kommuner har mellan {reference.low} och {printed_percent(Fraction(reference.high))}."


def reply_quality(material: Material) -> Section:
    """Extra information in the replies, with one good example (outline 13)."""
    figure = material.total("extra_information_pct")
    lead = (
        f"I {share_in_words(figure.value, ANSWERS)} fanns mer än själva svaret: {counted(figure)}."
        if figure.value is not None
        else f"Andelen är {NOTHING}, eftersom inga brev är besvarade (n = 0)."
    )
    return Section(
        "svarskvalitet",
        PART,
        "Svarskvalitet",
        filled(
            Paragraph(lead, "lead"),
            _quality_chart(material, figure),
            Paragraph(joined(against_previous(material, figure.key), _against(material, figure.key))),
            Paragraph(
                "Merinformation är till exempel en länk, en hänvisning till rätt sida eller ett tips om något nära det "
                "som frågan gällde."
            ),
            *_example(material),
        ),
    )


def _quality_chart(material: Material, figure: Figure) -> Chart:
    reference = reference_for(material.references, figure.key, "similar")
    rows = [(material.name, figure.value, number_of(figure), str(figure.denominator), interval_text(figure))]
    if reference is not None:
        rows.append(("Likvärdiga kommuner", Fraction(reference.value), UNKNOWN, UNKNOWN, UNKNOWN))
    title = "Svar med merinformation"
    return Chart(
        kind="bars",
        id="diagram-svarskvalitet",
        title=title,
        description=f"{title}: {'; '.join(f'{row[0]} {printed_percent(row[1])}' for row in rows)}.",
        unit="%",
        categories=tuple(row[0] for row in rows),
        series=(Series("Andel", tuple(row[1] for row in rows)),),
        table=Table(
            caption=title,
            header=("Kommun", "Andel", "Antal", "n", CHANCE),
            rows=tuple((name, printed_percent(value), *rest) for name, value, *rest in rows),
            numeric=(1, 2, 3, 4),
            footnote="n är antalet besvarade brev; för andra kommuner är det inte känt.",
        ),
    )


def _example(material: Material) -> tuple[Example, ...]:
    if material.example is None:
        return ()
    return (
        Example(
            area_short=material.short(material.example.area),
            question=material.example.question,
            reply=tuple(line for line in material.example.text.splitlines() if line.strip()),
            comment="Svaret hjälper den som frågat att komma vidare. Namn och nummer är borttagna.",
        ),
    )


def _outside(material: Material, area: str) -> str:
    return "" if material.method.area_named(area).in_total else "Räknas inte i totalen."


def unanswered(material: Material) -> Section:
    """The letters without an answer (outline 14): those of the total, then those of other areas."""
    letters = tuple(
        Letter(
            material.method.area_named(letter.area).name,
            letter.question,
            moment(letter.sent_at.astimezone(material.subject.zone)),
            joined("Besvarat efter fristen." if letter.answered_late else "", _outside(material, letter.area)),
        )
        for letter in material.figures.unanswered
    )
    figure = material.total("acknowledged_pct")
    known = f" Ankomsten bekräftades för {counted(figure)}." if figure.value is not None else ""
    lead = (
        f"De här breven fick inget svar inom {window_text(material.method)}. Tiden är lokal tid då brevet skickades."
        if letters
        else "Inga obesvarade brev finns i mätningen."
    )
    return Section(
        "obesvarade-brev",
        PART,
        "Obesvarade brev",
        (
            Paragraph(lead, "lead"),
            *((Letters(letters),) if letters else ()),
            Paragraph(
                "En bekräftelse på att brevet kommit fram eller skickats vidare är bra service men inget svar, och den "
                f"räknas därför inte som ett.{known}"
            ),
        ),
    )
