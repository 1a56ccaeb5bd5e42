"""Runs the benchmarks and writes their figures: `python -m benchmarks [name …]`."""

import json
import sys
from pathlib import Path

from benchmarks import acknowledgement, due, quota_month, storm, triage, year

RESULTS = Path(__file__).parent / "results"
BENCHMARKS = {
    "acknowledgement": acknowledgement.measure,
    "due": due.measure,
    "quota_month": quota_month.measure,
    "storm": storm.measure,
    "triage": triage.measure,
    "year": year.measure,
}


def main(names: list[str]) -> None:
    """Measure what is named, or everything."""
    RESULTS.mkdir(exist_ok=True)
    for name in names or BENCHMARKS:
        figures = BENCHMARKS[name]()
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps(figures, indent=2) + "\n")
        print(f"{name}: {path.relative_to(Path.cwd())}")
        print(json.dumps(figures, indent=2))


main(sys.argv[1:])
