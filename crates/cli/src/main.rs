//! The `voxelnet` binary.
fn main() {}
