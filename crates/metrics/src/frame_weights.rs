//! The number of times that each frame counts.

/// The number of times that each frame counts; empty when each counts once.
pub(crate) type Weights<'a> = &'a [u32];

/// The number of times that one frame counts.
pub(crate) fn weight(weights: Weights, frame: usize) -> u32 {
    if weights.is_empty() { 1 } else { weights[frame] }
}
