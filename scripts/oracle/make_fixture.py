#!/usr/bin/env python3
"""Writes what the Rust network is tested against: crates/model/tests/data/oracle.safetensors.

    python3 scripts/oracle/make_fixture.py [--out FILE]

Everything is drawn from one seed and computed in 64 bits from numbers that 32 bits hold exactly, so
that the file holds the right answers to rounding. README.md lists its tensors.
"""
import argparse
import sys
import tomllib
from pathlib import Path

import torch
from torch import Generator, Tensor

import checkpoint
import losses
import random_weights
import tensors
from fixture_scans import checked_voxels, random_scan
from network import VoxelNet
from voxels import Voxels

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "crates/model/tests/data/oracle.safetensors"
SEED = 20180618
NUM_CLUSTERS = (14, 8)  # of the two scans
NUM_WARM_UPS = 60  # training passes that make running statistics, scans in turn
LOGIT_SCALE = 1.5
MAPS = ("scores", "residuals", "directions")
PAPER = {"positive": 1.5, "negative": 1.0}
FOCAL = {"alpha": 0.25, "gamma": 2.0, "classification": 1.0, "regression": 2.0, "direction": 0.2}

File = dict[str, Tensor]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out

    config_text = (HERE / "fixture.toml").read_text(encoding="utf-8")
    network_config = tomllib.loads(config_text)["network"]
    generator = Generator().manual_seed(SEED)
    scans = [random_scan(network_config, number, generator) for number in NUM_CLUSTERS]
    batch = [checked_voxels(scan, network_config) for scan in scans]
    weights = make_weights(network_config, batch, generator)

    file = {f"scan{number}.points": scan for number, scan in enumerate(scans)}
    file |= with_prefix("weights", weights)
    file |= evaluation_case(network_with(weights, network_config), batch)
    file |= training_case(network_with(weights, network_config), batch, generator)
    file |= loss_case({name: file[f"eval.{name}"].shape for name in MAPS}, generator)

    out.parent.mkdir(parents=True, exist_ok=True)
    file = {name: tensor.detach().float() for name, tensor in file.items()}
    assert all(tensor.isfinite().all() for tensor in file.values()), "a number that is not finite"
    tensors.write(out, file, checkpoint.metadata(0, config_text))
    report(out, file)
    return 0


def make_weights(network_config: dict, batch: list[Voxels], generator: Generator) -> File:
    """Random weights with the statistics of a few passes over the scans, one at a time. [f32]"""
    network = VoxelNet(network_config)
    random_weights.fill(network, generator)
    network.double().train()
    with torch.no_grad():
        for number in range(NUM_WARM_UPS):
            network([batch[number % len(batch)]])
    return {name: tensor.float() for name, tensor in checkpoint.state(network).items()}


def network_with(weights: File, network_config: dict) -> VoxelNet:
    """A network in 64 bits."""
    network = VoxelNet(network_config).double()
    checkpoint.load(network, weights)
    return network


def evaluation_case(network: VoxelNet, batch: list[Voxels]) -> File:
    """All outputs in evaluation mode."""
    with torch.no_grad():
        return with_prefix("eval", network.eval()(batch))


def training_case(network: VoxelNet, batch: list[Voxels], generator: Generator) -> File:
    """Maps, gradients and new running statistics of one pass in training mode.

    The gradients are those of the sum of all maps, each number times its probe.
    """
    output = network.train()(batch)
    maps = {name: output[name] for name in MAPS}
    probes = {name: noise(maps[name].shape, generator) for name in MAPS}
    sum((maps[name] * probes[name]).sum() for name in MAPS).backward()
    gradients = {name: parameter.grad for name, parameter in network.named_parameters()}
    state = checkpoint.state(network)
    statistics = {name: state[name] for name in state if "running" in name}
    return (
        with_prefix("probe", probes)
        | with_prefix("train", maps)
        | with_prefix("grad", gradients)
        | with_prefix("after", statistics)
    )


def loss_case(shapes: dict[str, torch.Size], generator: Generator) -> File:
    """Maps and targets of no network, and both losses with their gradients."""
    maps = {name: noise(shape, generator, LOGIT_SCALE) for name, shape in shapes.items()}
    chance = torch.rand(shapes["scores"], generator=generator)
    labels = torch.zeros(shapes["scores"])  # [B, A, H, W]
    labels[chance < 0.1] = 1
    labels[chance > 0.9] = -1
    is_positive = labels == 1
    of_residuals = is_positive.repeat_interleave(losses.NUM_RESIDUALS, 1)  # -> [B, 7A, H, W]
    targets = losses.Targets(
        labels.double(),
        noise(shapes["residuals"], generator) * of_residuals,
        (torch.rand(shapes["scores"], generator=generator) < 0.5).double() * is_positive,
    )
    file = with_prefix("loss", maps)
    file |= {"loss.labels": targets.labels, "loss.targets": targets.residuals}
    file |= {"loss.reversed": targets.reversed}
    for kind, loss, options, trained in (
        ("paper", losses.paper, PAPER, MAPS[:2]),
        ("focal", losses.focal, FOCAL, MAPS),
    ):
        inputs = {name: tensor.clone().requires_grad_() for name, tensor in maps.items()}
        terms = loss(inputs, targets, **options)
        terms["total"].backward()
        file[f"loss.{kind}.terms"] = torch.stack([terms[name] for name in losses.TERMS])  # [5]
        file |= with_prefix(f"loss.{kind}.grad", {name: inputs[name].grad for name in trained})
    return file


def noise(shape: torch.Size, generator: Generator, scale: float = 1) -> Tensor:
    """Normal numbers in 64 bits that 32 bits hold exactly."""
    return (scale * torch.randn(shape, generator=generator)).double()


def with_prefix(prefix: str, named: File) -> File:
    return {f"{prefix}.{name}": tensor for name, tensor in named.items()}


def report(out: Path, file: File) -> None:
    """What was written, with what shows whether the case is worth anything."""
    print(f"{out}: {out.stat().st_size} bytes, {len(file)} tensors")
    for name, tensor in sorted(file.items()):
        if name.split(".")[0] in ("eval", "train") or name.endswith(".terms"):
            shape = str(list(tensor.shape))
            print(f"{name:<18}{shape:<18}mean {tensor.mean():8.4f}  std {tensor.std():8.4f}")


if __name__ == "__main__":
    sys.exit(main())
