//! A study: what each change to a configuration does, over several seeds and on worse and worse scans.

mod charts;
mod data;
mod evaluation;
mod interval;
mod page;
mod record;
mod runner;
mod summary;
mod table;
mod training;
mod variant;

pub use data::StudyData;
pub use page::write_page;
pub use runner::{Runner, SEED, class_names};
pub use summary::{Summary, VariantSummary};
pub use table::summary_table;
pub use variant::variants;
