"""Rules about Python files: how long, how named, and where a transaction may begin."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import PurePosixPath

from tests.house.tree import Rule, is_product

FUNCTION_LINES = 40
FILE_LINES = 300
TEST_FILE_LINES = 500
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "service", "services", "manager", "managers", "misc"}
MISLEADING_NAMES = {"queue", "statistics", "calendar", "logging", "types", "email", "random"}
BEGIN_TRANSACTIONS = (
    "web/dependencies.py",
    "web/commands/*.py",
    "web/demo/*.py",
    "scheduler/*.py",
    "mail_probe/send_due.py",
    "mail_probe/take_in.py",
    "mail_probe/keep.py",
    "mail_probe/last_look.py",
    "mail_probe/loop_letters.py",
    "mail_probe/reparse.py",
    "mail_probe/sending/found_again.py",
    "mail_probe/account_check.py",
    "mail_probe/judge.py",
    "mail_probe/recount.py",
    "mail_probe/close_windows.py",
    "shopper/backup.py",  # a restore is all or nothing
)
IMPURE = {"sqlmodel", "os", "socket", "subprocess", "httpx2", "authlib", "aiosmtplib", "imapclient", "dbos"}
COMMITS = ("shopper/store.py",)


def functions_are_short(path: str, text: str) -> Iterator[str]:
    """At most 40 lines, signature and docstring counted; migrations are exempt."""
    for node in ast.walk(_parsed(path, text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES and not _is_migration(path):
                yield f"{path}: {node.name} has {lines} lines, at most {FUNCTION_LINES} are allowed"


def files_are_short(path: str, text: str) -> Iterator[str]:
    """At most 300 lines, tests 500; migrations are exempt."""
    lines = len(text.splitlines())
    limit = TEST_FILE_LINES if path.startswith("tests/") else FILE_LINES
    if path.endswith(".py") and lines > limit and not _is_migration(path):
        yield f"{path} has {lines} lines, at most {limit} are allowed"


def modules_say_what_they_are(path: str, text: str) -> Iterator[str]:
    """Every module begins with a docstring."""
    if path.endswith(".py") and not ast.get_docstring(_parsed(path, text)):
        yield f"{path} has no docstring"


def packages_only_say_what_they_own(path: str, text: str) -> Iterator[str]:
    """`__init__.py` holds its docstring and nothing else: no re-exports."""
    if path.endswith("__init__.py") and len(_parsed(path, text).body) != 1:
        yield f"{path} holds more than a docstring"


def tests_are_no_packages(path: str, _text: str) -> Iterator[str]:
    """Test folders have no `__init__.py`: files are imported by path."""
    if path.startswith("tests/") and path.endswith("__init__.py"):
        yield f"{path} makes a package of a test folder"


def names_say_something(path: str, _text: str) -> Iterator[str]:
    """No file or folder of Python has a name that says nothing or reads like the standard library."""
    if path.endswith(".py"):
        parts = set(PurePosixPath(path).with_suffix("").parts)
        for name in sorted(parts & (EMPTY_NAMES | MISLEADING_NAMES)):
            yield f"{path}: the name {name} is not used here"


def commits_stand_in_one_place(path: str, text: str) -> Iterator[str]:
    """Only the store commits; everybody else asks it for a transaction."""
    if is_product(path) and path not in COMMITS:
        yield from _calls(path, text, "commit")


def transactions_begin_where_work_begins(path: str, text: str) -> Iterator[str]:
    """A transaction begins in the web dependency, a command, a job or a mail use case (decision 0010)."""
    if is_product(path) and not any(fnmatch(path, allowed) for allowed in BEGIN_TRANSACTIONS):
        yield from _calls(path, text, "transaction")


def pure_modules_reach_for_nothing(path: str, text: str) -> Iterator[str]:
    """A module that calls itself pure imports no storage, network, process or environment."""
    module = _parsed(path, text)
    if is_product(path) and re.search(r"\b[Pp]ure\b", ast.get_docstring(module) or ""):
        for name in _imported(module):
            if name.split(".")[0] in IMPURE or name.startswith(("shopper.store", "shopper.queries")):
                yield f"{path} calls itself pure and imports {name}"


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def catching_everything_has_a_reason(path: str, text: str) -> Iterator[str]:
    """`except Exception` raises again at its end, or stands with its reason beside it."""
    lines = text.splitlines()
    for node in ast.walk(_parsed(path, text)):
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node) and "#" not in lines[node.lineno - 1]:
            yield f"{path}:{node.lineno} catches everything and does not say why"


def _catches_everything(node: ast.ExceptHandler) -> bool:
    is_wide = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
    return is_wide and not isinstance(node.body[-1], ast.Raise)


def _calls(path: str, text: str, method: str) -> Iterator[str]:
    for node in ast.walk(_parsed(path, text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            yield f"{path}:{node.lineno} calls .{method}( and is not among those who may"


def _parsed(path: str, text: str) -> ast.Module:
    return ast.parse(text if path.endswith(".py") else "")


def _is_migration(path: str) -> bool:
    return "/migrations/versions/" in path


def _function(lines: int) -> str:
    return "def counted():\n" + "    total = 1\n" * (lines - 1)


CODE_RULES = (
    Rule(functions_are_short, "scoring/a.py", good=_function(FUNCTION_LINES), bad=_function(FUNCTION_LINES + 1)),
    Rule(files_are_short, "scoring/a.py", good="\n" * FILE_LINES, bad="\n" * (FILE_LINES + 1)),
    Rule(files_are_short, "tests/a.py", good="\n" * TEST_FILE_LINES, bad="\n" * (TEST_FILE_LINES + 1)),
    Rule(modules_say_what_they_are, "web/a.py", good='"""The desk."""\n', bad="# The desk.\n"),
    Rule(
        packages_only_say_what_they_own,
        "web/__init__.py",
        good='"""SHOW."""\n',
        bad='"""SHOW."""\nfrom web.desk import desk\n',
    ),
    Rule(commits_stand_in_one_place, "web/desk.py", good="session.add(row)\n", bad="session.commit()\n"),
    Rule(
        transactions_begin_where_work_begins,
        "scoring/a.py",
        good="store.reading()\n",
        bad="with store.transaction() as session:\n    session.add(row)\n",
    ),
    Rule(
        pure_modules_reach_for_nothing,
        "scoring/a.py",
        good='"""Rounding. Pure."""\nfrom math import floor\n',
        bad='"""Rounding. Pure."""\nfrom sqlmodel import Session\n',
    ),
    Rule(
        catching_everything_has_a_reason,
        "web/a.py",
        good="try:\n    go()\nexcept BaseException:\n    close()\n    raise\n",
        bad="try:\n    go()\nexcept BaseException:\n    close()\n",
    ),
    Rule(
        catching_everything_has_a_reason,
        "web/a.py",
        good="try:\n    go()\nexcept Exception:  # the server must live on, whatever the page did\n    tell()\n",
        bad="try:\n    go()\nexcept Exception:\n    tell()\n",
    ),
)
PATH_RULES = (
    (names_say_something, "web/desk.py", "web/utils.py"),
    (names_say_something, "web/desk.py", "scheduler/queue.py"),
    (tests_are_no_packages, "tests/web/conftest.py", "tests/web/__init__.py"),
)
