//! Several voxelized scans as one set of tensors.

use tch::{Device, Tensor};
use voxelnet_voxelizer::{GridShape, NUM_FEATURES, SparseVoxels, point_features};

use crate::pooling::Segments;

/// The voxels of B scans: P points in K voxels, without padding.
#[derive(Debug)]
pub struct VoxelBatch {
    /// Features of the points, grouped by voxel. [P, 7]
    pub(crate) features: Tensor,
    /// Row of the voxel that each point belongs to. \[P\], i64
    pub(crate) voxel_of_point: Tensor,
    /// Start of each voxel's points; the last entry is P. [K + 1], i64
    pub(crate) offsets: Tensor,
    /// The scans themselves, for what is better done without tensors.
    scans: Vec<SparseVoxels>,
    cells: Vec<i64>,
    shape: GridShape,
}

impl VoxelBatch {
    /// Joins scans that were voxelized on one grid; the scans keep their order.
    pub fn new(scans: &[&SparseVoxels], shape: GridShape, device: Device) -> Self {
        let mut features = Vec::new();
        let mut voxel_of_point = Vec::new();
        let mut offsets = vec![0_i64];
        let mut cells = Vec::new();
        let cells_per_scan = (shape.depth * shape.height * shape.width) as i64;
        for (scan, voxels) in (0_i64..).zip(scans) {
            features.extend(point_features(voxels));
            for (index, points) in voxels.iter() {
                let row = cells.len() as i64;
                let (z, y, x) = (i64::from(index.z), i64::from(index.y), i64::from(index.x));
                let cell = (z * shape.height as i64 + y) * shape.width as i64 + x;
                cells.push(scan * cells_per_scan + cell);
                voxel_of_point.resize(voxel_of_point.len() + points.len(), row);
                offsets.push(voxel_of_point.len() as i64);
            }
        }
        let num_points = voxel_of_point.len() as i64;
        Self {
            features: Tensor::from_slice(&features)
                .reshape([num_points, NUM_FEATURES as i64])
                .to_device(device),
            voxel_of_point: Tensor::from_slice(&voxel_of_point).to_device(device),
            offsets: Tensor::from_slice(&offsets).to_device(device),
            cells,
            scans: scans.iter().map(|&scan| scan.clone()).collect(),
            shape,
        }
    }

    /// Number of scans B.
    pub fn batch_size(&self) -> i64 {
        self.scans.len() as i64
    }

    /// The scans. \[B\]
    pub(crate) fn scans(&self) -> &[SparseVoxels] {
        &self.scans
    }

    /// The points of each voxel.
    pub(crate) fn segments(&self) -> Segments<'_> {
        Segments { offsets: &self.offsets, owners: &self.voxel_of_point }
    }

    /// Number of voxels K.
    pub fn num_voxels(&self) -> usize {
        self.cells.len()
    }

    /// Shape of the grid that all scans were voxelized on.
    pub fn shape(&self) -> GridShape {
        self.shape
    }

    /// Position of each voxel in a map [B, D, H, W], flattened; K of them.
    pub(crate) fn cells(&self) -> &[i64] {
        &self.cells
    }

    /// A dense map holding `voxel_features` [K, C] at the voxels and zero elsewhere.
    ///
    /// # Shapes
    /// Returns [B, C, D, H, W].
    pub(crate) fn scatter(&self, voxel_features: &Tensor) -> Tensor {
        let channels = voxel_features.size()[1];
        let GridShape { depth, height, width } = self.shape;
        let [depth, height, width] = [depth, height, width].map(|n| n as i64);
        let cells_per_scan = depth * height * width;
        let to_device =
            |cells: Vec<i64>| Tensor::from_slice(&cells).to_device(voxel_features.device());
        let scans = to_device(self.cells.iter().map(|cell| cell / cells_per_scan).collect());
        let within = to_device(self.cells.iter().map(|cell| cell % cells_per_scan).collect());
        let map = Tensor::zeros(
            [self.batch_size(), channels, cells_per_scan],
            (voxel_features.kind(), voxel_features.device()),
        );
        // A view [B, cells, C], so that one feature vector goes to each (scan, cell).
        let _ = map.transpose(1, 2).index_put_(&[Some(scans), Some(within)], voxel_features, false);
        map.view([self.batch_size(), channels, depth, height, width])
    }
}
