"""The documents are true: what they name exists, and what is made from the code is current."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from scripts import write_docs
from shopper.mail_account_file import read_mail_account_file
from shopper.settings import Settings
from shopper.wave_file import read_wave_file
from tests.browser.seen_pages import PAGES
from tests.house import documents
from tests.house.tree import ROOT, project_texts
from web.cli import app

TEXTS: Mapping[str, str] = {path: text for path, text in project_texts().items() if path.endswith(".md")}
OWN = {path: text for path, text in TEXTS.items() if path == "README.md" or path.startswith("docs/")}
CODE = "\n".join(text for path, text in project_texts().items() if path.endswith(".py"))


@pytest.mark.parametrize("document", OWN)
def test_every_path_that_is_named_exists(document: str) -> None:
    assert [path for path in documents.paths_in(OWN[document]) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", OWN)
def test_every_link_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    assert [link for link in documents.links_in(OWN[document]) if not (folder / link).exists()] == []


@pytest.mark.parametrize("document", OWN)
def test_every_make_target_that_is_named_exists(document: str) -> None:
    known = documents.targets_of(project_texts()["Makefile"])
    assert [target for target in documents.make_targets_in(OWN[document]) if target not in known] == []


@pytest.mark.parametrize("document", OWN)
def test_every_command_that_is_named_exists(document: str) -> None:
    assert [words for words in documents.commands_in(OWN[document]) if not is_command(words)] == []


@pytest.mark.parametrize("document", OWN)
def test_every_variable_that_is_named_is_read(document: str) -> None:
    settings = {f"SHOPPER_{name.upper()}" for name in Settings.model_fields}
    named = documents.variables_in(OWN[document])
    assert [name for name in named if name not in settings and f'"{name}"' not in CODE] == []


@pytest.mark.parametrize("document", write_docs.fresh_documents(), ids=lambda path: path.name)
def test_what_is_made_from_the_code_is_current(document: Path) -> None:
    assert document.read_text(encoding="utf-8") == write_docs.fresh_documents()[document]


def test_every_page_has_its_picture_and_they_are_light() -> None:
    pictures = {picture.stem: picture.stat().st_size for picture in (ROOT / "docs/images/pages").iterdir()}
    assert (set(pictures), sum(pictures.values()) < 4_000_000) == ({seen.name for seen in PAGES}, True)


def test_the_wave_file_that_is_shown_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "autumn.toml"
    file.write_text(documents.block_beginning(OWN["docs/operations.md"], 'name = "autumn-2026"'))
    assert [one.code for one in read_wave_file(file).municipality] == ["0685"]


def test_the_mail_account_file_that_is_shown_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "account.toml"
    file.write_text(documents.block_beginning(OWN["docs/operations.md"], 'name = "probes"'))
    assert read_mail_account_file(file).imap.password_from == "IMAP_PASSWORD"


def test_every_decision_is_in_the_index() -> None:
    records = {Path(path).name for path in OWN if path.startswith("docs/decisions/0")} - {"0000-template.md"}
    assert set(documents.links_in(OWN["docs/decisions/README.md"])) == records


def test_the_newest_change_is_the_version_of_the_project() -> None:
    newest = project_texts()["CHANGELOG.md"].split("\n## ")[1].split()[0]
    assert f'\nversion = "{newest}"\n' in project_texts()["pyproject.toml"]


def test_names_are_found_where_a_document_gives_them() -> None:
    text = """Read `web/no_such_page.py`, [more](gone.md), run `make nothing` or `shopper wave plan WAVE --json`.

    shopper db backup FILE
    export SHOPPER_NOTHING=1
    """
    found = {
        "paths": list(documents.paths_in(text)),
        "links": list(documents.links_in(text)),
        "targets": list(documents.make_targets_in(text)),
        "commands": list(documents.commands_in(text)),
        "variables": list(documents.variables_in(text)),
    }
    assert found == {
        "paths": ["web/no_such_page.py"],
        "links": ["gone.md"],
        "targets": ["nothing"],
        "commands": [("wave", "plan"), ("db", "backup")],
        "variables": ["SHOPPER_NOTHING"],
    }


def test_an_outdated_table_is_noticed() -> None:
    document = "<!-- begin: made from a.py by `make docs` -->\n\nold\n\n<!-- end: made from a.py -->"
    assert write_docs.with_part(document, "a.py", "new") == document.replace("old", "new")


def test_a_document_without_its_markers_is_refused() -> None:
    with pytest.raises(ValueError, match="exactly once"):
        write_docs.with_part("no markers", "a.py", "new")


def is_command(words: tuple[str, ...]) -> bool:
    """Whether the command line knows these words, one inside the other; words after a whole command are arguments."""
    command: object = get_command(app)
    for word in words:
        if not isinstance(command, TyperGroup):
            return True
        command = command.commands.get(word)
    return command is not None and not isinstance(command, TyperGroup)
