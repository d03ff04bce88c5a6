"""`docs/method.md` is what the chapters of `tests/spec/` say today, and the chapters are a whole book."""

from tests.spec.book import PAGE, chapters, page


def test_the_method_page_is_generated_from_the_chapters() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_chapters_are_numbered_without_gaps() -> None:
    assert [chapter.number for chapter in chapters()] == list(range(1, len(chapters()) + 1))


def test_every_section_has_cases_and_every_case_a_reason() -> None:
    bare = [
        (chapter.title, section.title)
        for chapter in chapters()
        for section in chapter.sections
        if not section.rows or not all(row[-1].endswith(".") for row in section.rows)
    ]
    assert bare == []
