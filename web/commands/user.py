"""`shopper user`: who signs in."""

from enum import StrEnum
from typing import Annotated

import typer

from shopper.faults import BadInput, Conflict
from shopper.names import LONGEST_NAME, NAME_RULE, is_name
from web.commands.asked import asked_password
from web.commands.opened import cause, opened_store, say, secret_from

app = typer.Typer(help="Those who sign in.", no_args_is_help=True)

PASSWORD_VARIABLE = "SHOPPER_PASSWORD"  # noqa: S105 - the name of a variable, not a password

_MORE_WORDS = "take a few words that have nothing to do with each other"
WEAKNESSES = {
    "long": "the password is too long; take at most 128 characters",
    "common": f"the password is like one that many people have; {_MORE_WORDS}",
    "known": f"the password is made of the user's name or the site's; {_MORE_WORDS}",
    "word": f"the password is made of a common word; {_MORE_WORDS}",
    "name": f"the password is made of a common name; {_MORE_WORDS}",
    "keys": f"the password is a row of keys; {_MORE_WORDS}",
    "repeated": f"the password repeats itself; {_MORE_WORDS}",
    "row": f"the password is a row such as abc or 1234; {_MORE_WORDS}",
    "date": f"the password is made of a date; {_MORE_WORDS}",
    "weak": f"the password is easily guessed; {_MORE_WORDS}",
}


class Role(StrEnum):
    """What a user may do, as `shopper/tables/people.py` knows it."""

    INTERVIEWER = "interviewer"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


@app.callback()
def group() -> None:
    """Keep `user` a group although it has one command."""


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The sign-in name.")],
    role: Annotated[Role, typer.Option(help="What the user may do.")],
    password_from: Annotated[
        str, typer.Option(help="The environment variable that holds the password; without it, it is asked for twice.")
    ] = PASSWORD_VARIABLE,
    wave: Annotated[
        list[str] | None,
        typer.Option(help="A wave to work with, as often as needed; without it, every wave there is."),
    ] = None,
) -> None:
    """Add a user, or give one who came with an import a password.

    A reviewer, coordinator or administrator becomes a member of waves. A user who can sign in already is left alone.
    """
    from sqlmodel import select

    from shopper.members import MEMBER_ROLES, add_to_waves
    from shopper.moves import record
    from shopper.queries import stored_id
    from shopper.tables.people import User
    from web.passwords import hash_password

    _refuse_what_cannot_be(name, role, wave or [])
    hashed = hash_password(_password(password_from, name))
    with opened_store() as store, store.transaction() as session:
        why = cause()
        user = session.exec(select(User).where(User.name == name)).first()
        if user is not None and (user.password_hash is not None or user.role != role):
            raise Conflict(f"there is a user {name!r} already, {user.role}; choose another name")
        user = user or User(name=name, role=role.value, created_at=why.at)
        user.password_hash = hashed
        session.add(user)
        session.flush()
        record(session, "user", stored_id(user.id), "add", why, after=role.value)
        if role in MEMBER_ROLES:
            add_to_waves(session, stored_id(user.id), why, wave or ())
    say(f"{name} can sign in as {role.value}.")


def _refuse_what_cannot_be(name: str, role: Role, waves: list[str]) -> None:
    from shopper.members import MEMBER_ROLES

    if not is_name(name):
        raise BadInput(f"a user cannot be called {name[:LONGEST_NAME]!r}; {NAME_RULE}")
    if waves and role not in MEMBER_ROLES:
        raise BadInput(f"--wave is not for {role.value}: only reviewers, coordinators and administrators are members")


def _password(variable: str, name: str) -> str:
    from shopper.password_strength import SHORTEST_PASSWORD, weakness

    password = secret_from(variable)
    if password is None and variable != PASSWORD_VARIABLE:
        raise BadInput(f"the variable {variable} is empty; put the password in it")
    if password is None:
        password = asked_password("The password", f"put it in the variable {PASSWORD_VARIABLE}", twice=True)
    found = weakness(password, [name])
    if found == "short":
        raise BadInput(f"the password has {len(password)} characters; take at least {SHORTEST_PASSWORD}")
    if found:
        raise BadInput(WEAKNESSES[found])
    return password
