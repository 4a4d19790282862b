#!/usr/bin/env python3
"""Writes the cases of crates/metrics/tests/oracle_cases.rs with the numbers of the second implementation.

    python3 scripts/oracle/metrics/make_fixture.py crates/metrics/tests/data/oracle-cases.json
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
# Two with several classes of more than 41 objects (5, 38), where thresholds are skipped, and some short ones.
SEEDS = [5, 20, 24, 27, 29, 33, 38, 40, 42, 55]


def texts(folder):
    # Bytes, as ends of lines are part of a case.
    return {file.stem: file.read_bytes().decode() for file in sorted(folder.iterdir())}


def case(seed):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, HERE / "make_case.py", folder, str(seed)], check=True)
        labels, results, out = folder / "label_2", folder / "results", folder / "oracle.json"
        subprocess.run([sys.executable, HERE / "ap.py", labels, results, out], check=True)
        expected = json.loads(out.read_text())
        return {"seed": seed, "labels": texts(labels), "results": texts(results), "expected": expected}


Path(sys.argv[1]).write_text(json.dumps([case(seed) for seed in SEEDS], separators=(",", ":")) + "\n")
