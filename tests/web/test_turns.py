"""Requests take turns: writers on SQLite one after the other, and all together no more than there is room for."""

import asyncio

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


def test_a_turn_ends_when_the_request_fails() -> None:
    turns = Turns()

    async def fails() -> None:
        async with turns.taken(alone=True):
            raise ValueError

    async def everybody() -> list[BaseException | None]:
        return await asyncio.gather(*(fails() for _ in range(AT_A_TIME + 1)), return_exceptions=True)

    assert [type(one) for one in asyncio.run(everybody())] == [ValueError] * (AT_A_TIME + 1)
