"""Small random scans whose voxels nobody can mistake: all points lie well inside theirs."""
import itertools

import torch
from torch import Generator, Tensor

from voxels import Voxels, grid_shape, group

MARGIN = 0.05  # from a point to the border of its voxel, in voxels
MIN_DISTANCE_M = 1e-3
NUM_BORDER_VOXELS = 12
CLUSTER_SPREAD = (0.7, 1.4, 1.4)  # voxels along z, y, x


def random_scan(network: dict, num_clusters: int, generator: Generator) -> Tensor:
    """Points in the corners of the grid, on its border and in clusters, in random order. [P, 4]"""
    grid = network["grid"]
    shape = torch.tensor(grid_shape(grid))  # D, H, W
    cells = torch.cat(
        [
            torch.tensor(list(itertools.product((0, 1), repeat=3))) * (shape - 1),  # corners
            border_cells(shape, generator),
            cluster_cells(shape, num_clusters, generator),
        ]
    ).unique(dim=0)  # [K, 3]
    # Half of the voxels hold a single point, the others up to the limit.
    limit = network["limits"]["max_points_per_voxel"]
    many = torch.randint(2, limit + 1, [len(cells)], generator=generator)
    is_single = torch.rand(len(cells), generator=generator) < 0.5
    counts = torch.where(is_single, torch.ones_like(many), many)  # [K]
    cells = cells.repeat_interleave(counts, 0)  # [K, 3] -> [P, 3]

    place = MARGIN + (1 - 2 * MARGIN) * uniform([len(cells), 3], generator)
    size_m = torch.tensor(grid["voxel_size_m"], dtype=torch.float64)
    low_m = torch.tensor(grid["min_m"], dtype=torch.float64)
    position = low_m + (cells.flip(1) + place) * size_m  # [P, 3], x y z
    scan = torch.cat([position, uniform([len(cells), 1], generator)], 1).float()  # [P, 4]
    return scan[torch.randperm(len(scan), generator=generator)]


def border_cells(shape: Tensor, generator: Generator) -> Tensor:
    """Voxels with one index at either end of its axis. [NUM_BORDER_VOXELS, 3]"""
    cells = (uniform([NUM_BORDER_VOXELS, 3], generator) * shape).long()
    axis = torch.arange(NUM_BORDER_VOXELS) % 3
    end = torch.randint(2, [NUM_BORDER_VOXELS], generator=generator)
    cells[torch.arange(NUM_BORDER_VOXELS), axis] = end * (shape[axis] - 1)
    return cells


def cluster_cells(shape: Tensor, num_clusters: int, generator: Generator) -> Tensor:
    """Voxels near a few random ones. [8 * num_clusters, 3]"""
    centers = uniform([num_clusters, 1, 3], generator) * shape
    noise = torch.randn([num_clusters, 8, 3], generator=generator, dtype=torch.float64)
    cells = (centers + noise * torch.tensor(CLUSTER_SPREAD)).long()
    return cells.flatten(0, 1).clamp(min=0).minimum(shape - 1)


def uniform(shape: list[int], generator: Generator) -> Tensor:
    return torch.rand(shape, generator=generator, dtype=torch.float64)


def checked_voxels(scan: Tensor, network: dict) -> Voxels:
    """The voxels of a scan, after making sure that each point has its place in exactly one."""
    grid = network["grid"]
    size_m = torch.tensor(grid["voxel_size_m"], dtype=torch.float64)
    low_m = torch.tensor(grid["min_m"], dtype=torch.float64)
    in_voxels = (scan[:, :3].double() - low_m) / size_m  # [P, 3]
    to_border_m = (in_voxels - in_voxels.round()).abs() * size_m
    assert to_border_m.min() > MIN_DISTANCE_M, f"a point {to_border_m.min()} m from a border"
    voxels = group(scan, grid)
    assert len(voxels.points) == len(scan), "a point outside the grid"
    fullest = int(voxels.offsets.diff().max())
    limit = network["limits"]["max_points_per_voxel"]
    assert fullest <= limit, f"{fullest} points in a voxel, expected {limit} at most"
    return voxels
