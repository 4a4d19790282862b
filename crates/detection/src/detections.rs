//! Objects found in a scan.

use voxelnet_scene::Box3d;

/// An object that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Number of its class, in the order of the configuration.
    pub class: usize,
    /// Confidence, 0 to 1; calibrated where the configuration has a map for the class.
    pub score: f64,
    /// The score of the network, where [`Self::score`] is calibrated.
    pub raw_score: Option<f64>,
    /// Its box.
    pub box3d: Box3d,
}

impl Detection {
    /// The score of the network, calibrated or not.
    pub(crate) fn network_score(&self) -> f64 {
        self.raw_score.unwrap_or(self.score)
    }
}

/// The detections in a scan, before or after suppression.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detections {
    /// Those whose boxes are possible.
    pub kept: Vec<Detection>,
    /// The number of boxes that were dropped, as no object of their class has such a size or such a place.
    pub num_impossible: usize,
}

impl Detections {
    /// A sentence about the boxes that were dropped, if there were any.
    pub fn warning(&self) -> Option<String> {
        let boxes = match self.num_impossible {
            0 => return None,
            1 => "1 detection with an impossible box was".to_owned(),
            count => format!("{count} detections with impossible boxes were"),
        };
        Some(format!(
            "{boxes} dropped, far outside the network's range or of no size of their class; intensities or \
             coordinates may be wrong: run `voxelnet doctor` on the scan"
        ))
    }
}
