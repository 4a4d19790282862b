//! Everything that the commands print and write.

pub mod camera_picture;
pub mod error_chain;
pub mod evaluation_page;
pub mod found_object;
pub mod html;
pub mod object_list;
pub mod objects;
pub mod preview;
pub mod report;
pub mod scene_files;
pub mod submission;
pub mod voxel_arrays;
pub mod voxel_stats;
pub mod weights_file;
