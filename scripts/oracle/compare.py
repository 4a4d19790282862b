#!/usr/bin/env python3
"""Holds the maps that `voxelnet detect --dump` wrote against those of plain PyTorch.

    python3 scripts/oracle/compare.py --weights FILE.safetensors --dump FILE.safetensors

The largest difference of every tensor is measured in standard deviations of the expected one. Exit
code 0 when all agree, 1 when one does not or a file cannot be used, 2 when the call is wrong.
"""
import argparse
import math
import sys
from pathlib import Path

import torch
from torch import Tensor

import checkpoint
import tensors
from network import VoxelNet
from voxels import Voxels

MAX_RATIO = 1e-3
INPUTS = {"points": torch.float32, "offsets": torch.int64, "indices": torch.int64}


def main() -> int:
    arguments = parse_arguments()
    if arguments.threads is not None:
        torch.set_num_threads(arguments.threads)
    try:
        weights, config = checkpoint.read(arguments.weights)
        network = VoxelNet(config["network"])
        checkpoint.load(network, weights)
        dump, _ = tensors.read(arguments.dump)
        voxels = voxels_of(dump, network.grid_shape)
    except OSError as error:
        print(f"error: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyError as error:
        print(f"error: {arguments.weights}: the configuration has no {error}", file=sys.stderr)
        return 1

    with torch.no_grad():
        expected = network.eval()([voxels])
    print(f"{'name':<12}{'shape':<22}{'std':>12}{'max |diff|':>12}{'ratio':>12}")
    faults = [fault for name in expected if (fault := report(name, dump, expected[name]))]
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return 1 if faults else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--weights", type=Path, required=True, help="a checkpoint")
    parser.add_argument("--dump", type=Path, required=True, help="what `detect --dump` wrote")
    parser.add_argument("--threads", type=int, help="of PyTorch; as many as it likes by default")
    arguments = parser.parse_args()
    if arguments.threads is not None and arguments.threads < 1:
        parser.error(f"argument --threads: {arguments.threads}, expected at least 1")
    return arguments


def voxels_of(dump: dict[str, Tensor], shape: tuple[int, int, int]) -> Voxels:
    """The voxels of a dump. ValueError when they are not there or contradict each other."""
    for name, dtype in INPUTS.items():
        if name not in dump:
            raise ValueError(f"the dump has no `{name}`")
        if dump[name].dtype != dtype:
            raise ValueError(f"`{name}` of the dump is {dump[name].dtype}, expected {dtype}")
    points, offsets, indices = (dump[name] for name in INPUTS)
    shapes = [list(tensor.shape) for tensor in (points, offsets, indices)]
    num_points, num_voxels = len(points), len(indices)
    if shapes != [[num_points, 4], [num_voxels + 1], [num_voxels, 3]]:
        found = ", ".join(map(str, shapes))
        raise ValueError(f"voxels of the dump: {found}, expected [P, 4], [K + 1], [K, 3]")
    if offsets[0] != 0 or offsets[-1] != num_points or (offsets.diff() < 1).any():
        raise ValueError(f"`offsets` of the dump do not rise from 0 to {num_points}")
    if ((indices < 0) | (indices >= torch.tensor(shape))).any():
        raise ValueError(f"`indices` of the dump leave the grid of {list(shape)} voxels (z, y, x)")
    z, y, x = indices.unbind(1)
    if (((z * shape[1] + y) * shape[2] + x).diff() < 1).any():
        raise ValueError("`indices` of the dump are not sorted by z, then y, then x, each once")
    return Voxels(points, offsets, indices)


def report(name: str, dump: dict[str, Tensor], expected: Tensor) -> str | None:
    """Prints a row of the table and returns what is wrong, if anything."""
    if name not in dump:
        return f"the dump has no `{name}`"
    found = dump[name]
    if found.shape != expected.shape:
        return f"`{name}` has shape {list(found.shape)}, expected {list(expected.shape)}"
    std = expected.double().std(correction=0).item() if expected.numel() else 0.0
    difference = (found.double() - expected.double()).abs()
    largest = difference.max().item() if expected.numel() else 0.0
    ratio = largest / std if std > 0 else math.nan
    shape = str(list(expected.shape))
    print(f"{name:<12}{shape:<22}{std:>12.4e}{largest:>12.4e}{ratio:>12.4e}")
    if not std > 0:
        return f"`{name}` is constant, so that agreement would tell nothing"
    if not ratio <= MAX_RATIO:
        return f"`{name}` is {ratio:.3g} standard deviations off, expected at most {MAX_RATIO:g}"
    return None


if __name__ == "__main__":
    sys.exit(main())
