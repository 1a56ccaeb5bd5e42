"""`saisaat doctor`: what is wrong is called so, with what to do; the exit code tells machines."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.database import Database
from models.post import Heartbeat, Inbound
from models.scope import EVERY_OFFICE
from simulator.running import Simulator
from simulator.settings import ChannelSpec, Settings
from tests.commands.conftest import OFFICE, Saisaat

STAFF = "huaikhwang-staff"


def an_account(slug: str, number: str) -> ChannelSpec:
    return ChannelSpec(
        slug=slug,
        channel_id=number,
        channel_secret=f"secret-of-{number}",
        webhook_url=f"http://127.0.0.1:8000/line/{slug}/webhook",
    )


@pytest.fixture
def line(env: dict[str, str]) -> Iterator[Simulator]:
    accounts = (an_account(OFFICE, "100"), an_account(STAFF, "200"))
    with Simulator(Settings(accounts, ()), port=0) as running:
        env["LINE_API_HOST"] = running.address
        yield running


def lines(report: str, what: str) -> list[str]:
    """The lines of a report about something, without their columns."""
    return [" ".join(line.split()) for line in report.splitlines() if f" {what} " in line]


def test_settings_that_are_wrong_are_all_named(saisaat: Saisaat) -> None:
    result = saisaat("doctor", SAISAAT_ROOT_KEY="", HUAIKHWANG_LINE_ID="")
    assert result.exit_code == 1
    assert "SAISAAT_ROOT_KEY is not set" in result.output
    assert "HUAIKHWANG_LINE_ID is not set" in result.output


def test_a_database_that_was_never_made_is_to_be_migrated(
    saisaat: Saisaat, line: Simulator, tmp_path: Path
) -> None:
    result = saisaat("doctor", DATABASE_URL=f"sqlite:///{tmp_path / 'not-made.db'}")
    assert result.exit_code == 1
    assert lines(result.output, "schema") == ["BAD schema is old: run saisaat migrate"]


def test_a_worker_that_never_ran_is_bad_and_one_that_runs_is_not(
    saisaat: Saisaat, line: Simulator, opened: Database
) -> None:
    """A69: an absence of work is noticed."""
    assert lines(saisaat("doctor").output, "worker")[0].startswith("BAD worker")
    with opened.writing(EVERY_OFFICE) as session:
        session.add(Heartbeat(name="worker", beat_at=datetime.now(UTC)))
    assert lines(saisaat("doctor").output, "worker") == ["ok worker works"]


def test_an_inbox_nobody_empties_is_bad(
    saisaat: Saisaat, line: Simulator, opened: Database
) -> None:
    assert lines(saisaat("doctor").output, "inbox") == ["ok inbox nothing waits for long"]
    late = datetime.now(UTC) - timedelta(minutes=6)
    with opened.writing(OFFICE) as session:
        times = {"occurred_at": late, "received_at": late, "due_at": late}
        session.add(Inbound(channel=OFFICE, event_id="1", person_index="p", **times))
    assert lines(saisaat("doctor").output, "inbox")[0].startswith("BAD inbox")


def test_an_account_with_the_wrong_secret_is_bad(saisaat: Saisaat, line: Simulator) -> None:
    result = saisaat("doctor", HUAIKHWANG_LINE_SECRET="another")
    assert result.exit_code == 1
    assert "LINE refused" in lines(result.output, OFFICE)[-1]
    assert "another" not in result.output


def test_webhooks_that_go_elsewhere_are_bad(saisaat: Saisaat, line: Simulator) -> None:
    line.perform("endpoint", {"channel": OFFICE, "url": "http://127.0.0.1:8000/elsewhere"})
    said = lines(saisaat("doctor").output, OFFICE)
    wanted = "http://127.0.0.1:8000/line/huaikhwang/webhook"
    assert (
        f"BAD huaikhwang set the webhook address in the LINE Developers console to {wanted}" in said
    )


def test_webhooks_that_reach_nobody_are_bad(
    saisaat: Saisaat, line: Simulator, env: dict[str, str]
) -> None:
    env["SAISAAT_PUBLIC_URL"] = "http://127.0.0.1:9"  # nothing listens there
    for slug in (OFFICE, STAFF):
        line.perform(
            "endpoint", {"channel": slug, "url": f"http://127.0.0.1:9/line/{slug}/webhook"}
        )
    said = lines(saisaat("doctor").output, OFFICE)
    assert any("BAD huaikhwang LINE does not reach" in each for each in said)


@pytest.mark.parametrize(
    ("used", "said"),
    [
        (1, "ok huaikhwang pushes this month: 1 of 100"),
        (80, "weak huaikhwang pushes this month: 80 of 100, nearly used up"),
        (100, "BAD huaikhwang pushes this month: 100 of 100, used up"),
    ],
)
def test_the_quota_is_told_before_it_is_used_up(
    saisaat: Saisaat, line: Simulator, used: int, said: str
) -> None:
    line.quota(100, used=used, channel=OFFICE)
    assert any(each.startswith(said) for each in lines(saisaat("doctor").output, OFFICE))


def test_menus_are_weak_until_they_were_brought_there(saisaat: Saisaat, line: Simulator) -> None:
    assert any(
        each.startswith("weak huaikhwang menus") for each in lines(saisaat("doctor").output, OFFICE)
    )
    assert saisaat("richmenu").exit_code == 0
    assert "ok huaikhwang menus are as drawn" in lines(saisaat("doctor").output, OFFICE)


def test_it_speaks_thai_where_the_terminal_does(saisaat: Saisaat, line: Simulator) -> None:
    assert "ฐานข้อมูล" in saisaat("doctor", LANG="th_TH.UTF-8").output
    assert "ฐานข้อมูล" in saisaat("--lang", "th", "doctor").output
