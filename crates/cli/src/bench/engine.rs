//! The ways to compute a network.

use clap::ValueEnum;
use voxelnet_config::MiddleEvaluation;

/// A way to compute the network: in libtorch everywhere or where it is needed, or by the native engine. The
/// reference that others are compared to comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum BenchEngine {
    Dense,
    Sparse,
    Native,
}

impl BenchEngine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::Sparse => "sparse",
            Self::Native => "native",
        }
    }

    /// The setting of libtorch, where it computes.
    pub fn evaluation(self) -> Option<MiddleEvaluation> {
        match self {
            Self::Dense => Some(MiddleEvaluation::Dense),
            Self::Sparse => Some(MiddleEvaluation::Sparse),
            Self::Native => None,
        }
    }
}

/// The time that an engine takes for a training step.
#[derive(Clone, Copy, Debug)]
pub struct StepTime {
    pub engine: BenchEngine,
    /// Median of several steps, milliseconds.
    pub median_ms: f64,
}
