"""What a reporter does: report, come back with the code, answer, add, and be forgotten.

Nothing here knows who the reporter is. A report is stored only if somebody may receive it, and all
of it in the caller's one transaction; the code was hashed before that began (peers 0, finding 1).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import CaseError, Invalid
from config.office import SealedClocks
from integrity import links, unsending
from integrity.about import About
from integrity.clocks import Owed, limits
from integrity.contents import Exhibit, Folder, entries, file_away, place
from integrity.documents import Words, required
from integrity.firewall import Appointee, Concern, Inside, Outside, recipients
from integrity.folders import REPORTER, Custody, log, move
from integrity.keyring import new_key, seal
from integrity.lifecycle import Deed, after
from integrity.numbers import new_number
from integrity.receipts import Hardened
from integrity.saying import say
from integrity.told import MOST_FILES, Told, check, completeness, concern
from models.people import Staff
from models.sealed import Disclosure, DisclosureKey, Recipient, SealedFile
from models.statements import add_if_absent
from models.vocabulary import DisclosureState, KeyHolder, Mode, SealedKind

DRAWS: Final = 5  # of a number, before giving up


class NobodyMayReceive(CaseError):
    """Nobody in the office may receive this report, so nothing of it was kept."""

    def __init__(self, outside: Outside) -> None:
        """Keep the reason."""
        super().__init__(outside.why)
        self.why = outside.why


@dataclass(frozen=True, slots=True)
class Lodged:
    """A report that was taken in."""

    id: uuid.UUID
    number: str


def who_receives(session: Session, concern: Concern, *, custody: Custody) -> Inside | Outside:
    """Tell who would receive a report, also to say so before anybody has written a line."""
    staff = [
        Appointee(row.id, row.unit, row.role, row.active) for row in session.scalars(select(Staff))
    ]
    return recipients(concern, staff, centre_unit=custody.office.centre)


def lodge(
    session: Session, told: Told, *, mode: Mode, hardened: Hardened | None, custody: Custody
) -> Lodged:
    """Take a report in. Only a linked one may come without a code (`hardened`).

    Raises Invalid, and NobodyMayReceive before anything is stored.
    """
    check(told, custody.office)
    if hardened is None and mode is not Mode.LINKED:
        raise ValueError("without a link the code is the only way back")
    about = About(
        kind=told.kind,
        concern=concern(told, session.scalars(select(Staff)).all()),
        danger=told.danger,
        completeness=completeness(told),
    )
    inside = who_receives(session, about.concern, custody=custody)
    if isinstance(inside, Outside):
        raise NobodyMayReceive(inside)
    folder = _new_folder(session, about, mode=mode, custody=custody)
    _hand_out_keys(session, folder, hardened, custody=custody)
    for staff_id in sorted(inside.staff):
        session.add(Recipient(disclosure_id=folder.row.id, staff_id=staff_id, since=custody.today))
    words = Words(told.account, told.messages)
    say(session, folder, SealedKind.ACCOUNT, told.texts(), words, custody=custody)
    _file(session, folder, told.files, custody=custody)
    log(session, Deed.LODGE, folder.row.id, actor=REPORTER, custody=custody)
    return Lodged(folder.row.id, folder.row.number)


def add(
    session: Session,
    folder: Folder,
    words: Words,
    *,
    files: Sequence[Exhibit] = (),
    custody: Custody,
) -> None:
    """Add something to a report while it is open. Raises Invalid, IllegalTransition."""
    after(folder.row.state, Deed.ADD)
    if not files:
        required(words.text)
    _file(session, folder, files, custody=custody)
    say(session, folder, SealedKind.WHAT_MORE, {"text": words.text}, words, custody=custody)
    log(session, Deed.ADD, folder.row.id, actor=REPORTER, custody=custody)


def answer(session: Session, folder: Folder, words: Words, *, custody: Custody) -> None:
    """Answer the officer's question. Raises Invalid, IllegalTransition."""
    after(folder.row.state, Deed.ANSWER)
    required(words.text)
    if open_question(session, folder) is None:
        raise Invalid("disclosure.nothing_asked")
    move(folder.row, Deed.ANSWER, today=custody.today)
    say(session, folder, SealedKind.ANSWER, {"text": words.text}, words, custody=custody)
    log(session, Deed.ANSWER, folder.row.id, actor=REPORTER, custody=custody)


