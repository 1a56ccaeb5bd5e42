"""An office with an integrity desk, for the tests: its staff, its reporters, and what they do."""

import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any, Final

from sqlalchemy import FromClause, Row, func, select
from sqlalchemy.orm import Session

from cases.actors import Officer
from cases.staffing import engage
from config.office import Office
from config.offices import SHIPPED, load_offices
from integrity.contents import Exhibit, Folder
from integrity.disclosures import Lodged, lodge
from integrity.evidence import Evidence
from integrity.folders import Custody, by_code
from integrity.keyring import Keyring
from integrity.receipts import Hardened
from integrity.reporter import view
from integrity.told import Told
from integrity.views import ReporterView
from models.database import Database
from models.people import Staff
from models.sealed import AuditEntry
from models.vocabulary import MediaKind, Mode, Role
from tests.security.conftest import OFFICE

TODAY: Final = date(2026, 3, 10)
ACCOUNT: Final = "เจ้าหน้าที่เรียกเงินห้าพันบาทเพื่อออกใบอนุญาตให้ร้านค้าหน้าตลาดห้วยขวาง"
_numbers = count(1)


def the_office(slug: str = OFFICE) -> Office:
    """One of the offices that ship with the service; its centre is the unit ADM."""
    return next(office for office in load_offices(SHIPPED) if office.slug == slug)


def a_told(**changes: Any) -> Told:
    """A report against the revenue section, unless the test says otherwise."""
    told = Told(kind="C01", account=ACCOUNT, units=frozenset({"REV"}), when="วันจันทร์")
    return replace(told, **changes)


def a_code() -> Hardened:
    """What a receipt code finds and opens, without the slow hash."""
    return Hardened(lookup=os.urandom(32).hex(), key=os.urandom(32))


def a_photo(message: str | None = None) -> Exhibit:
    """A photo that was rebuilt for officers."""
    evidence = Evidence(MediaKind.IMAGE, "image/jpeg", b"as it was sent", b"rebuilt")
    return Exhibit(evidence, message)


@dataclass(slots=True)
class Desk:
    """The office on one day, over one database; every act is a transaction of its own."""

    database: Database
    keyring: Keyring
    office: Office = field(default_factory=the_office)
    today: date = TODAY

    @property
    def custody(self) -> Custody:
        return Custody(self.keyring, self.office, self.today)

    def passes(self, days: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days)

    def member(self, role: Role = Role.INTEGRITY, unit: str = "CIV", name: str = "") -> Officer:
        """Somebody newly engaged, as they act from now on."""
        with self.database.writing(self.office.slug) as session:
            row = engage(session, name or f"เจ้าหน้าที่ {next(_numbers)}", role=role, unit=unit)
            return Officer.from_row(row)

    def change(self, member: Officer, **changes: Any) -> Officer:
        """Change somebody's entry in the register; gives them as they act from then on."""
        with self.database.writing(self.office.slug) as session:
            row = session.get_one(Staff, (self.office.slug, member.staff_id))
            for name, value in changes.items():
                setattr(row, name, value)
            return Officer.from_row(row)

    def lodge(self, told: Told | None = None, *, mode: Mode = Mode.WEB) -> tuple[Lodged, Hardened]:
        """Somebody reports."""
        code = a_code()
        with self.database.writing(self.office.slug) as session:
            told = told or a_told()
            lodged = lodge(session, told, mode=mode, hardened=code, custody=self.custody)
        return lodged, code

    def does(self, verb: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """A verb in a transaction of its own, with the office's keys and date."""
        with self.database.writing(self.office.slug) as session:
            return verb(session, *args, **named, custody=self.custody)

    def comes_back(self, code: Hardened, verb: Callable[..., Any], *args: Any) -> Any:
        """A verb of the reporter's, who has typed the code."""
        with self.database.writing(self.office.slug) as session:
            return verb(session, by_code(session, code), *args, custody=self.custody)

    def sees(self, look: Callable[[Session], Any]) -> Any:
        """What a look at the database gives."""
        with self.database.reading(self.office.slug) as session:
            return look(session)

    def rows(self, table: FromClause) -> Sequence[Row[Any]]:
        """What a table holds, of every office."""
        with self.database.engine.connect() as connection:
            return connection.execute(select(table)).all()

    def folder(self, code: Hardened) -> Folder:
        """A report opened with its code."""
        folder: Folder = self.sees(lambda session: by_code(session, code))
        return folder

    def reads(self, code: Hardened) -> ReporterView:
        """A report as its reporter reads it today."""
        with self.database.reading(self.office.slug) as session:
            return view(session, by_code(session, code), custody=self.custody)

    def audited(self) -> int:
        """How many entries the audit log has."""
        counted: int = self.sees(
            lambda session: session.scalar(select(func.count()).select_from(AuditEntry))
        )
        return counted

    def last_entry(self) -> AuditEntry:
        """The newest entry of the audit log."""
        newest = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)
        entry: AuditEntry = self.sees(lambda session: session.scalars(newest).one())
        return entry


def somebody() -> Officer:
    """A member of staff whom no register knows."""
    return Officer(uuid.uuid4(), Role.INTEGRITY, "CIV")
