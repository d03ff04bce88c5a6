"""A form kept on a shared device is taken in from the person who wrote it and from nobody else."""

from typing import Annotated, Final

from fastapi import Header, HTTPException, status

from web.dependencies import TheUser

WRITTEN_BY: Final = "X-Written-By"
"""The header in which the script of the call sheet names the id of the user whose form it sends."""


async def only_from_its_writer(user: TheUser, writer: Annotated[str | None, Header(alias=WRITTEN_BY)] = None) -> None:
    """Refuse (403) what somebody else wrote, who was signed in here before; a form without a script names nobody."""
    if writer is not None and writer != str(user.id):
        raise HTTPException(status.HTTP_403_FORBIDDEN)
