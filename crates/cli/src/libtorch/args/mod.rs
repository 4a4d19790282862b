//! Command-line arguments of the commands that need libtorch.

mod ablate;
mod classify;
mod train;

pub use ablate::AblateArgs;
pub use classify::ClassifyArgs;
pub use train::TrainArgs;
