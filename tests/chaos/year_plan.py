"""How long a simulated year is, how much happens in it, and how often something goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

# When the worker is looked at; between these it would find nothing new to do.
STEPS: Final = ((0, 30), (6, 5), (8, 2), (8, 33), (12, 5), (20, 5))
FEW_STEPS: Final = ((6, 5), (8, 2), (8, 35), (15, 5))
# What the accounts may push in a month; those not named here, as much as they like.
LIMITS: Final = {"huaikhwang": 300, "huaikhwang-staff": 500, "chatuchak": 1000}


@dataclass(frozen=True, slots=True)
class Plan:
    """How long a year is, how much happens in it, and how often something goes wrong."""

    cases: int
    begins: date
    days: int
    asleep: date  # from then on no worker runs for a week
    leaving: date  # when officers are dismissed
    steps: tuple[tuple[int, int], ...] = STEPS
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS)
    trouble: float = 0.03  # how likely a step has a power cut, or two workers, or ends in a restart
    seed: int = 2571