def ask_protection(session: Session, folder: Folder, words: Words, *, custody: Custody) -> None:
    """Ask to be protected; the officers see it first (A25). Raises Invalid, IllegalTransition."""
    after(folder.row.state, Deed.PROTECT)
    required(words.text)
    say(session, folder, SealedKind.PROTECTION, {"text": words.text}, words, custody=custody)
    log(session, Deed.PROTECT, folder.row.id, actor=REPORTER, custody=custody)


def withdraw_link(session: Session, folder: Folder, *, custody: Custody) -> None:
    """Forget who reported; the report goes on. Does and says the same if nothing was linked."""
    links.forget(session, folder.row.id)
    if folder.row.mode is Mode.LINKED:
        folder.row.mode = Mode.NO_TRACE  # from here on it is like one that never was linked
    log(session, Deed.FORGET, folder.row.id, actor=REPORTER, custody=custody)


def forget_person(session: Session, user: str, channel: str, *, custody: Custody) -> None:
    """Cut every way back to a person on LINE; says nothing of whether there was one."""
    found = links.reports_of(session, user, channel, custody.keyring)
    for row in session.scalars(select(Disclosure).where(Disclosure.id.in_(found))).all():
        row.mode = Mode.NO_TRACE
        log(session, Deed.FORGET, row.id, actor=REPORTER, custody=custody)
    links.forget_person(session, user, channel, custody.keyring)


def open_question(session: Session, folder: Folder) -> str | None:
    """The question that waits for the reporter, if one does."""
    dialogue = (SealedKind.QUESTION, SealedKind.ANSWER)
    last = [said for said in entries(session, folder) if said.kind in dialogue][-1:]
    return last[0].document["text"] if last and last[0].kind is SealedKind.QUESTION else None


def _new_folder(session: Session, about: About, *, mode: Mode, custody: Custody) -> Folder:
    """Make the report under a number nobody has; two that draw the same draw again."""
    key = new_key()
    for _ in range(DRAWS):
        wanted = Disclosure(office_id=custody.office.slug, id=uuid.uuid4())
        columns = {
            "office_id": wanted.office_id,
            "id": wanted.id,
            "number": new_number(),
            "state": DisclosureState.RECEIVED,
            "mode": mode,
            "about": seal(key, about.pack(), where=place(wanted, "about")),
            "version": 1,
            **_dates(custody.today, custody.office.sealed_clocks),
        }
        add_if_absent(session, Disclosure, [columns])
        row = session.get(Disclosure, (wanted.office_id, wanted.id))
        if row is not None:
            return Folder(row, key, about)
    raise RuntimeError("no free number was found")


def _dates(today: date, clocks: SealedClocks) -> dict[str, date]:
    by = limits(today, clocks)
    return {
        "received_on": today,
        "moved_on": today,
        "preliminary_by": by[Owed.PRELIMINARY],
        "facts_by": by[Owed.FACTS],
        "feedback_by": by[Owed.FEEDBACK],
    }


def _hand_out_keys(
    session: Session, folder: Folder, hardened: Hardened | None, *, custody: Custody
) -> None:
    row = folder.row
    server = custody.keyring.wrap(folder.key, where=place(row, "key", KeyHolder.SERVER))
    session.add(
        DisclosureKey(
            disclosure_id=row.id,
            holder=KeyHolder.SERVER,
            holder_ref=server.ref,
            wrapped=server.blob,
        )
    )
    if hardened is not None:
        where = place(row, "key", KeyHolder.CODE)
        session.add(
            DisclosureKey(
                disclosure_id=row.id,
                holder=KeyHolder.CODE,
                holder_ref=KeyHolder.CODE,
                lookup=hardened.lookup,
                wrapped=seal(hardened.key, folder.key, where=where),
            )
        )


def _file(session: Session, folder: Folder, files: Sequence[Exhibit], *, custody: Custody) -> None:
    mine = select(func.count()).select_from(SealedFile)
    before = session.scalar(mine.where(SealedFile.disclosure_id == folder.row.id)) or 0
    if files and before + len(files) > MOST_FILES:
        raise Invalid("disclosure.too_many_files")
    for exhibit in files:
        row = file_away(session, folder, exhibit.evidence, on=custody.today)
        if exhibit.message is not None:
            hashes = unsending.pieces({exhibit.message: ""}, custody)
            unsending.remember(session, hashes, file_id=row.id, custody=custody)
