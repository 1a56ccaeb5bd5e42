"""Seals what must not lie open in the database, and finds it again without opening it.

One root key (SAISAAT_ROOT_KEY) gives one key for each purpose, so that no two purposes share a
value: the same LINE id indexed for two purposes, or for two offices, gives two indexes nobody can
join.
"""

import hashlib
import hmac
import os
from contextlib import suppress
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from integrity.keyring import CannotOpen, Keyring, SealedPurpose
from integrity.receipts import Hardener

__all__ = ["CannotOpen", "Purpose", "Vault"]

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
    CONSOLE = "console"


class Vault:
    """Purpose-bound sealing (AES-256-GCM) and indexing (HMAC-SHA-256).

    The sealed channel has keys of its own: `keyring`, and `hardener` for its receipt codes.
    """

    def __init__(self, root_key: bytes, previous: bytes | None = None) -> None:
        """Derive the purpose keys. Raises ValueError if a root key has fewer than 32 bytes.

        While the root key is being changed, `previous` still opens what it sealed. Indexes stay
        with it, because nobody can compute them anew: what a code or a person was found by remains.
        """
        self.keyring = Keyring.of(root_key, previous)
        pepper, *older = self.keyring.secrets(SealedPurpose.RECEIPT)
        self.hardener = Hardener(pepper, older=older)
        roots = (root_key,) if previous is None else (root_key, previous)
        self._seals = {p: [AESGCM(_derive(root, "seal", p)) for root in roots] for p in Purpose}
        self._index_keys = {p: _derive(roots[-1], "index", p) for p in Purpose}

    def seal(self, purpose: Purpose, content: bytes, *, where: str) -> bytes:
        """Seal content so that it opens only at the same place (`where`: office, table, row)."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._seals[purpose][0].encrypt(nonce, content, where.encode())

    def open(self, purpose: Purpose, sealed: bytes, *, where: str) -> bytes:
        """Give back what was sealed for this purpose at this place. Raises CannotOpen."""
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != FORMAT or len(nonce) < NONCE_BYTES:
            raise CannotOpen("unknown format, or cut off")
        for key in self._seals[purpose]:
            with suppress(InvalidTag):
                return key.decrypt(nonce, body, where.encode())
        raise CannotOpen("altered, moved, or sealed with another key")

    def index(self, purpose: Purpose, value: str, *, where: str) -> str:
        """Give a keyed hash (64 hex digits) to find the value again by; it cannot be guessed."""
        message = f"{where}\0{value}".encode()
        return hmac.new(self._index_keys[purpose], message, hashlib.sha256).hexdigest()


def _derive(root_key: bytes, use: str, purpose: Purpose) -> bytes:
    info = f"saisaat/1/{use}/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root_key)
