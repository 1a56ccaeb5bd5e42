"""Where a conversation stands: what was answered so far, and by which messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

JsonValue: TypeAlias = (
    "str | int | float | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
)
Values: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and the LINE messages it came from, so that an unsent message takes it along."""

    value: JsonValue
    sources: tuple[str, ...] = ()


Answers: TypeAlias = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Position:
    """A conversation in progress: everything the next turn needs to know."""

    flow: str
    version: int
    session: str
    step: str
    answers: Answers = field(default_factory=dict)

    def values(self) -> Values:
        """The answers without where they came from."""
        return {name: answer.value for name, answer in self.answers.items()}

    def to_json(self) -> dict[str, JsonValue]:
        """The position as JSON-able values, to be kept in a row."""
        return {
            "flow": self.flow,
            "version": self.version,
            "session": self.session,
            "step": self.step,
            "answers": {
                name: {"value": answer.value, "sources": list(answer.sources)}
                for name, answer in self.answers.items()
            },
        }

    @classmethod
    def from_json(cls, kept: object) -> "Position":
        """The position that was kept; ValueError if these are not the values of `to_json`."""
        match kept:
            case {
                "flow": str(flow),
                "version": int(version),
                "session": str(session),
                "step": str(step),
                "answers": dict(answers),
            }:
                read = {str(name): _answer(answer) for name, answer in answers.items()}
                return cls(flow, version, session, step, read)
        raise ValueError("not a kept position")


def _answer(kept: object) -> Answer:
    match kept:
        case {"value": value, "sources": list(sources)}:
            return Answer(value, tuple(map(str, sources)))
    raise ValueError("not a kept answer")
