"""A small office in a small LINE: the simulator, the real web application, and people in it."""

import base64
import hashlib
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain
from socket import create_server
from typing import Any, Final, Self

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, make_server

from bot.delivery import Delivery
from bot.media import fetching
from bot.service import Service, assemble
from cases.staffing import engage, invite
from config.office import Channel
from config.offices import SHIPPED, load_offices
from config.settings import Settings
from handlers.dispatcher import Dispatcher
from handlers.inbox import person_index
from integrity.vault import Purpose
from models.case import Attachment
from models.people import Person as PersonRow
from models.people import Staff
from models.post import Inbound, Outgoing
from models.scope import EVERY_OFFICE
from models.vocabulary import MediaState, Role
from simulator.person import Happened, Person
from simulator.running import Simulator
from simulator.settings import ChannelSpec, PersonSpec
from simulator.settings import Settings as LineSettings
from tests.e2e.recorder import Recorder
from web.app import create_app

# Seconds until a story is given up: long, because a busy machine is not a fault of ours.
PATIENCE: Final = 40
OFFICE: Final = "huaikhwang"
CITIZENS, STAFF = "huaikhwang", "huaikhwang-staff"
SHARED: Final = "suanluang"  # an office with one account for citizens and staff, by the same name
PEOPLE: Final = ("somchai", "malee", "wichai", "nok", "suda")
ROOT_KEY: Final = base64.b64encode(hashlib.sha256(b"a test").digest()).decode()


class Hands:
    """The bot's clock: real time, until a story lets time pass."""

    def __init__(self) -> None:
        self._passed = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._passed

    def move(self, time: timedelta) -> None:
        """Let time pass."""
        self._passed += time


