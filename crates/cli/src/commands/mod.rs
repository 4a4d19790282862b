//! The commands, one file each; those that need libtorch are in `libtorch/commands/`.

pub mod bench;
pub mod calibrate;
pub mod completions;
pub mod detect;
pub mod doctor;
pub mod eval;
pub mod export;
pub mod man;
pub mod plot;
pub mod prepare;
pub mod score;
pub mod synth;
pub mod view;
pub mod voxelize;
