"""Something to say, in no language yet."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeAlias, cast


class Lang(StrEnum):
    """The languages a person may choose."""

    TH = "th"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A name that an office writes itself, such as a unit's, in both languages."""

    th: str
    en: str

    def in_(self, lang: Lang) -> str:
        """The name in one language."""
        return self.th if lang is Lang.TH else self.en


class View(Protocol):
    """A frozen dataclass that a card shows whole; it can be neither said nor packed."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True, slots=True)
class Message:
    """A key of the catalogue and the values for its placeholders."""

    key: str
    params: "Mapping[str, Param]" = field(default_factory=dict)


Plain: TypeAlias = str | int | date | Bilingual | Message | None
Param: TypeAlias = Plain | View
Packed: TypeAlias = dict[str, Any]


def plain(param: Param) -> Plain:
    """The parameter, if a sentence can say it; else TypeError, which never shows its value.

    A `datetime` is refused: its date depends on the time zone, and the caller knows the local date.
    """
    if isinstance(param, bool | datetime) or not isinstance(
        param, str | int | date | Bilingual | Message | None
    ):
        raise TypeError(f"a message cannot say a {type(param).__name__}")
    return param


def pack(message: Message) -> Packed:
    """The message as JSON-able values, to be kept in a row; TypeError for a view."""
    return {
        "key": message.key,
        "params": {name: _pack_param(plain(param)) for name, param in message.params.items()},
    }


def unpack(packed: Mapping[str, Any]) -> Message:
    """The message that was packed; ValueError if these are not the values of `pack`."""
    match packed:
        case {"key": str(key), "params": dict(params)}:
            return Message(key, {str(name): _unpack_param(value) for name, value in params.items()})
    raise ValueError("not a packed message")


def _pack_param(param: Plain) -> str | int | Packed | None:
    match param:
        case date():
            return {"date": param.isoformat()}
        case Bilingual():
            return {"th": param.th, "en": param.en}
        case Message():
            return {"message": pack(param)}
        case _:
            return param


def _unpack_param(value: object) -> Param:
    match value:
        case {"date": str(written)}:
            return date.fromisoformat(written)
        case {"th": str(th), "en": str(en)}:
            return Bilingual(th, en)
        case {"message": dict(inner)}:
            return unpack(cast("Packed", inner))
        case bool():
            raise ValueError("not a packed parameter")
        case str() | int() | None:
            return value
    raise ValueError("not a packed parameter")
