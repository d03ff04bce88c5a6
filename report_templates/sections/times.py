"""Reply times: the bands with Measure 1, and the mean in working hours."""

from fractions import Fraction

from report_templates.advice import target_standing
from report_templates.bands import measure_1_limit, reply_band_names, window_text
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
from report_templates.comparison_words import ends_text
from report_templates.content import (
    Chart,
    MeasureBox,
    Paragraph,
    Section,
    Series,
    Table,
)
from report_templates.grammar.rules import Noun
from report_templates.language import Language, number_of, small
from report_templates.material import Material, best_areas
from report_templates.reference_values import COUNTED_HERE
from report_templates.target_words import value_beside
from scoring.comparison import printed_value, reference_for
from scoring.figures import Figure
from scoring.rounding import NOTHING, whole
from shopper.records import ReferenceValue
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
            Paragraph(few_an_area(material, "mails_n", material.method.quota.mails), "caution"),
        ),
    )


def _reply_lead(material: Material) -> str:
    figure, language = material.total("measure_1_pct"), material.language
    if figure.value is None:
        return language.say("Det finns inga brev att räkna på (n = 0).")
    return language.say(
        "Inom {limit} kom svar på {share}: {counted}.",
        limit=measure_1_limit(material.method, language),
        share=language.share_of(figure, Noun.LETTERS),
        counted=language.counted(figure),
    )


def _always_first(material: Material) -> str:
    language = material.language
    if material.total("reply_band_1_pct").value == Fraction(100):
        return ""
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
    return best_sentence(material, "measure_1_pct", mark("Mått 1 är högst för {areas}: {value}."))


def _unanswered_share(material: Material) -> str:
    figure, late, language = material.total("reply_none_pct"), material.total("mails_late_n"), material.language
    if figure.value is None:
        return ""
    values = {"window": window_text(material.method, language), "counted": language.counted(figure)}
    if not figure.numerator:
        return language.say("Inget brev blev utan svar inom {window}: {counted}.", **values)
    unanswered = language.say("Utan svar inom {window} blev {counted}.", **values)
    return joined(unanswered, _came_late(language, int(late.numerator), int(figure.numerator)))


def _came_late(language: Language, late: int, unanswered: int) -> str:
    """How many of the letters without a reply in the window have got one since."""
    if not late:
        return language.say_many(
            "Det hade inte besvarats senare heller.", "Inget av dem hade besvarats senare heller.", unanswered
        )
    if late == unanswered:
        return language.say_many("Det har besvarats senare.", "Alla {n} har besvarats senare.", late)
    return language.say_many("Ett av dem har besvarats senare.", "Av dem har {n} besvarats senare.", late)


def _target(material: Material) -> str:
    language, target = material.language, material.method.mail.target_percent
    figure = material.total("measure_1_pct")
    if figure.value is None:
        return ""
    standing = target_standing(figure, target, is_own=False)
    goal = language.say(
        "Vi rekommenderar att minst {target} av breven besvaras inom {limit}.",
        target=language.percent(Fraction(target)),
        limit=measure_1_limit(material.method, language),
    )
    if not standing.left:
        return joined(goal, language.say("Det målet är nått."))
    if not standing.places:
        points = target - (whole(figure.value) or 0)
        left = language.say_many("Dit är det {n} procentenhet kvar.", "Dit är det {n} procentenheter kvar.", points)
        return joined(goal, left)
    value = value_beside(language, figure, standing)
    return joined(goal, language.say("Det målet är nästan nått: noggrannare räknat är andelen {value}.", value=value))


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
        return language.say("Det finns inga besvarade brev att räkna på (n = 0).")
    return language.say_many(
        "Svaret kom efter {hours}, räknat i arbetstid (n\u00a0=\u00a0{n} besvarat brev).",
        "Svaret kom efter i genomsnitt {hours}, räknat i arbetstid (n\u00a0=\u00a0{n} besvarade brev).",
        figure.denominator,
        hours=language.whole_hours(figure.value),
    )


def _spread(material: Material) -> str:
    figure, language = material.total("mean_hours"), material.language
    if figure.denominator <= 1:
        return ""
    interval = language.interval(figure)
    return joined(
        language.say(
            "Med en decimal är medelvärdet {mean} och medianen {median}.",
            mean=language.hours(figure.value),
            median=language.hours(material.total("median_hours").value),
        ),
        ""
        if interval == NOTHING
        else language.say("Med 95 procents säkerhet ligger medelvärdet inom {interval}.", interval=interval),
        language.say("Medianen påverkas mindre av enstaka mycket långsamma svar."),
    )


def _hours_chart(material: Material) -> Chart:
    language, own = material.language, material.total("mean_hours")
    earlier = reference_for(material.references, "mean_hours", "previous")
    similar = reference_for(material.references, "mean_hours", "similar")
    rows: list[tuple[str, Fraction | None, str, str]] = [
        (material.name, own.value, str(own.denominator), language.interval(own))
    ]
    if earlier is not None:
        rows.append((language.say("Förra mätningen"), printed_value(earlier), *_behind_earlier(material, earlier)))
    if similar is not None:
        unknown = language.unknown
        rows.append((language.say("Likvärdiga kommuner"), printed_value(similar), unknown, unknown))
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


def _behind_earlier(material: Material, earlier: ReferenceValue) -> tuple[str, str]:
    """The number of letters and the interval of the previous value, known where it was counted here."""
    language = material.language
    before = next((change.before for change in material.changes if change.key == "mean_hours"), None)
    if before is None or earlier.source != COUNTED_HERE:
        return language.unknown, language.unknown
    return str(before.denominator), language.interval(before)


def _hours_table(material: Material, title: str, rows: list[tuple[str, Fraction | None, str, str]]) -> Table:
    language = material.language
    return Table(
        caption=title,
        header=(language.say("Mätning"), language.say("Arbetstimmar"), "n", language.chance),
        rows=tuple((name, language.hours(value), n, interval) for name, value, n, interval in rows),
        numeric=(1, 2, 3),
        footnote=language.say("n är antalet besvarade brev; för värden från andra mätningar är det inte känt.")
        if any(n == language.unknown for _, _, n, _ in rows)
        else language.say("n är antalet besvarade brev."),
    )


def _others_hours(material: Material) -> str:
    reference, language = reference_for(material.references, "mean_hours", "similar"), material.language
    ends = None if reference is None else ends_text(language, reference)
    if reference is None or ends is None:
        return against_similar(material, "mean_hours")
    spread = language.say("Likvärdiga kommuner har mellan {low} och {high}.", low=ends[0], high=ends[1])
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
