"""Secrets at rest: sealed with a key made from `SHOPPER_SECRET`, so that a copied database opens no mailbox."""

from base64 import urlsafe_b64encode
from hashlib import scrypt

from cryptography.fernet import Fernet, InvalidToken

from shopper.faults import BadInput

_SALT = b"servicematning mail passwords"


class SecretChanged(BadInput):
    """A stored secret was sealed with another `SHOPPER_SECRET`."""


def seal(text: str, secret: str) -> str:
    """The text encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA-256)."""
    return _box(secret).encrypt(text.encode()).decode()


def unseal(sealed: str, secret: str) -> str:
    """The text again; SecretChanged when it was sealed with another secret."""
    try:
        return _box(secret).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SecretChanged(
            "a stored mail password was sealed with another SHOPPER_SECRET; set that one again"
        ) from error


def _box(secret: str) -> Fernet:
    return Fernet(urlsafe_b64encode(scrypt(secret.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=32)))
