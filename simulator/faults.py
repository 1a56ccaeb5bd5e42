"""What goes wrong on purpose: errors, delays, hangs and resets, planned per endpoint."""

import random
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from simulator.exchange import Json, Refused


class Trouble(StrEnum):
    """What may go wrong, before or after the request was accepted."""

    STATUS = "status"
    LATENCY = "latency"
    HANG = "hang"
    RESET = "reset"
    ACCEPT_THEN_STATUS = "accept_then_status"
    ACCEPT_THEN_HANG = "accept_then_hang"
    ACCEPT_THEN_RESET = "accept_then_reset"


@dataclass(slots=True, kw_only=True)
class Fault:
    """One planned trouble: how often, and with what chance."""

    trouble: Trouble
    amount: float
    times: int | None = None
    probability: float = 1.0
    seed: int = 0
    body: str | None = None
    fired: int = 0
    _chance: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self._chance.seed(self.seed)

    def strikes(self) -> bool:
        """Whether it strikes this time."""
        spent = self.times is not None and self.fired >= self.times
        if spent or self._chance.random() >= self.probability:
            return False
        self.fired += 1
        return True


class Faults:
    """All planned troubles by endpoint pattern; called under the platform's lock."""

    def __init__(self) -> None:
        self._plan: dict[str, list[Fault]] = {}

    def plan(self, wanted: dict[str, list[Json]]) -> None:
        """Replace the plan of each pattern given; an empty list ends it. Raises Refused(400)."""
        for pattern, faults in wanted.items():
            self._plan[pattern] = [fault_from(fault) for fault in faults]

    def draw(self, method: str, path: str) -> Fault | None:
        """The first fault that strikes this request."""
        for pattern, faults in self._plan.items():
            if fnmatchcase(f"{method} {path}", pattern) or fnmatchcase(path, pattern):
                for fault in faults:
                    if fault.strikes():
                        return fault
        return None

    def as_json(self) -> Json:
        """The plan and how often each fault struck."""
        return {
            pattern: [
                {fault.trouble.value: fault.amount, "times": fault.times, "fired": fault.fired}
                for fault in faults
            ]
            for pattern, faults in self._plan.items()
        }


def fault_from(value: Json) -> Fault:
    """A fault from ``{"status": 500, "times": 3, "probability": 0.2, "seed": 7}``."""
    rest: dict[str, Any] = dict(value)
    troubles = [name for name in rest if name in Trouble.__members__.values()]
    if len(troubles) != 1:
        raise Refused(400, f"a fault needs exactly one of {', '.join(Trouble)}")
    amount = float(rest.pop(troubles[0]))
    try:
        return Fault(trouble=Trouble(troubles[0]), amount=amount, **rest)
    except TypeError as fault:
        raise Refused(400, str(fault)) from None
