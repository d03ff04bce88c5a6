"""The made-up snapshot of Kolada that comes with the platform, as tests use it."""

from importlib import resources

from shopper.kolada.snapshot import Snapshot, read_snapshot
from shopper.kolada.stored import store_snapshot
from shopper.moves import Cause
from shopper.store import Store
from tests.measured_waves import CALLED_AT

FILE = resources.files("shopper").joinpath("examples", "kolada.json")


def example_snapshot() -> Snapshot:
    """The snapshot."""
    return read_snapshot(FILE.read_bytes(), "kolada.json")


def add_example(store: Store) -> int:
    """Store it; its number."""
    with store.transaction() as session:
        return store_snapshot(session, example_snapshot(), Cause("kim", CALLED_AT))
