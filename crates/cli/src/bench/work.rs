//! The work of the parts of a network.

use voxelnet_engine::{Stage, Work};

/// The work of each part for one scan.
#[derive(Clone, Copy, Debug, Default)]
pub struct StageWork {
    pub features: Work,
    pub middle: Work,
    pub rpn: Work,
}

impl StageWork {
    /// Sets the work of one part.
    pub fn set(&mut self, stage: Stage, work: Work) {
        match stage {
            Stage::Features => self.features = work,
            Stage::Middle => self.middle = work,
            Stage::Rpn => self.rpn = work,
        }
    }
}
