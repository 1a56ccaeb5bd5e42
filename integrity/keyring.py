"""The keys of the sealed channel: one for every report, wrapped by the server's root key.

The root key never stands in the database. While it is being changed the previous one still opens
what it wrapped, and only the present one wraps (security D2).
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT: Final = b"\x02"
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
KEY_BYTES: Final = 32
BUCKET: Final = 256  # bytes; the length of what is sealed tells no more than this
_SPLIT: Final = b":"
_END: Final = b"\x80"  # where the content ends and the padding begins (ISO/IEC 7816-4)


class CannotOpen(Exception):
    """The sealed bytes were altered, moved elsewhere, or sealed with another key."""


class SealedPurpose(StrEnum):
    """What a key derived from the root key is for."""

    WRAPPING = "wrapping"
    RECEIPT = "receipt"
    AUDIT = "audit"
    DRAFT = "draft"
    DISCLOSURE = "disclosure"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key under another key; `ref` names the root key it needs."""

    ref: str
    blob: bytes = field(repr=False)

    def pack(self) -> bytes:
        """Both in one, for a row that has one column for them."""
        return self.ref.encode() + _SPLIT + self.blob

    @classmethod
    def unpack(cls, packed: bytes) -> "Wrapped":
        """Read it back. Raises CannotOpen."""
        ref, split, blob = packed.partition(_SPLIT)
        if not split or not ref.isalnum():
            raise CannotOpen("unknown format, or cut off")
        return cls(ref.decode(), blob)


def new_key() -> bytes:
    """A key for one report, one link or one draft."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, content: bytes, *, where: str) -> bytes:
    """Seal content so that it opens only with this key and at this place (office, table, row).

    AES-256-GCM with a random nonce; content is padded to a multiple of 256 bytes first.
    """
    padded = content + _END
    padded += bytes(-len(padded) % BUCKET)
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + AESGCM(key).encrypt(nonce, padded, where.encode())


def open_(key: bytes, sealed: bytes, *, where: str) -> bytes:
    """Give back what was sealed with this key at this place.

    Raises CannotOpen when it was altered, moved, cut off, or sealed with another key.
    """
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    if sealed[:1] != FORMAT or len(body) < TAG_BYTES:
        raise CannotOpen("unknown format, or cut off")
    try:
        padded = AESGCM(key).decrypt(nonce, body, where.encode())
    except (InvalidTag, ValueError):  # ValueError: what was given is no key
        raise CannotOpen("altered, moved, or sealed with another key") from None
    content, end, padding = padded.rpartition(_END)
    if not end or padding.strip(b"\0"):
        raise CannotOpen("not padded as it should be")
    return content


class Keyring:
    """The server's root keys: the present one wraps, each of them opens what it wrapped."""

    def __init__(self, roots: Mapping[str, bytes], current: str) -> None:
        """Keep root keys by their id. Raises ValueError if one is short or `current` is missing."""
        if current not in roots:
            raise ValueError("the present root key is missing")
        if any(len(root) < KEY_BYTES for root in roots.values()):
            raise ValueError("a root key needs 32 bytes or more")
        self.current = current
        order = (current, *(ref for ref in roots if ref != current))
        self._secrets = {
            ref: {purpose: _derive(roots[ref], purpose) for purpose in SealedPurpose}
            for ref in order
        }

    @classmethod
    def of(cls, root: bytes, previous: bytes | None = None) -> "Keyring":
        """A keyring of the present root key and, while it is being changed, the one before.

        Raises ValueError if both are the same: nothing would be changed.
        """
        if root == previous:
            raise ValueError("the previous root key is the present one")
        roots = (root,) if previous is None else (root, previous)
        return cls({key_id(one): one for one in roots}, key_id(root))

    def __repr__(self) -> str:
        """Say which root keys there are, not what they are."""
        return f"Keyring({', '.join(self._secrets)})"

    def wrap(self, key: bytes, *, where: str) -> Wrapped:
        """Wrap a key with the present root key, for this place only."""
        return Wrapped(self.current, seal(self._wrapping(self.current), key, where=where))

    def unwrap(self, ref: str, blob: bytes, *, where: str) -> bytes:
        """Give back a key. Raises CannotOpen, also when the root key it needs is not here."""
        if ref not in self._secrets:
            raise CannotOpen("wrapped with a root key that is not here")
        return open_(self._wrapping(ref), blob, where=where)

    def rewrap(self, ref: str, blob: bytes, *, where: str) -> Wrapped:
        """Wrap a key anew with the present root key. Raises CannotOpen."""
        return self.wrap(self.unwrap(ref, blob, where=where), where=where)

    def secret(self, purpose: SealedPurpose) -> bytes:
        """The present key for a purpose."""
        return self._secrets[self.current][purpose]

    def secrets(self, purpose: SealedPurpose) -> tuple[bytes, ...]:
        """Every key for a purpose, the present one first."""
        return tuple(keys[purpose] for keys in self._secrets.values())

    def _wrapping(self, ref: str) -> bytes:
        return self._secrets[ref][SealedPurpose.WRAPPING]


def key_id(root: bytes) -> str:
    """A short name for a root key, from which nothing about it can be learned."""
    return hashlib.sha256(_hkdf(root, b"saisaat/sealed/1/id")).hexdigest()[:8]


def _derive(root: bytes, purpose: SealedPurpose) -> bytes:
    return _hkdf(root, f"saisaat/sealed/1/{purpose}".encode())


def _hkdf(root: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)
