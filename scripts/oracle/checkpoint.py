"""What a checkpoint holds: tensors by the paths of their modules, and a configuration."""
import json
import tomllib
from pathlib import Path

from torch import Tensor, nn

import tensors

METADATA_KEY = "voxelnet"


def metadata(step: int, config_text: str) -> dict[str, str]:
    """The metadata of a checkpoint: one key, whose value is a JSON object."""
    return {METADATA_KEY: json.dumps({"step": step, "config": config_text})}


def read(path: Path | str) -> tuple[dict[str, Tensor], dict]:
    """The tensors of a checkpoint and its configuration. ValueError tells why it is none."""
    found, header = tensors.read(path)
    try:
        config = tomllib.loads(json.loads(header[METADATA_KEY])["config"])
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{path}: no valid `{METADATA_KEY}` in the metadata: {error}") from None
    return found, config


def state(network: nn.Module) -> dict[str, Tensor]:
    """Parameters and running statistics of a network, as a checkpoint names them."""
    everything = network.state_dict()
    return {name: everything[name] for name in everything if "num_batches_tracked" not in name}


def load(network: nn.Module, found: dict[str, Tensor]) -> None:
    """Copies tensors into a network by name. ValueError names what is missing or does not fit."""
    expected = state(network)
    faults = [f"missing `{name}`" for name in sorted(expected.keys() - found.keys())]
    faults += [f"unexpected `{name}`" for name in sorted(found.keys() - expected.keys())]
    for name in sorted(expected.keys() & found.keys()):
        shapes = list(found[name].shape), list(expected[name].shape)
        if shapes[0] != shapes[1]:
            faults.append(f"`{name}` has shape {shapes[0]}, expected {shapes[1]}")
    if faults:
        raise ValueError("weights do not fit the configuration: " + ", ".join(faults))
    network.load_state_dict(found, strict=False)  # not strict: num_batches_tracked is not there
