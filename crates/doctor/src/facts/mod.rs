//! The few numbers that are kept of a frame for the checks, as all points of all frames would be too many.
//!
//! - `split`, `split_list`: the frames of a split, and the lists of frames in `ImageSets`
//! - `files`, `label_values`, `labelled_object`: the files of a frame that can be used, and the rows of labels
//! - `frame`, `object`: all numbers of a frame, and of one of its objects
//! - `points`, `intensity`, `ground`, `range`, `voxels`: numbers of a scan
//! - `matching`, `pose`: numbers of the box of an object

pub(crate) mod files;
pub(crate) mod frame;
pub(crate) mod ground;
pub(crate) mod intensity;
pub(crate) mod label_values;
pub(crate) mod labelled_object;
pub(crate) mod matching;
pub(crate) mod object;
pub(crate) mod points;
pub(crate) mod pose;
pub(crate) mod range;
pub(crate) mod split;
pub(crate) mod split_list;
pub(crate) mod voxels;
