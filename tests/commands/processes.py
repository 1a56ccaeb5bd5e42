"""What runs: processes and their children, as the system lists them."""

import os
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 20.0  # seconds


def descendants(pid: int | None = None) -> set[int]:
    """Every process below this one, or below our own."""
    children: dict[int, set[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        parent = _parent(folder)
        if parent is not None:
            children.setdefault(parent, set()).add(int(folder.name))
    found: set[int] = set()
    waiting = [pid or os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), set())
        waiting += below - found
        found |= below
    return found


def _parent(folder: Path) -> int | None:
    try:
        state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):  # ended while we looked
        return None
    return None if state == "Z" else int(parent)


def words_of(pid: int) -> list[str]:
    """The words of a process's command; none when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_running(pid: int) -> bool:
    """Whether a process lives; one that waits to be reaped does not."""
    return _parent(Path(f"/proc/{pid}")) is not None


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for something another process does. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.02)
