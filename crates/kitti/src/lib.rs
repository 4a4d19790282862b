//! The KITTI object benchmark: layout, calibration, labels, splits, results and the official average precision.
//!
//! The camera frame and bottom-centre boxes exist only here; everything that leaves through
//! [`Calibration`] is in the LiDAR frame of `voxelnet-scene`. This crate reads no point clouds, opens
//! no images beyond their size and knows no network.

mod calibration;
mod calibration_text;
mod camera_box;
mod crop;
mod dataset;
mod error;
mod eval;
mod frame_rows;
mod image_size;
mod label;
mod label_text;
mod number;
mod plane;
mod projection;
mod result;
mod score;
mod split;

pub use calibration::Calibration;
pub use camera_box::CameraBox;
pub use crop::crop_to_image;
pub use dataset::KittiDataset;
pub use error::{KittiError, RowError};
pub use eval::{
    AveragePrecision, Bootstrap, ComparedReport, DetectionVerdict, Difficulty, EvaluatedClass,
    Evaluator, FrameVerdict, Interval, Intervals, LabelVerdict, Levels, Measure, Named, OverlapSet,
    PerDifficulty, PerMeasure, PlainPrecision, PlainTables, PointCounts, PointLevel,
    PrecisionRecall, Report, ReportOptions, Rules, Table, comparison_table,
};
pub use frame_rows::{FrameRows, MissingResults, ScoreWarning, read_frames};
pub use image_size::{ImageSize, read_png_size};
pub use label::{Label, RowText, labels_text, write_labels};
pub use label_text::{NumberedLabel, parse_labels, read_labels, read_numbered_truths, read_truths};
pub use plane::{read_plane, write_plane};
pub use projection::{Rect, alpha_of, project_box, project_edges};
pub use result::{lidar_result_label, result_label};
pub use score::{Scored, score_folders};
pub use split::{read_numbered_split, read_split, write_split};
