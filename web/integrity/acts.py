"""What a reporter who typed the code can do on the page of a report, and the verb behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from cases.errors import Invalid
from integrity import checkins, disclosures, withdrawing
from integrity.contents import Exhibit, Folder
from integrity.documents import Words
from integrity.folders import Custody
from integrity.lifecycle import Deed
from models.vocabulary import SealedKind

WITHDRAW: Final = Deed.WITHDRAW.value


@dataclass(frozen=True, slots=True, repr=False)
class Given:
    """What the reporter wrote or attached, and for what."""

    deed: str
    text: str = ""
    files: tuple[Exhibit, ...] = ()
    sure: bool = False


NOTHING: Final = Given("")


def _answer(session: Session, folder: Folder, given: Given, own: Custody) -> None:
    disclosures.answer(session, folder, Words(given.text), custody=own)


def _add(session: Session, folder: Folder, given: Given, own: Custody) -> None:
    disclosures.add(session, folder, Words(given.text), files=given.files, custody=own)


def _protect(session: Session, folder: Folder, given: Given, own: Custody) -> None:
    disclosures.ask_protection(session, folder, Words(given.text), custody=own)


def _forget(session: Session, folder: Folder, given: Given, own: Custody) -> None:
    disclosures.withdraw_link(session, folder, custody=own)


def _unharmed(session: Session, folder: Folder, _: Given, own: Custody) -> None:
    checkins.nobody_harms(session, folder, custody=own)


def _harmed(session: Session, folder: Folder, given: Given, own: Custody) -> None:
    checkins.somebody_harms(session, folder, Words(given.text), custody=own)


def _withdraw(session: Session, folder: Folder, given: Given, own: Custody) -> None:
    if not given.sure:
        raise Invalid("integrity_web.dialogue.not_sure")
    withdrawing.withdraw(session, folder, custody=own)


@dataclass(frozen=True, slots=True)
class Act:
    """What a reporter can do, and what is written down of it."""

    does: Callable[[Session, Folder, Given, Custody], None]
    kind: SealedKind | None


ACTS: Final[dict[str, Act]] = {
    Deed.ANSWER: Act(_answer, SealedKind.ANSWER),
    Deed.ADD: Act(_add, SealedKind.WHAT_MORE),
    Deed.PROTECT: Act(_protect, SealedKind.PROTECTION),
    Deed.FORGET: Act(_forget, None),
    checkins.UNHARMED: Act(_unharmed, None),
    checkins.HARMED: Act(_harmed, SealedKind.PROTECTION),
    WITHDRAW: Act(_withdraw, None),
}
