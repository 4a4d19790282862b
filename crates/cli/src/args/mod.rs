//! Command-line arguments, a file for each command or group of options.

pub mod bench;
pub mod calibrate;
pub mod common;
pub mod compute;
pub mod data;
pub mod detect;
pub mod doctor;
pub mod program;
pub mod run;
pub mod scan;
pub mod score;
pub mod shell;
pub mod values;
pub mod view;
