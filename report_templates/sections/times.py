"""Reply times: the bands with Measure 1, and the mean in working hours."""

from fractions import Fraction

from report_templates.bands import measure_1_limit, reply_band_names, window_text
from report_templates.blocks import (
    against_previous,
    against_similar,
    best_sentence,
    filled,
    interval_sentence,
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
from report_templates.grammar.rules import Noun
from report_templates.language import number_of, small
from report_templates.material import Material, best_areas
from scoring.comparison import reference_for
from scoring.figures import Figure
from scoring.rounding import NOTHING, whole
from shopper.texts import mark


def part(material: Material) -> str:
    """The heading that the sections on e-mail stand under in the contents."""
    return material.language.say("Resultat e-post")


def reply_times(material: Material) -> Section:
    """Reply bands and Measure 1, both as counted and as the sum of rounded parts (outline 10)."""
    say = material.language.say
    names = reply_band_names(material.method, material.language)
    return Section(
        "svarstider",
        part(material),
        say("Svarstider"),
        filled(
            Paragraph(_reply_lead(material), "lead"),
            parts_chart(material, "diagram-svarstider", say("Svarstid i arbetstid"), "reply_bands", names),
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
            Paragraph(one_contact_is(material.language, material.method.quota.mails), "caution"),
        ),
    )


def _reply_lead(material: Material) -> str:
    figure, language = material.total("measure_1_pct"), material.language
    if figure.value is None:
        return language.say(
            "Andelen brev som besvarats i tid är {nothing}, eftersom inga brev är räknade (n = 0).", nothing=NOTHING
        )
    return language.say(
        "Inom {limit} kom svar på {share}: {counted}.",
        limit=measure_1_limit(material.method, language),
        share=language.share(figure.value, Noun.LETTERS),
        counted=language.counted(figure),
    )


def _always_first(material: Material) -> str:
    language = material.language
    always = [
        f"{material.short(str(areas.area))} ({language.of_base(areas['reply_band_1_pct'])})"
        for areas in material.areas_in_total
        if areas["reply_band_1_pct"].value == Fraction(100)
    ]
    if always:
        return language.say(
            "I den här mätningen fick alla brev om {areas} svar {band}.",
            areas=language.listed(always),
            band=small(reply_band_names(material.method, language)[0]),
        )
    return best_sentence(material, "measure_1_pct", mark("Högst andel svar i tid har {areas}, {value}."))


def _unanswered_share(material: Material) -> str:
    figure, late, language = material.total("reply_none_pct"), material.total("mails_late_n"), material.language
    if figure.value is None:
        return ""
    unanswered = language.say(
        "Utan svar inom {window} blev {counted}.",
        window=window_text(material.method, language),
        counted=language.counted(figure),
    )
    came = (
        language.say_many("Ett av dem har besvarats senare.", "Av dem har {n} besvarats senare.", int(late.numerator))
        if late.numerator
        else ""
    )
    return joined(unanswered, came)


def _target(material: Material) -> str:
    language, target = material.language, material.method.mail.target_percent
    own = whole(material.total("measure_1_pct").value)
    if own is None:
        return ""
    goal = language.say(
        "Vi rekommenderar att minst {target} av breven besvaras inom {limit}.",
        target=language.percent(Fraction(target)),
        limit=measure_1_limit(material.method, language),
    )
    if own >= target:
        return joined(goal, language.say("Det målet är nått."))
    left = language.say_many("Dit är det {n} procentenhet kvar.", "Dit är det {n} procentenheter kvar.", target - own)
    return joined(goal, left)


def measure_1_box(material: Material) -> MeasureBox:
    """Measure 1: the rounded share, and beside it the sum of rounded parts that older printed reports show (8.3)."""
    figure, language = material.total("measure_1_pct"), material.language
    title = language.say("Mått 1 i KKiK")
    if figure.value is None:
        return measure_box(material, title, figure, language.say("Inga brev att räkna på (n = 0)."))
    bands = material.figures.total.parts_of("reply_bands")[: material.method.measure_1.bands]
    formula = language.say_many(
        "({parts}) / {n} = {sum} av {n} brev.",
        "({parts}) / {n} = {sum} av {n} brev.",
        figure.denominator,
        parts=" + ".join(number_of(band) for band in bands),
        sum=number_of(figure),
    )
    if len(bands) == 1:
        return measure_box(material, title, figure, formula)
    rounded = " + ".join(language.printed(band) for band in bands)
    return measure_box(material, title, figure, formula, _two_ways(material, figure, rounded))


def _two_ways(material: Material, figure: Figure, rounded: str) -> str:
    language, printed_way = material.language, material.total("measure_1_sum_of_rounded_pct")
    total = language.printed(printed_way)
    if whole(figure.value) == whole(printed_way.value):
        return language.say(
            "Att lägga ihop de avrundade delarna ger samma värde: {parts} = {sum}.", parts=rounded, sum=total
        )
    return language.say_many(
        "Värdet är räknat på antalen och avrundat en gång. Läggs i stället de redan avrundade delarna ihop, som i "
        "tidigare tryckta rapporter, blir det {parts} = {sum}. Båda bygger på samma brev.",
        "Värdet är räknat på antalen och avrundat en gång. Läggs i stället de redan avrundade delarna ihop, som i "
        "tidigare tryckta rapporter, blir det {parts} = {sum}. Båda bygger på samma {n} brev.",
        figure.denominator,
        parts=rounded,
        sum=total,
    )


def mean_hours(material: Material) -> Section:
    """Mean reply hours: own, previous, others, and the fastest area (outline 11)."""
    return Section(
        "svarstid-i-timmar",
        part(material),
        material.language.say("Svarstid i timmar"),
        filled(
            Paragraph(_hours_lead(material), "lead"),
            _hours_chart(material),
            Paragraph(joined(against_previous(material, "mean_hours"), _others_hours(material), _fastest(material))),
            Paragraph(_spread(material)),
        ),
    )


def _hours_lead(material: Material) -> str:
    figure, language = material.total("mean_hours"), material.language
    if figure.value is None:
        return language.say(
            "Den genomsnittliga svarstiden är {nothing}, eftersom inga brev är besvarade (n = 0).", nothing=NOTHING
        )
    return language.say_many(
        "Ett besvarat brev fick sitt svar efter {hours} arbetstid (n\u00a0=\u00a0{n} besvarat brev).",
        "Ett besvarat brev fick sitt svar efter i genomsnitt {hours} arbetstid (n\u00a0=\u00a0{n} besvarade brev).",
        figure.denominator,
        hours=language.whole_hours(figure.value),
    )


def _spread(material: Material) -> str:
    figure, language = material.total("mean_hours"), material.language
    if figure.value is None:
        return ""
    return joined(
        language.say(
            "Med en decimal är medelvärdet {mean} och medianen {median}.",
            mean=language.hours(figure.value),
            median=language.hours(material.total("median_hours").value),
        ),
        f"{interval_sentence(language, figure).rstrip('.')}.",
        language.say("Medianen påverkas mindre av enstaka mycket långsamma svar."),
    )


def _hours_chart(material: Material) -> Chart:
    language, own = material.language, material.total("mean_hours")
    earlier = reference_for(material.references, "mean_hours", "previous")
    similar = reference_for(material.references, "mean_hours", "similar")
    rows: list[tuple[str, Fraction | None, str, str]] = [
        (material.name, own.value, str(own.denominator), language.interval(own))
    ]
    others = ((language.say("Förra mätningen"), earlier), (language.say("Likvärdiga kommuner"), similar))
    for name, found in others:
        if found is not None:
            rows.append((name, Fraction(found.value), language.unknown, language.unknown))
    title = language.say("Genomsnittlig svarstid, besvarade brev")
    spoken = "; ".join(f"{name} {language.hours(value)}" for name, value, _, _ in rows)
    return Chart(
        kind="bars",
        id="diagram-svarstid-timmar",
        title=title,
        description=f"{title}: {spoken}.",
        unit="timmar",
        categories=tuple(name for name, *_ in rows),
        series=(Series(language.say("Arbetstimmar"), tuple(value for _, value, _, _ in rows)),),
        table=_hours_table(material, title, rows),
    )


def _hours_table(material: Material, title: str, rows: list[tuple[str, Fraction | None, str, str]]) -> Table:
    language = material.language
    return Table(
        caption=title,
        header=(language.say("Mätning"), language.say("Arbetstimmar"), "n", language.chance),
        rows=tuple((name, language.hours(value), n, interval) for name, value, n, interval in rows),
        numeric=(1, 2, 3),
        footnote=language.say("n är antalet besvarade brev; för värden från andra mätningar är det inte känt."),
    )


def _others_hours(material: Material) -> str:
    reference, language = reference_for(material.references, "mean_hours", "similar"), material.language
    if reference is None or reference.low is None or reference.high is None:
        return against_similar(material, "mean_hours")
    spread = language.say(
        "I de likvärdiga kommunerna är svarstiden mellan {low} och {high}, med ett snitt på {mean}.",
        low=reference.low,
        high=language.whole_hours(Fraction(reference.high)),
        mean=language.whole_hours(Fraction(reference.value)),
    )
    return joined(against_similar(material, "mean_hours"), spread)


def _fastest(material: Material) -> str:
    codes, language = best_areas(material, "mean_hours"), material.language
    if not codes:
        return ""
    figures = [material.figures.area(code)["mean_hours"] for code in codes]
    names = [
        f"{material.short(code)} (n\u00a0=\u00a0{figure.denominator})"
        for code, figure in zip(codes, figures, strict=True)
    ]
    return language.say(
        "Kortast svarstid har {areas}: {hours}.",
        areas=language.listed(names),
        hours=language.whole_hours(figures[0].value),
    )
