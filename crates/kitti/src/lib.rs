//! The files of the KITTI object benchmark: layout, calibration, labels, splits and results.
//!
//! The camera frame and bottom-centre boxes exist only here; everything that leaves through
//! [`Calibration`] is in the LiDAR frame of `voxelnet-scene`. This crate reads no point clouds, opens
//! no images beyond their size and knows no network. The metrics are in
//! `voxelnet-metrics`, and so are the "official KITTI rules" that comments name, in its `RULES.md`.

mod calibration;
mod calibration_keys;
mod calibration_text;
mod camera;
mod camera_box;
mod crop;
mod dataset;
mod error;
mod image_size;
mod label;
mod label_oddities;
mod label_text;
mod neighbour;
mod number;
mod plane;
mod projection;
mod result;
mod split;
mod split_frames;
mod standard_split;
mod truths;

pub use calibration::Calibration;
pub use calibration_keys::raw_calibration_in;
pub use camera::Camera;
pub use camera_box::CameraBox;
pub use crop::crop_to_image;
pub use dataset::{KittiDataset, file_stems};
pub use error::{KittiError, RowError};
pub use image_size::{ImageSize, read_png_size};
pub use label::{Label, RowText, labels_text, write_labels};
pub use label_oddities::{LabelOddities, LabelOddity, OddRows, looks_like_degrees};
pub use label_text::{parse_labels, read_labels, read_results};
pub use neighbour::neighbour_of;
pub use plane::{RoadPlane, read_plane, write_plane};
pub use projection::{Rect, alpha_of, project_box, project_edges};
pub use result::{lidar_result_label, result_label};
pub use split::{NumberedFrame, check_name, read_numbered_split, read_split, write_split};
pub use split_frames::{SplitFrames, SplitSource, is_split_file};
pub use standard_split::{StandardSplit, standard_split};
pub use truths::{NumberedLabel, NumberedLabels, Truths, read_numbered_truths, read_truths};
