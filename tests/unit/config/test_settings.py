"""A deployment starts only when everything it needs is there, and says everything that is not."""

import base64
from dataclasses import asdict
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import ConfigFaults, Credentials, Secret, Settings

Env = dict[str, str]


def b64(key: bytes) -> str:
    return base64.b64encode(key).decode()


def faults_of(env: Env) -> tuple[str, ...]:
    with pytest.raises(ConfigFaults) as told:
        Settings.from_env(env)
    assert str(told.value) == "\n".join(told.value.faults)
    return told.value.faults


def test_a_complete_environment_is_read(env: Env) -> None:
    settings = Settings.from_env(env)
    assert settings.database_url == "postgresql+psycopg://saisaat:pg-password@db/saisaat"
    assert len(settings.root_key.decoded()) == 32
    assert [office.slug for office in settings.offices] == ["bangna"]
    assert settings.public_url == "https://saisaat.example"
    assert settings.line_api_host is None
    assert not settings.production
    assert settings.credentials == {
        "bangna": Credentials("1650000001", Secret("channel-secret-canary"), None, None)
    }


def test_the_optional_credentials_are_read_when_there(env: Env) -> None:
    """A secret can be changed without a minute of refused messages."""
    more = {"BANGNA_LINE_SECRET_PREVIOUS": "old", "BANGNA_LINE_TOKEN": "token"}
    found = Settings.from_env(env | more).credentials["bangna"]
    assert (found.previous_secret, found.token) == (Secret("old"), Secret("token"))


def test_nothing_set_lists_everything_needed_at_once() -> None:
    names = [fault.split(" is ")[0] for fault in faults_of({})]
    assert names[:3] == ["DATABASE_URL", "SAISAAT_ROOT_KEY", "SAISAAT_PUBLIC_URL"]
    assert {"HUAIKHWANG_LINE_ID", "CHATUCHAK_STAFF_LINE_SECRET", "SUANLUANG_LINE_ID"} < set(names)
    assert not any(name.endswith(("_PREVIOUS", "_TOKEN")) for name in names)


def test_only_the_chosen_offices_need_credentials(env: Env) -> None:
    env |= {
        "SAISAAT_OFFICES": " suanluang ,",
        "SUANLUANG_LINE_ID": "1650000002",
        "SUANLUANG_LINE_SECRET": "s",
    }
    settings = Settings.from_env(env)
    assert [office.slug for office in settings.offices] == ["suanluang"]
    assert list(settings.credentials) == ["suanluang"]


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("DATABASE_URL", "mysql://root:canary@db/x", "sqlite:///FILE or postgresql://"),
        ("DATABASE_URL", "sqlite://canary.db", "sqlite:///FILE"),
        ("DATABASE_URL", "sqlite:///", "sqlite:///FILE"),
        ("DATABASE_URL", "canary", "sqlite:///FILE"),
        ("SAISAAT_ROOT_KEY", "canary", "at least 32 random bytes in base64"),
        ("SAISAAT_ROOT_KEY", "ฅ", "at least 32 random bytes in base64"),
        ("SAISAAT_OFFICES", "bangna", "some of chatuchak, huaikhwang, suanluang"),
        ("SAISAAT_OFFICES", ",", "some of chatuchak"),
        ("SAISAAT_OFFICES", "./no/such/canary", "no such folder"),
        ("SAISAAT_PUBLIC_URL", "http://canary.example", "https://HOST"),
        ("SAISAAT_PUBLIC_URL", "ftp://localhost", "https://HOST"),
        ("SAISAAT_PUBLIC_URL", "https://", "https://HOST"),
        ("SAISAAT_PUBLIC_URL", "https://me:canary@x.example", "https://HOST"),
        ("SAISAAT_PUBLIC_URL", "https://x.example/?a=canary", "https://HOST"),
        ("SAISAAT_PUBLIC_URL", "https://[canary", "https://HOST"),
        ("SAISAAT_PUBLIC_URL", "https://x:99999999", "https://HOST"),
        ("LINE_API_HOST", "https://api.line.me", "leave it out to speak to LINE"),
        ("LINE_API_HOST", "http://10.0.0.1:9000", "only for the simulator"),
        ("LINE_API_HOST", "localhost:9000", "only for the simulator"),
        ("LINE_API_HOST", "http://127.0.0.1.canary.example", "only for the simulator"),
        ("SAISAAT_PRODUCTION", "yes", "1 for production"),
        ("BANGNA_LINE_ID", " ", "the channel id of bangna"),
        ("BANGNA_LINE_SECRET", "can ary", "the channel secret of bangna"),
    ],
)
def test_a_wrong_value_is_told_by_name_and_never_shown(
    env: Env, name: str, value: str, allowed: str
) -> None:
    """A value may be a secret in the wrong place."""
    env[name] = value
    (fault,) = (told for told in faults_of(env) if told.startswith(name))
    assert allowed in fault
    assert "canary" not in fault


