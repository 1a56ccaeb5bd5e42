"""Finds ports to listen on."""

import socket
from typing import Final

from commands.speaking import Stop

TRIED: Final = 50


def free_ports(*wanted: int) -> list[int]:
    """For each wanted port itself, or the next free one. Stops if there is none near it."""
    chosen: list[int] = []
    for port in wanted:
        near = (p for p in range(port, port + TRIED) if p not in chosen and _is_free(p))
        free = next(near, None)
        if free is None:
            raise Stop("run.no_port", port=port)
        chosen.append(free)
    return chosen


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: a connection that has just ended does not make a port taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
        return True
