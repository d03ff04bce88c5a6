"""What every table shares: the naming of constraints, and the column types for time and for compressed bytes."""

import zlib
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, DateTime, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# Set before the first model is defined: a constraint without a name cannot be changed by a later migration.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


SMALL_BYTES = 4096
"""Up to here a window of 4 KB (RFC 1950 2.2) holds all there is."""

QUICK = 3
"""Of zlib's levels: a sixth less time than its usual one, for a fiftieth more bytes of mail."""


class UtcTime(TypeDecorator[datetime]):
    """A moment. Refuses naive values; stores UTC and returns aware UTC on SQLite and PostgreSQL alike.

    SQLite keeps no offset: without this, an aware value would come back naive.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; ValueError when it has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone and cannot be stored")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class's signature
        """The stored moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Compressed(TypeDecorator[bytes]):
    """Bytes stored as a zlib stream (RFC 1950) and given back as they were: mails shrink to about a third."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - the base class's signature
        """The bytes compressed; a small mail in little memory, whose making ready would be most of the time."""
        if value is None:
            return None
        is_small = len(value) <= SMALL_BYTES
        stream = zlib.compressobj(level=QUICK, wbits=12 if is_small else 15, memLevel=5 if is_small else 8)
        return stream.compress(value) + stream.flush()

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 - as above
        """The bytes as they were given."""
        return None if value is None else zlib.decompress(value)


def one_of(column: str, allowed: Iterable[str]) -> CheckConstraint:
    """A CHECK that the column holds one of these words (or NULL where the column allows it)."""
    words = ", ".join(f"'{word}'" for word in allowed)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_is_known")
