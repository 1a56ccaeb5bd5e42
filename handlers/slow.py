"""What takes long must not be done inside a transaction, where others wait for it.

A handler that needs it asks with `visit.slowly`. The transaction is undone, the work is done with
nothing open, and the event is handled anew with the result at hand. Whatever stops in between, the
event has not been handled yet and will be: nothing is lost, and nothing happens twice.
"""

from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class Slow(Exception):
    """Raised inside a transaction: this work comes first. Holds nothing a log could show."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        """Keep the work, and the name under which its result is looked for."""
        super().__init__(name)
        self.name = name
        self.work = work


class Results(dict[str, object]):
    """What slow work has come to so far, for one event."""

    def of(self, name: str, work: Callable[[], T]) -> T:
        """The result of the work of this name. Raises Slow while there is none."""
        if name not in self:
            raise Slow(name, work)
        return cast("T", self[name])
