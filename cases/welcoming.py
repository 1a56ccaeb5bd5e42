"""The first time at the console: a code from the office, a password, a phone (security D8).

Nobody gets in before the phone's first code is confirmed; until then the welcome code is the key.
"""

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases import sessions
from cases.accounts import (
    Keys,
    find,
    login_name,
    readable,
    recovery_digest,
    staff_behind,
    take_step,
    where_sealed,
)
from cases.errors import Invalid, NotAllowed, NotFound
from cases.onetime import new_secret, read_letters, recovery_codes
from cases.sessions import Pass
from cases.staffing import ALPHABET
from cases.tracking import allow_try
from models.console import Account
from models.people import Staff

LENGTH: Final = 10
LIFETIME: Final = timedelta(hours=24)
TRIES: Final = 10  # in ten minutes; setting up takes two or three


@dataclass(frozen=True, slots=True)
class Welcome:
    """The login name, and the code that is said once to the person it is for."""

    name: str
    code: str = field(repr=False)


def welcome(session: Session, staff: Staff, *, name: str, keys: Keys, now: datetime) -> Welcome:
    """Give a member of staff an account, or begin theirs anew: old password and codes are void.

    Raises Invalid if the name is another person's, in whatever office, or the person has left.
    """
    if not staff.active:
        raise Invalid("console.name.left")
    account = session.scalar(select(Account).where(Account.staff_id == staff.id))
    if account is None:
        account = Account(id=uuid.uuid4(), staff_id=staff.id)
        session.add(account)
    account.name = login_name(name)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    account.password_hash = account.totp_sealed = account.barred_until = None
    account.recovery_hashes, account.failures, account.totp_used = [], 0, 0
    account.welcome_digest = keys.digest(f"welcome/{account.id}/{code}")
    account.welcome_until = now + LIFETIME
    try:
        session.flush()
    except IntegrityError:
        raise Invalid("console.name.taken") from None
    sessions.end_all(session, account.id)
    return Welcome(account.name, f"{code[:5]}-{code[5:]}")


def count_welcome(session: Session, name: str, *, keys: Keys, now: datetime) -> None:
    """Count a try to use a welcome code, in a transaction of its own. Raises TooManyTries."""
    subject = keys.digest(f"welcome for {readable(name)}")
    allow_try(session, subject, limit=TRIES, now=now)


def welcomed(session: Session, name: str, code: str, *, keys: Keys, now: datetime) -> Account:
    """The account this code welcomes to.

    Raises NotFound for an unknown name and for a wrong, used or expired code alike.
    """
    account = find(session, Account.name == readable(name))
    offered = keys.digest(f"welcome/{account.id if account else ''}/{read_letters(code)}")
    if account is None or account.welcome_until is None or account.welcome_until <= now:
        raise NotFound
    if not secrets.compare_digest(account.welcome_digest or "", offered):
        raise NotFound
    if not staff_behind(session, account).active:
        raise NotFound
    return account


def choose_password(account: Account, password_hash: str, *, keys: Keys) -> bytes:
    """Keep the first password; gives the secret to be scanned. Nobody gets in before confirming."""
    secret = new_secret()
    account.password_hash = password_hash
    account.totp_sealed = keys.seal(secret, where_sealed(account))
    return secret


def chosen_secret(account: Account, *, keys: Keys) -> bytes:
    """The secret to be scanned. Raises NotFound while no password is chosen."""
    if account.totp_sealed is None:
        raise NotFound
    return keys.open(account.totp_sealed, where_sealed(account))


def confirm(
    session: Session, account: Account, code: str, *, keys: Keys, now: datetime
) -> tuple[list[str], Pass]:
    """Take the first code from the phone: the account is open, the welcome code used up.

    Gives ten recovery codes, to be shown once, and a session. Raises NotAllowed for a wrong code,
    NotFound while no password is chosen.
    """
    if account.password_hash is None:
        raise NotFound
    if not take_step(account, code, keys=keys, now=now):
        raise NotAllowed
    account.welcome_digest = account.welcome_until = None
    plain = list(recovery_codes())
    account.recovery_hashes = [recovery_digest(account, one, keys) for one in plain]
    session.flush()
    return plain, sessions.begin(session, account, digest=keys.digest, now=now)