@pytest.mark.parametrize(
    "key",
    [
        b"\0" * 32,
        b"ab" * 32,
        bytes(range(32)),
        bytes(range(64, 0, -2)),
        b"correct horse battery staple, and then some more of it",
    ],
    ids=["zeros", "pattern", "count", "count down", "passphrase"],
)
def test_a_key_a_person_made_is_refused(env: Env, key: bytes) -> None:
    env["SAISAAT_ROOT_KEY"] = b64(key)
    assert faults_of(env)[0].startswith("SAISAAT_ROOT_KEY is wrong: at least 32 random bytes")


@given(st.integers(), st.integers(32, 64))
def test_a_random_key_is_accepted_and_a_short_one_never(seed: int, length: int) -> None:
    key = Random(seed).randbytes(length)
    right = {"SAISAAT_ROOT_KEY": b64(key), "SAISAAT_OFFICES": "no/office"}
    short = right | {"SAISAAT_ROOT_KEY": b64(key[:31])}
    assert not any("ROOT_KEY" in fault for fault in faults_of(right))
    assert any("ROOT_KEY" in fault for fault in faults_of(short))


@pytest.mark.parametrize("host", ["http://127.0.0.1:9000/", "http://localhost:9", "http://[::1]:9"])
def test_the_simulator_is_reached_only_on_this_machine_and_never_in_production(
    env: Env, host: str
) -> None:
    env["LINE_API_HOST"] = host
    assert Settings.from_env(env).line_api_host == host.rstrip("/")
    env["SAISAAT_PRODUCTION"] = "1"
    (fault,) = faults_of(env)
    assert fault.startswith("LINE_API_HOST is wrong")


def test_a_page_without_tls_is_for_this_machine_and_never_for_production(env: Env) -> None:
    env["SAISAAT_PUBLIC_URL"] = "http://localhost:8000"
    assert Settings.from_env(env).public_url == "http://localhost:8000"
    env["SAISAAT_PRODUCTION"] = "1"
    (fault,) = faults_of(env)
    assert fault.startswith("SAISAAT_PUBLIC_URL is wrong")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_always_spoken_to_by_the_driver_that_ships(env: Env, scheme: str) -> None:
    env["DATABASE_URL"] = f"{scheme}://db/saisaat"
    assert Settings.from_env(env).database_url == "postgresql+psycopg://db/saisaat"


def test_one_line_channel_cannot_be_two(env: Env, folder: Path) -> None:
    """Staff cards must not go out through the citizens' account by a copying mistake."""
    text = (folder / "bangna.toml").read_text(encoding="utf-8")
    staff = text[text.index("[[channels]]") : text.index("[[units]]")]
    staff = staff.replace('"bangna"', '"bangna-staff"').replace("BANGNA_", "BANGNA_STAFF_")
    (folder / "bangna.toml").write_text(text + staff, encoding="utf-8")
    env |= {"BANGNA_STAFF_LINE_ID": env["BANGNA_LINE_ID"], "BANGNA_STAFF_LINE_SECRET": "x"}
    assert faults_of(env) == (
        "BANGNA_STAFF_LINE_ID is wrong: is the same channel as BANGNA_LINE_ID",
    )


def test_faults_of_the_office_files_are_told_with_the_others(env: Env, folder: Path) -> None:
    (folder / "bangna.toml").write_text("slug = 5")
    del env["DATABASE_URL"]
    faults = faults_of(env)
    assert any(fault.startswith("bangna.toml: slug") for fault in faults)
    assert any(fault.startswith("DATABASE_URL is not set") for fault in faults)


def test_settings_print_no_secret(env: Env) -> None:
    """No secret reaches a log by printing the configuration."""
    printed = repr(Settings.from_env(env | {"BANGNA_LINE_TOKEN": "token-canary"}))
    for secret in ("canary", "pg-password", env["SAISAAT_ROOT_KEY"]):
        assert secret not in printed
    assert "***" in printed


def test_a_secret_is_never_printed_nor_copied_by_accident() -> None:
    secret = Secret("canary")
    assert {str(secret), repr(secret), f"{secret}", f"{[secret]}"} == {"***", "[***]"}
    assert secret.reveal() == "canary"
    assert secret == Secret("canary") != Secret("other")
    assert len({secret, Secret("canary")}) == 1
    with pytest.raises(TypeError, match="pickled"):
        asdict(Credentials("1", secret, None, None))
    with pytest.raises(ValueError, match=r"^not base64$"):
        secret.decoded()


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "DATABASE_URL",
                "SAISAAT_ROOT_KEY",
                "SAISAAT_OFFICES",
                "SAISAAT_PUBLIC_URL",
                "LINE_API_HOST",
                "SAISAAT_PRODUCTION",
            ]
        ),
        st.text(),
    )
)
def test_no_environment_breaks_the_reader(env: Env) -> None:
    assert faults_of(env)
