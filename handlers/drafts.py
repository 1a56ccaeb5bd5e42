"""Where people stand in their conversations: keeping, finding and beginning them."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from bot.dialogue import engine
from bot.dialogue.flow import Flow, Lists, Option
from bot.dialogue.inputs import Stickered
from bot.dialogue.position import Answer, Position
from bot.dialogue.registry import FLOWS
from bot.dialogue.say import Say
from config.office import Category, Track
from handlers.visit import Visit
from integrity.vault import CannotOpen, Purpose
from models.people import Conversation
from texts.dates import long_date
from texts.message import Bilingual, Lang, Param

# After this long a person is asked whether to go on; drafts themselves stay for days.
COLD_AFTER: Final = timedelta(hours=1)
SEALED: Final = "sealed"
OFFERED_DAYS: Final = (7, 15, 30, 60)  # from today; any other day can be typed


@dataclass(frozen=True, slots=True)
class Draft:
    """A conversation a person left off: its flow, where it stands, whether it has gone cold."""

    flow: Flow
    at: Position
    is_cold: bool


def find(visit: Visit) -> Draft | None:
    """The person's draft; one that can no longer be read counts as none."""
    row = visit.session.get(Conversation, (visit.office.slug, visit.person.id))
    if row is None or row.position is None:
        return None
    try:
        at = Position.from_json(row.position)
    except ValueError:
        return None
    flow = FLOWS.get(at.flow)
    if flow is None:
        return None
    return Draft(flow, _opened(visit, flow, at), visit.now - row.updated_at > COLD_AFTER)


def keep(visit: Visit, at: Position | None) -> None:
    """Keep where the conversation stands now; None when it is over."""
    row = visit.session.get(Conversation, (visit.office.slug, visit.person.id))
    if row is None:
        row = Conversation(office_id=visit.office.slug, person_id=visit.person.id)
        visit.session.add(row)
    row.position = dict(_sealed(visit, FLOWS[at.flow], at).to_json()) if at else None
    row.updated_at = visit.now


def _sealed(visit: Visit, flow: Flow, at: Position) -> Position:
    """The position with the answers sealed that may not lie open, such as a telephone number."""

    def seal(answer: Answer) -> Answer:
        if not isinstance(answer.value, str):
            return answer
        vault, content = visit.service.vault, answer.value.encode()
        sealed = vault.seal(Purpose.CONTACT, content, where=_place(visit))
        return Answer({SEALED: b64encode(sealed).decode()}, answer.sources)

    return _with(at, {n: seal(at.answers[n]) for n in _sealed_steps(flow) if n in at.answers})


def _opened(visit: Visit, flow: Flow, at: Position) -> Position:
    """The position as it was; an answer that can no longer be opened is asked for anew."""
    opened: dict[str, Answer | None] = {}
    for name in _sealed_steps(flow):
        match at.answers.get(name):
            case Answer({"sealed": str(kept)}, sources):
                try:
                    value = visit.service.vault.open(
                        Purpose.CONTACT, b64decode(kept), where=_place(visit)
                    )
                    opened[name] = Answer(value.decode(), sources)
                except (CannotOpen, ValueError):
                    opened[name] = None
    return _with(at, opened)


def _sealed_steps(flow: Flow) -> tuple[str, ...]:
    return tuple(step.name for step in flow.steps if step.sealed)


def _with(at: Position, changed: Mapping[str, Answer | None]) -> Position:
    answers = {**at.answers, **changed}
    return replace(at, answers={name: answer for name, answer in answers.items() if answer})


def _place(visit: Visit) -> str:
    """The place an answer in somebody's draft is sealed for."""
    return f"{visit.office.slug}/draft/{visit.person.id}"


def start(
    visit: Visit,
    flow: str,
    *,
    answers: Mapping[str, Answer] | None = None,
    about: Mapping[str, Param] | None = None,
) -> Sequence[Say]:
    """Begin a conversation in place of any other; every flow asks at least one question."""
    turn = engine.begin(
        FLOWS[flow], session=new_session(), options=lists(visit), answers=answers, about=about
    )
    keep(visit, turn.at)
    return turn.say


def resume(visit: Visit, draft: Draft) -> Sequence[Say]:
    """Ask somebody who comes back whether to go on, begin anew, or throw the draft away."""
    turn = engine.resume(draft.flow, draft.at, options=lists(visit))
    keep(visit, turn.at)
    return turn.say


def drop_if_broken(visit: Visit) -> None:
    """Let go of a draft whose question cannot even be put again; it would fail for ever."""
    draft = find(visit)
    if draft is None:
        return
    try:
        engine.advance(draft.flow, draft.at, Stickered(""), options=lists(visit))
    except Exception:  # noqa: BLE001 - whatever it is, the draft is why
        keep(visit, None)


def new_session() -> str:
    """A mark for one conversation's buttons, so that another's are known as old."""
    return secrets.token_urlsafe(6)


def lists(visit: Visit) -> Lists:
    """The office's own lists of answers."""
    office = visit.office
    return {
        "category.G": tuple(_category(c) for c in office.categories if c.track == Track.GRIEVANCE),
        "category.S": tuple(_category(c) for c in office.categories if c.track == Track.SERVICE),
        "unit": tuple(Option(unit.code, unit.label, _names(unit.name)) for unit in office.units),
        "day": tuple(_day(visit.today + timedelta(days=days)) for days in OFFERED_DAYS),
    }


def _day(day: date) -> Option:
    shown = Bilingual(long_date(day, Lang.TH), long_date(day, Lang.EN))
    return Option(day.isoformat(), shown)


def _category(category: Category) -> Option:
    return Option(category.code, category.name)


def _names(name: Bilingual) -> tuple[str, ...]:
    return (name.th, name.en)


def without(at: Position, message_id: str, files: frozenset[str]) -> Position:
    """The position without what came from a message that was taken back; its question is asked
    anew.
    """
    return replace(
        at,
        answers={
            name: kept
            for name, answer in at.answers.items()
            if (kept := _spared(answer, message_id, files)) is not None
        },
    )


def _spared(answer: Answer, message_id: str, files: frozenset[str]) -> Answer | None:
    if message_id not in answer.sources:
        return answer
    if isinstance(answer.value, list):  # several pictures: only the one taken back goes
        left = [ref for ref in answer.value if ref not in files]
        sources = tuple(s for s in answer.sources if s != message_id)
        return Answer(left, sources) if left else None
    return None
