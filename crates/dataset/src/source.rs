//! Frames as an epoch of training sees them.

use voxelnet_config::{AugmentConfig, ConfigError};
use voxelnet_voxelizer::{SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer};

use crate::augment::Augmenter;
use crate::error::DatasetError;
use crate::frame::{FrameReader, is_above_grid};
use crate::labelled_scan::LabelledScan;
use crate::order::number_of_frame;

/// Reads, varies and voxelizes frames.
#[derive(Debug)]
pub struct FrameSource {
    reader: FrameReader,
    augmenter: Augmenter,
    grid: VoxelGrid,
    limits: VoxelLimits,
    seed: u64,
}

impl FrameSource {
    /// Frames of a reader, varied as `augment` says; everything random follows from the seed. Objects to
    /// add come from `frames`, or from all when `None`.
    ///
    /// # Errors
    /// When the grid is none, or the augmentation needs an object database that cannot be used.
    pub fn new(
        reader: FrameReader,
        augment: &AugmentConfig,
        seed: u64,
        frames: Option<&[String]>,
    ) -> Result<Self, DatasetError> {
        let limits = reader.network().limits;
        let grid = VoxelGrid::new(&reader.network().grid).map_err(ConfigError::from)?;
        let augmenter = Augmenter::new(augment, seed, &reader, frames)?;
        Ok(Self { reader, augmenter, grid, limits, seed })
    }

    /// A voxelizer for these frames; one per thread, as it keeps its memory.
    pub fn voxelizer(&self) -> Voxelizer {
        Voxelizer::new(&self.grid, &self.limits)
    }

    /// A frame as an epoch sees it, with the boxes that its cells can find and that have the points for it,
    /// and the voxels that the network gets of it.
    ///
    /// # Errors
    /// When a file of the frame is missing or malformed.
    pub fn see(
        &self,
        epoch: u64,
        frame: &str,
        voxelizer: &mut Voxelizer,
    ) -> Result<(LabelledScan, SparseVoxels), DatasetError> {
        let mut scan = self.reader.labelled(frame)?;
        self.augmenter.apply(&mut scan, epoch, frame, &self.reader)?;
        scan.boxes.retain(|labelled| is_above_grid(self.grid.spec(), labelled.box3d.center));
        scan.set_aside_boxes_below(self.reader.config().min_object_points);
        let key = SampleKey { seed: self.seed, epoch, frame: number_of_frame(frame) };
        let voxels = voxelizer.voxelize(&scan.cloud, key);
        Ok((scan, voxels))
    }
}
