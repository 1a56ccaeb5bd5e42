"""A whole local LINE in one object: the platform, its HTTP server, and the people in it."""

from typing import Any, Self

from simulator.client import Client, SimulatorError
from simulator.clock import Clock
from simulator.control import perform
from simulator.exchange import Refused
from simulator.platform import Platform
from simulator.server import Server
from simulator.settings import Settings


class Simulator(Client):
    """Runs in this process, on threads; ``port`` 0 lets the system choose.

    >>> with Simulator(settings, port=0) as line:
    ...     line.person("somchai").says("สวัสดี")
    """

    def __init__(self, settings: Settings, *, port: int, clock: Clock | None = None) -> None:
        super().__init__(self._perform, close=self.stop)
        self.clock = clock or Clock()
        self.platform = Platform(settings, clock=self.clock)
        self._server = Server(self.platform, port=port)

    def _perform(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            return perform(self.platform, verb, body)
        except Refused as refusal:
            raise SimulatorError(str(refusal)) from None

    @property
    def address(self) -> str:
        """Where it listens: the host to give to a bot, and the address of the chat page."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Self:
        """Begin to answer."""
        self._server.start()
        return self

    def stop(self) -> None:
        """End every thread and close every connection."""
        self.platform.stop()
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()
