"""What the house rules look at: every text file of the project, and the shape of a rule."""

import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shopper", "scheduler", "mail_probe", "scoring", "report_templates", "web")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the house, with the pair of examples that shows it can fail.

    `check` takes a file's path and text and gives one sentence a fault; it decides itself which files it is about.
    """

    check: Callable[[str, str], Iterable[str]]
    path: str
    good: str
    bad: str

    def __str__(self) -> str:
        """The rule's name, as the tests print it."""
        return self.check.__name__


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is in the repository or would be with the next commit, relative to the root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for path in map(Path, sorted(listed.split("\0"))) if path.name and (ROOT / path).is_file())


@cache
def project_texts() -> Mapping[str, str]:
    """The text of each file that is text, by its path."""
    texts = {path.as_posix(): _text(ROOT / path) for path in project_files()}
    return {path: text for path, text in texts.items() if text is not None}


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    try:
        return None if b"\0" in content else content.decode()
    except UnicodeDecodeError:
        return None


def is_product(path: str) -> bool:
    """Whether a file is Python of one of the six packages."""
    return path.endswith(".py") and path.split("/", maxsplit=1)[0] in PACKAGES


def is_vendored(path: str) -> bool:
    """Whether a file came from elsewhere and is kept as it came."""
    return "/vendor/" in path or path.startswith("report_templates/fonts/")
