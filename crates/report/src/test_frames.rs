//! Evaluated frames for tests, and the scale of their scores.

#[path = "../../metrics/src/test_frames.rs"]
mod frames;

pub(crate) use frames::{detection, frame, object};

use crate::scores::ScoreScale;

/// The scale of scores from 0 to 1.
pub(crate) const UNIT_SCALE: ScoreScale =
    ScoreScale { low: 0., high: 1., num_below: 0, num_above: 0 };
