"""The office guard: a session that names no office reads and writes no office's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.interfaces import ORMOption

from models.base import OfficeOwned

# For sweeps over the whole deployment and look-ups by an unguessable code. Greppable on purpose.
EVERY_OFFICE: Final = "*"


class ScopeError(RuntimeError):
    """A row of an office was touched by a session that names no office, or another one."""


def office_of(session: Session) -> str | None:
    """The office this session is confined to, EVERY_OFFICE, or None."""
    office: str | None = session.info.get("office")
    return office


def confine(session: Session, office: str) -> Session:
    """Confine a session to one office (or EVERY_OFFICE) and return it."""
    session.info["office"] = office
    return session


@contextmanager
def within(session: Session, office: str) -> Iterator[Session]:
    """Narrow a session that may see every office to one of them for a while."""
    before = session.info.get("office")
    session.info["office"] = office
    try:
        yield session
    finally:
        session.info["office"] = before


@lru_cache(maxsize=256)
def _only_rows_of(office: str) -> ORMOption:
    """Made once an office: making it costs more than the statement it is added to."""
    return with_loader_criteria(
        OfficeOwned, lambda cls: cls.office_id == office, include_aliases=True
    )


@event.listens_for(Session, "do_orm_execute")
def _confine_statements(state: ORMExecuteState) -> None:
    office = office_of(state.session)
    if office is None:
        raise ScopeError("a statement without an office")
    if state.is_insert:
        raise ScopeError("insert with session.add or add_if_absent: an INSERT cannot be confined")
    if state.is_column_load or office == EVERY_OFFICE:
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(_only_rows_of(office))


@event.listens_for(Session, "before_flush")
def _confine_writes(session: Session, _context: Any, _instances: Any) -> None:
    office = office_of(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, OfficeOwned):
            continue
        if office is None:
            raise ScopeError(f"{type(row).__name__} written without an office")
        if row.office_id is None and office != EVERY_OFFICE:
            row.office_id = office
        if office not in (EVERY_OFFICE, row.office_id):
            raise ScopeError(f"{type(row).__name__} of another office written")
