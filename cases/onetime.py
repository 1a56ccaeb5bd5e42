"""Codes that work once: six digits from a phone (RFC 6238), and what replaces a lost phone."""

import hmac
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from cases.staffing import ALPHABET

DIGITS: Final = 6
STEP: Final = 30  # seconds a code is shown
DRIFT: Final = 1  # steps a phone's clock may be off (security D8)
SECRET_BYTES: Final = 20  # as long as the hash, and what every phone understands
LONGEST_TYPED: Final = 40
RECOVERY_CODES: Final = 10
RECOVERY_LENGTH: Final = 16  # 79 bits; kept as a keyed hash, so a stolen database cannot test one


def new_secret() -> bytes:
    """What the phone and the office share."""
    return secrets.token_bytes(SECRET_BYTES)


def enrolment(secret: bytes, *, name: str, issuer: str) -> str:
    """The address that a QR code gives to an authenticator."""
    return _totp(secret).get_provisioning_uri(name, issuer)


def matching_step(secret: bytes, typed: str, *, now: datetime, after: int) -> int | None:
    """The step whose code was typed, later than `after`, the last one used; None if there is none.

    Every step is compared whatever the others gave, so that the time taken tells nothing.
    """
    offered = _digits(typed)
    here = int(now.timestamp()) // STEP
    hotp = HOTP(secret, DIGITS, SHA1())  # noqa: S303 - what authenticators speak; HMAC is sound
    found = [
        step
        for step in range(here - DRIFT, here + DRIFT + 1)
        if hmac.compare_digest(hotp.generate(step), offered) and step > after
    ]
    return found[0] if found else None


def code_at(secret: bytes, now: datetime) -> str:
    """The code a phone shows at this moment; for demonstrations and tests."""
    return _totp(secret).generate(int(now.timestamp())).decode()


def recovery_codes() -> Iterator[str]:
    """Draw codes, in groups of four, each of which replaces the phone once."""
    for _ in range(RECOVERY_CODES):
        plain = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
        yield "-".join(plain[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4))


def read_letters(typed: str) -> str:
    """A welcome or recovery code as people type it: any case, any spaces, dashes."""
    return "".join(c for c in typed[:LONGEST_TYPED].upper() if c in ALPHABET)


def _digits(typed: str) -> bytes:
    """The digits of a code, from Thai and full-width ones too."""
    return "".join(str(int(c)) for c in typed[:LONGEST_TYPED] if c.isdecimal()).encode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - as above: what authenticators speak
