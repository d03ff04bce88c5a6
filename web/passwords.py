"""Passwords at rest: argon2id, with the parameters of the library's recommendation."""

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST_PASSWORD = 10
"""Characters; length is what guessing costs."""

_HASHES = PasswordHash((Argon2Hasher(),))


def hash_password(password: str) -> str:
    """The argon2id hash to store for a password."""
    return _HASHES.hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password is the one that was hashed."""
    return _HASHES.verify(password, password_hash)
