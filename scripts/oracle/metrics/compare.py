#!/usr/bin/env python3
"""Compares `voxelnet score` with the second implementation on random cases.

    python3 scripts/oracle/metrics/compare.py VOXELNET FIRST_SEED LAST_SEED

Prints every number that is more than 1e-6 percent apart, and how many were compared; exit code 1 if there was one.
"""
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
TOLERANCE_PERCENT = 1e-6


def run(*command):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


def answers(voxelnet, seed, folder):
    """The JSON of the second implementation and that of voxelnet."""
    run(sys.executable, HERE / "make_case.py", folder, seed)
    labels, results = folder / "label_2", folder / "results"
    run(sys.executable, HERE / "ap.py", labels, results, folder / "oracle.json")
    run(voxelnet, "score", "--quiet", "--labels", labels, "--results", results, "--json", folder / "ours.json")
    return [json.loads((folder / name).read_text()) for name in ("oracle.json", "ours.json")]


def numbers(document):
    """Every number of both tables with its place."""
    for table in ("classes", "loose"):
        for name, of_class in document[table].items():
            for measure, row in of_class.items():
                for level, cell in row.items():
                    for key in ("R11", "R40", "n_gt"):
                        yield (table, name, measure, level, key), cell[key]


def differs(theirs, ours):
    if theirs is None or ours is None:
        return theirs is not ours
    if math.isnan(theirs):  # undefined in the rules
        return False
    return abs(theirs - ours) > TOLERANCE_PERCENT


def main():
    voxelnet, first, last = Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3])
    num_compared = num_wrong = 0
    for seed in range(first, last + 1):
        with tempfile.TemporaryDirectory() as folder:
            oracle, ours = answers(voxelnet, seed, Path(folder))
        ours = dict(numbers(ours))
        for place, theirs in numbers(oracle):
            num_compared += 1
            if differs(theirs, ours[place]):
                num_wrong += 1
                print(f"seed {seed}: {'/'.join(place)}: {ours[place]}, expected {theirs}")
    print(f"{num_compared} numbers of {last - first + 1} cases compared, {num_wrong} differ")
    sys.exit(num_wrong > 0)


main()
