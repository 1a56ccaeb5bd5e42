"""Proof that a webhook body was written by LINE and by nobody else."""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def sign(body: bytes, secret: str) -> str:
    """The value LINE puts into `x-line-signature` for exactly these bytes."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def verify(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Was this body signed with one of the channel's secrets?

    Several secrets are accepted because reissuing one in LINE's console takes effect at once,
    while events signed with the former are still under way. Every secret is tried, so that the
    time taken does not tell which one matched.
    """
    given = (header or "").encode("utf-8", "replace")
    genuine = False
    for secret in filter(None, secrets):  # an empty secret would accept everybody's signature
        genuine |= hmac.compare_digest(sign(body, secret).encode("ascii"), given)
    return genuine
