"""VoxelNet (arXiv:1711.06396) in plain PyTorch: padded voxels, dense grids.

Module names are those of the tensors of a checkpoint, so that weights load by name.
"""
import torch
from torch import Tensor, nn

from voxels import Voxels, grid_shape, join, padded_features

NUM_FEATURES = 7
NUM_RESIDUALS = 7
NUM_YAWS = 2


class PointLayer(nn.Module):
    """Linear layer, BatchNorm over the points, ReLU. [K, T, C_in] -> [K, T, C_out]"""

    def __init__(self, in_channels: int, out_channels: int):
        super().__init__()
        self.linear = nn.Linear(in_channels, out_channels, bias=False)
        self.bn = nn.BatchNorm1d(out_channels, eps=1e-5, momentum=0.1)

    def forward(self, xs: Tensor, mask: Tensor) -> Tensor:
        xs = self.linear(xs)  # [K, T, C_in] -> [K, T, C_out]
        normed = torch.zeros_like(xs)
        normed[mask] = self.bn(xs[mask]).relu()  # only the P slots that hold points: [P, C_out]
        return normed


class FeatureLearning(nn.Module):
    """VFE layers, a fully connected layer, the maximum over the voxel. [K, T, 7] -> [K, C]"""

    def __init__(self, vfe_channels: list[int], voxel_channels: int):
        super().__init__()
        self.num_layers = len(vfe_channels)
        in_channels = NUM_FEATURES
        for i, channels in enumerate(vfe_channels, 1):
            self.add_module(f"vfe{i}", PointLayer(in_channels, channels // 2))
            in_channels = channels
        self.fcn = PointLayer(in_channels, voxel_channels)

    def forward(self, xs: Tensor, mask: Tensor) -> Tensor:
        for i in range(1, self.num_layers + 1):
            pointwise = self.get_submodule(f"vfe{i}")(xs, mask)  # [K, T, C] -> [K, T, C' / 2]
            voxelwise = voxel_max(pointwise, mask)  # [K, C' / 2]
            spread = voxelwise[:, None, :].expand_as(pointwise)  # [K, T, C' / 2]
            xs = torch.cat([pointwise, spread], 2)  # [K, T, C']
        return voxel_max(self.fcn(xs, mask), mask)  # [K, T, C] -> [K, C]


def voxel_max(xs: Tensor, mask: Tensor) -> Tensor:
    """The maximum over the points of each voxel; empty slots never win. [K, T, C] -> [K, C]"""
    return xs.masked_fill(~mask[..., None], -torch.inf).amax(1)


class ConvLayer(nn.Module):
    """A convolution of any kind, BatchNorm, ReLU."""

    def __init__(self, conv: nn.Module, bn: nn.Module):
        super().__init__()
        self.conv = conv
        self.bn = bn

    def forward(self, xs: Tensor) -> Tensor:
        return self.bn(self.conv(xs)).relu()


def conv3d(in_channels: int, spec: dict) -> ConvLayer:
    """One of the middle layers. [B, C_in, D, H, W] -> [B, C_out, D', H', W']"""
    out_channels, stride, padding = spec["channels"], spec["stride"], spec["padding"]
    conv = nn.Conv3d(in_channels, out_channels, 3, tuple(stride), tuple(padding), bias=False)
    return ConvLayer(conv, nn.BatchNorm3d(out_channels, eps=1e-5, momentum=0.1))


def conv2d(in_channels: int, out_channels: int, stride: int) -> ConvLayer:
    """A convolution of the RPN. [B, C_in, H, W] -> [B, C_out, H / stride, W / stride]"""
    conv = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
    return ConvLayer(conv, nn.BatchNorm2d(out_channels, eps=1e-5, momentum=0.1))


def upsampling(in_channels: int, spec: dict) -> ConvLayer:
    """The transposed convolution behind a block. [B, C_in, H', W'] -> [B, C_out, H, W]"""
    out_channels = spec["channels"]
    geometry = spec["kernel"], spec["stride"], spec["padding"]
    conv = nn.ConvTranspose2d(in_channels, out_channels, *geometry, bias=False)
    return ConvLayer(conv, nn.BatchNorm2d(out_channels, eps=1e-5, momentum=0.1))


class Middle(nn.Sequential):
    """3D convolutions, then depth folded into the channels. [B, C, D, H, W] -> [B, C', H', W']"""

    def __init__(self, in_channels: int, depth: int, specs: list[dict]):
        super().__init__()
        for i, spec in enumerate(specs, 1):
            self.add_module(f"conv{i}", conv3d(in_channels, spec))
            in_channels = spec["channels"]
            depth = (depth + 2 * spec["padding"][0] - 3) // spec["stride"][0] + 1
        self.out_channels = in_channels * depth

    def forward(self, xs: Tensor) -> Tensor:
        return super().forward(xs).flatten(1, 2)  # [B, C, D, H, W] -> [B, C * D, H, W]


class Rpn(nn.Module):
    """Blocks of 2D convolutions, joined at one size, and 1 x 1 heads; A anchors per cell."""

    def __init__(self, in_channels: int, network: dict):
        super().__init__()
        self.num_blocks = len(network["rpn"]["blocks"])
        joined = 0
        for i, spec in enumerate(network["rpn"]["blocks"], 1):
            channels = spec["channels"]
            layers = [conv2d(in_channels, channels, spec["stride"])]
            layers += [conv2d(channels, channels, 1) for _ in range(spec["num_convs"] - 1)]
            self.add_module(f"block{i}", nn.Sequential(*layers))
            self.add_module(f"up{i}", upsampling(channels, spec["upsample"]))
            in_channels = channels
            joined += spec["upsample"]["channels"]
        anchors = NUM_YAWS * len(network["classes"])
        self.score = nn.Conv2d(joined, anchors, 1)
        self.residual = nn.Conv2d(joined, NUM_RESIDUALS * anchors, 1)
        self.direction = nn.Conv2d(joined, anchors, 1) if network["direction_head"] else None

    def forward(self, xs: Tensor) -> dict[str, Tensor]:
        joined = []
        for i in range(1, self.num_blocks + 1):
            xs = self.get_submodule(f"block{i}")(xs)
            joined.append(self.get_submodule(f"up{i}")(xs))
        features = torch.cat(joined, 1)  # [B, sum of the upsampled channels, H, W]
        maps = {"scores": self.score(features)}  # [B, A, H, W]
        maps["residuals"] = self.residual(features)  # [B, 7A, H, W]
        if self.direction is not None:
            maps["directions"] = self.direction(features)  # [B, A, H, W]
        return maps


class VoxelNet(nn.Module):
    """The network that the section `network` of a configuration describes."""

    def __init__(self, network: dict):
        super().__init__()
        self.grid_shape = grid_shape(network["grid"])
        channels = network["voxel_channels"]
        self.vfe = FeatureLearning(network["vfe"]["channels"], channels)
        self.middle = Middle(channels, self.grid_shape[0], network["middle_layers"])
        self.rpn = Rpn(self.middle.out_channels, network)

    def forward(self, scans: list[Voxels], num_slots: int | None = None) -> dict[str, Tensor]:
        """All outputs for a batch of B scans.

        `vfe` [K, C], one scan after the other; `middle` [B, C', H, W]; `scores` [B, A, H', W'],
        `residuals` [B, 7A, H', W'] and, with a direction head, `directions` [B, A, H', W'].
        `num_slots` pads voxels to more slots than they need, which changes nothing.
        """
        voxels = join(scans)
        features, mask = padded_features(voxels, num_slots)
        vfe = self.vfe(features.to(self.rpn.score.weight.dtype), mask)  # [K, T, 7] -> [K, C]
        middle = self.middle(self.scatter(vfe, voxels.indices, len(scans)))
        return {"vfe": vfe, "middle": middle, **self.rpn(middle)}

    def scatter(self, features: Tensor, indices: Tensor, num_scans: int) -> Tensor:
        """Voxels to their places, zero elsewhere. [K, C], [K, 4] -> [B, C, D, H, W]"""
        scan, z, y, x = indices.unbind(1)
        grid = features.new_zeros(num_scans, features.shape[1], *self.grid_shape)
        grid[scan, :, z, y, x] = features
        return grid
