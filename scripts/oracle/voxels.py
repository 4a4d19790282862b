"""Voxels of a scan: grouping of points, padding, and the seven features of a point."""
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import pad


@dataclass(frozen=True)
class Voxels:
    """The non-empty voxels of one scan, sorted by z, then y, then x; points grouped by voxel."""

    points: Tensor  # [P, 4] f32: x, y, z in metres, intensity
    offsets: Tensor  # [K + 1] i64: voxel k holds the points offsets[k] to offsets[k + 1]
    indices: Tensor  # [K, 3] i64: z, y, x


def grid_shape(grid: dict) -> tuple[int, int, int]:
    """Numbers of voxels (D, H, W) along z, y and x of the section `network.grid`."""
    limits = zip(grid["min_m"], grid["max_m"], grid["voxel_size_m"])
    width, height, depth = (round((high - low) / size) for low, high, size in limits)
    return depth, height, width


def group(scan: Tensor, grid: dict, max_points: int | None = None) -> Voxels:
    """Groups the points of a scan [N, 4] that lie in the grid; of each voxel the first ones stay.

    Lower limits are inside, upper limits outside.
    """
    low, high, size = (
        torch.tensor(grid[key], dtype=torch.float64)
        for key in ("min_m", "max_m", "voxel_size_m")
    )
    position = scan[:, :3].double()  # [N, 4] -> [N, 3]
    inside = ((position >= low) & (position < high)).all(1)  # [N]
    depth, height, width = grid_shape(grid)
    last = torch.tensor([width, height, depth]) - 1
    cell = ((position[inside] - low) / size).long().minimum(last)  # [P, 3], x y z
    flat = (cell[:, 2] * height + cell[:, 1]) * width + cell[:, 0]  # [P]
    flat, order = flat.sort(stable=True)
    points = scan[inside][order]
    flat, counts = flat.unique_consecutive(return_counts=True)  # [P] -> [K], [K]
    if max_points is not None:
        rank = torch.arange(len(points)) - starts(counts)[:-1].repeat_interleave(counts)
        points = points[rank < max_points]
        counts = counts.clamp(max=max_points)
    indices = torch.stack([flat // width // height, flat // width % height, flat % width], 1)
    return Voxels(points, starts(counts), indices)


def starts(counts: Tensor) -> Tensor:
    """Where each group starts, and where the last one ends. [K] -> [K + 1]"""
    return pad(counts.cumsum(0), (1, 0))


def join(scans: list[Voxels]) -> Voxels:
    """The voxels of B scans after one another; indices become [K, 4]: scan, z, y, x."""
    counts = torch.cat([scan.offsets.diff() for scan in scans])
    indices = [pad(scan.indices, (1, 0), value=number) for number, scan in enumerate(scans)]
    points = torch.cat([scan.points for scan in scans])
    return Voxels(points, starts(counts), torch.cat(indices))


def padded_features(voxels: Voxels, num_slots: int | None = None) -> tuple[Tensor, Tensor]:
    """Features [K, T, 7] in f64 and a mask [K, T] of the slots that hold a point.

    T is `num_slots`, or as many as the fullest voxel needs. The features of a point are x, y, z,
    intensity, and the offsets from the mean position of the points of its voxel, metres.
    """
    counts = voxels.offsets.diff()  # [K]
    needed = int(counts.max()) if len(counts) else 0
    num_slots = max(num_slots or 1, needed, 1)
    mask = torch.arange(num_slots) < counts[:, None]  # [K, T]
    slots = torch.zeros(len(counts), num_slots, 4, dtype=torch.float64)
    slots[mask] = voxels.points.double()  # [P, 4] -> [K, T, 4]
    position = slots[..., :3]
    mean = position.sum(1, keepdim=True) / counts[:, None, None]  # [K, 1, 3]
    features = torch.cat([slots, position - mean], 2)  # [K, T, 7]
    return features * mask[..., None], mask
