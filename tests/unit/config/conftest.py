"""A small office in a file and an environment that is right, for tests to spoil in one place."""

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

OFFICE = """
slug = "bangna"
name = { th = "สำนักงานเขตบางนา", en = "Bang Na District Office" }
number_prefix = "BNA"
centre = "ADM"
[contact]
address = { th = "บางนา", en = "Bang Na" }
hotline = "1555"
[hours]
weekdays = [1, 2, 3, 4, 5]
opens = 08:00:00
closes = 16:00:00
[clocks]
[[channels]]
slug = "bangna"
kinds = ["general", "staff"]
id_env = "BANGNA_LINE_ID"
secret_env = "BANGNA_LINE_SECRET"
previous_secret_env = "BANGNA_LINE_SECRET_PREVIOUS"
token_env = "BANGNA_LINE_TOKEN"
[[units]]
code = "ADM"
name = { th = "ฝ่ายปกครอง", en = "Administration" }
[[categories]]
code = "other"
track = "G"
name = { th = "อื่น ๆ", en = "Other" }
unit = "ADM"
confirmed = false
[[categories]]
code = "S1"
track = "S"
name = { th = "กิริยาวาจา", en = "Manner" }
confirmed = true
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one good office."""
    (tmp_path / "bangna.toml").write_text(OFFICE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoil(folder: Path) -> Callable[[str, str], Path]:
    """Replaces one piece of the office's file."""

    def spoil(piece: str, by: str) -> Path:
        assert piece in OFFICE
        (folder / "bangna.toml").write_text(OFFICE.replace(piece, by, 1), encoding="utf-8")
        return folder

    return spoil


@pytest.fixture
def env(folder: Path) -> dict[str, str]:
    """Everything one office needs in the environment."""
    return {
        "DATABASE_URL": "postgresql://saisaat:pg-password@db/saisaat",
        "SAISAAT_ROOT_KEY": b64encode(sha256(b"a test key").digest()).decode(),
        "SAISAAT_OFFICES": f"{folder}/",
        "SAISAAT_PUBLIC_URL": "https://saisaat.example/",
        "BANGNA_LINE_ID": "1650000001",
        "BANGNA_LINE_SECRET": "channel-secret-canary",
    }
