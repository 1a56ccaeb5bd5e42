"""Write both locks from pyproject.toml: hashed, for every Python it takes, without addresses."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

COMPILE = (
    "uv", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade", "--universal",
    "--python-version", "3.11", "--extra", "postgres", "--generate-hashes",
    "--no-emit-index-url", "--no-emit-find-links", "--no-header",
)  # fmt: skip  # one table row per thought reads better than one flag per line

# The second lock is held to the versions of the first: what is tested is what runs.
LOCKS = (
    ("--group", "build", "-o", "requirements.txt"),
    ("--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"),
)


def main() -> None:
    """Compile the locks with the uv that stands beside this Python."""
    uv = Path(sys.executable).with_name("uv")
    for lock in LOCKS:
        subprocess.run([uv, *COMPILE[1:], *lock], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
