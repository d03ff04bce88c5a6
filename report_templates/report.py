"""From figures to the report's whole content as one frozen value. The way in to what a municipality receives.

The order is that of the method study's section 19, with one page for the hurried reader first. Pure: the same inputs
give the same report.
"""

from collections.abc import Sequence
from dataclasses import replace

from report_templates.content import Appendix, ContentsEntry, Cover, Report, Section
from report_templates.imprint import imprint_of
from report_templates.language import Language
from report_templates.material import Material
from report_templates.reference_values import changes_since_last, with_counted
from report_templates.sections.acknowledged import acknowledged
from report_templates.sections.appendices import appendices
from report_templates.sections.development import development
from report_templates.sections.failed_calls import failed_calls
from report_templates.sections.how_counted import how_counted
from report_templates.sections.how_measured import how_measured
from report_templates.sections.introduction import background
from report_templates.sections.letters import reply_quality, sender, unanswered
from report_templates.sections.overview import overview
from report_templates.sections.similar import similar
from report_templates.sections.summary import summary
from report_templates.sections.survey import survey
from report_templates.sections.telephone import answer, availability, courtesy, information, interest
from report_templates.sections.times import mean_hours, reply_times
from report_templates.sections.what_to_do import what_to_do
from report_templates.unfinished import what_is_left

_SECTIONS = (
    summary,
    overview,
    background,
    availability,
    failed_calls,
    answer,
    information,
    interest,
    courtesy,
    reply_times,
    mean_hours,
    sender,
    reply_quality,
    acknowledged,
    unanswered,
    development,
    similar,
    survey,
    what_to_do,
    how_measured,
)
"""In the order of print; one without blocks is left out."""


def build_report(sources: Material) -> Report:
    """Everything the report prints. Comments and the example stand as the person who let them through left them.

    Raises BadInput when a comment or the example names an area the method does not have.
    """
    material = replace(
        sources,
        references=with_counted(sources.references, sources.around, sources.method),
        changes=changes_since_last(sources.around, sources.figures.total.figures, sources.method),
    )
    subject, language = material.subject, material.language
    sections = tuple(section for write in _SECTIONS if (section := write(material)).blocks)
    extra = appendices(material)
    last = how_counted(material)
    return Report(
        language=language.code,
        title=language.say(
            "Servicemätning via telefon och e-post, {municipality}, {month}",
            municipality=subject.municipality_name,
            month=language.month_within(subject.printed_on),
        ),
        footer=language.say(
            "Servicemätning {municipality}, {wave}", municipality=subject.municipality_name, wave=subject.wave_name
        ),
        cover=cover(material),
        contents=contents(language, sections, extra, last),
        sections=sections,
        appendices=extra,
        method_page=last,
        imprint=imprint_of(material),
    )


def cover(material: Material) -> Cover:
    """The first page: municipality, month, the measured weeks and the method."""
    subject, method, language = material.subject, material.method, material.language
    first, last = subject.first_day, subject.last_day
    return Cover(
        kind=language.say("Servicemätning via telefon och e-post"),
        title=language.say("Rapport"),
        municipality=subject.municipality_name,
        month_text=language.month(subject.printed_on),
        period_text=f"{language.period(first, last)}, {language.weeks(first, last)}",
        method_text=language.say(
            "{title} ({name}, version {version})", title=method.title, name=method.name, version=method.version
        ),
        unfinished_text=what_is_left(language, subject),
    )


def contents(
    language: Language, sections: Sequence[Section], extra: Sequence[Appendix], last: Section
) -> tuple[ContentsEntry, ...]:
    """The table of contents: parts as level 1 with their sections below; a section without a part stands alone."""
    entries: list[ContentsEntry] = []
    part = ""
    for section in sections:
        if section.part and section.part != part:
            entries.append(ContentsEntry(1, section.part, ""))
        part = section.part
        entries.append(ContentsEntry(2 if part else 1, section.heading, section.id))
    entries.append(ContentsEntry(1, language.say("Bilagor: resultat per frågeområde"), ""))
    entries += [ContentsEntry(2, appendix.heading, appendix.id) for appendix in extra]
    return (*entries, ContentsEntry(1, last.heading, last.id))
