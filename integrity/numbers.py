"""Numbers of corruption reports: random, so that none tells how many there are or when it came."""

import secrets
from typing import Final

SERIES: Final = "C"
DIGITS: Final = 8


def new_number() -> str:
    """Draw a number such as C-40718263. It is a name for staff to use, never a credential."""
    return f"{SERIES}-{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
