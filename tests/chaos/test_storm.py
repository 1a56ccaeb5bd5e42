"""Promise 1, "nothing lost, nothing doubled", under everything at once; the figures are printed."""

from pathlib import Path

import pytest

from tests.chaos.storm import SCRIPT, Storm

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PEOPLE, KILLS = 200, 6


def test_nothing_is_lost_and_nothing_doubled(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T73 T74 T75: shuffled and doubled events, kill -9, LINE failing in six ways.

    `make bench` runs it with 10,000 events and 20 kills on each database.
    """
    figures = Storm(database, tmp_path, people=PEOPLE, kills=KILLS).run()
    with capsys.disabled():
        print(f"\nstorm on {database.partition(':')[0]}:\n{figures}")
    assert figures.events == PEOPLE * len(SCRIPT)
    assert figures.kills == KILLS
    assert figures.unhandled == figures.failed == 0
    assert figures.cases == PEOPLE
    assert figures.equal_numbers == figures.gaps == 0
    assert figures.doubled_messages == 0
    assert figures.missing_answers <= figures.unsure
    assert figures.staff_missing == 0
    assert figures.open_calls == figures.open_notices == 0
