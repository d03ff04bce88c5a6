"""The access token of an account: kept, renewed by one at a time, never lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from mail_probe.doorways import NoToken
from scheduler.account_tokens import LEASE, AccountTokens
from shopper.clock import SteppedClock
from shopper.sealed import seal, unseal
from shopper.store import Store
from shopper.tables.mail import MailAccount
from tests.contract.token_server import CLIENT, SECRET, Tokens

WORD = "the secret of these tests"


@pytest.fixture
def server() -> Iterator[Tokens]:
    with Tokens().listening() as listening:
        yield listening


@pytest.fixture
def tokens(store: Store, clock: SteppedClock, server: Tokens) -> AccountTokens:
    """The tokens of an account that signs in with a refresh token."""
    with store.transaction() as session:
        session.add(
            MailAccount(
                name="probes",
                domain="post.test",
                self_copy="kopia@post.test",
                smtp_host="127.0.0.1",
                smtp_port=1,
                smtp_security="none",
                imap_host="127.0.0.1",
                imap_port=1,
                imap_security="none",
                imap_user="probes",
                sign_in="oauth2",
                oauth_token_url=server.url,
                oauth_client_id=CLIENT,
                oauth_scope="mail",
                oauth_client_secret_sealed=seal(SECRET, WORD),
                oauth_refresh_token_sealed=seal("refresh-0", WORD),
            )
        )
    return AccountTokens(
        store, clock, WORD, "probes", pause=lambda seconds: clock.move_to(clock() + timedelta(seconds=seconds))
    )


def kept(store: Store) -> tuple[str | None, str | None]:
    """The access token and the refresh token in the database."""
    with store.reading() as session:
        row = session.get_one(MailAccount, "probes")
    sealed = (row.oauth_access_token_sealed, row.oauth_refresh_token_sealed)
    access, refresh = (None if one is None else unseal(one, WORD) for one in sealed)
    return access, refresh


def test_a_token_is_kept_until_shortly_before_it_ends(
    tokens: AccountTokens, server: Tokens, clock: SteppedClock
) -> None:
    given = [tokens()]
    for minutes in (54, 2):
        clock.move_to(clock() + timedelta(minutes=minutes))
        given.append(tokens())
    assert (given, server.given) == (["access-1", "access-1", "access-2"], ["access-1", "access-2"])


def test_a_token_that_was_refused_is_replaced(tokens: AccountTokens) -> None:
    assert [tokens(), tokens(anew=True), tokens()] == ["access-1", "access-2", "access-2"]


def test_a_rotated_refresh_token_is_stored_sealed(tokens: AccountTokens, server: Tokens, store: Store) -> None:
    server.rotates = True
    assert [tokens(), tokens(anew=True)] == ["access-1", "access-2"]
    with store.reading() as session:
        row = session.get_one(MailAccount, "probes")
    assert kept(store) == ("access-2", "refresh-2")
    assert "refresh-2" not in f"{row.oauth_refresh_token_sealed} {row.oauth_access_token_sealed}"


def test_many_at_once_ask_once_and_no_refresh_token_is_used_twice(
    tokens: AccountTokens, server: Tokens, database_url: str, clock: SteppedClock
) -> None:
    server.rotates = True
    stores = [Store(database_url) for _ in range(4)]
    askers = [AccountTokens(each, clock, WORD, tokens.account) for each in stores]
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda asker: asker(), askers))
    for each in stores:
        each.close()
    assert (given, len(server.asked)) == (["access-1"] * 4, 1)


def test_nothing_is_locked_while_the_token_server_thinks(tokens: AccountTokens, server: Tokens, store: Store) -> None:
    seen: list[str] = []

    def look(form: dict[str, str]) -> tuple[int, str]:
        with store.transaction() as session:
            row = session.get_one(MailAccount, "probes")
            row.own_mx = "mx.post.test"
            session.add(row)
        seen.append(form["grant_type"])
        return 200, '{"access_token": "word", "expires_in": 3600}'

    server.answered = look  # type: ignore[method-assign]
    assert (tokens(), seen, kept(store)) == ("word", ["refresh_token"], ("word", "refresh-0"))


def test_a_process_that_died_while_asking_holds_the_others_up_no_longer_than_its_lease(
    tokens: AccountTokens, store: Store, clock: SteppedClock
) -> None:
    began = clock()
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").oauth_expires_at = began + LEASE
    assert tokens() == "access-1"
    assert clock() - began == LEASE


def test_a_refusal_is_told_and_the_next_try_asks_again(tokens: AccountTokens, server: Tokens, store: Store) -> None:
    server.refresh_token = "withdrawn"
    for _ in range(2):
        with pytest.raises(NoToken, match="invalid_grant") as told:
            tokens()
    assert (told.value.fault, len(server.asked), kept(store)) == ("token_refused", 2, (None, "refresh-0"))


def test_a_program_of_its_own_needs_no_refresh_token(tokens: AccountTokens, server: Tokens, store: Store) -> None:
    with store.transaction() as session:
        session.get_one(MailAccount, "probes").oauth_refresh_token_sealed = None
    assert (tokens(), server.asked[0]["grant_type"]) == ("access-1", "client_credentials")


def test_tokens_sealed_with_another_secret_are_told_by_their_word(tokens: AccountTokens, store: Store) -> None:
    other = AccountTokens(store, tokens.clock, "another secret", "probes")
    with pytest.raises(NoToken, match="SHOPPER_SECRET") as told:
        other()
    assert told.value.fault == "secret_changed"
