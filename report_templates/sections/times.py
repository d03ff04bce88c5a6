"""Reply times: the bands with Measure 1, and the mean in working hours."""

from fractions import Fraction

from report_templates.bands import measure_1_limit, reply_band_names, window_text
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
from report_templates.content import (
    Chart,
    MeasureBox,
    Paragraph,
    Section,
    Series,
    Table,
)
from report_templates.material import Material, best_areas
from report_templates.phrases import (
    CHANCE,
    LETTERS,
    UNKNOWN,
    counted,
    interval_sentence,
    interval_text,
    listed,
    number_of,
    of_base,
    share_in_words,
)
from scoring.comparison import reference_for
from scoring.figures import Figure
from scoring.rounding import NOTHING, printed, printed_hours, printed_whole_hours, whole

PART = "Resultat e-post"


def reply_times(material: Material) -> Section:
    """Reply bands and Measure 1, both as counted and as the sum of rounded parts (outline 10)."""
    names = reply_band_names(material.method)
    return Section(
        "svarstider",
        PART,
        "Svarstider",
        filled(
            Paragraph(_reply_lead(material), "lead"),
            parts_chart(material, "diagram-svarstider", "Svarstid i arbetstid", "reply_bands", names),
            Paragraph(
                joined(
                    against_previous(material, "measure_1_pct"),
                    against_similar(material, "measure_1_pct"),
                    _always_first(material),
                )
            ),
            Paragraph(_unanswered_share(material)),
            Paragraph(_target(material)),
            measure_1_box(material),
            Paragraph(one_contact_is(material.method.quota.mails), "caution"),
        ),
    )


def _reply_lead(material: Material) -> str:
    figure = material.total("measure_1_pct")
    if figure.value is None:
        return f"Andelen brev som besvarats i tid är {NOTHING}, eftersom inga brev är räknade (n = 0)."
    limit = measure_1_limit(material.method)
    return f"Inom {limit} kom svar på {share_in_words(figure.value, LETTERS)}: {counted(figure)}."


def _always_first(material: Material) -> str:
    always = [
        f"{material.short(str(areas.area))} ({of_base(areas['reply_band_1_pct'])})"
        for areas in material.areas_in_total
        if areas["reply_band_1_pct"].value == Fraction(100)
    ]
    if always:
        band = reply_band_names(material.method)[0].lower()
        return f"{listed(always)} besvarade samtliga brev {band}."
    return best_sentence(material, "measure_1_pct", "högst andel svar i tid")


def _unanswered_share(material: Material) -> str:
    figure, late = material.total("reply_none_pct"), material.total("mails_late_n")
    if figure.value is None:
        return ""
    came = f" Av dem har {number_of(late)} besvarats senare." if late.denominator else ""
    return f"Utan svar inom {window_text(material.method)} blev {counted(figure)}.{came}"


def _target(material: Material) -> str:
    own, target = whole(material.total("measure_1_pct").value), material.method.mail.target_percent
    if own is None:
        return ""
    limit = measure_1_limit(material.method)
    goal = f"Vi rekommenderar att minst {target}\u00a0% av breven besvaras inom {limit}."
    if own >= target:
        return f"{goal} Det målet är nått."
    return f"{goal} Dit är det {target - own} procentenheter kvar."


def measure_1_box(material: Material) -> MeasureBox:
    """Measure 1: the rounded share, and beside it the sum of rounded parts that older printed reports show (8.3)."""
    figure, printed_way = material.total("measure_1_pct"), material.total("measure_1_sum_of_rounded_pct")
    if figure.value is None:
        return measure_box("Mått 1 i KKiK", figure, "Inga brev att räkna på (n = 0).")
    bands = material.figures.total.parts_of("reply_bands")[: material.method.measure_1.bands]
    counts = " + ".join(number_of(band) for band in bands)
    formula = f"({counts}) / {figure.denominator} = {number_of(figure)} av {figure.denominator} brev."
    if len(bands) == 1:
        return measure_box("Mått 1 i KKiK", figure, formula)
    rounded = " + ".join(printed(band) for band in bands)
    return measure_box("Mått 1 i KKiK", figure, formula, _two_ways(figure, printed_way, rounded))


