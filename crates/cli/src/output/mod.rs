//! What the commands print and write.

mod camera_picture;
mod found_object;
mod html;
mod object_list;
mod objects;
mod preview;
mod report;
mod scene_files;
mod submission;
mod voxel_arrays;
mod voxel_stats;

pub use camera_picture::draw_on_camera_image;
pub use found_object::FoundObject;
pub use html::html_scene;
pub use object_list::object_list;
pub use objects::{jsonl, write_csv, write_jsonl};
pub use preview::write_previews;
pub use report::{print, print_table};
pub use scene_files::SceneFiles;
pub use submission::write_submission;
pub use voxel_arrays::write_voxels;
pub use voxel_stats::{VoxelStats, occupancy};

/// An error with its causes on one line; a cause that the text before already ends with is not said
/// twice.
pub fn chain_of(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if message.is_empty() {
            message = cause;
        } else if !message.ends_with(&cause) {
            message = format!("{message}: {cause}");
        }
    }
    message
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::chain_of;

    #[test]
    fn every_cause_is_said_once() {
        let error = anyhow!("not found").context("a.bin: not found").context("cannot read");
        assert_eq!(chain_of(&error), "cannot read: a.bin: not found");
    }
}
