"""The vault: what is sealed opens for its purpose, at its place, unaltered, and nowhere else."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrity.vault import FORMAT, NONCE_BYTES, CannotOpen, Purpose, Vault

ROOT = bytes(range(32))
VAULT = Vault(ROOT)
PLACE = "bangna/outgoing/1"
SECRET = "เบอร์ 081-234-5678".encode()
SEALED = VAULT.seal(Purpose.CONTACT, SECRET, where=PLACE)


def opens(sealed: bytes, *, purpose: Purpose = Purpose.CONTACT, where: str = PLACE) -> bool:
    try:
        return VAULT.open(purpose, sealed, where=where) == SECRET
    except CannotOpen:
        return False


@given(st.binary(max_size=300), st.sampled_from(Purpose), st.text(max_size=30))
def test_what_is_sealed_comes_out_again(content: bytes, purpose: Purpose, where: str) -> None:
    sealed = VAULT.seal(purpose, content, where=where)
    assert VAULT.open(purpose, sealed, where=where) == content
    assert len(sealed) == len(FORMAT) + NONCE_BYTES + len(content) + 16


def test_another_process_with_the_same_root_key_opens_it() -> None:
    assert Vault(ROOT).open(Purpose.CONTACT, SEALED, where=PLACE) == SECRET


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.CONTACT])
def test_it_opens_for_no_other_purpose(purpose: Purpose) -> None:
    """T12."""
    assert not opens(SEALED, purpose=purpose)


@pytest.mark.parametrize("where", ["", "bangrak/outgoing/1", "bangna/outgoing/2", f"{PLACE} "])
def test_it_opens_at_no_other_place(where: str) -> None:
    """T12: bytes moved to another row, table or office are of no use."""
    assert opens(SEALED)
    assert not opens(SEALED, where=where)


def test_it_opens_with_no_other_root_key() -> None:
    for other in (bytes(32), ROOT[::-1], ROOT + b"\0"):
        with pytest.raises(CannotOpen):
            Vault(other).open(Purpose.CONTACT, SEALED, where=PLACE)


def test_no_altered_byte_goes_unnoticed() -> None:
    """T12: each byte of the whole, each of its bits."""
    altered = [
        SEALED[:i] + bytes([SEALED[i] ^ (1 << bit)]) + SEALED[i + 1 :]
        for i in range(len(SEALED))
        for bit in range(8)
    ]
    assert not any(opens(each) for each in altered)


def test_nothing_cut_off_or_added_goes_unnoticed() -> None:
    """T12: and it is CannotOpen at every length, never another error."""
    assert not any(opens(SEALED[:n]) for n in range(len(SEALED)))
    assert not any(opens(SEALED + tail) for tail in (b"\0", SEALED))


@given(st.binary(max_size=100))
@settings(max_examples=300)
def test_bytes_of_anybody_are_never_another_error(sealed: bytes) -> None:
    assert not opens(sealed)
    assert not opens(FORMAT + sealed)


@given(st.binary(min_size=8, max_size=200))
def test_nothing_of_the_content_shows(content: bytes) -> None:
    """T10."""
    sealed = VAULT.seal(Purpose.INBOUND, content, where=PLACE)
    assert content not in sealed
    assert not any(content[i : i + 8] in sealed for i in range(len(content) - 7))


def test_the_same_content_never_looks_the_same() -> None:
    """T16: no nonce twice; equal content cannot be told from the outside."""
    sealed = [VAULT.seal(Purpose.CONTACT, SECRET, where=PLACE) for _ in range(10_000)]
    assert len({each[1 : 1 + NONCE_BYTES] for each in sealed}) == len(sealed)


@pytest.mark.parametrize("length", [0, 1, 16, 31])
def test_a_short_root_key_is_refused(length: int) -> None:
    """T14."""
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(os.urandom(length))


# ---------------------------------------------------------------------------------------- indexes


def test_an_index_is_the_same_every_time() -> None:
    first = VAULT.index(Purpose.PERSON, "U1", where="bangna/line")
    assert first == Vault(ROOT).index(Purpose.PERSON, "U1", where="bangna/line")
    assert len(first) == 64


def test_one_value_has_another_index_for_each_purpose_place_and_key() -> None:
    """T06, T08: two indexes of one person cannot be joined."""
    places = ("bangna/line", "bangrak/line", "bangna/staff", "")
    vaults = (VAULT, Vault(ROOT[::-1]))
    found = [v.index(p, "U1", where=w) for v in vaults for p in Purpose for w in places]
    assert len(set(found)) == len(found) == 2 * len(Purpose) * len(places)


def test_an_index_cannot_be_shifted_between_place_and_value() -> None:
    assert VAULT.index(Purpose.PERSON, "bc", where="a") != VAULT.index(
        Purpose.PERSON, "c", where="ab"
    )


@given(st.text(min_size=12, max_size=40))
def test_an_index_shows_nothing_of_the_value(value: str) -> None:
    index = VAULT.index(Purpose.TRACKING_CODE, value, where="")
    assert value not in index


def test_the_keys_never_change() -> None:
    """T13: frozen; a change of how keys are derived would lock every stored row for ever."""
    kept = bytes.fromhex(
        "01000102030405060708090a0b" + FROZEN_BODY  # a value sealed by the first release
    )
    assert VAULT.open(Purpose.CONTACT, kept, where="bangna") == b"0812345678"
    assert VAULT.index(Purpose.TRACKING_CODE, "123456789012", where="") == FROZEN_INDEX


FROZEN_BODY = "49a7290270f0be70b97f41194455772b0adc47459403b3e7e43a"
FROZEN_INDEX = "848ffbb7c983f35ecf449229f855c8a5b52ad9bf411c3eb633fb04d973dee167"
