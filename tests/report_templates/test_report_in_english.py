"""The English report: nothing Swedish in it but what people and the method said, and the same numbers as in Swedish."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from report_templates.content import Letters, Report, Section
from report_templates.formulas import TERMS, terms_of
from report_templates.language import SWEDISH, language_of
from report_templates.material import Material
from report_templates.method_titles import TITLES
from report_templates.page import render_html
from report_templates.report import build_report
from report_templates.subject import ReportSubject
from scoring.measures import count
from scoring.words import FACTOR_WORDS, GRADE_WORDS, SENDER_WORDS
from shopper.method import Method, load_method
from tests.everything_around import INDEX, with_everything

ENGLISH = language_of("en")
SWEDISH_WORD = re.compile(
    r"[åäö]|\b(?:och|inte|av|som|med|till|den|det|har|vid|inom|svar|brev|samtal|timmar|antal)\b", re.IGNORECASE
)
TextsOf = Callable[[object], list[str]]
NUMBER = re.compile(r"\d+")


@pytest.fixture(scope="module", params=["alone", "with everything around"])
def told(request: pytest.FixtureRequest, vetlanda_material: Material) -> Material:
    return vetlanda_material if request.param == "alone" else with_everything(vetlanda_material)


@pytest.fixture(scope="module")
def english_report(told: Material) -> Report:
    return build_report(replace(told, language=ENGLISH))


@pytest.fixture(scope="module")
def swedish_report(told: Material) -> Report:
    return build_report(told)


@pytest.fixture(scope="module")
def content_texts(vetlanda_material: Material) -> list[str]:
    """What stays as it was written, the longest first: names, questions and titles."""
    method, subject = vetlanda_material.method, vetlanda_material.subject
    found = [subject.wave_name, method.title]
    found += [name for area in method.area for name in (area.name, area.short)]
    rich = with_everything(vetlanda_material)
    found += [INDEX.title, INDEX.group_title, *(wave.name for wave in rich.around.earlier)]
    found += [value.source for value in vetlanda_material.references if value.source]
    found += [comment.text for comment in rich.comments]
    found += [rich.example.question, rich.example.text] if rich.example else []
    found += [letter.question for letter in vetlanda_material.figures.unanswered]
    found += [f"{text[:1].lower()}{text[1:]}" for text in found]
    return sorted(found, key=len, reverse=True)


def without(text: str, content: list[str]) -> str:
    for known in content:
        text = text.replace(known, "")
    return text


def everything_in(report: Report) -> tuple[Section, ...]:
    return (*report.sections, report.method_page)


def swedish_left(report: Report, content: list[str], texts_of: TextsOf) -> list[str]:
    """Printed texts with Swedish in them; identifiers inside the document and the unit's code are not printed."""
    blocks = [block for section in everything_in(report) for block in section.blocks]
    charts = [*blocks, *(appendix.chart for appendix in report.appendices)]
    unprinted = {*(section.id for section in report.sections), *(appendix.id for appendix in report.appendices)}
    unprinted |= {report.method_page.id, *(getattr(chart, "id", "") for chart in charts), "timmar"}
    texts = [without(text, content) for text in texts_of(report) if text not in unprinted]
    return [text for text in texts if SWEDISH_WORD.search(text)]


def test_nothing_in_the_english_report_is_swedish_but_content(
    english_report: Report, content_texts: list[str], texts_of: TextsOf
) -> None:
    assert swedish_left(english_report, content_texts, texts_of) == []


def test_an_empty_wave_is_told_of_in_english_too(
    vetlanda_subject: ReportSubject, method: Method, content_texts: list[str], texts_of: TextsOf
) -> None:
    report = build_report(Material(vetlanda_subject, count(method, [], []), method, language=ENGLISH))
    assert swedish_left(report, content_texts, texts_of) == []


def test_swedish_that_is_left_is_noticed(
    vetlanda_material: Material, content_texts: list[str], texts_of: TextsOf
) -> None:
    assert len(swedish_left(build_report(vetlanda_material), content_texts, texts_of)) > 100


def test_the_english_report_has_the_sections_and_blocks_of_the_swedish_one(
    english_report: Report, swedish_report: Report
) -> None:
    built = [
        [(section.id, [block.block for block in section.blocks]) for section in everything_in(report)]
        for report in (english_report, swedish_report)
    ]
    assert built[0] == built[1]


def test_every_text_has_the_same_numbers_in_both_languages(
    english_report: Report, swedish_report: Report, texts_of: TextsOf
) -> None:
    """But for the times of the letters, whose months are numbers in Swedish and words in English."""
    pairs = [
        (swedish, english)
        for one, other in zip(everything_in(swedish_report), everything_in(english_report), strict=True)
        for block, same in zip(one.blocks, other.blocks, strict=True)
        if not isinstance(block, Letters)
        for swedish, english in zip(texts_of(block), texts_of(same), strict=True)
    ]
    wrong = [pair for pair in pairs if sorted(NUMBER.findall(pair[0])) != sorted(NUMBER.findall(pair[1]))]
    assert (len(pairs) > 100, wrong) == (True, [])


def test_the_document_says_which_language_it_is_in(english_report: Report) -> None:
    assert (english_report.language, english_report.title, english_report.cover.period_text) == (
        "en",
        "Service measurement by telephone and e-mail, Vetlanda, January 2018",
        "16 October – 12 November 2017, weeks 42–45",
    )


@pytest.mark.parametrize("name", ["kkik-2013", "kkik-2017", "kkik-2018"])
def test_every_term_of_every_formula_is_known(name: str) -> None:
    known = {*TERMS, *FACTOR_WORDS.values(), *GRADE_WORDS.values(), *SENDER_WORDS.values(), " / ", ": ", " + "}
    figures = count(load_method(name), [], []).total.figures.values()
    assert {term for figure in figures for term, _ in terms_of(figure.formula)} - known == set()


def test_a_formula_is_said_in_the_language(method: Method) -> None:
    figures = count(method, [], []).total
    said = [
        (SWEDISH.formula(figures[key]), ENGLISH.formula(figures[key]))
        for key in ("measure_2_pct", "courtesy_good_share_pct", "reply_band_2_pct", "measure_3_pct")
    ]
    assert said == [
        ("Kontakt inom 60 s / alla samtal", "Contact within 60 s / all calls"),
        (
            "Bemötande: mycket god + god / besvarade samtal",
            "Courtesy: very good + good / answered calls",
        ),
        (
            "Besvarade efter 9\u201318 arbetstimmar / skickade brev",
            "Answered after 9\u201318 working hours / letters sent",
        ),
        ("Bemötandepoäng / (3 \u00d7 besvarade samtal)", "Points for courtesy / (3 \u00d7 answered calls)"),
    ]


@pytest.mark.parametrize("name", ["kkik-2013", "kkik-2017", "kkik-2018"])
def test_the_titles_of_the_shipped_measures_are_known(name: str) -> None:
    method = load_method(name)
    titles = {measure.title for measure in (method.measure_1, method.measure_2, method.measure_3)}
    assert titles - {*TITLES} == set()


def test_a_title_of_an_agencys_own_stands_as_it_is() -> None:
    assert (ENGLISH.titled("Andel egna brev"), ENGLISH.titled("")) == ("Andel egna brev", "")


def test_what_people_wrote_is_marked_as_swedish_in_the_english_page(
    english_report: Report, swedish_report: Report
) -> None:
    question = '<p class="letter-question" lang="sv">Hur är skolbarn försäkrade?</p>'
    assert (question in render_html(english_report), 'lang="sv">Hur' in render_html(swedish_report)) == (True, False)
