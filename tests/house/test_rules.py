"""Every rule of the house: it passes its good example, catches its bad one, and the whole project keeps it."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from tests.house.code_rules import CODE_RULES, PATH_RULES
from tests.house.page_rules import PAGE_PATH_RULES, PAGE_RULES
from tests.house.text_rules import TEXT_RULES
from tests.house.tree import Rule, project_files, project_texts

RULES = (*CODE_RULES, *TEXT_RULES, *PAGE_RULES)
RULES_ON_PATHS = (*PATH_RULES, *PAGE_PATH_RULES)
CHECKS = sorted({rule.check for rule in RULES} | {row[0] for row in RULES_ON_PATHS}, key=lambda check: check.__name__)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_passes_its_good_example_and_catches_its_bad_one(rule: Rule) -> None:
    faults_in_good, faults_in_bad = list(rule.check(rule.path, rule.good)), list(rule.check(rule.path, rule.bad))
    assert (faults_in_good, len(faults_in_bad)) == ([], 1)


@pytest.mark.parametrize(("check", "good", "bad"), RULES_ON_PATHS)
def test_a_rule_on_names_passes_a_good_name_and_catches_a_bad_one(
    check: Callable[[str, str], Iterable[str]], good: str, bad: str
) -> None:
    assert (list(check(good, "")), len(list(check(bad, "")))) == ([], 1)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_project_keeps_the_rule(check: Callable[[str, str], Iterable[str]]) -> None:
    assert [fault for path, text in project_texts().items() for fault in check(path, text)] == []


def test_no_two_test_files_have_the_same_name() -> None:
    names = Counter(path.name for path in project_files() if path.parts[0] == "tests" and path.match("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []
