"""A webhook is believed only if LINE signed exactly these bytes (T: forged webhooks)."""

import pytest

from bot.line.signature import sign, verify

# LINE's published example (LINE: verify webhook signature).
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_the_published_example_is_accepted() -> None:
    assert verify(BODY, SIGNATURE, [SECRET])


def test_signing_gives_what_line_gives() -> None:
    assert sign(BODY, SECRET) == SIGNATURE


def test_while_a_secret_is_being_replaced_both_count() -> None:
    assert verify(BODY, SIGNATURE, ["the new one", SECRET])
    assert verify(BODY, sign(BODY, "the new one"), ["the new one", SECRET])


@pytest.mark.parametrize(
    ("body", "header", "secrets"),
    [
        (BODY, None, [SECRET]),
        (BODY, "", [SECRET]),
        (BODY, SIGNATURE, []),
        (BODY, SIGNATURE, ["another secret"]),
        (BODY + b" ", SIGNATURE, [SECRET]),
        (BODY, SIGNATURE.lower(), [SECRET]),
        (BODY, SIGNATURE + "=", [SECRET]),
        (BODY, "ลายเซ็น", [SECRET]),
        (BODY, "\udc80", [SECRET]),
        (BODY, sign(BODY, ""), ["", SECRET]),
    ],
)
def test_anything_else_is_refused(body: bytes, header: str | None, secrets: list[str]) -> None:
    assert not verify(body, header, secrets)
