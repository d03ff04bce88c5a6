"""The appendices: each of the eight results, and mean hours, area by area (outline 15-23)."""

from report_templates.bands import contact_band_names, reply_band_names
from report_templates.blocks import area_parts, area_values
from report_templates.content import Appendix
from report_templates.language import capital
from report_templates.material import Material
from scoring.call_figures import scale_of
from shopper.texts import mark

_GRADED = (
    (
        "answer",
        "bilaga-svar",
        mark("Svar på frågan"),
        mark("Om frågan blev besvarad. Ett samtal utan kontakt är ett dåligt svar."),
    ),
    (
        "information",
        "bilaga-information",
        mark("Information"),
        mark("Om svaret gav mer än det som frågan gällde."),
    ),
    (
        "interest",
        "bilaga-intresse",
        mark("Intresse och engagemang"),
        mark("Om den vi talade med visade intresse för frågan."),
    ),
    (
        "courtesy",
        "bilaga-bemotande",
        mark("Bemötande"),
        mark("Hur intervjuaren upplevde att den som svarade bemötte frågan."),
    ),
)


def appendices(material: Material) -> tuple[Appendix, ...]:
    """All of them, in the order of the sections they belong to."""
    return (_availability(material), *_graded(material), *_times(material), *_letters(material))


def _availability(material: Material) -> Appendix:
    say = material.language.say
    return area_parts(
        material,
        "bilaga-tillganglighet",
        say("Tillgänglighet"),
        say("Andelen samtal som nådde en handläggare, efter hur lång tid det tog."),
        "contact_bands",
        contact_band_names(material.method, material.language),
    )


def _times(material: Material) -> tuple[Appendix, ...]:
    say = material.language.say
    return (
        area_parts(
            material,
            "bilaga-svarstider",
            say("Svarstider"),
            say("Andelen brev efter hur lång arbetstid det tog att få svar."),
            "reply_bands",
            reply_band_names(material.method, material.language),
        ),
        area_values(
            material,
            "bilaga-svarstid-timmar",
            say("Svarstid i timmar"),
            say("Genomsnittlig svarstid i arbetstimmar för de brev som besvarats."),
            (("mean_hours", say("Medelvärde")), ("median_hours", say("Median"))),
        ),
    )


def _letters(material: Material) -> tuple[Appendix, ...]:
    say = material.language.say
    return (
        area_parts(
            material,
            "bilaga-avsandare",
            say("Avsändare"),
            say("Vilka avsändaruppgifter svaren hade."),
            "sender",
            [capital(material.language.sender(word)) for word in material.method.mail.sender],
        ),
        area_values(
            material,
            "bilaga-svarskvalitet",
            say("Svarskvalitet"),
            say("Andelen svar med merinformation."),
            (("extra_information_pct", say("Med merinformation")),),
        ),
    )


def _graded(material: Material) -> tuple[Appendix, ...]:
    language = material.language
    return tuple(
        area_parts(
            material,
            id_,
            language.say(heading),
            language.say(intro),
            factor,
            [capital(language.grade(grade)) for grade in scale_of(material.method, factor)],
        )
        for factor, id_, heading, intro in _GRADED
    )
