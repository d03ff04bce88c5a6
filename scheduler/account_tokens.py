"""The access token of a mail account: kept sealed, asked for anew before it ends, by one process at a time.

A token server may hand out each refresh token once and take a second use for theft (RFC 9700 4.14.2). So whoever asks
first writes a lease on the account: no access token, and a time until which everybody else waits for it. No
transaction is open while the token server is asked; a process that dies meanwhile holds up the others until its lease
is over, no longer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import col

from mail_probe.doorways import NoToken
from mail_probe.servers.oauth import MARGIN, Tokens, TokenServer, ask_for_tokens
from shopper.clock import Clock
from shopper.sealed import SecretChanged, seal, unseal
from shopper.store import Store
from shopper.tables.mail import MailAccount

LEASE: Final = timedelta(minutes=2)
"""As long as a token server may take with its four time-outs of 30 seconds."""

_LOOK_AGAIN_SECONDS: Final = 0.5


@dataclass(frozen=True)
class AccountTokens:
    """Gives the access token of one account; see `mail_probe.doorways.TokenSource`."""

    store: Store
    clock: Clock
    secret: str
    account: str
    pause: Callable[[float], None] = sleep

    def __call__(self, *, anew: bool = False) -> str:
        """The kept token while it is good, else a new one; NoToken when there is none."""
        try:
            return self._token(anew=anew)
        except SecretChanged as error:
            raise NoToken(str(error), "secret_changed") from error

    def _token(self, *, anew: bool) -> str:
        refused = self._row().oauth_access_token_sealed if anew else None
        for _ in range(int(LEASE.total_seconds() / _LOOK_AGAIN_SECONDS) + 1):
            row = self._row()
            kept = row.oauth_access_token_sealed
            if kept is not None and kept != refused and _lasts(row, self.clock()):
                return unseal(kept, self.secret)
            lease = self.clock() + LEASE
            if not self._is_leased(row) and self._change(row, oauth_access_token_sealed=None, oauth_expires_at=lease):
                return self._asked_anew(row, lease)
            self.pause(_LOOK_AGAIN_SECONDS)
        raise NoToken("another process has been asking for the account's token for too long; try again", "silent")

    def _asked_anew(self, row: MailAccount, lease: datetime) -> str:
        """Ask while the lease is ours, and give it back whatever happens."""
        tokens: Tokens | None = None
        try:
            old = _unsealed(row.oauth_refresh_token_sealed, self.secret)
            tokens = ask_for_tokens(self._server(row), old, self.clock())
        finally:
            leased = row.model_copy(update={"oauth_access_token_sealed": None, "oauth_expires_at": lease})
            self._change(leased, **self._columns(tokens))
        return tokens.access

    def _columns(self, tokens: Tokens | None) -> dict[str, Any]:
        if tokens is None:
            return {"oauth_expires_at": None}
        columns: dict[str, Any] = {
            "oauth_access_token_sealed": seal(tokens.access, self.secret),
            "oauth_expires_at": tokens.expires_at,
        }
        if tokens.refresh is not None:
            columns["oauth_refresh_token_sealed"] = seal(tokens.refresh, self.secret)
        return columns

    def _server(self, row: MailAccount) -> TokenServer:
        return TokenServer(
            token_url=row.oauth_token_url or "",
            client_id=row.oauth_client_id or "",
            scope=row.oauth_scope or "",
            client_secret=_unsealed(row.oauth_client_secret_sealed, self.secret),
        )

    def _is_leased(self, row: MailAccount) -> bool:
        until = row.oauth_expires_at
        return row.oauth_access_token_sealed is None and until is not None and until > self.clock()

    def _row(self) -> MailAccount:
        with self.store.reading() as session:
            row = session.get(MailAccount, self.account)
        if row is None:
            raise NoToken(f"there is no mail account {self.account!r}", "other")
        return row

    def _change(self, seen: MailAccount, **columns: Any) -> bool:
        """Write the columns if the account's token is still the one that was seen; whether it was."""
        same = (
            col(MailAccount.name) == self.account,
            col(MailAccount.oauth_access_token_sealed).is_not_distinct_from(seen.oauth_access_token_sealed),
            col(MailAccount.oauth_expires_at).is_not_distinct_from(seen.oauth_expires_at),
            col(MailAccount.oauth_refresh_token_sealed).is_not_distinct_from(seen.oauth_refresh_token_sealed),
        )
        with self.store.transaction() as session:
            done = session.connection().execute(update(MailAccount).where(*same).values(**columns))
            return done.rowcount == 1


def _lasts(row: MailAccount, now: datetime) -> bool:
    return row.oauth_expires_at is not None and row.oauth_expires_at - MARGIN > now


def _unsealed(sealed: str | None, secret: str) -> str | None:
    return None if sealed is None else unseal(sealed, secret)
