//! Training and evaluation of VoxelNet on KITTI-layout data.
