"""Values that must never be printed."""

import base64
import hmac


class Secret:
    """A secret text whose every printed form is `***`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself; every call is a place to look at in a review."""
        return self._text

    def decoded(self) -> bytes:
        """The bytes that a base64 secret stands for; ValueError, without its text, if it is not."""
        try:
            return base64.b64decode(self._text, validate=True)
        except ValueError:
            raise ValueError("not base64") from None

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(
            self._text.encode(), other._text.encode()
        )

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> str:
        raise TypeError("a secret cannot be pickled")
