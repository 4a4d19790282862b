//! A study: what each change to a configuration does, over several seeds and on worse and worse scans.

pub mod charts;
pub mod comparison;
pub mod data;
pub mod evaluation;
pub mod interval;
pub mod machine;
pub mod page;
pub mod progress;
pub mod record;
pub mod runner;
pub mod summary;
pub mod table;
pub mod training;
pub mod variant;
