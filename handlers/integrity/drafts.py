"""Where people stand in sealed conversations: kept sealed, for half an hour, with their files."""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.flow import Flow, Lists, choose
from bot.dialogue.flows import disclosure
from bot.dialogue.flows.disclosure import EVIDENCE
from bot.dialogue.position import Position
from bot.dialogue.registry import SEALED_FLOWS
from handlers import drafts as general
from handlers.visit import Visit
from integrity import drafts
from integrity.drafts import Expired
from integrity.evidence import Evidence
from integrity.keyring import Keyring
from integrity.receipts import Hardened
from models.vocabulary import MediaKind

FLOWS = {flow.name: flow for flow in SEALED_FLOWS}


@dataclass(frozen=True, slots=True)
class Draft:
    """A sealed conversation. `aside`: the person does something else meanwhile.

    `code` opens the report that is being followed, on which one can do what `can` names.
    """

    flow: Flow
    at: Position
    aside: bool = False
    code: Hardened | None = None
    can: tuple[str, ...] = ()

    def moved(self, at: Position) -> "Draft":
        """The same at another question."""
        return replace(self, at=at, aside=False)


def keyring(visit: Visit) -> Keyring:
    """The keys of the sealed channel."""
    return visit.service.vault.keyring


def find(visit: Visit) -> Draft | Expired | None:
    """The person's sealed conversation; one that can no longer be read counts as none."""
    kept = drafts.find(visit.session, visit.person.id, keyring=keyring(visit), now=visit.now)
    if kept is None or isinstance(kept, Expired):
        return kept
    told = json.loads(kept.content)
    try:
        at = Position.from_json(told["at"])
    except ValueError:
        return None
    code = Hardened(told["code"][0], bytes.fromhex(told["code"][1])) if told["code"] else None
    return Draft(FLOWS[at.flow], at, told["aside"], code, tuple(told["can"]))


def keep(visit: Visit, draft: Draft) -> None:
    """Keep a conversation for another half an hour, and its files with it."""
    content = {
        "at": draft.at.to_json(),
        "aside": draft.aside,
        "code": [draft.code.lookup, draft.code.key.hex()] if draft.code else None,
        "can": draft.can,
    }
    packed = json.dumps(content, ensure_ascii=False).encode()
    drafts.expire(visit.session, now=visit.now)
    drafts.keep(visit.session, visit.person.id, packed, keyring=keyring(visit), now=visit.now)
    for name in files_of(draft.at):
        drafts.touch_file(visit.session, name, now=visit.now)


def drop(visit: Visit) -> None:
    """End the person's conversation: nothing of it stays."""
    draft = find(visit)
    if isinstance(draft, Draft):
        drop_files(visit, files_of(draft.at))
    drafts.drop(visit.session, visit.person.id, keyring=keyring(visit), now=visit.now)


def drop_files(visit: Visit, names: Sequence[str]) -> None:
    """Delete files of a conversation."""
    for name in names:
        drafts.drop_file(visit.session, name)


def files_of(at: Position) -> tuple[str, ...]:
    """The names of the files that were sent in a conversation, in order."""
    answer = at.answers.get(EVIDENCE)
    kept = answer.value if answer else None
    return tuple(map(str, kept)) if isinstance(kept, list) else ()


def brought_by(at: Position, message: str) -> Iterator[str]:
    """The names of the files that came in a LINE message."""
    answer = at.answers.get(EVIDENCE)
    sources = answer.sources if answer else ()
    return (name for name, source in zip(files_of(at), sources, strict=False) if source == message)


def put_file(visit: Visit, evidence: Evidence) -> str:
    """Keep a file until its report is sent; gives its name."""
    rebuilt = evidence.rebuilt
    head = {
        "kind": evidence.kind,
        "media_type": evidence.media_type,
        "length": len(evidence.original),
        "rebuilt": rebuilt is not None,
    }
    content = json.dumps(head).encode() + b"\n" + evidence.original + (rebuilt or b"")
    return drafts.put_file(visit.session, content, keyring=keyring(visit), now=visit.now)


def files(visit: Visit, names: Sequence[str]) -> Iterator[tuple[str, Evidence]]:
    """The files of a conversation that are still there, by name."""
    for name in names:
        content = drafts.file(visit.session, name, keyring=keyring(visit), now=visit.now)
        if content is not None:
            yield name, _unpacked(content)


def _unpacked(content: bytes) -> Evidence:
    line, _, body = content.partition(b"\n")
    head = json.loads(line)
    original, rebuilt = body[: head["length"]], body[head["length"] :]
    kind = MediaKind(head["kind"])
    return Evidence(kind, head["media_type"], original, rebuilt if head["rebuilt"] else None)


def new_session() -> str:
    """A mark for one conversation's buttons, so that another's are known as old."""
    return secrets.token_urlsafe(6)


def lists(visit: Visit, *, is_open: bool = True, can: tuple[str, ...] = ()) -> Lists:
    """The lists of answers for sealed conversations, as far as the office decides them.

    `can` names what is possible with a report that is followed.
    """
    units = general.lists(visit)["unit"]
    ways = disclosure.WAYS if is_open else ("ordinary",)
    return {
        **disclosure.LISTS,
        "disclosure.unit": (*units, disclosure.UNKNOWN_UNIT),
        "disclosure.unit_also": (*units, disclosure.NO_OTHER_UNIT),
        "follow.do": choose("follow.do", *can, "done"),
        "suspected.way": choose("suspected.way", *ways),
    }
