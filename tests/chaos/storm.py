"""A storm: many complaints at once through a hostile network, LINE failing, processes killed."""

import base64
import hashlib
import os
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select

from cases.staffing import engage
from config.offices import SHIPPED, load_offices
from config.settings import Settings
from handlers.inbox import person_index
from integrity.vault import Purpose, Vault
from models.case import Case
from models.database import Database, open_database
from models.people import Person
from models.post import Inbound, Notice, Outgoing
from models.scope import EVERY_OFFICE
from models.vocabulary import NoticeState, Role, Settled
from simulator.client import Client
from tests.chaos.deployment import Process, free_port, simulator, wait_for, web, worker
from tests.chaos.meddler import Meddler

OFFICE, CITIZENS, STAFF = "huaikhwang", "huaikhwang", "huaikhwang-staff"
# What a citizen types to lodge a complaint without touching a button: ten messages, ten answers.
SCRIPT: Final = (
    "ร้องเรียน", "1", "1", "ถนนเป็นหลุมลึกมาก", "หน้าวัด ซอย 5",
    "เมื่อวานตอนเย็น", "ข้าม", "1", "1", "ส่ง",
)  # fmt: skip
OFFICERS: Final = 12
IN_FLIGHT: Final = 300  # events not handled yet, so that reply tokens do not grow old in the queue
SEND: Final = "POST /v2/bot/message/*"
TROUBLES: Final[tuple[dict[str, Any], ...]] = (
    {"accept_then_hang": 12, "times": 6, "probability": 0.01, "seed": 1},
    {"status": 500, "probability": 0.02, "seed": 2},
    {"status": 429, "probability": 0.02, "seed": 3},
    {"accept_then_status": 500, "probability": 0.01, "seed": 4},
    {"accept_then_reset": 1, "probability": 0.01, "seed": 5},
    {"reset": 1, "probability": 0.01, "seed": 6},
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is left after the storm."""

    events: int
    doubled_deliveries: int
    knocks_refused: int
    kills: int
    unhandled: int
    failed: int
    cases: int
    equal_numbers: int
    gaps: int
    doubled_messages: int
    missing_answers: int
    unsure: int
    staff_missing: int
    open_calls: int
    open_notices: int
    calls: dict[str, int]
    seconds: float

    def __str__(self) -> str:
        """One figure a line."""
        return "\n".join(f"  {n}: {getattr(self, n)}" for n in self.__dataclass_fields__)


class Storm:
    """One run of it against one database."""

    def __init__(self, database_url: str, folder: Path, *, people: int, kills: int) -> None:
        self._folder, self._people, self._kills = folder, people, kills
        self._chance = random.Random(people)
        line_port, web_port = free_port(), free_port()
        target = f"http://127.0.0.1:{web_port}"
        secrets = {CITIZENS: "c" * 32, STAFF: "s" * 32}
        self._meddler = Meddler(f"{target}/line/{CITIZENS}/webhook", secrets[CITIZENS], seed=people)
        env = _environment(database_url, target, f"http://127.0.0.1:{line_port}", secrets)
        self._settings = Settings.from_env(env)
        self._database: Database = open_database(database_url)
        config = _line_config(secrets, citizens=self._meddler.address)
        self._line = simulator(config, folder, port=line_port)
        self._line_url = f"http://127.0.0.1:{line_port}"
        self._web_url = target
        # One process of several: whichever dies, another must be able to take over.
        self._victims: list[Process] = [web(env, folder, port=web_port), worker(env, folder)]

    def run(self) -> Figures:
        """Let it rage, let it settle, count."""
        began = time.monotonic()
        self._meddler.start()
        self._line.start()
        wait_for(self._line_url)
        with Client.at(self._line_url) as line:
            try:
                self._people_arrive(line)
                for process in self._victims:
                    process.start()
                wait_for(f"{self._web_url}/healthz")
                line.faults(SEND, *TROUBLES)
                self._rage(line)
                self._settle(line)
                return self._count(line, time.monotonic() - began)
            finally:
                for process in (*self._victims, self._line):
                    process.stop()
                self._meddler.stop()
                self._database.close()

    def _people_arrive(self, line: Client) -> None:
        for number in range(OFFICERS):
            line.perform("person", {"id": f"o{number}", "friends": [STAFF]})
        for number in range(self._people):
            line.perform("person", {"id": f"c{number}", "friends": [CITIZENS]})
        vault = Vault(self._settings.root_key.decoded())
        with self._database.writing(OFFICE) as session:
            for number in range(OFFICERS):
                user = line.person(f"o{number}", STAFF).user_id
                place = f"{OFFICE}/{STAFF}"
                index = person_index(vault, user, office=OFFICE, channel=STAFF)
                sealed = vault.seal(Purpose.PERSON, user.encode(), where=place)
                person = Person(channel=STAFF, user_index=index, user_sealed=sealed, since=_now())
                session.add(person)
                session.flush()  # the officer points to the person
                engage(session, f"o{number}", role=Role.OFFICER, unit="CIV").person_id = person.id

    def _rage(self, line: Client) -> None:
        killer = threading.Thread(target=self._kill)
        killer.start()
        for number in range(self._people):
            now = int(time.time() * 1000)
            events = [
                {"type": "message", "timestamp": now + step,
                 "message": {"type": "text", "id": f"{number:06d}{step:02d}", "text": text}}
                for step, text in enumerate(SCRIPT)
            ]  # fmt: skip
            line.perform(
                "batch",
                {"channel": CITIZENS, "person": f"c{number}", "events": events, "complete": True},
            )
            while self._waiting() > IN_FLIGHT or self._meddler.open() > CARRYING:
                time.sleep(0.02)
        killer.join()

    def _kill(self) -> None:
        """Power cuts at random moments, until all events are in and a little longer."""
        for _ in range(self._kills):
            time.sleep(self._chance.uniform(0.3, 1.0) * self._people / 1000 * KILL_SECONDS)
            victim = self._chance.choice(self._victims)
            victim.kill()
            time.sleep(self._chance.uniform(0, 0.5))
            victim.start()

    def _waiting(self) -> int:
        with self._database.reading(EVERY_OFFICE) as session:
            waiting = select(func.count()).select_from(Inbound).where(Inbound.settled_at.is_(None))
            return session.scalar(waiting) or 0

    def _open_calls(self) -> int:
        with self._database.reading(EVERY_OFFICE) as session:
            calls = select(func.count()).select_from(Outgoing).where(Outgoing.settled_at.is_(None))
            return session.scalar(calls) or 0

    def _settle(self, line: Client) -> None:
        """Let LINE recover, and wait until nothing is on its way any more."""
        line.settle(60)
        until = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < until:
            if not (self._meddler.open() or self._waiting() or self._open_calls()):
                return
            time.sleep(0.2)

    def _count(self, line: Client, seconds: float) -> Figures:
        heard = [m for m in line.messages() if m.direction == "out" and m.delivered]
        per_person: dict[str, Counter[str]] = {}
        calls: dict[str, set[str]] = {}
        for message in heard:
            per_person.setdefault(str(message.person), Counter())[str(message.content)] += 1
            calls.setdefault(str(message.person), set()).add(str(message.raw["request_id"]))
        citizens = [f"c{n}" for n in range(self._people)]
        told = Counter(
            number for n in range(OFFICERS) for text in per_person.get(f"o{n}", ())
            for number in set(re.findall(r"HKW-\d{4}-\d{5}", text))
        )  # fmt: skip
        with self._database.reading(EVERY_OFFICE) as session:
            numbers = list(session.scalars(select(Case.number)))
            results = dict(
                session.execute(
                    select(Outgoing.result, func.count()).group_by(Outgoing.result)
                ).all()
            )
            failed = session.scalar(select(func.count()).where(Inbound.failed.is_(True))) or 0
            open_notices = session.scalar(
                select(func.count()).where(Notice.state == NoticeState.WAITING)
            )
            events = session.scalar(select(func.count()).select_from(Inbound)) or 0
        runs = sorted(int(n.rpartition("-")[2]) for n in numbers)
        return Figures(
            events=events,
            doubled_deliveries=self._meddler.doubled_events,
            knocks_refused=self._meddler.refused,
            kills=sum(v.deaths for v in self._victims),
            unhandled=self._waiting(),
            failed=failed,
            cases=len(numbers),
            equal_numbers=len(numbers) - len(set(numbers)),
            gaps=(runs[-1] if runs else 0) - len(set(runs)),
            doubled_messages=sum(n - 1 for c in per_person.values() for n in c.values()),
            missing_answers=sum(len(SCRIPT) - len(calls.get(c, ())) for c in citizens),
            unsure=results.get(Settled.UNSURE, 0),
            staff_missing=len(set(numbers) - set(told)),
            open_calls=self._open_calls(),
            open_notices=open_notices or 0,
            calls={str(k): v for k, v in results.items()},
            seconds=round(seconds, 1),
        )


CARRYING: Final = 12
KILL_SECONDS: Final = 6.0
SETTLE_SECONDS: Final = 240


def _now() -> Any:
    from datetime import UTC, datetime  # noqa: PLC0415 - one use

    return datetime.now(UTC)


def _environment(
    database_url: str, public_url: str, line_url: str, secrets: dict[str, str]
) -> dict[str, str]:
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("SAISAAT", "LINE"))},
        "DATABASE_URL": database_url,
        "SAISAAT_ROOT_KEY": base64.b64encode(hashlib.sha256(b"storm").digest()).decode(),
        "SAISAAT_OFFICES": OFFICE,
        "SAISAAT_PUBLIC_URL": public_url,
        "LINE_API_HOST": line_url,
    }
    office = next(o for o in load_offices(SHIPPED) if o.slug == OFFICE)
    for number, (slug, secret) in enumerate(secrets.items()):
        channel = office.channel(slug)
        env[channel.id_env], env[channel.secret_env] = f"16600000{number}", secret
    return env


def _line_config(secrets: dict[str, str], *, citizens: str) -> dict[str, Any]:
    return {
        "channels": [
            {"slug": slug, "channel_id": f"16600000{number}", "channel_secret": secret,
             "webhook_url": citizens if slug == CITIZENS else ""}
            for number, (slug, secret) in enumerate(secrets.items())
        ],
        "people": [],
    }  # fmt: skip
