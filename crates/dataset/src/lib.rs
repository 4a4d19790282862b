//! Frames of a KITTI-layout dataset as a network meets them: reading, the object database,
//! augmentation, crops of single objects, scans made worse, and the result files of a detector.
//!
//! Points and boxes leave this crate in the frame that the network sees. Every random choice depends
//! on a seed, an epoch and the name of a frame alone. It runs a detector that it is
//! given, judges no detection and needs no libtorch.

mod augment;
mod corrupt;
mod coverage;
mod crops;
mod database;
mod detect_split;
mod error;
mod fingerprint;
mod frame;
mod frame_coverage;
mod ground;
mod labelled_scan;
mod order;
mod read_ahead;
mod results;
mod source;
mod split_files;
mod splits;
mod standard_split;

#[cfg(test)]
mod test_dataset;
#[cfg(test)]
mod test_reader;

pub use corrupt::{Corruption, CorruptionError, CorruptionKind, corrupt_frame};
pub use coverage::{CoverageWarning, Extent, Motion, ScansBehind, coverage_warnings};
pub use crops::{CROP_CHANNELS, Crop, CropMap, crops};
pub use database::{DatabaseSummary, DatabaseWriter, ObjectSource, OpenedDatabase, build_database};
pub use detect_split::{DetectedFrame, ResultWriter, detect_split, write_results};
pub use error::DatasetError;
pub use fingerprint::fingerprint;
pub use frame::{FrameReader, is_above_grid, scan_box};
pub use frame_coverage::FrameCoverage;
pub use ground::{GroundPlane, anchor_feet_m, is_upside_down};
pub use labelled_scan::{LabelledScan, Obstacle};
pub use order::batches_of_epoch;
pub use read_ahead::read_ahead;
pub use results::result_labels;
pub use source::FrameSource;
pub use split_files::WrittenSplit;
pub use splits::{SplitOptions, write_missing_splits};
pub use standard_split::{KeptSplit, MissingFrames, StandardSplitFiles, write_standard_split};
