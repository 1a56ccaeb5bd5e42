"""The declarative base, the column types every table uses, and the mixin that ties a row to its
office.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Enum, Index, MetaData, String, TypeDecorator, Uuid, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Named constraints, because SQLite can only change a constraint that has a name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values going in, gives UTC coming out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite keeps no zone, so the zone is dropped there and put back on reading."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def words(vocabulary: type[StrEnum]) -> Enum:
    """Store a vocabulary as its plain words, so that a new word needs no migration."""
    return Enum(
        vocabulary,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def partial_index(name: str, *columns: str, where: str) -> Index:
    """Make an index that holds only the rows a sweep looks for, on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def one_of(vocabulary: Iterable[StrEnum]) -> str:
    """Write some words of a vocabulary as an SQL list."""
    return "(" + ", ".join(f"'{word.value}'" for word in sorted(vocabulary)) + ")"


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        uuid.UUID: Uuid,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


class OfficeOwned:
    """A row of one office. The office leads every key, so that tables can be split by office."""

    office_id: Mapped[str] = mapped_column(String(40), primary_key=True, sort_order=-2)


class Identified(OfficeOwned):
    """A row of one office with an id that tells nothing: neither order, nor time, nor count."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4, sort_order=-1)
