"""From figures to the report's whole content as one frozen value. The way in to what a municipality receives.

The order is that of the method study's section 19. Pure: the same inputs give the same report.
"""

from collections.abc import Sequence
from dataclasses import replace

from report_templates.content import Appendix, ContentsEntry, Cover, Report, Section
from report_templates.masking import masked, masked_letter
from report_templates.material import Material
from report_templates.phrases import month_of, period, weeks
from report_templates.sections.appendices import appendices
from report_templates.sections.how_counted import how_counted
from report_templates.sections.introduction import background
from report_templates.sections.letters import reply_quality, sender, unanswered
from report_templates.sections.summary import summary
from report_templates.sections.telephone import answer, availability, courtesy, information, interest
from report_templates.sections.times import mean_hours, reply_times

KIND = "Servicemätning via telefon och e-post"

_SECTIONS = (
    background,
    summary,
    availability,
    answer,
    information,
    interest,
    courtesy,
    reply_times,
    mean_hours,
    sender,
    reply_quality,
    unanswered,
)


def build_report(sources: Material) -> Report:
    """Everything the report prints. Comments and the example are masked here, whatever they were before.

    Raises BadInput when a comment or the example names an area the method does not have.
    """
    example = sources.example
    material = replace(
        sources,
        comments=tuple(replace(comment, text=masked(comment.text)) for comment in sources.comments),
        example=None if example is None else replace(example, text=masked_letter(example.text)),
    )
    subject = material.subject
    sections = tuple(write(material) for write in _SECTIONS)
    extra = appendices(material)
    last = how_counted(material)
    return Report(
        language=material.language.code,
        title=f"{KIND}, {subject.municipality_name}, {month_of(subject.printed_on).lower()}",
        footer=f"Servicemätning {subject.municipality_name}, {subject.wave_name}",
        cover=cover(material),
        contents=contents(sections, extra, last),
        sections=sections,
        appendices=extra,
        method_page=last,
    )


def cover(material: Material) -> Cover:
    """The first page: municipality, month, the measured weeks and the method."""
    subject, method = material.subject, material.method
    return Cover(
        kind=KIND,
        title="Rapport",
        municipality=subject.municipality_name,
        month_text=month_of(subject.printed_on),
        period_text=f"{period(subject.first_day, subject.last_day)}, {weeks(subject.first_day, subject.last_day)}",
        method_text=f"{method.title} ({method.name}, version {method.version})",
    )


def contents(sections: Sequence[Section], extra: Sequence[Appendix], last: Section) -> tuple[ContentsEntry, ...]:
    """The table of contents: parts as level 1 with their sections below; a section without a part stands alone."""
    entries: list[ContentsEntry] = []
    part = ""
    for section in sections:
        if section.part and section.part != part:
            entries.append(ContentsEntry(1, section.part, ""))
        part = section.part
        entries.append(ContentsEntry(2 if part else 1, section.heading, section.id))
    entries.append(ContentsEntry(1, "Bilagor: resultat per frågeområde", ""))
    entries += [ContentsEntry(2, appendix.heading, appendix.id) for appendix in extra]
    return (*entries, ContentsEntry(1, last.heading, last.id))
