//! The parts of `voxelnet view`.

mod found;
mod frame_of_dataset;
mod labelled;
mod scene;
mod training_pictures;

pub use labelled::boxes_of_labels;
pub use scene::{Scene, SceneSource};
pub use training_pictures::draw_training_pictures;
