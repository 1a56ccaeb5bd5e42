"""What is sealed as one entry of a report: named texts, and which message brought which words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.errors import Invalid


@dataclass(frozen=True, slots=True)
class Words:
    """What a reporter wrote, and the LINE messages that brought it: id to the words of each."""

    text: str = field(repr=False)
    messages: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """Texts by name. `pieces` tells what is to go when a message is unsent: hash to words."""

    fields: Mapping[str, str] = field(repr=False)
    pieces: Mapping[str, str] = field(default_factory=dict, repr=False)
    unsent: bool = False

    def __getitem__(self, name: str) -> str:
        """The text with a name, empty if there is none."""
        return self.fields.get(name, "")

    def pack(self) -> bytes:
        """Write it down, to be sealed."""
        whole = {"fields": dict(self.fields), "pieces": dict(self.pieces), "unsent": self.unsent}
        return json.dumps(whole, ensure_ascii=False).encode()

    @classmethod
    def unpack(cls, packed: bytes) -> "Document":
        """Read what `pack` wrote."""
        return cls(**json.loads(packed))

    def without(self, message: str) -> "Document":
        """The document as if a message had not been sent; that something is gone remains known.

        Words that cannot be told apart from the rest any more take the rest with them.
        """
        piece = self.pieces[message].strip()
        found = any(piece in words for words in self.fields.values())
        fields = {
            name: words.replace(piece, "").strip() if found else ""
            for name, words in self.fields.items()
        }
        kept = {one: words for one, words in self.pieces.items() if one != message}
        return Document(fields, kept, unsent=True)


def text(words: str, **facts: str) -> Document:
    """A document of one text and a few facts beside it."""
    return Document({"text": words, **facts})


def required(words: str) -> str:
    """The words without what surrounds them. Raises Invalid if there are none."""
    if not words.strip():
        raise Invalid("disclosure.words_required")
    return words.strip()
