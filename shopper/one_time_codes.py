"""The codes of the second factor: those of an app (TOTP, RFC 6238) and the recovery codes on paper. Pure."""

import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
DRIFT_STEPS: Final = 1
"""How far the phone's clock may be off, each way (RFC 6238 5.2 and 6)."""

RECOVERY_CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_RECOVERY_LENGTH: Final = 12
"""Characters of 31: 59 bits, so a plain SHA-256 gives nothing away."""


def new_secret() -> str:
    """160 bits in base32, as RFC 4226 4 asks for."""
    return pyotp.random_base32()


def app_address(secret: str, name: str, site: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def step_of(secret: str, code: str, last_step: int, now: datetime) -> int | None:
    """The time step whose code this is, among those after the last one used; None when it is no such code."""
    digits = "".join(code.split())
    now_step = int(now.timestamp()) // STEP_SECONDS
    app = pyotp.TOTP(secret)
    for step in range(now_step - DRIFT_STEPS, now_step + DRIFT_STEPS + 1):
        if step > last_step and compare_digest(app.generate_otp(step).encode(), digits.encode()):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Ten codes in groups of four, each good for one sign-in without the phone."""
    return [_grouped("".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH))) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """What is stored of a recovery code, however its groups were typed."""
    return sha256("".join(letter for letter in code.lower() if letter.isalnum()).encode()).hexdigest()


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
