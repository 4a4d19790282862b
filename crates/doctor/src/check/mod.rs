//! The checks, a file each: what is wrong with the numbers of all frames, with files or with the configuration.

pub(crate) mod anchor_size;
pub(crate) mod boxes;
pub(crate) mod classes;
pub(crate) mod copies;
pub(crate) mod detection;
pub(crate) mod evaluation;
pub(crate) mod files;
pub(crate) mod ground;
pub(crate) mod intensity;
pub(crate) mod labels;
pub(crate) mod matching;
pub(crate) mod points;
pub(crate) mod pose;
mod pose_words;
pub(crate) mod range;
pub(crate) mod reach;
pub(crate) mod splits;
pub(crate) mod standing;
pub(crate) mod units;
pub(crate) mod voxels;
