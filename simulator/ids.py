"""Makes identifiers that look like LINE's: user ids, event ids, message ids and tokens."""

import hashlib
import itertools
import secrets
import threading
import time
import uuid

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FIRST_MESSAGE = 560_000_000_000_000_001


def user_id(provider: str, person: str) -> str:
    """The id of a person under one provider: always the same, and another under another one."""
    return "U" + hashlib.sha256(f"{provider}/{person}".encode()).hexdigest()[:32]


def chat_id(kind: str, name: str) -> str:
    """The id of a group (``C``) or room (``R``)."""
    return kind + hashlib.sha256(f"{kind}/{name}".encode()).hexdigest()[:32]


def ulid(now_ms: int) -> str:
    """A webhook event id: 48 bits of time, 80 of chance, in Crockford's base 32."""
    number = (now_ms << 80) | int.from_bytes(secrets.token_bytes(10), "big")
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def reply_token() -> str:
    """Thirty-two hexadecimal digits."""
    return secrets.token_hex(16)


def opaque_token() -> str:
    """A quote token, mark-as-read token, access token or link token."""
    return secrets.token_urlsafe(36)


def request_id() -> str:
    """The value of ``x-line-request-id``."""
    return str(uuid.uuid4())


class MessageIds:
    """Message ids: growing numbers of eighteen digits, never the same again after a restart."""

    def __init__(self) -> None:
        self._numbers = itertools.count(_FIRST_MESSAGE + time.time_ns() // 1_000_000)
        self._lock = threading.Lock()

    def new(self) -> str:
        """The next id."""
        with self._lock:
            return str(next(self._numbers))
