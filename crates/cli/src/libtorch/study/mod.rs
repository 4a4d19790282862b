//! A study of changes to a configuration, over several seeds and on worse and worse scans.

pub mod charts;
pub mod comparison;
pub mod data;
pub mod evaluation;
pub mod interval;
pub mod machine;
pub mod page;
pub mod plan;
pub mod progress;
pub mod record;
pub mod records;
pub mod runner;
pub mod runs;
pub mod summarize;
pub mod summary;
pub mod table;
pub mod training;
pub mod variant;
