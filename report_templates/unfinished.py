"""That a measurement is not finished, in words: what no value counts yet, and what has not been made. Pure."""

from report_templates.blocks import joined
from report_templates.content import Paragraph
from report_templates.language import Language
from report_templates.material import Material
from report_templates.subject import ReportSubject


def calls_in_review(language: Language, calls: int) -> str:
    """How many calls are not counted because they wait for review; nothing for none."""
    if not calls:
        return ""
    return language.say_many(
        "Ett samtal väntar på granskning och räknas inte.", "{n} samtal väntar på granskning och räknas inte.", calls
    )


def letters_in_time(language: Language, letters: int) -> str:
    """How many letters are not counted because they may still be answered in time; nothing for none."""
    if not letters:
        return ""
    return language.say_many(
        "Ett brev kan fortfarande få svar i tid och räknas inte.",
        "{n} brev kan fortfarande få svar i tid och räknas inte.",
        letters,
    )


def what_is_left(language: Language, subject: ReportSubject) -> str:
    """That the measurement is not finished and what is left of it, in sentences; nothing for one that is finished."""
    coming = subject.contacts_to_come
    left = (
        calls_in_review(language, subject.calls_not_reviewed),
        letters_in_time(language, subject.letters_waiting),
        language.say_many("En planerad kontakt är inte gjord.", "{n} planerade kontakter är inte gjorda.", coming)
        if coming
        else "",
    )
    return joined(language.say("Mätningen är inte avslutad."), *left) if any(left) else ""


def unfinished(material: Material) -> tuple[Paragraph, ...]:
    """The same as a paragraph, with how letters that wait bend the values of those that are answered."""
    told = what_is_left(material.language, material.subject)
    if not told:
        return ()
    early = material.language.say(
        "De snabba svaren kommer först, så brevens värden kan bli sämre innan mätningen är klar."
    )
    return (Paragraph(joined(told, early if material.subject.letters_waiting else ""), "caution"),)
