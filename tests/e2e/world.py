"""A small office in a small LINE: the simulator, the real web application, and people to act with."""

import base64
import hashlib
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, Self

from werkzeug.serving import BaseWSGIServer, make_server

from bot.service import Service, assemble
from cases.staffing import engage, invite
from config.offices import SHIPPED, load_offices
from config.settings import Settings
from handlers.dispatcher import Dispatcher
from integrity.vault import Purpose
from models.vocabulary import Role
from simulator.person import Happened, Person
from simulator.running import Simulator
from simulator.settings import ChannelSpec, PersonSpec
from simulator.settings import Settings as LineSettings
from tests.e2e.recorder import Recorder
from web.app import create_app

OFFICE: Final = "huaikhwang"
CITIZENS, STAFF = "huaikhwang", "huaikhwang-staff"
PEOPLE: Final = ("somchai", "malee", "wichai", "nok", "suda")
ROOT_KEY: Final = base64.b64encode(hashlib.sha256(b"a test").digest()).decode()


class World:
    """Everything one story needs, started and stopped in one place."""

    def __init__(self, database_url: str) -> None:
        self._web: BaseWSGIServer | None = None
        self.database_url = database_url

    def __enter__(self) -> Self:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        channels = _channels(self.url)
        people = tuple(PersonSpec(id=p, name=p, friends=(CITIZENS, STAFF)) for p in PEOPLE)
        self.line = Simulator(LineSettings(channels, people), port=0).start()
        self.recorder = Recorder(self.line.address).start()
        self.service = self._assemble(channels)
        app = create_app(self.service, production=False)
        self.dispatcher: Dispatcher = app.extensions["saisaat"].dispatcher
        self._web = make_server("127.0.0.1", port, app, threaded=True)
        threading.Thread(target=self._web.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.dispatcher.close()
        if self._web is not None:
            self._web.shutdown()
            self._web.server_close()
        self.recorder.stop()
        self.line.stop()
        self.service.database.close()

    def _assemble(self, channels: tuple[ChannelSpec, ...]) -> Service:
        env = {
            "DATABASE_URL": self.database_url,
            "SAISAAT_ROOT_KEY": ROOT_KEY,
            "SAISAAT_OFFICES": OFFICE,
            "SAISAAT_PUBLIC_URL": self.url,
            "LINE_API_HOST": self.recorder.address,
        }
        office = next(o for o in load_offices(SHIPPED) if o.slug == OFFICE)
        for spec in channels:
            channel = office.channel(spec.slug)
            env[channel.id_env] = spec.channel_id
            env[channel.secret_env] = spec.channel_secret
        return assemble(Settings.from_env(env))

    def citizen(self, name: str) -> Person:
        """Somebody in the citizens' account."""
        return self.line.person(name, CITIZENS)

    def officer(self, name: str, role: Role, unit: str) -> Person:
        """A member of staff who has linked their LINE with the code they were given."""
        person = self.line.person(name, STAFF)
        person.says(self.invite(name, role, unit))
        hears(person, "เชื่อมบัญชีแล้ว")
        return person

    def invite(self, name: str, role: Role, unit: str) -> str:
        """Engage somebody and give the linking code the office would hand them."""
        with self.service.database.writing(OFFICE) as session:
            staff = engage(session, name, role=role, unit=unit)
            code = invite(session, staff, digest=self._invite_digest, now=datetime.now(UTC))
        return code.plain

    def _invite_digest(self, value: str) -> str:
        return self.service.vault.index(Purpose.INVITE, value, where=OFFICE)

    def sweep(self) -> int:
        """What the worker does every few seconds."""
        return self.dispatcher.sweep()

    def tracking_page(self, code: str) -> str:
        """The words on the tracking page for a code."""
        form = urllib.parse.urlencode({"code": code}).encode()
        request = urllib.request.Request(
            f"{self.url}/track", data=form, headers={"Origin": self.url}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            page = answer.read().decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def hears(person: Person, words: str, *, timeout: float = 10) -> Happened:
    """Wait until the person is told these words, and give that message."""
    return _first(person.wait_for(lambda said: words in said.text, timeout), words)


def _first(heard: list[Happened], words: str) -> Happened:
    return next(said for said in reversed(heard) if words in said.text)


def talks(person: Person, *turns: tuple[Callable[[], object], str]) -> Happened:
    """A transcript: do, hear; do, hear. Gives the last thing heard."""
    said = None
    for act, words in turns:
        act()
        said = hears(person, words)
    assert said is not None
    return said


def _channels(url: str) -> tuple[ChannelSpec, ...]:
    return tuple(
        ChannelSpec(
            slug=slug,
            channel_id=f"16500000{number}",
            channel_secret=f"{number}" * 32,
            webhook_url=f"{url}/line/{slug}/webhook",
        )
        for number, slug in enumerate((CITIZENS, STAFF), start=1)
    )


def _free_port() -> int:
    # type: ignore[arg-type]  # only its port is wanted
    probe = make_server("127.0.0.1", 0, lambda *_: [])
    port: int = probe.server_address[1]
    probe.server_close()
    return port
