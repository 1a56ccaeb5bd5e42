"""Tokens and retry keys: who may call, what may still be replied to, what was already accepted."""

from dataclasses import dataclass

from simulator import ids
from simulator.exchange import Json

REPLY_SECONDS = 60.0
REDELIVERED_EVENT_SECONDS = 20 * 60.0
RETRY_KEY_SECONDS = 24 * 3600.0
STATELESS_SECONDS = 15 * 60
LINK_SECONDS = 10 * 60.0


@dataclass(slots=True)
class _ReplyToken:
    channel: str
    chat: str
    event_at: float
    until: float
    used: bool = False


class ReplyTokens:
    """Reply tokens: once, and within 60 seconds after the webhook went out."""

    def __init__(self) -> None:
        self._tokens: dict[str, _ReplyToken] = {}

    def mint(self, channel: str, chat: str, *, now: float) -> str:
        """A new token; its minute starts again when the webhook is sent."""
        token = ids.reply_token()
        self.register(token, channel, chat, now=now)
        return token

    def register(self, token: str, channel: str, chat: str, *, now: float) -> None:
        """Make a token that a test wrote into an event valid."""
        self._tokens[token] = _ReplyToken(channel, chat, now, now + REPLY_SECONDS)

    def sent(self, token: str, *, now: float, again: bool) -> None:
        """The webhook with this token goes out now.

        A redelivery opens the minute anew unless the event is older than 20 minutes.
        """
        known = self._tokens.get(token)
        if known and (not again or now - known.event_at <= REDELIVERED_EVENT_SECONDS):
            known.until = now + REPLY_SECONDS

    def use(self, token: str, channel: str, *, now: float) -> str | None:
        """The chat this token replies to, once; None when it is invalid."""
        known = self._tokens.get(token)
        if not known or known.channel != channel or known.used or now > known.until:
            return None
        known.used = True
        return known.chat


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted under a retry key."""

    request_id: str
    at: float
    sent: list[Json]


class RetryKeys:
    """Keys of accepted requests, remembered for 24 hours."""

    def __init__(self) -> None:
        self._accepted: dict[tuple[str, str], Accepted] = {}

    def find(self, channel: str, key: str, *, now: float) -> Accepted | None:
        """The request that was accepted under this key in the last 24 hours."""
        known = self._accepted.get((channel, key))
        return known if known and now - known.at < RETRY_KEY_SECONDS else None

    def keep(self, channel: str, key: str, accepted: Accepted) -> None:
        """Remember an accepted request."""
        self._accepted[channel, key] = accepted


class AccessTokens:
    """Channel access tokens: long-lived ones from the settings, stateless ones for 15 minutes."""

    def __init__(self, long_lived: dict[str, str]) -> None:
        self._tokens: dict[str, tuple[str, float | None]] = {
            token: (channel, None) for token, channel in long_lived.items() if token
        }

    def issue(self, channel: str, *, now: float) -> str:
        """A stateless token."""
        token = ids.opaque_token()
        self._tokens[token] = (channel, now + STATELESS_SECONDS)
        return token

    def channel_of(self, token: str, *, now: float) -> str | None:
        """The channel that may act with this token, or None."""
        channel, until = self._tokens.get(token, (None, None))
        return channel if until is None or now < until else None


class LinkTokens:
    """Account link tokens: once, within ten minutes."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, str, float]] = {}

    def issue(self, channel: str, user: str, *, now: float) -> str:
        """A token with which this user may link an account."""
        token = ids.opaque_token()
        self._tokens[token] = (channel, user, now + LINK_SECONDS)
        return token

    def use(self, token: str, *, now: float) -> tuple[str, str] | None:
        """The channel and the user, once; None when it is invalid."""
        channel, user, until = self._tokens.pop(token, ("", "", 0.0))
        return (channel, user) if now < until else None
