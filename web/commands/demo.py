"""`shopper demo`: the Vetlanda measurement through real mail servers on loopback, to PDF."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder for the demo's database and report.")] = Path(
        "var/demo"
    ),
    serve: Annotated[bool, typer.Option(help="Serve the site afterwards.")] = True,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the site; 0 picks a free one.")] = 0,
) -> None:
    """Play the Vetlanda measurement of 2017 from its first letter to its report."""
    from web.demo.run import run_demo

    run_demo(out, serve=serve, port=port)
