#!/usr/bin/env python3
"""Compares voxelnet-voxelizer with Point2VoxelCPU3d of spconv 2.3.8 on KITTI scans.

    scripts/compare-voxelizers.py SCAN.bin...

Both divide the car grid of the paper: x 0 to 70.4 m, y -40 to 40, z -3 to 1, voxels of 0.2 x 0.2 x 0.4 m,
at most 35 points per voxel and 20000 voxels. spconv keeps the first points of a voxel and makes no
features; ours chooses at random and makes the seven features of every point. Both read scans that lie in
memory already and use their buffers again; spconv clears its own (11 MB) in every call, as is its default.

The two take turns, ROUNDS times; the medians over all rounds are compared. Then the first scan is timed
with more and more copies of itself, each point moved a little. The first call makes a virtual
environment in target/compare-voxelizers and installs spconv, torch and numpy there (about 6 GB).
"""
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / "target" / "compare-voxelizers"
PACKAGES = ["spconv==2.3.8", "torch==2.13.0", "numpy"]
ROUNDS = 7
CALLS_PER_ROUND = 30
NEEDED = {1: 2.0, 2: 3.0}  # threads of ours -> times the scans per second of spconv
MAX_WORKING_MB = 16.0
MAX_SLOWDOWN = 1.5  # between the times per point of scans of any size
MAX_DIFFERENCE = 0.001  # of the numbers of voxels: spconv computes in 32 bits
COPIES = [1, 3, 9, 35]


def enter_environment() -> None:
    """Goes on in the virtual environment, which is made when it is not there."""
    python = VENV / "bin" / "python"
    if Path(sys.prefix) == VENV:
        return
    done = VENV / "installed"
    if not done.exists():
        print(f"installing {' '.join(PACKAGES)} into {VENV}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        done.touch()
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


def build_ours() -> Path:
    command = ["cargo", "build", "--release", "--quiet", "--locked", "--package", "voxelnet-voxelizer"]
    subprocess.run([*command, "--example", "time_voxelizer"], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return target / "release" / "examples" / "time_voxelizer"


def run_ours(program: Path, scans: list[str], threads: int, copies: int = 1) -> list[dict]:
    options = {"threads": threads, "rounds": CALLS_PER_ROUND, "copies": copies}
    arguments = [argument for name, value in options.items() for argument in (f"--{name}", str(value))]
    command = [str(program), *arguments, *scans]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def run_spconv(scans: list[str]) -> list[dict]:
    import numpy
    from cumm import tensorview
    from spconv.utils import Point2VoxelCPU3d

    voxelizer = Point2VoxelCPU3d(
        vsize_xyz=[0.2, 0.2, 0.4],
        coors_range_xyz=[0, -40, -3, 70.4, 40, 1],
        num_point_features=4,
        max_num_voxels=20000,
        max_num_points_per_voxel=35,
    )
    results = []
    for scan in scans:
        array = numpy.fromfile(scan, numpy.float32).reshape(-1, 4)
        points = tensorview.from_numpy(array)  # borrows the array, which has to stay
        durations = []
        for _ in range(CALLS_PER_ROUND):
            started = time.perf_counter()
            voxels = voxelizer.point_to_voxel(points)[0]
            durations.append((time.perf_counter() - started) * 1e3)
        results.append({"median_ms": statistics.median(durations), "voxels": voxels.shape[0]})
    return results


def compare(program: Path, scans: list[str]) -> list[str]:
    """Prints times and ratios; returns what is not as it should be."""
    rounds = {name: [] for name in ["spconv", *NEEDED]}
    for _ in range(ROUNDS):
        rounds["spconv"].append(run_spconv(scans))
        for threads in NEEDED:
            rounds[threads].append(run_ours(program, scans, threads))
    medians = {
        name: [statistics.median(r["median_ms"] for r in of_scan) for of_scan in zip(*of_rounds)]
        for name, of_rounds in rounds.items()
    }
    totals = {name: sum(of_scans) for name, of_scans in medians.items()}
    print(f"{'':16} {'spconv':>9}" + "".join(f"{f'ours, {n} thr.':>15} {'ratio':>6}" for n in NEEDED))
    for i, scan in enumerate([*scans, "all"]):
        row = {name: totals[name] if scan == "all" else medians[name][i] for name in medians}
        ours = "".join(f"{row[n]:12.2f} ms {row['spconv'] / row[n]:6.2f}" for n in NEEDED)
        print(f"{Path(scan).name:16} {row['spconv']:6.2f} ms{ours}")

    voxels = {name: sum(result["voxels"] for result in rounds[name][0]) for name in rounds}
    print(f"voxels: {voxels['spconv']} of spconv, {voxels[1]} of ours")
    working_mb = max(r["working_mb"] for n in NEEDED for of_round in rounds[n] for r in of_round)
    print(f"working memory: at most {working_mb:.1f} MB")
    missed = [f"{n} threads" for n, ratio in NEEDED.items() if totals["spconv"] / totals[n] < ratio]
    if abs(voxels["spconv"] - voxels[1]) > MAX_DIFFERENCE * voxels["spconv"]:
        missed.append("number of voxels")
    return missed + (["working memory"] if working_mb > MAX_WORKING_MB else [])


def scale(program: Path, scan: str) -> list[str]:
    """Prints the time per point of larger and larger scans; returns what is not as it should be."""
    missed = []
    for threads in NEEDED:
        times = []
        for copies in COPIES:
            results = [run_ours(program, [scan], threads, copies)[0] for _ in range(3)]
            times.append(statistics.median(result["ns_per_point"] for result in results))
            points = results[0]["points"]
            print(f"{threads} thr., {points:8} points: {times[-1]:6.2f} ns per point")
        if max(times) > MAX_SLOWDOWN * min(times):
            missed.append(f"time per point, {threads} threads")
    return missed


def main() -> int:
    scans = sys.argv[1:]
    if not scans or any(scan.startswith("-") for scan in scans):
        print(__doc__, file=sys.stderr)
        return 2
    enter_environment()
    program = build_ours()
    missed = compare(program, scans) + scale(program, scans[0])
    if missed:
        print(f"missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
