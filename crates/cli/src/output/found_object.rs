//! A detection as it is written and read again: LiDAR frame, metres, radians, box centre at mid-height.

use serde::{Deserialize, Serialize};

/// One line of output. Fields may be added, not renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundObject {
    pub frame: String,
    pub class: String,
    pub score: f64,
    /// The score of the network, where `score` is calibrated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_score: Option<f64>,
    pub center: [f64; 3],
    pub size: [f64; 3],
    pub yaw: f64,
    pub num_points: usize,
}
