"""Staff's way into the console: a name, a password and a code that works once (security D8).

Nothing here hashes a password: that is slow, and the caller does it with no transaction open.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cases import sessions
from cases.errors import Invalid, NotAllowed
from cases.onetime import matching_step, read_letters
from cases.passwords import settled
from cases.sessions import Pass, SignedIn
from cases.tracking import allow_try
from models.console import Account
from models.people import Staff

LONGEST_NAME: Final = 60
FREE_TRIES: Final = 5
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=15)
NOBODY: Final = "console: no such account"
NO_LIMIT: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Keys:
    """How codes are hashed and secrets sealed, by whoever holds the root key."""

    digest: Callable[[str], str]
    seal: Callable[[bytes, str], bytes]
    open: Callable[[bytes, str], bytes]


@dataclass(frozen=True, slots=True)
class Try:
    """A counted try to log in: which account it is for, if any, and whether it may succeed."""

    account: tuple[str, uuid.UUID] | None
    password_hash: str | None = field(repr=False)


def login_name(typed: str) -> str:
    """A login name in one spelling. Raises Invalid if it is empty or too long."""
    words = settled(typed).casefold().split()
    # What is not seen, as between words of Thai, makes no other name; NUL no database can hold.
    name = "".join(letter for letter in " ".join(words) if letter.isprintable())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("console.name.length")
    return name


def count_try(session: Session, name: str, *, keys: Keys, now: datetime) -> Try:
    """Count a try to log in before it is looked at, so that many at once are counted as many.

    After five failures the account waits, twice as long each time, at most 15 minutes; others do
    not (T95). A try in that time cannot succeed, and is answered like any wrong one.
    """
    account = find(session, Account.name == readable(name))
    if account is None or not _may_try(account, now=now):
        # As much writing as for an account, so that the time taken does not tell which names exist.
        allow_try(session, NOBODY, limit=NO_LIMIT, now=now)
        return Try(None, None)
    return Try((account.office_id, account.id), account.password_hash)


def log_in(
    session: Session, counted: Try, code: str, *, fits: bool, keys: Keys, now: datetime
) -> Pass:
    """Let somebody in whose password fits, with a code from the phone or a recovery code.

    Raises NotAllowed, with nothing to tell what was wrong.
    """
    account = find(session, is_account(counted.account)) if counted.account else None
    if account is None:
        raise NotAllowed
    unchanged = fits and account.password_hash == counted.password_hash
    if not (unchanged and staff_behind(session, account).active and account.welcome_digest is None):
        raise NotAllowed
    if not _take_code(account, code, keys=keys, now=now):
        raise NotAllowed
    account.failures, account.barred_until = 0, None
    session.flush()
    return sessions.begin(session, account, digest=keys.digest, now=now)


def count_code(session: Session, who: SignedIn, *, now: datetime) -> bool:
    """Count a code given anew by somebody logged in; False while the account must wait."""
    account = find(session, is_account((who.office, who.account_id)))
    return account is not None and _may_try(account, now=now)


def step_up(session: Session, who: SignedIn, code: str, *, keys: Keys, now: datetime) -> None:
    """Take a code from the phone again before something grave. Raises NotAllowed for a wrong one.

    A recovery code does not do: it is for getting in without a phone.
    """
    account = find(session, is_account((who.office, who.account_id)))
    if account is None or not take_step(account, code, keys=keys, now=now):
        raise NotAllowed
    account.failures, account.barred_until = 0, None
    sessions.note_code(session, who.token_digest, now=now)


def name_of(session: Session, who: SignedIn) -> str:
    """Somebody's login name."""
    return session.get_one(Account, (who.office, who.account_id)).name


def password_hash(session: Session, who: SignedIn) -> str | None:
    """What is kept of somebody's present password."""
    return session.get_one(Account, (who.office, who.account_id)).password_hash


def change_password(session: Session, who: SignedIn, new_hash: str) -> None:
    """Replace the password; every browser is logged out."""
    account = session.get_one(Account, (who.office, who.account_id), with_for_update=True)
    account.password_hash = new_hash
    account.failures, account.barred_until = 0, None
    sessions.end_all(session, account.id)


# ------------------------------------------------------------------------- in common


def find(session: Session, wanted: ColumnElement[bool]) -> Account | None:
    """The account, held until the transaction ends: two tries at once wait in line."""
    return session.scalar(select(Account).where(wanted).with_for_update())


def is_account(key: tuple[str, uuid.UUID]) -> ColumnElement[bool]:
    """The account of an office and an id."""
    return (Account.office_id == key[0]) & (Account.id == key[1])


def staff_behind(session: Session, account: Account) -> Staff:
    """Whose account it is."""
    return session.get_one(Staff, (account.office_id, account.staff_id))


def readable(typed: str) -> str:
    """The login name that was typed; of what cannot be one, a name that nobody has."""
    try:
        return login_name(typed[: 4 * LONGEST_NAME])
    except Invalid:
        return ""


def where_sealed(account: Account) -> str:
    """The place an account's shared secret is sealed for."""
    return f"{account.office_id}/account/{account.id}/totp"


def _may_try(account: Account, *, now: datetime) -> bool:
    if account.barred_until is not None and now < account.barred_until:
        return False
    account.failures += 1
    over = account.failures - FREE_TRIES
    if over >= 0:
        account.barred_until = now + min(FIRST_WAIT * 2 ** min(over, 10), LONGEST_WAIT)
    return True


def _take_code(account: Account, typed: str, *, keys: Keys, now: datetime) -> bool:
    return take_step(account, typed, keys=keys, now=now) or _take_recovery(account, typed, keys)


def take_step(account: Account, typed: str, *, keys: Keys, now: datetime) -> bool:
    """Use a code from the phone up: neither it nor an earlier one works again."""
    if account.totp_sealed is None:
        return False
    secret = keys.open(account.totp_sealed, where_sealed(account))
    step = matching_step(secret, typed, now=now, after=account.totp_used)
    if step is not None:
        account.totp_used = step
    return step is not None


def _take_recovery(account: Account, typed: str, keys: Keys) -> bool:
    offered = recovery_digest(account, typed, keys)
    left = [kept for kept in account.recovery_hashes if kept != offered]
    taken = len(left) < len(account.recovery_hashes)
    account.recovery_hashes = left
    return taken


def recovery_digest(account: Account, code: str, keys: Keys) -> str:
    """What is kept of a recovery code."""
    return keys.digest(f"recovery/{account.id}/{read_letters(code)}")
