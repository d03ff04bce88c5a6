"""The slow-down after failed attempts: of a name, whatever was wrong with it, and of the address they came from.

Many guesses at one name wait for each other, and so do guesses at many names from one host. Nobody else is made to wait
for long: the longest wait is a quarter of an hour, and somebody who has signed in here before, by their device's
cookie, is not held up by a stranger who types their name or shares their address. Nor is anybody who is signed in.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from fastapi import Request
from sqlalchemy import delete
from sqlmodel import Session, col, select

from shopper.settings import Settings
from shopper.tables.people import SignInFailure, User

FREE_FAILURES: Final = 3
FREE_FAILURES_OF_ADDRESS: Final = 20
"""A whole office may sit behind one address."""

FIRST_WAIT_SECONDS: Final = 4
LONGEST_WAIT_SECONDS: Final = 900
DEVICE_COOKIE: Final = "shopper_device"
LONGEST_NAME: Final = 200
_LONGEST_ADDRESS: Final = 64


def seconds_to_wait(failed_at: Sequence[datetime], now: datetime, free: int = FREE_FAILURES) -> int:
    """Seconds until the next attempt: nothing for the free failures, then 4, 8, 16 ... at most 15 minutes."""
    if len(failed_at) < free:
        return 0
    doublings = min(len(failed_at) - free, 10)
    wait = min(FIRST_WAIT_SECONDS * 2**doublings, LONGEST_WAIT_SECONDS)
    left = max(failed_at) + timedelta(seconds=wait) - now
    return max(0, -int(-left.total_seconds() // 1))


def wait_for(session: Session, name: str, address: str, now: datetime) -> int:
    """Seconds until an attempt with this name from this address is looked at."""
    since = now - timedelta(seconds=LONGEST_WAIT_SECONDS)
    recent = select(SignInFailure.failed_at).where(col(SignInFailure.failed_at) > since)
    of_name = session.exec(recent.where(SignInFailure.name == name[:LONGEST_NAME])).all()
    of_address = session.exec(recent.where(SignInFailure.address == address)).all() if address else ()
    return max(seconds_to_wait(of_name, now), seconds_to_wait(of_address, now, FREE_FAILURES_OF_ADDRESS))


def remember_failure(session: Session, name: str, address: str, now: datetime) -> None:
    """Count a failed attempt; those too old to count are swept away."""
    too_old = now - timedelta(seconds=LONGEST_WAIT_SECONDS)
    session.connection().execute(delete(SignInFailure).where(col(SignInFailure.failed_at) <= too_old))
    session.add(SignInFailure(name=name[:LONGEST_NAME], address=address, failed_at=now))


def forget_failures(session: Session, *names: str) -> None:
    """The failures of these names count no longer."""
    session.connection().execute(delete(SignInFailure).where(col(SignInFailure.name).in_(names)))


def address_of(request: Request, settings: Settings) -> str:
    """The visitor's network address: the connection's other end, or what our own proxy says it was."""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() if settings.trusted_proxy else ""
    return (told or (request.client.host if request.client else ""))[:_LONGEST_ADDRESS]


def counted_at_door(request: Request, settings: Settings, name: str) -> tuple[str, str]:
    """The name and the address under which the failures of somebody who signs in are counted.

    A device on which this user has signed in before is counted apart, and without its address.
    """
    name = name[:LONGEST_NAME]
    cookie = request.cookies.get(DEVICE_COOKIE, "")
    is_known = hmac.compare_digest(cookie.encode(), device_mark(settings, name).encode())
    return (device_name(settings, name), "") if is_known else (name, address_of(request, settings))


def counted_inside(user: User) -> tuple[str, str]:
    """The name and the address, which is none, under which the failures of somebody who is signed in are counted."""
    return f"\tinside {user.id}", ""


def device_name(settings: Settings, name: str) -> str:
    """What stands for the name where a known device failed: no name that anybody could type."""
    return f"\t{sha256(device_mark(settings, name).encode()).hexdigest()}"


def device_mark(settings: Settings, name: str) -> str:
    """The cookie of a device on which this user has signed in; only this site can make it."""
    return hmac.new(settings.secret.encode(), f"device of {name}".encode(), sha256).hexdigest()


def forget_failures_of(session: Session, settings: Settings, user: User) -> None:
    """After a complete sign-in nothing of the user's failures counts, on whichever device they were."""
    forget_failures(session, user.name, device_name(settings, user.name), counted_inside(user)[0])
