"""A report out of what was answered so far: whom it concerns, who would read it, what it lacks."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from bot.dialogue.flows.disclosure import EVIDENCE, NO_OTHER_UNIT, UNKNOWN_UNIT, UNSURE
from bot.dialogue.position import Answer, Answers
from config.office import ChannelKind
from handlers.integrity import drafts
from handlers.visit import Visit
from integrity import disclosures
from integrity.contents import Exhibit
from integrity.evidence import Evidence
from integrity.firewall import Concern, Inside, Outside
from integrity.folders import Custody
from integrity.told import Told, completeness, concern
from models.people import Staff
from models.vocabulary import MediaKind, Role
from texts.message import Message, Param

# The texts of a report, and the questions they answer.
TEXTS: Final = {
    "account": "what",
    "who": "who",
    "when": "when",
    "where": "where",
    "evidence_note": "evidence_note",
    "others_know": "others_know",
    "witnesses": "witnesses",
}
NOBODY: Final = "nobody"
DIRECTOR: Final = "director"
_ABOUT_NOBODY: Final = Concern(
    accused_units=frozenset(),
    unit_unknown=True,
    executive=False,
    desk=False,
    excluded_roles=frozenset(),
    excluded_staff=frozenset(),
    to_director=False,
)


def custody(visit: Visit) -> Custody:
    """What every act on a report needs."""
    return Custody(drafts.keyring(visit), visit.office, visit.today)


def is_open(visit: Visit) -> bool:
    """Whether reports are taken in this chat: the account is for them, and somebody may read."""
    if ChannelKind.INTEGRITY not in visit.line.channel.kinds:
        return False
    found = disclosures.who_receives(visit.session, _ABOUT_NOBODY, custody=custody(visit))
    return isinstance(found, Inside)


def web_address(visit: Visit) -> str:
    """The one address of the sealed form, the same for everybody (T05)."""
    return f"{visit.service.public_url}/integrity/?openExternalBrowser=1"


def told(answers: Answers, files: Sequence[Exhibit] = ()) -> Told:
    """A report out of the answers given so far."""
    chosen = {name: answer.value for name, answer in answers.items()}
    units = {chosen.get("unit"), chosen.get("unit_also")} - {
        None,
        UNKNOWN_UNIT.value,
        NO_OTHER_UNIT.value,
    }
    exclude = chosen.get("exclude")
    named = isinstance(exclude, str) and exclude not in (NOBODY, DIRECTOR)
    texts = {name: _text(answers.get(step)) for name, step in TEXTS.items()}
    return Told(
        kind=str(chosen.get("kind") or UNSURE),
        account=texts.pop("account") or "",
        units=frozenset(map(str, units)),
        unit_unknown=not units,
        executive=chosen.get("executive") == "yes",
        desk=chosen.get("desk") == "yes",
        to_director=chosen.get("director") == "yes",
        excluded_roles=frozenset({Role.DIRECTOR} if exclude == DIRECTOR else ()),
        excluded_names=str(exclude) if named else None,
        danger=chosen.get("danger") == "yes",
        files=tuple(files),
        messages=_messages(answers),
        **texts,
    )


def _text(answer: Answer | None) -> str | None:
    match answer.value if answer else None:
        case {"lat": lat, "lng": lng, **more}:
            words = more.get("text") or more.get("address") or ""
            return f"{words} ({lat}, {lng})".strip()
        case {"text": str(words)} | str(words):
            return words
    return None


def _messages(answers: Answers) -> dict[str, str]:
    """Which LINE message brought which words, so that unsending it takes them along."""
    said = (answers[step] for step in TEXTS.values() if step in answers)
    return {source: _text(answer) or "" for answer in said for source in answer.sources}


def readers(visit: Visit, answers: Answers) -> tuple[Staff, ...] | Outside:
    """The members of staff who would be able to read a report, by name; or why nobody would."""
    staff = visit.session.scalars(select(Staff).order_by(Staff.name)).all()
    about = concern(told(answers), staff)
    found = disclosures.who_receives(visit.session, about, custody=custody(visit))
    if isinstance(found, Outside):
        return found
    return tuple(person for person in staff if person.id in found.staff)


def summary(visit: Visit, answers: Answers) -> dict[str, Param]:
    """What the last card shows beside the answers: completeness, readers, number of files."""
    file = Exhibit(Evidence(MediaKind.FILE, "", b"", None))
    count = len(file_names(answers))
    found = readers(visit, answers)
    names = "" if isinstance(found, Outside) else ", ".join(person.name for person in found)
    files = Message("disclosure.evidence.count", {"count": count}) if count else None
    return {
        "percent": completeness(told(answers, [file] * count)),
        "readers": names,
        **({EVIDENCE: files} if files else {}),
    }


def file_names(answers: Answers) -> list[str]:
    """The names of the files that were sent."""
    kept = answers[EVIDENCE].value if EVIDENCE in answers else None
    return list(map(str, kept)) if isinstance(kept, list) else []


def exhibits(visit: Visit, answers: Answers) -> tuple[Exhibit, ...]:
    """The files told with a conversation, each with the message it came in."""
    names = file_names(answers)
    sources = dict(zip(names, answers[EVIDENCE].sources, strict=False)) if names else {}
    return tuple(Exhibit(found, sources.get(n)) for n, found in drafts.files(visit, names))
