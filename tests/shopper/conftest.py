"""What tests of drafts and of Kolada share."""

from collections.abc import Iterator

import pytest

from shopper.store import Store
from tests.filled_stores import FilledStores
from tests.kolada_server import FakeKolada, running_kolada
from tests.web.stage import set_stage
from tests.web.step_stage import set_draft


@pytest.fixture
def studied(store: Store, filled_stores: FilledStores) -> Store:
    """A store with the small study of the site's tests and a draft wave beside it."""
    filled_stores.fill(store, set_stage)
    with store.transaction() as session:
        set_draft(session)
    return store


@pytest.fixture
def kolada() -> Iterator[FakeKolada]:
    """A server with the shapes of Kolada's API."""
    with running_kolada() as server:
        yield server
