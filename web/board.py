"""The board: every wave under way against its plan, today and this week. htmx asks for it anew every half minute."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from shopper.clock import OUR_ZONE
from web.board_view import LINES_A_PAGE, BoardFilter, all_boards, board
from web.dependencies import Now, StoreSession, TheUser
from web.pages import page, piece, wants_piece

router = APIRouter()

NOT_ANNOUNCED: Final = -1


def wanted_board(
    channel: str = "", area: str = "", interviewer: str = "", municipality: str = "", late: str = ""
) -> BoardFilter:
    """The filter that stands in the address."""
    return BoardFilter(channel, area, interviewer, municipality[:100], late)


@router.get("/waves/{name}/board")
def show_board(  # noqa: PLR0913, PLR0917 - the parts of the address
    request: Request,
    name: str,
    session: StoreSession,
    now: Now,
    user: TheUser,
    wanted: Annotated[BoardFilter, Depends(wanted_board)],
    start: int = 0,
    announced: int = NOT_ANNOUNCED,
) -> HTMLResponse:
    """One wave against its plan. `announced` is the number of late contacts that was last said aloud."""
    start = min(max(start, 0), 1_000_000)
    found = board(session, name, now, user, wanted, start)
    query = urlencode(
        {
            "channel": wanted.channel,
            "area": wanted.area,
            "interviewer": wanted.interviewer,
            "municipality": wanted.municipality,
            "late": wanted.late,
        }
    )
    values = {"board": found, "zone": found.period.zone, "wanted": wanted, "start": start, "size": LINES_A_PAGE}
    return _answer(request, "board.html", announced, found.channels.both.late, now=now, query=query, **values)


@router.get("/board")
def show_all_boards(
    request: Request, session: StoreSession, now: Now, user: TheUser, announced: int = NOT_ANNOUNCED
) -> HTMLResponse:
    """Every wave of theirs that is looked after."""
    found = all_boards(session, now, user)
    return _answer(request, "boards.html", announced, found.channels.both.late, boards=found, zone=OUR_ZONE, now=now)


def _answer(request: Request, template: str, announced: int, late: int, **values: Any) -> HTMLResponse:
    """The page, or for htmx its board alone; what is late is said aloud only when the number has changed."""
    values["is_news"] = announced not in (NOT_ANNOUNCED, late)
    if wants_piece(request):
        return piece(request, template, "board", **values)
    return page(request, template, **values)
