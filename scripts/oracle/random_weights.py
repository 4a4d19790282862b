"""Weights for a network that nobody trained."""
import math

import torch
from torch import Generator, Tensor, nn


def fill(network: nn.Module, generator: Generator) -> None:
    """Fills all parameters so that activations keep their size from layer to layer.

    BatchNorm gets a scale around 1 and a shift around 0. Running statistics are left alone.
    """
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(_values(name, parameter, generator))


def _values(name: str, parameter: Tensor, generator: Generator) -> Tensor:
    noise = torch.randn(parameter.shape, generator=generator)
    if name.endswith(".bn.weight"):
        return 1 + 0.2 * noise
    if parameter.dim() == 1:
        return 0.2 * noise
    # Transposed convolutions [C_in, C_out, k, k] give about one value of each input to an output.
    num_inputs = parameter.shape[0] if ".up" in name else parameter[0].numel()
    return noise * math.sqrt(2 / num_inputs)
