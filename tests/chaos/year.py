"""A simulated year of three offices: a virtual clock, thousands of small decisions of citizens and
officers, LINE failing, power cuts in the middle of things, a week without a worker, two workers.
"""

import heapq
import logging
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as hour
from itertools import count
from typing import Final

from sqlalchemy.orm import Session

from bot.delivery import Delivery
from bot.mailroom import REPLY_WINDOW, Mailroom, Speaker
from bot.service import Service
from cases.deadlines import BANGKOK, local_date
from config.office import Office
from config.offices import SHIPPED, load_offices
from models.database import Database, open_database
from models.people import Person
from models.scope import EVERY_OFFICE
from tests.chaos import year_crowd, year_rows
from tests.chaos.year_figures import Figures, figures
from tests.chaos.year_line import Account, Network, Power, PowerCut
from tests.chaos.year_people import REFUSED, Deed, OfficeLife
from tests.chaos.year_plan import Plan
from tests.chaos.year_worker import Errors, Process, a_service
from tests.factories import VAULT, Clock

AGAIN: Final = timedelta(seconds=70)  # a second look, for what had to wait a moment
QUIET_DAYS: Final = 3  # at the end: nobody does anything, LINE is well


class Year:
    """One simulated stretch of time against one database."""

    def __init__(self, url: str, plan: Plan) -> None:
        self._url, self.plan = url, plan
        self.chance = random.Random(plan.seed)
        self.begins = datetime.combine(plan.begins, hour(7), BANGKOK)
        self.clock, self.power = Clock(self.begins), Power()
        weather = random.Random(plan.seed + 1)
        self.network = Network(lambda: self.clock.now, weather, self.power)
        self.offices: dict[str, Office] = {o.slug: o for o in load_offices(SHIPPED)}
        self._accounts = {
            channel.slug: Account(channel.slug, self.network, plan.limits.get(channel.slug))
            for office in self.offices.values()
            for channel in office.channels
        }
        self._queue: list[tuple[datetime, int, Deed]] = []
        self._wished: list[Deed] = []
        self._order, self._tokens = count(), count()
        self.life = {
            slug: OfficeLife(office, random.Random(f"{plan.seed} {slug}"), self.queue_up)
            for slug, office in self.offices.items()
        }
        morning = datetime.combine(plan.asleep, hour(6), BANGKOK)
        self.asleep = (morning, morning + timedelta(days=7))
        # Just then LINE's answers get lost, for longer than LINE remembers a retry key.
        self.network.foggy = (morning, morning + timedelta(days=5))
        self.done: list[datetime] = []
        self.found: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.database: Database = open_database(url)
        self.network.database = open_database(url)

    def limit(self, account: str) -> int | None:
        """What an account may push in a month."""
        return self._accounts[account].limit

    # --------------------------------------------------------------------- running

    def run(self) -> Figures:
        """Live through it, let it settle, count."""
        began, listening = time.monotonic(), Errors(self.errors)
        logging.getLogger().addHandler(listening)
        try:
            self._prepare()
            worker = self._start()
            for at in self._moments():
                self._people_until(at)
                self.clock.now = at
                worker = self._look(worker, at)
            self._check(self.clock.now, every_day=True)
            worker.service.database.close()
            return figures(self, seconds=time.monotonic() - began)
        finally:
            logging.getLogger().removeHandler(listening)
            self.database.close()
            if self.network.database is not None:
                self.network.database.close()

    def _prepare(self) -> None:
        for life in self.life.values():
            with self.database.writing(life.office.slug) as session:
                year_crowd.engage(session, life)
            year_crowd.run_office(self, life)
        for number in range(self.plan.cases):
            life = self.life[self.chance.choice(sorted(self.life))]
            minutes = self.chance.uniform(60, (self.plan.days - 1) * 24 * 60)
            at = self.begins + timedelta(minutes=minutes)
            self.queue_up(Deed(at, life.office.slug, year_crowd.complaint(self, life, number)))
        self._enter_wishes()

    def _moments(self) -> Iterator[datetime]:
        for day in range(self.plan.days + QUIET_DAYS):
            if day == self.plan.days:
                self._queue.clear()
                self.network.calm = True
            for at in self.plan.steps:
                moment = datetime.combine(local_date(self.begins), hour(*at), BANGKOK)
                if moment + timedelta(days=day) > self.begins:
                    yield moment + timedelta(days=day)

    def _look(self, worker: Process, at: datetime) -> Process:
        """One step of the worker: as it is, with the power cut in the middle, or two of them."""
        if self.asleep[0] <= at < self.asleep[1]:
            return worker
        luck = 1.0 if self.network.calm else self.chance.random()
        trouble = self.plan.trouble
        if luck < trouble:
            self.power.left = self.chance.randint(1, 60)
        try:
            if trouble <= luck < 2 * trouble:
                self._both(worker, at)
            else:
                worker.work(at)
            self.done.append(at)
            self._again(worker, at)
        except PowerCut:
            return self._restart(worker)
        self.power.restore()
        self._check(at, every_day=at.time() >= hour(*self.plan.steps[-1]))
        return self._restart(worker) if luck > 1 - trouble and not self.network.calm else worker

    def _again(self, worker: Process, at: datetime) -> None:
        """A second look a little later, if something had to wait."""
        with self.database.reading(EVERY_OFFICE) as session:
            if not year_rows.on_the_way(session):
                return
        self.clock.now = at + AGAIN
        worker.work(self.clock.now)
        self.done.append(self.clock.now)

    def _both(self, worker: Process, at: datetime) -> None:
        """A second worker was started by accident."""
        other = self._start()
        self.found["rounds with two workers"] += 1
        threads = [threading.Thread(target=w.work, args=(at,)) for w in (worker, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._end(other)

    def _start(self) -> Process:
        return Process(self._service(open_database(self._url)))

    def _restart(self, worker: Process) -> Process:
        self.power.restore()
        self.found["restarts"] += 1
        self._end(worker)
        return self._start()

    def _end(self, worker: Process) -> None:
        self.errors.update(worker.faults)
        worker.service.database.close()

    def _service(self, database: Database) -> Service:
        return a_service(database, self.offices, self._accounts, self._now)

    def _now(self) -> datetime:
        self.power.touch()
        return self.clock.now

    def _check(self, at: datetime, *, every_day: bool) -> None:
        """What may not be after a complete step, whatever happened before."""
        if not every_day:
            return
        recently = self.asleep[0] <= at < self.asleep[1] + timedelta(days=2)
        with self.database.reading(EVERY_OFFICE) as session:
            self.found["without owner"] += year_rows.without_owner(session)
            self.found["still due"] += year_rows.still_due(session, at)
            self.found["stuck"] += 0 if recently else year_rows.stuck(session, at)

    # --------------------------------------------------------------------- people

    def queue_up(self, deed: Deed) -> None:
        """Have somebody do something when its time comes."""
        self._wished.append(deed)

    def _enter_wishes(self) -> None:
        """What was planned in a transaction is to happen if the transaction was kept."""
        for deed in self._wished:
            heapq.heappush(self._queue, (deed.at, next(self._order), deed))
        self._wished.clear()

    def _people_until(self, at: datetime) -> None:
        while self._queue and self._queue[0][0] < at:
            self.clock.now, _, deed = heapq.heappop(self._queue)
            if not self.network.calm and self.chance.random() < 0.005:
                self.power.left = self.chance.randint(1, 8)
            self._do(deed)
            self.power.restore()

    def _do(self, deed: Deed) -> None:
        """Somebody does something; the machine may stop before it is kept, or after."""
        service, office = self._service(self.database), self.offices[deed.office]
        is_kept = False
        try:
            with self.database.writing(office.slug) as session:
                calls, token, user = self._carry_out(deed, session, office)
                self.power.touch()
            is_kept = True
            self._enter_wishes()
            if calls and token is not None:
                self.network.replies[token] = (user, calls[0])
            Delivery(service).deliver(office.slug, calls)
        except REFUSED:
            self._wished.clear()
            self.found["deeds refused"] += 1
        except PowerCut:
            if not is_kept:  # LINE delivers the event again
                self._wished.clear()
                self.queue_up(Deed(deed.at + timedelta(minutes=1), deed.office, deed.do))
                self._enter_wishes()

    def _carry_out(
        self, deed: Deed, session: Session, office: Office
    ) -> tuple[tuple[uuid.UUID, ...], str | None, str]:
        now = self.clock.now
        mail = Mailroom(session, VAULT, office, now=now)
        who = deed.do(session, now)
        if who is None:
            return mail.post(None, ()), None, ""
        person = session.get_one(Person, (office.slug, who))
        person.wrote_on = local_date(now)
        user = self.life[office.slug].names[who]
        if not person.friend:
            self.network.strangers[user] = now
        token = f"token-{next(self._tokens)}"
        return mail.post(Speaker(person, token, now + REPLY_WINDOW), ()), token, user
