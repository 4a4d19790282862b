//! The times, the memory and the agreement of the ways to run a network.

pub mod agreement;
pub mod difference;
pub mod engine;
pub mod engines;
pub mod limits;
pub mod machine;
pub mod memory;
pub mod report;
pub mod scaling;
pub mod stages;
pub mod subject;
