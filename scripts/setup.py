"""Make .venv fit to run the service (`run`) or to test it (`dev`), fetching what is missing.

Needs nothing but Python's own library, and is quick when there is nothing to do. As root it
installs missing Debian packages; otherwise it says which command would.
"""

from __future__ import annotations  # the Python that starts this may be older than the one chosen

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"

LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
COVERS = {"run": ("run",), "dev": ("dev", "run")}  # the dev lock contains the run lock

OLDEST, NEWEST = (3, 11), (3, 14)  # what the locks were made for
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# dpkg refuses to work when these are not on PATH, and a clean environment often lacks them.
ADMIN_PATHS = "/usr/local/sbin:/usr/sbin:/sbin"

PROBE = (
    "import sys, importlib.util as u;"
    "print(*sys.version_info[:2], *(int(u.find_spec(m) is not None) for m in ('ensurepip', 'pip')))"
)


class CannotContinue(Exception):
    """Something is missing that this program may not fetch; its text says what to do."""


class Interpreter(NamedTuple):
    """A Python found on PATH; the last one in sort order is the best."""

    makes_venv: bool
    version: tuple[int, int]
    has_pip: bool
    path: str


def say(line: str) -> None:
    """Tell the person at the terminal what is going on."""
    print(f"setup: {line}", file=sys.stderr, flush=True)


def interpreters() -> list[Interpreter]:
    """Every Python on PATH that the locks fit; last the newest of those that can make a venv."""
    names = [f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)] + ["python3"]
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = [shutil.which(name, path=folder) for folder in folders for name in names]
    return sorted(filter(None, (probe(path) for path in dict.fromkeys(filter(None, found)))))


def probe(path: str) -> Interpreter | None:
    """Ask one Python about itself; None when it does not start or is not one the locks fit."""
    answer = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        return None
    major, minor, ensurepip, pip = (int(word) for word in answer.stdout.split())
    if not OLDEST <= (major, minor) <= NEWEST:
        return None
    return Interpreter(bool(ensurepip), (major, minor), bool(pip), path)


def apt_install(*packages: str) -> bool:
    """Install Debian packages when that is possible; True when they are there afterwards."""
    path = f"{ADMIN_PATHS}:{os.environ.get('PATH', os.defpath)}"
    if os.geteuid() != 0 or not shutil.which("apt-get", path=path):
        return False
    say(f"installing Debian packages: {' '.join(packages)}")

    def apt(*arguments: str) -> bool:
        env = {**os.environ, "PATH": path, "DEBIAN_FRONTEND": "noninteractive"}
        command = ["apt-get", "-qq", *arguments]
        done = subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL)
        return done.returncode == 0

    apt("update")  # one unreachable source need not matter; the next line shows whether it does
    return apt("install", "-y", "--no-install-recommends", *packages)


def best_interpreter() -> Interpreter:
    """The Python to build on.

    Raises CannotContinue when there is none, in words that name the package to install.
    """
    found = interpreters()
    if not (found and found[-1].makes_venv) and apt_install("python3", "python3-venv"):
        found = interpreters()
    usable = [one for one in found if one.makes_venv or one.has_pip]
    if usable:
        return usable[-1]
    raise CannotContinue(
        f"no Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]} that can make a virtual "
        "environment.\nRun as root: apt-get install python3 python3-venv"
    )


def venv_works() -> bool:
    """Whether .venv is there and its Python is one the locks fit."""
    return VENV_PYTHON.exists() and probe(str(VENV_PYTHON)) is not None


def make_venv() -> list[str]:
    """Make .venv if need be; return the command that installs packages into it."""
    inside = [str(VENV_PYTHON), "-m", "pip"]
    if (
        venv_works()
        and subprocess.run([*inside, "-V"], capture_output=True, check=False).returncode == 0
    ):
        return inside
    base = best_interpreter()
    say(f"making .venv with {base.path} ({base.version[0]}.{base.version[1]})")
    pip_from_outside = [] if base.makes_venv else ["--without-pip"]
    subprocess.run([base.path, "-m", "venv", "--clear", *pip_from_outside, str(VENV)], check=True)
    if base.makes_venv:
        return inside
    return [base.path, "-m", "pip", "--python", str(VENV_PYTHON)]


def fingerprint(root: Path, kind: str) -> str:
    """What an installation of this kind was made from; another folder or another lock differs."""
    digest = hashlib.sha256(str(root).encode())
    for name in (LOCKS[kind], "pyproject.toml"):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    """The file that remembers what .venv was made from."""
    return VENV / f".made-for-{kind}"


def is_ready(kind: str) -> bool:
    """Whether .venv already holds exactly what the lock asks for."""
    made = stamp(kind)
    return made.exists() and made.read_text() == fingerprint(ROOT, kind) and venv_works()


def install(kind: str) -> None:
    """Bring .venv to the state of the lock, then put the project itself on its path."""
    pip = make_venv()
    say(f"installing the packages of {LOCKS[kind]} (a minute or two the first time)")
    quiet = ["install", "--quiet", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, *quiet, "--require-hashes", "-r", LOCKS[kind]], check=True, cwd=ROOT)
    project = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    subprocess.run([*pip, *quiet, *project], check=True, cwd=ROOT)
    for covered in COVERS[kind]:
        stamp(covered).write_text(fingerprint(ROOT, covered))


def browser() -> str | None:
    """The Chromium the browser tests use, if there is one."""
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)


def has_libatomic() -> bool:
    """Whether Playwright's own program can start; a minimal Debian lacks this one library."""
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def fetch_test_programs() -> None:
    """Get what the browser tests need from Debian; without it they are skipped, so only say so."""
    wanted = {"libatomic1": has_libatomic(), "chromium-headless-shell": browser() is not None}
    missing = [package for package, present in wanted.items() if not present]
    if missing and not apt_install(*missing):
        say(
            f"the browser tests cannot run here. As root: apt-get install {' '.join(missing)}\n"
            "       (or set CHROMIUM_PATH to a Chromium). Everything else is tested."
        )


def main(kind: str) -> int:
    """Make everything ready for `run` or `dev`; the exit status."""
    try:
        if not is_ready(kind):
            install(kind)
    except CannotContinue as reason:
        say(str(reason))
        return 1
    except subprocess.CalledProcessError as failed:
        say(f"this command failed, and its own message stands above:\n       {failed.cmd}")
        return 1
    if kind == "dev":
        fetch_test_programs()
    return 0


if __name__ == "__main__":
    kinds = [kind for kind in sys.argv[1:] if kind in LOCKS]
    sys.exit(main(*kinds) if len(kinds) == 1 else "usage: python3 scripts/setup.py run|dev")
