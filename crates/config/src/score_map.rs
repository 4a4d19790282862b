//! Maps from the scores of a network to the share of detections that are right at each.

use serde::{Deserialize, Serialize};

use crate::value_error::ConfigError;

/// A strictly increasing map of scores, piecewise linear between its knots; 0 stays 0, and 1 stays 1.
///
/// ```
/// use voxelnet_config::{Knot, ScoreMap};
///
/// let map = ScoreMap::new(vec![Knot { raw: 0.5, calibrated: 0.8 }])?;
/// assert!((map.apply(0.25) - 0.4).abs() < 1e-12 && (map.apply(0.75) - 0.9).abs() < 1e-12);
/// assert!((map.invert(0.9) - 0.75).abs() < 1e-12);
/// # Ok::<(), voxelnet_config::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScoreMap {
    knots: Vec<Knot>,
}

/// A point of a map; in TOML the two numbers in a list.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f64; 2]", into = "[f64; 2]")]
pub struct Knot {
    /// The score of the network.
    pub raw: f64,
    /// The score that is shown.
    pub calibrated: f64,
}

impl From<[f64; 2]> for Knot {
    fn from([raw, calibrated]: [f64; 2]) -> Self {
        Self { raw, calibrated }
    }
}

impl From<Knot> for [f64; 2] {
    fn from(Knot { raw, calibrated }: Knot) -> Self {
        [raw, calibrated]
    }
}

const START: Knot = Knot { raw: 0., calibrated: 0. };
const END: Knot = Knot { raw: 1., calibrated: 1. };

impl ScoreMap {
    /// A map through these knots.
    ///
    /// # Errors
    /// When there is none, or they do not lie strictly within 0 and 1 and increase in both numbers.
    pub fn new(knots: Vec<Knot>) -> Result<Self, ConfigError> {
        let map = Self { knots };
        map.check("knots")?;
        Ok(map)
    }

    /// The knots between the ends.
    pub fn knots(&self) -> &[Knot] {
        &self.knots
    }

    /// The score to show for a score of the network, both from 0 to 1.
    pub fn apply(&self, raw: f64) -> f64 {
        self.between(raw, |knot| knot.raw, |knot| knot.calibrated)
    }

    /// The score of the network that is shown as `calibrated`.
    pub fn invert(&self, calibrated: f64) -> f64 {
        self.between(calibrated, |knot| knot.calibrated, |knot| knot.raw)
    }

    fn between(&self, score: f64, from: fn(&Knot) -> f64, to: fn(&Knot) -> f64) -> f64 {
        let position = self.knots.partition_point(|knot| from(knot) <= score);
        let low = position.checked_sub(1).map_or(&START, |before| &self.knots[before]);
        let high = self.knots.get(position).unwrap_or(&END);
        let share = (score - from(low)) / (from(high) - from(low));
        (to(low) + share * (to(high) - to(low))).clamp(0., 1.)
    }

    /// Checks the knots; `key` names them in the message.
    pub(crate) fn check(&self, key: &str) -> Result<(), ConfigError> {
        let expected =
            "at least one pair [raw, calibrated], strictly within 0 and 1 and increasing in both";
        ConfigError::require(!self.knots.is_empty(), key, "empty", expected)?;
        let mut before = START;
        for &knot in &self.knots {
            let Knot { raw, calibrated } = knot;
            let holds =
                before.raw < raw && raw < 1. && before.calibrated < calibrated && calibrated < 1.;
            ConfigError::require(holds, key, format!("[{raw}, {calibrated}]"), expected)?;
            before = knot;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn map(pairs: &[[f64; 2]]) -> Result<ScoreMap, String> {
        let knots = pairs.iter().map(|&pair| pair.into()).collect();
        ScoreMap::new(knots).map_err(|error| error.to_string())
    }

    #[test]
    fn knots_that_do_not_increase_or_lie_at_the_ends_are_refused() {
        assert!(map(&[[0.1, 0.2], [0.5, 0.9]]).is_ok());
        for (pairs, expected) in [
            (&[][..], "knots: empty, expected"),
            (&[[0., 0.1]], "knots: [0, 0.1], expected"),
            (&[[0.1, 1.]], "knots: [0.1, 1], expected"),
            (&[[0.3, 0.1], [0.3, 0.2]], "knots: [0.3, 0.2], expected"),
            (&[[0.3, 0.2], [0.4, 0.2]], "knots: [0.4, 0.2], expected"),
            (&[[0.3, f64::NAN]], "knots: [0.3, NaN], expected"),
            (&[[f64::INFINITY, 0.5]], "knots: [inf, 0.5], expected"),
        ] {
            let message = map(pairs).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
        }
    }

    /// Sorted numbers strictly within 0 and 1, some way apart.
    fn rising(length: usize) -> impl Strategy<Value = Vec<f64>> {
        proptest::collection::vec(0.01_f64..1., length + 1).prop_map(|steps| {
            let sum: f64 = steps.iter().sum();
            let mut at = 0.;
            let places = steps.iter().map(|step| {
                at += step / sum;
                at
            });
            places.take(steps.len() - 1).collect()
        })
    }

    proptest! {
        #[test]
        fn maps_increase_strictly_and_invert(
            (raw, calibrated) in (1_usize..20).prop_flat_map(|length| (rising(length), rising(length))),
            low in 0_f64..1.,
            step in 1e-9_f64..0.1,
        ) {
            let knots = raw.into_iter().zip(calibrated).map(|(raw, calibrated)| Knot { raw, calibrated });
            let map = ScoreMap::new(knots.collect()).unwrap();
            let high = (low + step).min(1.);
            prop_assert!(map.apply(low) < map.apply(high));
            prop_assert!((map.invert(map.apply(low)) - low).abs() < 1e-9);
            prop_assert_eq!([map.apply(0.), map.apply(1.)], [0., 1.]);
        }
    }
}
