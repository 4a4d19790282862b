//! A study: what each change to a configuration does, over several seeds and on worse and worse scans.

mod charts;
mod comparison;
mod data;
mod evaluation;
mod interval;
mod machine;
mod page;
mod progress;
mod record;
mod runner;
mod summary;
mod table;
mod training;
mod variant;

pub use data::StudyData;
pub use machine::machine;
pub use page::write_page;
pub use progress::StudyProgress;
pub use record::Record;
pub use runner::{Runner, SEED, class_names};
pub use summary::{Summary, VariantSummary};
pub use table::summary_table;
pub use variant::{Variant, configured_value, variants};
