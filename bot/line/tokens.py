"""Channel access tokens that live for minutes, in memory only.

A leaked token can write to every friend of the account. Stateless tokens last 15 minutes, cannot be
revoked and may be issued without limit (LINE: channel access token), so a fresh one replaces the
former after 12 minutes and nothing is ever written down.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

REFRESH_AFTER = 12 * 60.0  # seconds


class Unissued(Exception):
    """LINE gave no token; carries why, in words without secrets."""


class Tokens(Protocol):
    """Where a request gets its token from."""

    def current(self) -> str:
        """The token to use now. Raises Unissued."""

    def renewed(self, refused: str) -> str | None:
        """Another token after LINE refused this one; None if there is no other."""


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A long-lived token from the console: there is no other when it is refused."""

    token: str

    def current(self) -> str:
        return self.token

    def renewed(self, refused: str) -> str | None:
        return None


class StatelessTokens:
    """Issues tokens when needed and shares them between threads.

    `issue` asks LINE and returns the token with its life in seconds, or raises Unissued; `clock`
    counts seconds from anywhere.
    """

    def __init__(
        self, issue: Callable[[], tuple[str, float]], *, clock: Callable[[], float]
    ) -> None:
        self._issue = issue
        self._clock = clock
        self._lock = threading.Lock()
        self._token: str | None = None
        self._refresh_at = 0.0
        self._expires_at = 0.0

    def current(self) -> str:
        with self._lock:
            now = self._clock()
            if self._token is None or now >= self._refresh_at:
                self._renew(now)
            if self._token is None:  # pragma: no cover - _renew raises instead
                raise Unissued("no token")
            return self._token

    def renewed(self, refused: str) -> str | None:
        with self._lock:
            if self._token == refused:
                self._token = None
        fresh = self.current()
        return fresh if fresh != refused else None

    def _renew(self, now: float) -> None:
        """Replace the token; while the old one lives, a failure is only a reason to try again."""
        try:
            token, life = self._issue()
        except Unissued:
            if self._token is not None and now < self._expires_at:
                return
            raise
        self._token = token
        self._expires_at = now + life
        self._refresh_at = now + min(REFRESH_AFTER, life * 0.8)
