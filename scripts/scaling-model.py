#!/usr/bin/env python3
"""Reads what scripts/scaling.sh measured and prints how long a step would take with more ranks.

Every rank has one frame. With N ranks a step takes

    slowest + exposed + statistics

slowest     the computing time of a frame, of the slowest of N frames: at every BatchNorm ranks wait for it.
            Mean + deviation * sqrt(2 ln N) over the frames that were measured alone.
exposed     what is left of adding up the gradients when the backward pass is over. A ring moves
            2 (N - 1) / N times their bytes, and every bucket takes 2 log2(N) latencies; as much of this as the backward
            pass lasts is hidden, but for the last bucket, which becomes full at its end.
statistics  two sums forward and two backward for each BatchNorm, log2(N) latencies each.
"""
import json
import math
import re
import statistics
import sys
from pathlib import Path

# Latency of a small message, seconds, and bytes a second. Usual figures of such networks, not measured here.
NETWORKS = {"10 Gbit/s": (25e-6, 1.25e9), "100 Gbit/s": (3e-6, 12.5e9)}
BUCKET = 2 << 20  # bytes, as in crates/train/src/exchange.rs
# BatchNorm layers of configs/kitti-car.toml: 3 point-wise, 3 middle, 4 + 6 + 6 and 3 of the region proposal network.
NORMS = 25
SKIPPED = 2  # steps at the start, which get memory from the system


def steps(run):
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    return [line for line in lines if "seconds" in line][SKIPPED:]


def step_time(n, alone, latency, bandwidth):
    compute = [sum(step["seconds"][part] for part in ("forward", "backward", "optimizer")) for step in alone]
    backward = statistics.median(step["seconds"]["backward"] for step in alone)
    slowest = statistics.mean(compute)
    if n > 1:
        slowest += statistics.pstdev(compute) * math.sqrt(2 * math.log(n))
    ring = 2 * (n - 1) / n / bandwidth
    hops = math.log2(n)
    whole = ring * GRADIENTS + math.ceil(GRADIENTS / BUCKET) * 2 * hops * latency
    last = ring * BUCKET + 2 * hops * latency
    exposed = max(whole - backward, last) if n > 1 else 0.0
    return slowest, exposed, 4 * NORMS * hops * latency


def row(name, n, parts, alone):
    total = sum(parts)
    cells = " ".join(f"{1e3 * part:9.1f}" for part in (*parts, total))
    print(f"{name:>24} {n:5} {cells} {100 * alone / total:9.0f}%")


out = Path(sys.argv[1])
one, two = steps(out / "ranks-1"), steps(out / "ranks-2")
GRADIENTS = statistics.median(step["communication"]["gradient_bytes"] for step in two)
alone = statistics.mean(step["seconds"]["total"] for step in one)


def median(of):
    return statistics.median(of(step["communication"]) for step in two)


gradient_secs = median(lambda said: said["gradient_secs"])
waited_secs = median(lambda said: said["gradient_waited_secs"])
print(f"measured, two ranks on one machine, medians of {len(two)} steps")
print(f"  gradients     {GRADIENTS / 1e6:6.1f} MB a step, {1e3 * gradient_secs:7.1f} ms, of which"
      f" {1e3 * waited_secs:.1f} ms were waited for: {100 * (1 - waited_secs / gradient_secs):.0f}% hidden")
print(f"  the rest      {median(lambda said: said['other_bytes']) / 1e3:6.1f} kB a step,"
      f" {1e3 * median(lambda said: said['other_secs']):7.1f} ms, waiting for the other rank included")
print(f"  step          {1e3 * statistics.mean(step['seconds']['total'] for step in two):6.0f} ms,"
      f" alone {1e3 * alone:.0f} ms\n")

print(f"{'network':>24} {'ranks':>5} {'slowest':>9} {'exposed':>9} {'statist.':>9} {'step, ms':>9} {'efficiency':>10}")
latency, *_, whole = (float(ms) / 1e3 for ms in re.findall(r"([0-9.]+) ms", (out / "all_reduce.txt").read_text()))
row("this machine, model", 2, step_time(2, one, latency, 25.6e6 / whole), alone)
measured = statistics.mean(step["seconds"]["total"] for step in two)
print(f"{'this machine, measured':>24} {2:5} {'':29} {1e3 * measured:9.1f} {100 * alone / measured:9.0f}%")
for network, (latency, bandwidth) in NETWORKS.items():
    for n in (8, 64, 512):
        row(network, n, step_time(n, one, latency, bandwidth), alone)
