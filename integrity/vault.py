"""Seals what must not lie open in the database, and finds it again without opening it.

One root key (SAISAAT_ROOT_KEY) gives one key for each purpose, so that no two purposes share a
value: the same LINE id indexed for two purposes, or for two offices, gives two indexes nobody can
join.
"""

import hashlib
import hmac
import os
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32


class Purpose(StrEnum):
    """What a key is for. A value sealed for one purpose cannot be opened for another."""

    PERSON = "person"
    INBOUND = "inbound"
    OUTGOING = "outgoing"
    CONTACT = "contact"
    ATTACHMENT = "attachment"
    TRACKING_CODE = "tracking-code"
    INVITE = "invite"


class CannotOpen(Exception):
    """The sealed bytes were altered, moved elsewhere, or sealed with another root key."""


class Vault:
    """Purpose-bound sealing (AES-256-GCM) and indexing (HMAC-SHA-256)."""

    def __init__(self, root_key: bytes) -> None:
        """Derive the purpose keys. Raises ValueError if the root key has fewer than 32 bytes."""
        if len(root_key) < KEY_BYTES:
            raise ValueError("the root key needs 32 bytes or more")
        self._seals = {p: AESGCM(_derive(root_key, "seal", p)) for p in Purpose}
        self._index_keys = {p: _derive(root_key, "index", p) for p in Purpose}

    def seal(self, purpose: Purpose, content: bytes, *, where: str) -> bytes:
        """Seal content so that it opens only at the same place (`where`: office, table, row)."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._seals[purpose].encrypt(nonce, content, where.encode())

    def open(self, purpose: Purpose, sealed: bytes, *, where: str) -> bytes:
        """Give back what was sealed for this purpose at this place. Raises CannotOpen."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != FORMAT or len(nonce) < NONCE_BYTES:
            raise CannotOpen("unknown format, or cut off")
        try:
            return self._seals[purpose].decrypt(nonce, body, where.encode())
        except InvalidTag:
            raise CannotOpen("altered, moved, or sealed with another key") from None

    def index(self, purpose: Purpose, value: str, *, where: str) -> str:
        """Give a keyed hash (64 hex digits) to find the value again by; it cannot be guessed."""
        message = f"{where}\0{value}".encode()
        return hmac.new(self._index_keys[purpose], message, hashlib.sha256).hexdigest()


def _derive(root_key: bytes, use: str, purpose: Purpose) -> bytes:
    info = f"saisaat/1/{use}/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root_key)