class World:
    """Everything one story needs, started and stopped in one place."""

    def __init__(self, database_url: str, *offices: str) -> None:
        self._web: BaseWSGIServer | None = None
        self.database_url = database_url
        self.offices = offices or (OFFICE,)
        self.clock = Hands()

    def __enter__(self) -> Self:
        self._door = create_server(("127.0.0.1", 0))  # held from here on: nobody else takes it
        port: int = self._door.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        channels = _channels(self.url, self.offices)
        slugs = tuple(spec.slug for spec in channels)
        people = tuple(PersonSpec(id=p, name=p, friends=slugs) for p in PEOPLE)
        self.line = Simulator(LineSettings(channels, people), port=0).start()
        self.recorder = Recorder(self.line.address).start()
        self.service = self._assemble(channels)
        app = create_app(self.service, production=False)
        self.dispatcher: Dispatcher = app.extensions["saisaat"].dispatcher
        door = self._door.fileno()
        self._web = make_server("127.0.0.1", port, app, threaded=True, fd=door)
        serve = {"poll_interval": 0.02}  # seconds: how long the end of a story takes
        threading.Thread(target=self._web.serve_forever, kwargs=serve, daemon=True).start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.dispatcher.close()
        if self._web is not None:
            self._web.shutdown()
            self._web.server_close()
        self._door.close()
        self.recorder.stop()
        self.line.stop()
        self.service.database.close()

    def _assemble(self, channels: tuple[ChannelSpec, ...]) -> Service:
        env = {
            "DATABASE_URL": self.database_url,
            "SAISAAT_ROOT_KEY": ROOT_KEY,
            "SAISAAT_OFFICES": ",".join(self.offices),
            "SAISAAT_PUBLIC_URL": self.url,
            "LINE_API_HOST": self.recorder.address,
        }
        known = {channel.slug: channel for channel in _shipped_channels(self.offices)}
        for spec in channels:
            channel = known[spec.slug]
            env[channel.id_env] = spec.channel_id
            env[channel.secret_env] = spec.channel_secret
        return assemble(Settings.from_env(env), clock=self.clock)

    def citizen(self, name: str, channel: str = CITIZENS) -> Person:
        """Somebody in the citizens' account."""
        return self.line.person(name, channel)

    def officer(self, name: str, role: Role, unit: str) -> Person:
        """A member of staff who has linked their LINE with the code they were given."""
        person = self.line.person(name, STAFF)
        person.says(self.invite(name, role, unit))
        hears(person, "เชื่อมบัญชีแล้ว")
        return person

    def invite(self, name: str, role: Role, unit: str, *, office: str = OFFICE) -> str:
        """Engage somebody and give the linking code the office would hand them."""
        with self.service.database.writing(office) as session:
            staff = engage(session, name, role=role, unit=unit)
            digest = self.digest(office)
            code = invite(session, staff, digest=digest, now=self.clock())
        return code.plain

    def digest(self, office: str) -> Callable[[str], str]:
        """How this office keeps its linking codes."""
        return lambda value: self.service.vault.index(Purpose.INVITE, value, where=office)

    @contextmanager
    def staff(self, name: str) -> Iterator[tuple[Session, Staff]]:
        """A member of staff, to be changed as the office would from its own desk."""
        with self.service.database.writing(OFFICE) as session:
            yield session, session.scalars(select(Staff).where(Staff.name == name)).one()

    def sweep(self) -> int:
        """What the worker does every few seconds, brought to its end."""
        found = self.dispatcher.sweep()
        delivery = Delivery(self.service)
        self._wait(lambda: not delivery.due() and not fetching.due(self.service))
        self.settle()
        return found

    def pass_time(self, **time: float) -> None:
        """Let time pass for LINE and for the bot alike."""
        self.settle()
        passed = timedelta(**time)
        self.clock.move(passed)
        self.line.advance(passed.total_seconds())

    def settle(self) -> None:
        """Wait until nothing is in anybody's hands: no webhook, event, call or file."""
        self.line.settle()
        self._wait(lambda: not self._in_hand() and self.dispatcher.wait_until_idle(PATIENCE))

    def _wait(self, until: Callable[[], bool], timeout: float = PATIENCE) -> None:
        end, pause = time.monotonic() + timeout, threading.Event()
        while not until():
            if time.monotonic() > end:
                raise TimeoutError("the bot is still at work")
            pause.wait(0.01)

    def _in_hand(self) -> int:
        """Events that can be handled, calls and files somebody is at or has not tried yet."""
        now = self.clock()
        events = (Inbound.settled_at.is_(None), Inbound.due_at <= now)
        calls = (Outgoing.settled_at.is_(None), Outgoing.leased_until > now)
        untried = or_(Attachment.attempts == 0, Attachment.leased_until > now)
        files = (Attachment.state == MediaState.WANTED, untried)
        wanted = ((Inbound, events), (Outgoing, calls), (Attachment, files))
        with self.service.database.reading(EVERY_OFFICE) as session:
            counts = (
                session.scalar(select(func.count()).select_from(table).where(*which)) or 0
                for table, which in wanted
            )
            return sum(counts)

    def is_silent_after(self, person: Person, act: Callable[[], object]) -> bool:
        """Whether nothing at all is said to somebody who did something."""
        before = len(person.heard())
        act()
        self.settle()
        return len(person.heard()) == before

    def is_blocked(self, person: Person) -> bool:
        """Whether the bot knows that this person blocked the account."""
        office, channel = self.service.lines[str(person.channel)].office.slug, str(person.channel)
        index = person_index(self.service.vault, person.user_id, office=office, channel=channel)
        (row,) = [row for row in self.rows(PersonRow) if row.user_index == index]
        return row.blocked_at is not None

    def rows(self, table: type[Any], office: str = EVERY_OFFICE) -> Sequence[Any]:
        """Every row of a table, as the database has it now."""
        with self.service.database.reading(office) as session:
            return session.scalars(select(table)).all()

    def picture_status(self, url: str) -> int:
        """What a browser is answered that asks for a picture."""
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return refusal.code

    def tracking_page(self, code: str) -> str:
        """The words on the tracking page for a code."""
        form = urllib.parse.urlencode({"code": code}).encode()
        request = urllib.request.Request(
            f"{self.url}/track", data=form, headers={"Origin": self.url}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            page = answer.read().decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def hears(person: Person, words: str, *, timeout: float = PATIENCE) -> Happened:
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


def _shipped_channels(offices: Sequence[str]) -> tuple[Channel, ...]:
    shipped = {office.slug: office for office in load_offices(SHIPPED)}
    return tuple(chain.from_iterable(shipped[slug].channels for slug in offices))


def _channels(url: str, offices: Sequence[str]) -> tuple[ChannelSpec, ...]:
    return tuple(
        ChannelSpec(
            slug=channel.slug,
            channel_id=f"16500000{number}",
            channel_secret=f"{number}" * 32,
            webhook_url=f"{url}/line/{channel.slug}/webhook",
        )
        for number, channel in enumerate(_shipped_channels(offices), start=1)
    )