def _two_ways(figure: Figure, printed_way: Figure, rounded: str) -> str:
    if whole(figure.value) == whole(printed_way.value):
        return f"Att lägga ihop de avrundade delarna ger samma värde: {rounded} = {printed(printed_way)}."
    return (
        "Värdet är räknat på antalen och avrundat en gång. Läggs i stället de redan avrundade delarna ihop, som i "
        f"tidigare tryckta rapporter, blir det {rounded} = {printed(printed_way)}. "
        f"Båda bygger på samma {figure.denominator} brev."
    )


def mean_hours(material: Material) -> Section:
    """Mean reply hours: own, previous, others, and the fastest area (outline 11)."""
    figure, median = material.total("mean_hours"), material.total("median_hours")
    if figure.value is None:
        lead = f"Den genomsnittliga svarstiden är {NOTHING}, eftersom inga brev är besvarade (n = 0)."
        spread = ""
    else:
        lead = (
            f"Ett besvarat brev fick sitt svar efter i genomsnitt {printed_whole_hours(figure.value)} arbetstid "
            f"(n\u00a0=\u00a0{figure.denominator} besvarade brev)."
        )
        spread = (
            f"Med en decimal är medelvärdet {printed_hours(figure.value)} och medianen {printed_hours(median.value)}. "
            f"{interval_sentence(figure)}. Medianen påverkas mindre av enstaka mycket långsamma svar."
        )
    return Section(
        "svarstid-i-timmar",
        PART,
        "Svarstid i timmar",
        filled(
            Paragraph(lead, "lead"),
            _hours_chart(material),
            Paragraph(joined(against_previous(material, "mean_hours"), _others_hours(material), _fastest(material))),
            Paragraph(spread),
        ),
    )


def _hours_chart(material: Material) -> Chart:
    own = material.total("mean_hours")
    earlier = reference_for(material.references, "mean_hours", "previous")
    similar = reference_for(material.references, "mean_hours", "similar")
    rows: list[tuple[str, Fraction | None, str, str]] = [
        (material.name, own.value, str(own.denominator), interval_text(own))
    ]
    for name, found in (("Förra mätningen", earlier), ("Likvärdiga kommuner", similar)):
        if found is not None:
            rows.append((name, Fraction(found.value), UNKNOWN, UNKNOWN))
    title = "Genomsnittlig svarstid, besvarade brev"
    return Chart(
        kind="bars",
        id="diagram-svarstid-timmar",
        title=title,
        description=f"{title}: {'; '.join(f'{name} {printed_hours(value)}' for name, value, _, _ in rows)}.",
        unit="timmar",
        categories=tuple(name for name, *_ in rows),
        series=(Series("Arbetstimmar", tuple(value for _, value, _, _ in rows)),),
        table=Table(
            caption=title,
            header=("Mätning", "Arbetstimmar", "n", CHANCE),
            rows=tuple((name, printed_hours(value), n, interval) for name, value, n, interval in rows),
            numeric=(1, 2, 3),
            footnote="n är antalet besvarade brev; för värden från andra mätningar är det inte känt.",
        ),
    )


def _others_hours(material: Material) -> str:
    reference = reference_for(material.references, "mean_hours", "similar")
    if reference is None or reference.low is None or reference.high is None:
        return against_similar(material, "mean_hours")
    spread = (
        f"I de likvärdiga kommunerna är svarstiden mellan {reference.low} och {reference.high}\u00a0timmar, med ett "
        f"snitt på {printed_whole_hours(Fraction(reference.value))}."
    )
    return joined(against_similar(material, "mean_hours"), spread)


def _fastest(material: Material) -> str:
    codes = best_areas(material, "mean_hours")
    if not codes:
        return ""
    figures = [material.figures.area(code)["mean_hours"] for code in codes]
    names = [
        f"{material.short(code)} (n\u00a0=\u00a0{figure.denominator})"
        for code, figure in zip(codes, figures, strict=True)
    ]
    return f"Kortast svarstid har {listed(names)}: {printed_whole_hours(figures[0].value)}."
