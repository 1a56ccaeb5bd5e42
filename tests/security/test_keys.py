"""What is sealed opens with its key and at its place, and nowhere else (T06, T10 to T16)."""

import base64
import hashlib
import json
import os
import re
import uuid
from binascii import unhexlify
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.base import Cipher
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import ConfigFaults, Settings
from integrity import folders, links
from integrity.contents import entries
from integrity.keeping import renew_keys
from integrity.keyring import (
    CannotOpen,
    Keyring,
    SealedPurpose,
    Wrapped,
    key_id,
    new_key,
    open_,
    seal,
)
from integrity.receipts import Hardener
from integrity.vault import Purpose, Vault
from models.base import Base
from models.database import Database, open_database
from models.scope import EVERY_OFFICE
from models.sealed import Disclosure, SealedLink, SealedLinkKey
from models.vocabulary import Mode
from tests.security.conftest import OFFICE, Figure
from tests.security.reports import Desk, a_told

ROOT, OTHER = bytes(range(32)), bytes(range(1, 33))
TODAY = date(2026, 3, 10)
HERE = "disclosure/x/entry/1"

# ------------------------------------------------------------------------- sealing


@given(st.binary(max_size=2000))
def test_what_was_sealed_comes_back_whole(content: bytes) -> None:
    key = new_key()
    assert open_(key, seal(key, content, where=HERE), where=HERE) == content


def test_the_length_tells_no_more_than_a_bucket(figure: Figure) -> None:
    """T16: one length for every 256 bytes; no nonce comes twice."""
    key = new_key()
    sealed = [seal(key, bytes(length), where=HERE) for length in range(2560)]
    lengths, nonces = {len(one) for one in sealed}, {one[1:13] for one in sealed}
    assert len(lengths) <= 2560 // 256 + 1
    assert len(nonces) == len(sealed)
    figure(
        "T16", f"{len(sealed)} texts of 0 to 2,559 bytes: {len(lengths)} lengths, 0 nonces twice"
    )


def test_nothing_opens_after_it_was_touched_moved_or_cut(figure: Figure) -> None:
    """T12: another row, column, office, key, any flipped byte, any missing tail."""
    tried = opened_ = 0
    for number in range(50):
        key, where = new_key(), f"{OFFICE}/disclosure/{number}/about"
        blob = seal(key, os.urandom(number * 7), where=where)
        attempts = [(key, _flipped(blob, at), where) for at in range(len(blob))]
        attempts += [(key, blob[:end], where) for end in range(0, len(blob), 16)]
        attempts += [(key, blob, f"{where}2"), (key, blob, where.replace("about", "text"))]
        attempts += [(key, blob, where.replace(OFFICE, "chatuchak")), (new_key(), blob, where)]
        attempts += [(key[:-1], blob, where), (key, blob + b"\0", where), (key, b"", where)]
        for one in attempts:
            tried += 1
            opened_ += _opens(*one)
    assert opened_ == 0
    figure("T12", f"{tried:,} altered, moved, cut or foreign blobs: {opened_} opened")


def _flipped(blob: bytes, at: int) -> bytes:
    return blob[:at] + bytes((blob[at] ^ 1,)) + blob[at + 1 :]


def _opens(key: bytes, blob: bytes, where: str) -> bool:
    try:
        open_(key, blob, where=where)
    except CannotOpen:
        return False
    return True


def test_a_blob_that_was_not_padded_by_us_is_refused() -> None:
    key, nonce = new_key(), bytes(12)
    foreign = b"\x02" + nonce + AESGCM(key).encrypt(nonce, b"no end mark", HERE.encode())
    with pytest.raises(CannotOpen, match="padded"):
        open_(key, foreign, where=HERE)


# ------------------------------------------------------------------------- known answers


