"""The appendices: each of the eight results, and mean hours, area by area (outline 15-23)."""

from report_templates.bands import contact_band_names, reply_band_names
from report_templates.blocks import area_parts, area_values
from report_templates.content import Appendix
from report_templates.material import Material
from report_templates.phrases import capital
from scoring.words import grade_word, sender_word

_GRADED = (
    ("answer", "bilaga-svar", "Svar på frågan", "Om frågan blev besvarad. Ett samtal utan kontakt är ett dåligt svar."),
    ("information", "bilaga-information", "Information", "Om svaret gav mer än det som frågan gällde."),
    ("interest", "bilaga-intresse", "Intresse och engagemang", "Om den vi talade med visade intresse för frågan."),
    ("courtesy", "bilaga-bemotande", "Bemötande", "Hur intervjuaren upplevde att den som svarade bemötte frågan."),
)


def appendices(material: Material) -> tuple[Appendix, ...]:
    """All of them, in the order of the sections they belong to."""
    return (_availability(material), *_graded(material), *_times(material), *_letters(material))


def _availability(material: Material) -> Appendix:
    return area_parts(
        material,
        "bilaga-tillganglighet",
        "Tillgänglighet",
        "Andelen samtal som nådde en handläggare, efter hur lång tid det tog.",
        "contact_bands",
        contact_band_names(material.method),
    )


def _times(material: Material) -> tuple[Appendix, ...]:
    return (
        area_parts(
            material,
            "bilaga-svarstider",
            "Svarstider",
            "Andelen brev efter hur lång arbetstid det tog att få svar.",
            "reply_bands",
            reply_band_names(material.method),
        ),
        area_values(
            material,
            "bilaga-svarstid-timmar",
            "Svarstid i timmar",
            "Genomsnittlig svarstid i arbetstimmar för de brev som besvarats.",
            (("mean_hours", "Medelvärde"), ("median_hours", "Median")),
        ),
    )


def _letters(material: Material) -> tuple[Appendix, ...]:
    return (
        area_parts(
            material,
            "bilaga-avsandare",
            "Avsändare",
            "Vilka avsändaruppgifter svaren hade.",
            "sender",
            [capital(sender_word(word)) for word in material.method.mail.sender],
        ),
        area_values(
            material,
            "bilaga-svarskvalitet",
            "Svarskvalitet",
            "Andelen svar med merinformation.",
            (("extra_information_pct", "Med merinformation"),),
        ),
    )


def _graded(material: Material) -> tuple[Appendix, ...]:
    rules = material.method.call
    scales = {
        "answer": rules.answer,
        "information": rules.information,
        "interest": rules.interest,
        "courtesy": rules.courtesy,
    }
    return tuple(
        area_parts(material, id_, heading, intro, factor, [capital(grade_word(grade)) for grade in scales[factor]])
        for factor, id_, heading, intro in _GRADED
    )
