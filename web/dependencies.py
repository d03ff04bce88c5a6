"""What the endpoints are given: the platform, one session a request, and who is asking."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import BackgroundTasks, Depends, HTTPException, Path, Query, Request, status
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from scheduler.processes import Runner, run_here
from shopper.clock import Clock
from shopper.faults import NotThere
from shopper.moves import Cause
from shopper.settings import Settings
from shopper.store import Store
from web.access import RULES, may_use
from web.reach import CHECKS, reaches
from web.sessions import SESSION_COOKIE, Visitor, is_seldom_seen, note_seen, visitor_of
from web.turns import Turns

READ_METHODS = frozenset({"GET", "HEAD"})
WORK_OUT_FIRST = frozenset(
    {
        "show_what_changes",
        "change_wave",
        "order_planning",
        "invite",
        "resend_invitation",
        "send_user_link",
        "verify_trail",
        "download_evidence",
        "approve_draft",
        "save_look",
        "deliver_report",
        "take_snapshot",
    }
)
"""Routes that plan, send a letter, work out a report, clean a picture or read much, which may take long: they only read
meanwhile, and then store in a transaction of their own."""
FOR_THE_FACTOR = frozenset({"show_second_factor", "begin_second_factor", "confirm_second_factor", "sign_out"})
"""What somebody may do whose role must have a second factor while they have none."""


class JobQueue(Protocol):
    """Where what is ordered on a page is done in the background."""

    def render_soon(self, report_id: int) -> None:
        """Start printing the ordered report as soon as a worker is free."""
        ...

    def approve_soon(self, wave_id: int) -> None:
        """Start approving the drafts of the wave that somebody asked for, as soon as a worker is free."""
        ...

    def deliver_soon(self, wave_id: int) -> None:
        """Start sending the final reports of the wave that somebody asked for, as soon as a worker is free."""
        ...

    def check_soon(self, check_id: int) -> None:
        """Start the ordered self-test of a mail account as soon as a worker is free."""
        ...

    def plan_soon(self, order_id: int) -> None:
        """Start the ordered planning of a wave as soon as a worker is free."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """What the entry point gave the application; `apart` is where work of seconds is done, so that no other waits."""

    settings: Settings
    store: Store
    clock: Clock
    engine: JobQueue | None
    turns: Turns = field(default_factory=Turns)
    apart: Runner = run_here


class FactorNeeded(Exception):  # noqa: N818 - not a fault: the user is led to the page where they set it up
    """The user's role must have a second factor, and they have none."""


class SignInNeeded(Exception):  # noqa: N818 - not a fault: the visitor is led to the sign-in page
    """Nobody is signed in, and the page asks for somebody."""


def platform_of(request: Request) -> Platform:
    """The platform the application was made with."""
    found: Platform = request.app.state.platform
    return found


async def own_turn(request: Request) -> AsyncIterator[None]:
    """Wait until it is this request's turn, see `web/turns.py`; the turn ends when its transaction has ended."""
    platform = platform_of(request)
    async with platform.turns.taken(alone=platform.store.is_sqlite and not _only_reads(request)):
        yield


def open_session(request: Request, _turn: Annotated[None, Depends(own_turn, scope="function")]) -> Iterator[Session]:
    """One request is one transaction: begun here, committed here before the answer leaves, and nowhere else."""
    store = platform_of(request).store
    with store.reading() if _only_reads(request) else store.transaction() as session:
        yield session


def _only_reads(request: Request) -> bool:
    return request.method in READ_METHODS or request.scope["route"].name in WORK_OUT_FIRST


@contextmanager
def storing(platform: Platform) -> Iterator[Session]:
    """The short transaction of a route of `WORK_OUT_FIRST`, committed at its end."""
    with platform.store.transaction() as session:
        yield session


StoreSession = Annotated[Session, Depends(open_session, scope="function")]


# What only looks something up is `async`: it then runs at once, and needs no thread for it.
async def _the_platform(request: Request) -> Platform:
    return platform_of(request)


ThePlatform = Annotated[Platform, Depends(_the_platform)]


async def refuse_nul(request: Request) -> None:
    """Refuse a form with the character NUL in a field: no page of ours sends it, and no database keeps it.

    Asynchronous because a form can only be awaited; the framework has read it by then. An uploaded file may hold
    anything. In addresses the guard refuses it; what calls save by themselves is cleaned instead, never lost.
    """
    if request.method in READ_METHODS or "json" in request.headers.get("content-type", ""):
        return
    form = await request.form()
    if any("\x00" in text for pair in form.multi_items() for text in pair if isinstance(text, str)):
        raise HTTPException(status.HTTP_400_BAD_REQUEST)


def authorise(request: Request, session: Session, platform: Platform, afterwards: BackgroundTasks) -> None:
    """Let the request through when the route's rule allows it and what its address names is the user's to reach.

    A route without a rule, or with a part in its address that `web/reach.py` does not know, is refused.
    Leaves who is signed in, or None, as `request.state.user` for the endpoint and the page.
    """
    token, now, route = request.cookies.get(SESSION_COOKIE, ""), platform.clock(), request.scope["route"].name
    user = visitor_of(session, token, now, platform.settings)
    request.state.user, request.state.now = user, now
    rule, parts = RULES.get(route), request.path_params
    if rule is not None and rule != "everybody" and user is None:
        raise SignInNeeded
    if rule is None or not may_use(rule, user.role if user else None) or not parts.keys() <= CHECKS.keys():
        raise HTTPException(status.HTTP_403_FORBIDDEN)
    if rule == "everybody" or user is None:
        return
    if user.factor_missing and route not in FOR_THE_FACTOR:
        raise FactorNeeded
    if not reaches(session, user, parts):
        raise NotThere("what the address names does not exist, or is not this user's to see")
    if is_seldom_seen(user, now):
        afterwards.add_task(_note_seen, platform, token, now)  # after the answer: a page that is read waits for nobody


async def _note_seen(platform: Platform, token: str, now: datetime) -> None:
    """In a turn of its own: many who come at once would else keep the threads from the writer they wait for."""
    async with platform.turns.taken(alone=platform.store.is_sqlite):
        await run_in_threadpool(_store_seen, platform, token, now)


def _store_seen(platform: Platform, token: str, now: datetime) -> None:
    with platform.store.transaction() as session:
        note_seen(session, token, now)


def signed_in(request: Request) -> Visitor:
    """The user who asks, on a route whose rule asks for one."""
    user: Visitor | None = request.state.user
    if user is None:
        raise SignInNeeded
    return user


async def _the_user(request: Request) -> Visitor:
    return signed_in(request)


TheUser = Annotated[Visitor, Depends(_the_user)]


def moment(request: Request) -> datetime:
    """The one present moment of this request."""
    now: datetime = request.state.now
    return now


Number = Annotated[int, Path(ge=0, le=2**31 - 1)]
"""An id in an address, as far as every database counts: what is beyond is a page that is not there."""

Start = Annotated[int, Query(ge=0, le=1_000_000)]
"""How many lines of a list stand on the pages before; no list of ours is longer."""


async def _the_moment(request: Request) -> datetime:
    return moment(request)


Now = Annotated[datetime, Depends(_the_moment)]


@dataclass(frozen=True, slots=True)
class Actor:
    """The user who acts, and their deed's cause for the audit trail."""

    id: int
    cause: Cause


async def actor(user: TheUser, now: Now) -> Actor:
    """Who acts, and when, as the trail records it."""
    return Actor(id=user.id, cause=Cause(actor=user.name, at=now))


TheActor = Annotated[Actor, Depends(actor)]