def test_the_building_stones_give_the_published_answers(figure: Figure) -> None:
    """T13: AES-GCM of NIST (case 16), HKDF of RFC 5869 (case 1), Argon2id of RFC 9106."""
    assert gcm_case_16() == unhexlify(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    info, salt = bytes(range(0xF0, 0xFA)), bytes(range(13))
    okm = HKDF(algorithm=SHA256(), length=42, salt=salt, info=info).derive(b"\x0b" * 22)
    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    argon = Argon2id(
        salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32,
        secret=b"\3" * 8, ad=b"\4" * 12,
    )  # fmt: skip  # the parameters stand as in the RFC
    assert argon.derive(b"\1" * 32).hex() == (
        "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"
    )
    figure("T13", "3 published vectors and 6 of our own: all equal")


def gcm_case_16() -> bytes:
    key = unhexlify("feffe9928665731c6d6a8f9467308308" * 2)
    plain = unhexlify(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    told = unhexlify("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    return AESGCM(key).encrypt(unhexlify("cafebabefacedbaddecaf888"), plain, told)


def test_what_older_versions_sealed_still_opens() -> None:
    """T13: frozen vectors; a change of format, derivation or hash would lose every report."""
    keyring = Keyring.of(ROOT)
    sealed = base64.b64decode(FROZEN_BLOB)
    assert open_(ROOT, sealed, where=HERE).decode() == "เรียกเงินห้าพันบาท"
    assert (keyring.current, key_id(OTHER)) == (FROZEN_ID, FROZEN_OTHER_ID)
    wrapped = Wrapped.unpack(base64.b64decode(FROZEN_WRAPPED))
    assert keyring.unwrap(wrapped.ref, wrapped.blob, where="key") == OTHER
    hardener = Hardener(keyring.secret(SealedPurpose.RECEIPT))
    hardened = hardener.harden("12345678901234567899")
    hardener.close()
    assert (hardened.lookup, hardened.key.hex()) == (FROZEN_LOOKUP, FROZEN_CODE_KEY)


FROZEN_BLOB = (
    "Av52GhDIC025cz0w9jiZ9+bF5FFX5dDMGKQnKXB46+neDuvCuDDIM3hvoGHIDVzMvkItPnG37e0HtLTt7orJ0aT0"
    "oZed+S4KVcRgJDiJNedEcLrMjpx2B4/iBivwnql/2MgDH+5aX7hoSwkXH5Bb7sk8lZ6wcb5euXZVNF2xAcApfpon"
    "9aBcbopgCCJ3oj/wEcMCLG2H4bS/NzUcORBbYhscath/BejHG1+bzjX6OUSLxyFvHC0IJlZVZ35rJZ+5WMN0I6/D"
    "JuBigj9QMWs78K2KTdej4iqdkJaHWIccfV1K+5q9W+vJKricHUGkmB1hA+LDhXqzQbojSCB9DvxoFFfnM9seN8SJ"
    "05Y6y44vk1y5AvzCDkkGDyBftcAP"
)
FROZEN_ID, FROZEN_OTHER_ID = "1ba10a2d", "dd5f40f9"
FROZEN_WRAPPED = (
    "MWJhMTBhMmQ6Ai6zjQ0y+73R1K9fP3KGE7JjbAJTLBGawLcz5xXlZPguLLKmwa4R0WdOFuSawcl7y+Syo/S2h0Qe"
    "AO1EZ6g/FlGLDplV+qvBpnd4K3LnprcO/ABtBm4kdEvORH7A6FKfuqt1bhlPoJRd2StW5yWbgKXb8QaMpKjHbrJm"
    "eDRtkIQye/fYNX2Z9m7DFb6oJfic3YowmKmSbmL2SI55dhhFuEkIWlmFsz7hju4Y2TtkBLXVqtlmnTOu35It21nl"
    "E0wuEBx0o9s3XpAGwdIjpiZcK4OvR0EYFJ3iOo0s9T94ik3Pgf+OiLRKEVsFhnN/6DC8tOvrm08ZbmnQ9TN0jA5O"
    "9fy0oScxfGPwmwwA5cdzRVRw3IXcq3zcwGp1LDVW"
)
FROZEN_LOOKUP = "6e8e6c0d2f16c58b69ea8f4213a5b2547e4f5b2c46468e6728e0d946b0d26606"
FROZEN_CODE_KEY = "09ac14ea6a2d36a662428300cb7d64e1f069688821294c981cd48df1ce2742ce"


# ------------------------------------------------------------------------- the root key


def test_a_deployment_without_a_good_root_key_does_not_start(figure: Figure) -> None:
    """T14: missing, short, sample, passphrase, or the same key twice."""
    good, short = _b64(os.urandom(32)), _b64(os.urandom(31))
    sample = next(
        line.partition("=")[2]
        for line in Path(__file__).parents[2].joinpath(".env.example").read_text().splitlines()
        if line.startswith("SAISAAT_ROOT_KEY=")
    )
    faulty: list[tuple[str, str | None]] = [
        ("", None),
        (sample, None),
        (short, None),
        ("not base64", None),
        (_b64(bytes(32)), None),
        (_b64(b"a passphrase somebody thought of long ago"), None),
        (good, short),
        (good, "not base64"),
        (good, good),
    ]
    refused = sum(_refused_to_start(*keys) for keys in faulty)
    assert refused == len(faulty)
    assert not _refused_to_start(good, None)
    assert not _refused_to_start(good, _b64(os.urandom(32)))
    figure("T14", f"{refused} of {len(faulty)} faulty root keys refused at the start")


def _b64(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _refused_to_start(root: str, previous: str | None) -> bool:
    env = {"SAISAAT_ROOT_KEY": root, "SAISAAT_ROOT_KEY_PREVIOUS": previous or ""}
    with pytest.raises(ConfigFaults) as told:
        Settings.from_env(env)  # the rest of the environment is missing in any case
    faults = [fault for fault in told.value.faults if "ROOT_KEY" in fault]
    assert not any(key and key in fault for key in env.values() for fault in faults)
    return bool(faults)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Keyring.of(ROOT[:-1]),
        lambda: Keyring.of(ROOT, ROOT[:-1]),
        lambda: Keyring.of(ROOT, ROOT),
        lambda: Keyring({"a": ROOT}, "b"),
    ],
)
def test_a_keyring_of_bad_keys_cannot_be_made(wrong: Callable[[], Keyring]) -> None:
    with pytest.raises(ValueError, match="root key"):
        wrong()


def test_the_previous_root_key_opens_and_the_present_one_wraps() -> None:
    """T15: while the key is being changed nothing is lost; afterwards the old one is needless."""
    old, both, new = Keyring.of(ROOT), Keyring.of(OTHER, ROOT), Keyring.of(OTHER)
    wrapped = old.wrap(b"k" * 32, where=HERE)
    assert both.unwrap(wrapped.ref, wrapped.blob, where=HERE) == b"k" * 32
    with pytest.raises(CannotOpen, match="not here"):
        new.unwrap(wrapped.ref, wrapped.blob, where=HERE)
    anew = both.rewrap(wrapped.ref, wrapped.blob, where=HERE)
    assert new.unwrap(anew.ref, anew.blob, where=HERE) == b"k" * 32
    assert both.secret(SealedPurpose.AUDIT) == new.secret(SealedPurpose.AUDIT)
    assert old.secret(SealedPurpose.AUDIT) in both.secrets(SealedPurpose.AUDIT)


def test_changing_the_root_key_loses_no_report_and_no_link(
    opened: Database, figure: Figure
) -> None:
    """T15: every key under the old one is found and wrapped anew."""
    desk, number = _reported(opened, Keyring.of(ROOT), 20)
    desk.keyring = Keyring.of(OTHER, ROOT)
    with opened.writing(OFFICE) as session:
        moved = renew_keys(session, custody=desk.custody, limit=100)
        moved_links = links.rewrap(session, desk.keyring)
    desk.keyring = Keyring.of(OTHER)
    with opened.writing(OFFICE) as session:
        read, linked = _read_with(session, desk.keyring)
        assert renew_keys(session, custody=desk.custody, limit=100) == 0
    assert (moved, moved_links, read, linked) == (number,) * 4
    figure("T15", f"{number} reports and {moved_links} links wrapped anew, 0 lost, 0 old ones left")


def test_the_vault_of_the_other_work_opens_what_the_previous_key_sealed() -> None:
    """T15: and finds what it found before."""
    old, both = Vault(ROOT), Vault(OTHER, ROOT)
    sealed = old.seal(Purpose.PERSON, b"U1", where=HERE)
    assert both.open(Purpose.PERSON, sealed, where=HERE) == b"U1"
    assert both.index(Purpose.PERSON, "U1", where="") == old.index(Purpose.PERSON, "U1", where="")
    with pytest.raises(CannotOpen):
        old.open(Purpose.PERSON, both.seal(Purpose.PERSON, b"U1", where=HERE), where=HERE)


def test_no_printed_form_shows_a_key() -> None:
    keyring = Keyring.of(ROOT)
    printed = f"{keyring} {keyring.wrap(OTHER, where='x')!r}"
    assert printed == f"Keyring({keyring.current}) Wrapped(ref='{keyring.current}')"


# ------------------------------------------------------------------------- the thief


def test_the_thief_below_would_open_what_can_be_opened() -> None:
    """Else T10 could not fail."""
    key = new_key()
    sealed = seal(key, b"{}", where="anywhere")
    assert _opens_any(sealed, {bytes(32), key})
    assert not _opens_any(sealed, {bytes(32)})


def test_a_stolen_database_holds_no_word_and_no_key(
    sqlite_database: str, tmp_path: Path, figure: Figure
) -> None:
    """T10: every file of the database, searched for what was told and tried as a key."""
    database = open_database(sqlite_database)
    keyring = Keyring.of(ROOT)
    _, number = _reported(database, keyring, 20)
    stolen = b"".join(path.read_bytes() for path in tmp_path.glob("saisaat.db*"))
    found = sum(marker in stolen for marker in _markers(number))
    blobs = _every_blob(database)
    keys = _every_value(database)
    opened_ = sum(_opens_any(blob, keys) for blob in blobs)
    database.close()
    assert len(blobs) >= 3 * number
    assert (found, opened_) == (0, 0)
    figure(
        "T10",
        f"database and log of {len(stolen):,} bytes, {number} reports: {found} of "
        f"{len(_markers(number))} markers found, {opened_} of {len(blobs)} sealed values opened",
    )


def test_what_a_stolen_database_gives_with_the_servers_key(
    opened: Database, figure: Figure
) -> None:
    """T11, honestly: while the server holds a key to each report, a thief of both reads all.

    What was shredded before stays closed to them.
    """
    keyring = Keyring.of(ROOT)
    _, number = _reported(opened, keyring, 20)
    with opened.writing(OFFICE) as session:
        for user in range(5):
            links.forget_person(session, f"U-canary-{user:04}", "huaikhwang", keyring)
    with opened.reading(OFFICE) as session:
        read, linked = _read_with(session, Keyring.of(ROOT))
        without, _ = _read_with(session, Keyring.of(OTHER))
    assert (read, linked, without) == (number, number - 5, 0)
    figure(
        "T11",
        f"with the server's root key as well: {read} of {number} reports and {linked} of "
        f"{number - 5} live links open (level 1), 0 of 5 shredded links; without it {without}",
    )


def test_nothing_stored_of_a_person_is_the_same_twice(opened: Database, figure: Figure) -> None:
    """T06, T08: a citizen, the same person as a reporter twice over, and as a member of staff."""
    vault, people = Vault(ROOT), 100
    stored: list[set[bytes]] = [set(), set(), set()]
    desk = Desk(opened, vault.keyring)
    desk.member()
    for person in range(people):
        user = f"U{person:032}"
        stored[0] |= {
            vault.index(Purpose.PERSON, user, where=f"{OFFICE}/huaikhwang").encode(),
            vault.seal(Purpose.PERSON, user.encode(), where=f"{OFFICE}/huaikhwang"),
        }
        for column in (1, 2):
            lodged, _ = desk.lodge(mode=Mode.LINKED)
            with opened.writing(OFFICE) as session:
                links.remember(
                    session, lodged.id, user, "huaikhwang", today=TODAY, keyring=vault.keyring
                )
                stored[column] |= _values_of_link(session, lodged.id)
    pairs = [(a, b) for a in range(3) for b in range(a + 1, 3)]
    equal = sum(len(stored[a] & stored[b]) for a, b in pairs)
    compared = sum(len(stored[a]) * len(stored[b]) for a, b in pairs)
    assert equal == 0
    assert compared >= 10_000
    figure("T06", f"{compared:,} pairs of stored values of {people} people compared: {equal} equal")


def _values_of_link(session: Session, disclosure: uuid.UUID) -> set[bytes]:
    link = session.scalars(select(SealedLink).where(SealedLink.disclosure_id == disclosure)).one()
    key = session.scalars(select(SealedLinkKey).where(SealedLinkKey.link_id == link.id)).one()
    return {link.person, key.wrapped, link.id.bytes, disclosure.bytes}


# ------------------------------------------------------------------------- what they are made of


def _reported(database: Database, keyring: Keyring, number: int) -> tuple[Desk, int]:
    """Reports with a marked text and a marked reporter each."""
    desk = Desk(database, keyring)
    desk.member()
    for each in range(number):
        told = a_told(account=f"เงินห้าพันบาท-{_marker(each)}", who=f"นาย-{_marker(each)}")
        lodged, _ = desk.lodge(told, mode=Mode.LINKED)
        with database.writing(OFFICE) as session:
            user = f"U-canary-{each:04}"
            links.remember(session, lodged.id, user, "huaikhwang", today=TODAY, keyring=keyring)
    return desk, number


def _marker(each: int) -> str:
    return f"กระรอก{each:04}"


def _markers(number: int) -> list[bytes]:
    """The markers as a thief might find them: plain, as UTF-16, in JSON, in base64."""
    words = [_marker(each) for each in range(number)]
    words += [f"U-canary-{each:04}" for each in range(number)]
    return [
        form
        for word in words
        for form in (
            word.encode(),
            word.encode("utf-16-le"),
            json.dumps(word)[1:-1].encode(),
            base64.b64encode(word.encode())[:-2],
        )
    ]


def _read_with(session: Session, keyring: Keyring) -> tuple[int, int]:
    """How many accounts, and how many reporters, somebody with this keyring reads."""
    read = linked = 0
    for row in session.scalars(select(Disclosure)).all():
        with suppress(CannotOpen):
            first = entries(session, folders.opened(session, row, keyring))[0]
            read += "กระรอก" in first.document["account"]
        linked += links.find(session, row.id, keyring) is not None
    return read, linked


def _stored(database: Database) -> list[object]:
    """Every value in every table of the office."""
    with database.reading(EVERY_OFFICE) as session:
        return [
            getattr(row, column.key)
            for mapper in Base.registry.mappers
            for row in session.scalars(select(mapper.class_))
            for column in mapper.column_attrs
        ]


def _every_blob(database: Database) -> list[bytes]:
    return [value for value in _stored(database) if isinstance(value, bytes)]


def _every_value(database: Database) -> set[bytes]:
    """Everything stored, as a thief would try it as a key."""
    keys = {bytes(32)}
    for value in _stored(database):
        as_bytes = value if isinstance(value, bytes) else str(value).encode()
        keys |= {hashlib.sha256(as_bytes).digest(), as_bytes[-32:].rjust(32, b"\0")}
        keys |= {as_bytes[start : start + 32].ljust(32, b"\0") for start in (0, 1, 13)}
        if isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value):
            keys.add(bytes.fromhex(value))
    return keys


def _opens_any(blob: bytes, keys: Iterable[bytes]) -> bool:
    """Whether any key opens it, wherever it was sealed: a forged tag would do for a thief."""
    return any(_deciphers(blob, key) for key in keys)


def _deciphers(blob: bytes, key: bytes) -> bool:
    """Whether the key gives a padded text, without asking for the place it was sealed for."""
    body = blob[blob.find(b"\x02") :]
    counter = body[1:13] + (2).to_bytes(4, "big")
    cipher = Cipher(AES(key), CTR(counter)).decryptor()
    plain = cipher.update(body[13:-16])
    return plain.rstrip(b"\0").endswith(b"\x80") and plain.endswith(b"\0\0\0\0")
