"""Asking for a password: hidden on a terminal, else read as one line of what is piped in."""

from __future__ import annotations

import sys

import typer

from shopper.faults import BadInput


def asked_password(prompt: str, otherwise: str, *, twice: bool = False) -> str:
    """The password that is typed or piped in; BadInput that says what to do `otherwise` when there is nobody to ask."""
    if sys.stdin is not None and sys.stdin.isatty():
        return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=twice))
    line = "" if sys.stdin is None else sys.stdin.readline()
    password = line.rstrip("\r\n")
    if not password:
        raise BadInput(f"{prompt[:1].lower()}{prompt[1:]} cannot be asked for without a terminal; {otherwise}")
    return password
