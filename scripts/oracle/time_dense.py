#!/usr/bin/env python3
"""Times the dense network of plain PyTorch against `voxelnet bench --engine dense`.

    python3 scripts/oracle/time_dense.py --voxelnet target/release/voxelnet \\
        --config configs/kitti-car.toml [--rounds 3] [--threads N] [--train] SCAN.bin...

PyTorch runs scatter and middle layers, then the RPN, in evaluation mode on the voxels of one scan
at a time; the program's `middle` and `rpn` are the same work. The two take turns, so that both
meet the same state of the machine, and get the same number of threads. Of every round the median
over the scans counts, of those the median over the rounds.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from statistics import median

import torch
from torch import Tensor

import random_weights
from network import VoxelNet
from voxels import Voxels, group, join

SEED = 1
BYTES_PER_POINT = 16


def main() -> int:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    try:
        compare(arguments)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voxelnet", type=Path, required=True, help="the program")
    parser.add_argument("--config", type=Path, required=True, help="of the network, TOML")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--train", action="store_true", help="a training step at batch size 1 too")
    parser.add_argument("scans", type=Path, nargs="+", metavar="SCAN", help="KITTI's .bin")
    arguments = parser.parse_args()
    for name in ("rounds", "threads"):
        if getattr(arguments, name) < 1:
            parser.error(f"argument --{name}: {getattr(arguments, name)}, expected at least 1")
    return arguments


def compare(arguments: argparse.Namespace) -> None:
    config = tomllib.loads(arguments.config.read_text(encoding="utf-8"))["network"]
    limit = config["limits"].get("max_points_per_voxel")
    scans = [group(read_scan(path), config["grid"], limit) for path in arguments.scans]
    network = VoxelNet(config)
    random_weights.fill(network, torch.Generator().manual_seed(SEED))

    rounds = []
    time_inference(network, scans[0])  # the first call also sets up the kernels
    if arguments.train:
        time_training(network, scans[0])
    for number in range(1, arguments.rounds + 1):
        print(f"round {number} of {arguments.rounds}", file=sys.stderr)
        torch_ms = [time_inference(network, scan) for scan in scans]
        if arguments.train:
            for times, scan in zip(torch_ms, scans):
                times["train"] = time_training(network, scan)
        rounds.append((torch_ms, run_bench(arguments)))
    report(arguments, scans, rounds)


def read_scan(path: Path) -> Tensor:
    """x, y, z in metres and intensity of all points. [N, 4]"""
    content = path.read_bytes()
    if not content or len(content) % BYTES_PER_POINT != 0:
        raise ValueError(f"{path}: {len(content)} bytes, expected some points of {BYTES_PER_POINT}")
    return torch.frombuffer(bytearray(content), dtype=torch.float32).view(-1, 4)


def time_inference(network: VoxelNet, scan: Voxels) -> dict[str, float]:
    """Milliseconds of scatter with middle layers, and of the RPN."""
    network.eval()
    indices = join([scan]).indices  # [K, 4]
    channels = network.vfe.fcn.linear.out_features
    generator = torch.Generator().manual_seed(SEED)
    features = torch.randn(len(indices), channels, generator=generator).relu()  # [K, C]
    with torch.no_grad():
        started = time.perf_counter()
        bird_eye = network.middle(network.scatter(features, indices, 1))  # [1, C', H, W]
        middle_done = time.perf_counter()
        network.rpn(bird_eye)
        rpn_done = time.perf_counter()
    return {"middle": 1e3 * (middle_done - started), "rpn": 1e3 * (rpn_done - middle_done)}


def time_training(network: VoxelNet, scan: Voxels) -> float:
    """Milliseconds of a forward pass with VFE layers and a backward pass of the maps' sum."""
    network.train().zero_grad()
    started = time.perf_counter()
    output = network([scan])
    maps = [tensor for name, tensor in output.items() if name not in ("vfe", "middle")]
    sum(tensor.sum() for tensor in maps).backward()
    return 1e3 * (time.perf_counter() - started)


def run_bench(arguments: argparse.Namespace) -> dict[str, float]:
    """Milliseconds of the program's dense engine, medians over the scans."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.json"
        command = [str(arguments.voxelnet.resolve()), "bench", "--config", str(arguments.config)]
        command += ["--engine", "dense", "--json", str(file), "--threads", str(arguments.threads)]
        command += ["--train"] if arguments.train else []
        command += [str(path) for path in arguments.scans]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            call, message = " ".join(command), done.stderr.strip()
            raise ValueError(f"`{call}` ended with exit code {done.returncode}: {message}")
        measured = json.loads(file.read_text(encoding="utf-8"))
    try:
        stages = measured["engines"]["dense"]["median_ms"]
        times = {"middle": stages["middle"], "rpn": stages["rpn"]}
        if arguments.train:
            times["train"] = measured["train_step"]["dense"]["ms"]
    except KeyError as error:
        raise ValueError(f"the JSON of `{arguments.voxelnet} bench` has no {error}") from None
    return times


def report(arguments: argparse.Namespace, scans: list[Voxels], rounds: list[tuple]) -> None:
    print(f"{arguments.threads} threads, {arguments.rounds} rounds, milliseconds\n")
    print(f"{'PyTorch':<28}{'voxels':>10}{'middle':>10}{'rpn':>10}{'both':>10}")
    for number, (path, scan) in enumerate(zip(arguments.scans, scans)):
        times = [torch_ms[number] for torch_ms, _ in rounds]
        middle, rpn = (median(row[stage] for row in times) for stage in ("middle", "rpn"))
        both = median(row["middle"] + row["rpn"] for row in times)
        print(
            f"{path.name[-27:]:<28}{len(scan.indices):>10}{middle:>10.1f}{rpn:>10.1f}{both:>10.1f}"
        )
    print(f"\n{'median over scans':<28}{'PyTorch':>10}{'voxelnet':>10}{'ratio':>10}")
    compared = {"middle": ["middle"], "rpn": ["rpn"], "middle + rpn": ["middle", "rpn"]}
    if arguments.train:
        compared["training step"] = ["train"]
    for title, stages in compared.items():
        theirs = median(
            median(sum(times[stage] for stage in stages) for times in torch_ms)
            for torch_ms, _ in rounds
        )
        ours = median(sum(bench[stage] for stage in stages) for _, bench in rounds)
        print(f"{title:<28}{theirs:>10.1f}{ours:>10.1f}{ours / theirs:>10.2f}")


if __name__ == "__main__":
    sys.exit(main())
