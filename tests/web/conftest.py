"""The site over a store with a small study, and somebody who is signed in."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from shopper.clock import SteppedClock
from shopper.queries import stored_id
from shopper.settings import Settings
from shopper.store import Store
from shopper.tables.study import Measurement, Municipality
from tests.filled_stores import FilledStores
from tests.web.office_stage import Postbox, office
from tests.web.other_stage import OtherStage, set_other_wave
from tests.web.sendings_stage import Office, set_finals, worker_beside
from tests.web.stage import OPEN_WEEKDAYS, PASSWORD, Stage, set_stage
from tests.web.step_stage import set_draft
from web.app import create_app

SignIn = Callable[[str], TestClient]


@pytest.fixture
def stage(store: Store, filled_stores: FilledStores) -> Stage:
    """The study the site is about."""
    return filled_stores.fill(store, set_stage)


@pytest.fixture
def site(store: Store, clock: SteppedClock, stage: Stage) -> FastAPI:
    """The site over that study, without a background engine."""
    assert stage
    return create_app(Settings(), store, clock, None)


@pytest.fixture
def visitor(site: FastAPI) -> TestClient:
    """A browser in which nobody is signed in; it does not follow redirects by itself."""
    return TestClient(site, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture
def signed_in(site: FastAPI) -> SignIn:
    """Signs somebody in, in a browser of their own."""

    def sign_in(name: str) -> TestClient:
        browser = TestClient(site, follow_redirects=False, raise_server_exceptions=False)
        answer = browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        return browser

    return sign_in


@pytest.fixture
def interviewer(signed_in: SignIn) -> TestClient:
    """Anna's browser."""
    return signed_in("anna")


@pytest.fixture
def coordinator(signed_in: SignIn) -> TestClient:
    """Cecilia's browser."""
    return signed_in("cecilia")


@pytest.fixture
def draft(store: Store, stage: Stage) -> int:
    """The id of a draft wave beside that study."""
    assert stage
    with store.transaction() as session:
        return set_draft(session)


@pytest.fixture
def other_wave(store: Store, stage: Stage) -> OtherStage:
    """A wave beside that study of which nobody of the stage is a member."""
    assert stage
    with store.transaction() as session:
        return set_other_wave(session)


@pytest.fixture
def towns(store: Store, stage: Stage) -> dict[str, int]:
    """The measurements of three municipalities in the wave, by code."""
    with store.transaction() as session:
        wave_id = session.get_one(Measurement, stage.measurement).wave_id
        found = {"0685": stage.measurement}
        for code, name in (("0686", "Eksjö"), ("0687", "Tranås")):
            address = f"kommunen@{code}.test"
            town = Municipality(
                code=code,
                name=name,
                population=17_000,
                official_address=address,
                switchboard="0381-100 00",
                opening_hours=OPEN_WEEKDAYS,
                mail_domains=[f"{code}.test"],
            )
            session.add(town)
            session.flush()
            measured = Measurement(wave_id=wave_id, municipality_code=code)
            session.add(measured)
            session.flush()
            found[code] = stored_id(measured.id)
    return found


@pytest.fixture
def wave_id(store: Store, stage: Stage) -> int:
    """The wave of the stage."""
    with store.reading() as session:
        return session.get_one(Measurement, stage.measurement).wave_id


@pytest.fixture
def postbox(site: FastAPI, store: Store) -> Iterator[Postbox]:
    """What the office account sends."""
    with office(site, store) as box:
        yield box


@pytest.fixture
def finals(store: Store, towns: dict[str, int]) -> dict[str, int]:
    """A final report of each of the three municipalities, by code."""
    with store.transaction() as session:
        return set_finals(session, towns)


@pytest.fixture
def bureau(  # noqa: PLR0917 - fixtures
    site: FastAPI, store: Store, clock: SteppedClock, wave_id: int, postbox: Postbox, signed_in: SignIn
) -> Office:
    """Cecilia's browser and the worker that sends what is asked for there, to the postbox."""
    assert postbox is not None
    return Office(signed_in("cecilia"), worker_beside(site, store, clock), wave_id)
