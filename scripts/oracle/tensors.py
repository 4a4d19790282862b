"""Safetensors files, read and written without the library.

A file is 8 bytes with the length of the header, the header in JSON, and the numbers of all tensors
one after another, little-endian, last axis fastest.
"""
import json
import math
import struct
from pathlib import Path

import torch
from torch import Tensor

DTYPES = {"F32": torch.float32, "I64": torch.int64, "I32": torch.int32}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def read(path: Path | str) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors of a file by name, and its metadata. ValueError tells why a file is none."""
    content = Path(path).read_bytes()
    header_length = struct.unpack_from("<Q", content)[0] if len(content) >= 8 else len(content)
    if header_length > len(content) - 8:
        raise ValueError(f"{path}: no safetensors file, or one cut short in its header")
    try:
        header = json.loads(content[8 : 8 + header_length])
    except ValueError as error:
        raise ValueError(f"{path}: the header is no JSON: {error}") from None
    metadata = header.pop("__metadata__", {})
    numbers = memoryview(content)[8 + header_length :]
    tensors = {}
    for name, entry in header.items():
        try:
            tensors[name] = _tensor(numbers, **entry)
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}: tensor `{name}`: {error}") from None
    return tensors, metadata


def write(path: Path | str, tensors: dict[str, Tensor], metadata: dict[str, str]) -> None:
    """Writes tensors in the order of their names; equal content gives equal bytes."""
    header: dict[str, object] = {"__metadata__": metadata}
    chunks = []
    start = 0
    for name in sorted(tensors):
        tensor = tensors[name].detach().cpu().contiguous()
        chunk = tensor.flatten().view(torch.uint8).numpy().tobytes()
        end = start + len(chunk)
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [start, end],
        }
        chunks.append(chunk)
        start = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the numbers begin at a multiple of 8 bytes
    Path(path).write_bytes(b"".join([struct.pack("<Q", len(text)), text, *chunks]))


def _tensor(numbers: memoryview, dtype: str, shape: list[int], data_offsets: list[int]) -> Tensor:
    if dtype not in DTYPES:
        raise ValueError(f"type {dtype}, expected one of {', '.join(DTYPES)}")
    start, end = data_offsets
    num_bytes = math.prod(shape) * DTYPES[dtype].itemsize
    if not 0 <= start <= end <= len(numbers) or end - start != num_bytes:
        raise ValueError(f"bytes {start} to {end} of {len(numbers)}, expected {num_bytes} of them")
    if num_bytes == 0:
        return torch.empty(shape, dtype=DTYPES[dtype])
    return torch.frombuffer(bytearray(numbers[start:end]), dtype=DTYPES[dtype]).view(shape)
