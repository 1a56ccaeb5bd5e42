"""The supervisor: parts that end are started again for a while, and nothing is left behind."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from commands.supervisor import Part, PartEnded, Stopped, Supervisor
from tests.commands.processes import descendants, is_running, wait_until

HOLDS = "import sys, time; print('up', flush=True); time.sleep(60)"
FAILS = "import sys; print('the reason', flush=True); sys.exit(3)"
HAS_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HOLDS!r}])"


@dataclass
class Heard:
    """Signals that a test sends; a look at the children falls due all the time."""

    sent: "SimpleQueue[signal.Signals]" = field(default_factory=SimpleQueue)

    def next(self, seconds: float | None) -> signal.Signals | None:
        try:
            return self.sent.get(timeout=min(seconds or 0.02, 0.02))
        except Empty:
            return None


def part(name: str, program: str, *, may_restart: bool = True) -> Part:
    return Part(name, (sys.executable, "-c", program), may_restart=may_restart)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def supervisor(heard: Heard, tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(heard, {}, logs=tmp_path)
    yield supervisor
    supervisor.stop()


def test_a_part_that_keeps_ending_ends_everything_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    supervisor.start(part("web", FAILS))
    with pytest.raises(PartEnded) as ended:
        supervisor.watch()
    assert (ended.value.name, ended.value.status) == ("web", 3)
    assert ended.value.last_words.count("the reason") == 4  # the first start and three more


def test_a_part_that_keeps_its_state_in_memory_is_not_started_again(
    supervisor: Supervisor,
) -> None:
    supervisor.start(part("line", FAILS, may_restart=False))
    with pytest.raises(PartEnded) as ended:
        supervisor.watch()
    assert ended.value.last_words.count("the reason") == 1


def test_a_signal_ends_the_watch(supervisor: Supervisor, heard: Heard) -> None:
    supervisor.start(part("web", HOLDS))
    heard.sent.put(signal.SIGTERM)
    with pytest.raises(Stopped):
        supervisor.watch()


def test_a_part_that_ends_before_it_is_ready_is_told_at_once(supervisor: Supervisor) -> None:
    program = (sys.executable, "-c", FAILS)
    supervisor.start(Part("web", program, ready_at="http://127.0.0.1:9/healthz"))
    with pytest.raises(PartEnded):
        supervisor.wait_until_ready()


def test_something_that_is_run_once_must_end_well(supervisor: Supervisor) -> None:
    supervisor.run(part("menus", "pass"))
    with pytest.raises(PartEnded):
        supervisor.run(part("menus", FAILS))


def test_stopping_leaves_neither_parts_nor_their_children(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    before = descendants()
    supervisor.start(part("web", HAS_A_CHILD))
    wait_until(lambda: "up" in (tmp_path / "web.log").read_text())
    started = descendants() - before
    assert len(started) == 2
    supervisor.stop()
    wait_until(lambda: not any(map(is_running, started)))


def test_parts_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys\n"
        "from commands.signals import Signals\n"
        "from commands.supervisor import Part, Supervisor\n"
        "supervisor = Supervisor(Signals(), {}, logs=pathlib.Path(sys.argv[1]))\n"
        f"supervisor.start(Part('web', (sys.executable, '-c', {HOLDS!r})))\n"
        "supervisor.watch()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) as supervising:
        log = tmp_path / "web.log"
        wait_until(lambda: log.exists() and "up" in log.read_text())
        started = descendants(supervising.pid)
        assert len(started) == 1
        supervising.kill()
    wait_until(lambda: not any(map(is_running, started)))
