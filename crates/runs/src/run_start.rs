//! The start of a run from trained weights.

use std::collections::BTreeMap;

use voxelnet_detection::{Tensor, Weights};

use crate::log::start::Start;

/// The start of a run from trained weights. It becomes the checkpoint of step 0, from which a run that is killed
/// before the next one goes on.
#[derive(Clone, Debug)]
pub struct RunStart {
    /// The weights and BatchNorm statistics of the network, of step 0.
    pub weights: Weights,
    /// The state beside them, as in every checkpoint.
    pub state: BTreeMap<String, Tensor>,
    /// The words of the log about them.
    pub start: Start,
}
