"""Which contacts are graded twice: drawn by the wave's seed, so that nobody chooses. Pure.

Every contact has a lot that follows from the seed, the channel and its id alone. Within each group (an interviewer's
calls, a municipality's letters) the lowest lots are drawn, so that the share holds in each and everybody is compared.
It is known before a call is made which ones they are: somebody can be asked to listen in.
"""

from collections.abc import Mapping
from hashlib import sha256


def chosen(seed: int, channel: str, group_of: Mapping[int, int], percent: int) -> frozenset[int]:
    """The ids that are graded twice, of contacts given with their group: `percent` of each group, rounded up."""
    groups: dict[int, list[int]] = {}
    for probe_id, group in group_of.items():
        groups.setdefault(group, []).append(probe_id)
    return frozenset(
        probe_id
        for ids in groups.values()
        for probe_id in sorted(ids, key=lambda one: lot(seed, channel, one))[: -(-len(ids) * percent // 100)]
    )


def lot(seed: int, channel: str, probe_id: int) -> bytes:
    """The lot of one contact: the same on every machine and in every year."""
    return sha256(f"{seed}/double/{channel}/{probe_id}".encode()).digest()
