//! The times, the memory and the agreement of the ways to run a network.

pub mod agreement;
pub mod config;
pub mod difference;
pub mod engine;
pub mod engines;
pub mod limits;
pub mod machine;
pub mod measure;
pub mod memory;
pub mod plan;
pub mod report;
pub mod scaling;
pub mod scans;
pub mod stages;
pub mod subject;
pub mod table;
pub mod work;
