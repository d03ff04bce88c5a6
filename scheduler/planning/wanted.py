"""Which contacts a plan is to place: what the method asks for, beyond what stands already. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from scheduler.planning.parts import Channel, PlanMunicipality, PlannedProbe, PlanRequest, Wanted


def wanted_of(request: PlanRequest, municipality: PlanMunicipality) -> list[Wanted]:
    """The contacts to place in one municipality; question 0 stands for one that the area has not got.

    Round by round one contact of each area, the spares last, so that no area is always served first.
    """
    code = municipality.code
    if request.wanted is not None:
        alone = len(request.municipalities) == 1
        named = [one for one in request.wanted if one.municipality == code or (alone and not one.municipality)]
        return [replace(one, municipality=code) for one in named]
    chance = Random(f"{request.seed}/{code}/wanted")  # noqa: S311 - a plan that can be made again, not a secret
    fixed = [one for one in request.fixed if one.municipality == code]
    quota = request.method.quota
    rounds = [
        *_rounds(request, fixed, ("call", quota.calls), chance),
        *_rounds(request, fixed, ("mail", quota.mails), chance),
    ]
    return [Wanted(one.channel, one.area, one.question, one.spare, code) for one in rounds]


def _rounds(
    request: PlanRequest, fixed: Sequence[PlannedProbe], quota: tuple[Channel, int], chance: Random
) -> Iterator[Wanted]:
    codes = [area.code for area in request.method.area]
    left = {area: list(_of_area(request, fixed, quota, area, chance)) for area in codes}
    while any(left.values()):
        for area in chance.sample(codes, len(codes)):
            if left[area]:
                yield left[area].pop(0)


def _of_area(
    request: PlanRequest, fixed: Sequence[PlannedProbe], quota: tuple[Channel, int], area: str, chance: Random
) -> Iterator[Wanted]:
    """The lowest numbers of the area in order of chance, then the numbers after them as spares."""
    channel, count = quota
    stands = [one for one in fixed if one.channel == channel and one.area == area]
    asked = {one.question for one in stands}
    numbers = sorted(set(request.questions.get(area, ())))
    for spare, offered, most in ((False, numbers[:count], count), (True, numbers[count:], request.spares)):
        free = [number for number in offered if number not in asked]
        missing = max(0, most - sum(one.spare is spare for one in stands))
        some = chance.sample(free, len(free)) if not spare else free
        for number in (some + [0] * missing)[:missing]:
            yield Wanted(channel, area, number, spare)
