"""Requests take turns: writers on SQLite one after the other, and all together no more than there is room for."""

import asyncio
from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from shopper.clock import SteppedClock
from tests.web.stage import START
from web.sessions import SESSION_COOKIE
from web.turns import AT_A_TIME, Turns


def most_at_once(count: int, *, alone: bool) -> int:
    """How many of so many requests that come at once are answered at the same time."""
    turns, now, most = Turns(), 0, 0

    async def answered() -> None:
        nonlocal now, most
        async with turns.taken(alone=alone):
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1

    async def everybody() -> None:
        await asyncio.gather(*(answered() for _ in range(count)))

    asyncio.run(everybody())
    return most


def test_those_who_write_go_one_after_the_other() -> None:
    assert most_at_once(60, alone=True) == 1


def test_those_who_read_go_together_as_far_as_there_is_room() -> None:
    assert most_at_once(60, alone=False) == AT_A_TIME


def test_those_who_wait_to_write_keep_nobody_from_reading() -> None:
    turns, order = Turns(), []

    async def writes(number: int) -> None:
        async with turns.taken(alone=True):
            await asyncio.sleep(0.05)
            order.append(f"write {number}")

    async def reads() -> None:
        async with turns.taken(alone=False):
            order.append("read")

    async def everybody() -> None:
        await asyncio.gather(*(writes(number) for number in range(AT_A_TIME * 2)), reads())

    asyncio.run(everybody())
    assert order[0] == "read"


def test_noting_who_is_there_waits_for_the_writer_without_a_thread(
    site: FastAPI, interviewer: TestClient, clock: SteppedClock
) -> None:
    """The page is answered while somebody writes; the note comes after the writer, and was no writer beside it."""
    clock.move_to(START + timedelta(minutes=10))

    async def asked_while_somebody_writes() -> tuple[int, bool]:
        statuses: list[int] = []
        is_answered = asyncio.Event()
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/me",
            "query_string": b"",
            "headers": [(b"cookie", f"{SESSION_COOKIE}={interviewer.cookies[SESSION_COOKIE]}".encode())],
        }

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
            else:
                is_answered.set()

        async with site.state.platform.turns.taken(alone=True):
            asking = asyncio.create_task(site(scope, receive, send))
            await is_answered.wait()
            await asyncio.sleep(0.1)
            has_waited = not asking.done()
        await asking
        return statuses[0], has_waited

    assert asyncio.run(asked_while_somebody_writes()) == (200, True)


def test_a_turn_ends_when_the_request_fails() -> None:
    turns = Turns()

    async def fails() -> None:
        async with turns.taken(alone=True):
            raise ValueError

    async def everybody() -> list[BaseException | None]:
        return await asyncio.gather(*(fails() for _ in range(AT_A_TIME + 1)), return_exceptions=True)

    assert [type(one) for one in asyncio.run(everybody())] == [ValueError] * (AT_A_TIME + 1)
