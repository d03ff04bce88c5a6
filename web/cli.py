"""The command line. Every error is one sentence on stderr: exit code 2 for bad input, never a traceback."""

import logging
import os
import sys
from collections.abc import Sequence

import typer
from rich.console import Console
from typer.exceptions import Abort, TyperException

from shopper.faults import BadInput, Fault
from web.commands import (
    audit,
    database,
    demo,
    evidence,
    figures,
    kolada,
    mail,
    municipality,
    overview,
    report,
    serving,
    training,
    user,
    wave,
    working_time,
)

BAD_INPUT = 2
INTERRUPTED = 130

app = typer.Typer(
    help="Measures how well municipalities answer the people who phone and write to them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("run")(serving.run)
app.command("serve")(serving.serve)
app.command("work")(serving.work)
app.add_typer(database.app, name="db")
app.add_typer(user.app, name="user")
app.add_typer(municipality.app, name="municipality")
app.add_typer(kolada.app, name="kolada")
app.add_typer(wave.app, name="wave")
app.command("figures")(figures.figures)
app.command("report")(report.report)
app.command("overview")(overview.overview)
app.command("evidence")(evidence.evidence)
app.add_typer(mail.app, name="mail")
app.add_typer(training.app, name="training")
app.add_typer(audit.app, name="audit")
app.command("working-time")(working_time.working_time)


def main() -> None:
    """The entry point of `shopper`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code: 0, 2 for bad input, 130 when interrupted, 1 for what is our fault."""
    try:
        _refuse_undecodable(arguments)
        code = typer.main.get_command(app).main(list(arguments), prog_name="shopper", standalone_mode=False)
        sys.stdout.flush()
    except (Abort, KeyboardInterrupt):
        return _told("interrupted; nothing more was done", INTERRUPTED)
    except TyperException as error:
        return _told(_usage(error.format_message()), BAD_INPUT)
    except Fault as fault:
        return _told(str(fault), BAD_INPUT)
    except BrokenPipeError:
        # Whoever read us has gone; what is still to be flushed at exit must not fail either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # a traceback helps no user; the log has it for those who look
        logging.getLogger(__name__).debug("unexpected", exc_info=error)
        return _told(_unexpected(error), 1)
    return code if isinstance(code, int) else 0


def _refuse_undecodable(arguments: Sequence[str]) -> None:
    """BadInput for bytes that are no text: they could neither be printed nor stored."""
    for number, argument in enumerate(arguments, start=1):
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise BadInput(f"argument {number} is not text in UTF-8; write it in UTF-8") from error


def _told(sentence: str, code: int) -> int:
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(sentence)
    return code


def _unexpected(error: Exception) -> str:
    """What the database says without the statement and its values, which may hold what nobody else should read."""
    database = getattr(error, "orig", None)
    if database is not None:
        return f"the database failed: {_sentence(str(database))}; nothing was changed, try again"
    return _sentence(f"something unexpected went wrong: {type(error).__name__}: {error}")


def _usage(text: str) -> str:
    """Asking for nothing gets the help as it is; a wrong argument a sentence that leads to it."""
    sentence = _sentence(text).replace("Value error, ", "")
    return text if text.startswith("Usage:") else f"{sentence.rstrip('.')}; see `shopper --help`"


def _sentence(text: str) -> str:
    return " ".join(text.split())
