//! The frames of a training step, ready for the network.

use voxelnet_model::FrameTargets;
use voxelnet_voxelizer::SparseVoxels;

/// The frames of a step, voxelized, with their targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreparedBatch {
    /// The names of the frames.
    pub frames: Vec<String>,
    /// The names of the frames of all ranks.
    pub frames_of_all: Vec<String>,
    /// The voxels of each frame.
    pub voxels: Vec<SparseVoxels>,
    /// The targets of the network for each frame.
    pub targets: Vec<FrameTargets>,
    /// Oddities of the scans, said in the first epoch only.
    pub warnings: Vec<String>,
}
