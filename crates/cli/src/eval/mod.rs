//! The parts of `voxelnet eval` and `voxelnet score`.

pub mod evaluate;
pub mod plan;
pub mod report;
pub mod result_files;
pub mod score_plan;
pub mod subject;
