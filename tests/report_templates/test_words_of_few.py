"""The words of a report about one thing, or of one channel alone: no plural of one, and nothing unnamed."""

from dataclasses import replace

import pytest

from report_templates.blocks import few_an_area
from report_templates.content import Block, Paragraph
from report_templates.grammar.rules import Noun
from report_templates.language import SWEDISH, language_of
from report_templates.material import Material
from report_templates.sections.acknowledged import acknowledged
from report_templates.sections.introduction import background
from report_templates.sections.overview import overview
from report_templates.sections.summary import summary
from report_templates.sections.times import mean_hours
from report_templates.short_names import short_name
from scoring.measures import count
from shopper.method import Method
from tests import vetlanda

ENGLISH = language_of("en")


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("calls", "mails", "plan"),
    [
        (1, 1, "Planen är ett samtal och ett brev per område, varje gång med en ny fråga."),
        (2, 0, "Planen är två samtal per område, varje gång med en ny fråga. Samtalen går till växeln. Frågorna är"),
    ],
)
def test_a_plan_names_one_contact_in_the_singular_and_no_channel_it_lacks(
    vetlanda_material: Material, calls: int, mails: int, plan: str
) -> None:
    rules = vetlanda_material.method
    method = rules.model_copy(update={"quota": rules.quota.model_copy(update={"calls": calls, "mails": mails})})
    assert any(plan in text for text in _texts(background(replace(vetlanda_material, method=method)).blocks))


def test_letters_alone_are_said_to_tell_what_letters_can(vetlanda_material: Material, method: Method) -> None:
    material = replace(vetlanda_material, figures=count(method, [], vetlanda.vetlanda_letters()))
    sure, caution = _texts(summary(material).blocks)[-1], _texts(overview(material).blocks)[-1]
    assert sure.startswith("52 brev visar kommunen i stora drag: skillnader på mindre än omkring 20 procentenheter")
    assert "Mått 1, 85\u00a0%, är räknat på 52 brev" in caution


@pytest.mark.parametrize(
    ("letters", "weight"), [(0, ""), (1, ""), (3, "en enda av tre motsvarar 33"), (47, "en enda av sex motsvarar 17")]
)
def test_the_weight_of_one_contact_is_that_of_the_largest_area_that_was_counted(
    vetlanda_material: Material, method: Method, letters: int, weight: str
) -> None:
    arrived = [one for one in vetlanda.vetlanda_letters() if one.answered_at is not None]
    by_area = sorted(arrived, key=lambda one: one.area)
    material = replace(vetlanda_material, figures=count(method, [], by_area[:letters]))
    said = few_an_area(material, "mails_n", method.quota.mails)
    assert (weight in said, bool(said)) == (True, bool(weight))


def test_a_share_of_one_thing_is_not_said_of_many(method: Method) -> None:
    letter = vetlanda.vetlanda_letters()[0]
    figures = count(method, [], [replace(letter, acknowledged_at=letter.sent_at)]).total
    all_of_one, none_of_one = figures["acknowledged_pct"], figures["reply_none_pct"]
    assert [
        language.share_of(figure, Noun.LETTERS)
        for language in (SWEDISH, ENGLISH)
        for figure in (all_of_one, none_of_one)
    ] == ["det enda brevet", "inget brev", "the only letter", "no letter"]


def test_every_letter_answered_is_said_of_the_window_and_not_of_measure_1(
    vetlanda_material: Material, method: Method
) -> None:
    answered = [one for one in vetlanda.vetlanda_letters() if one.answered_at is not None]
    material = replace(vetlanda_material, figures=count(method, [], answered))
    assert _texts(acknowledged(material).blocks)[-1] == "Inget brev blev utan svar inom två veckor."


def test_a_figure_without_a_short_name_is_called_by_its_full_one(vetlanda_material: Material) -> None:
    assert short_name(vetlanda_material, "reply_band_2_pct") == "Besvarade efter 9\u201318 arbetstimmar"


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        (1, "Svaret kom efter 6 timmar, räknat i arbetstid (n = 1 besvarat brev)."),
        (2, "Svaret kom efter i genomsnitt 6 timmar, räknat i arbetstid (n = 2 besvarade brev)."),
    ],
)
def test_the_hours_of_a_reply_are_said_to_be_working_time(
    vetlanda_material: Material, method: Method, letters: int, told: str
) -> None:
    answered = next(one for one in vetlanda.vetlanda_letters() if one.answered_at is not None)
    same = [replace(answered, id=number) for number in range(letters)]
    section = mean_hours(replace(vetlanda_material, figures=count(method, (), same)))
    assert _texts(section.blocks)[0].replace("\u00a0", " ") == told
