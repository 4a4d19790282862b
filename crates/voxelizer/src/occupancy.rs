//! Occupancy of a voxel, from the rays that met it.

use crate::visibility::RayCounts;

/// Log odds that a voxel is occupied, for one ray that ends in it; a ray that passes tells as much
/// against it.
const LOG_ODDS_OF_HIT: f64 = 1.38;

/// Log odds stay within this, so that no number of rays makes a voxel certain.
const MAX_LOG_ODDS: f64 = 4.;

/// A voxel in the three occupancy models of VoxNet (Maturana and Scherer, IROS 2015, section III.B),
/// each from 0 to 1:
///
/// - binary: the probability that the voxel is occupied, when every hit adds 1.38 to its log odds, every
///   pass takes 1.38 off, they begin at 0 and are kept within \[-4, 4\];
/// - density: the mean (1 + hits) / (2 + hits + passes) of the probability that it stops a ray, from
///   a uniform prior;
/// - hit: 1 when a ray ended in the voxel, otherwise 0.
///
/// The paper clamps the log odds after every ray; here the sum is clamped, as the order of rays should
/// not matter. The paper's network sees log odds, here they are made a probability. Its networks take
/// all three shifted and scaled to (-1, 1), which is left to the caller.
pub fn occupancy_features(counts: RayCounts) -> [f32; 3] {
    let [hits, passes] = [counts.num_hits, counts.num_passes].map(f64::from);
    let log_odds = (LOG_ODDS_OF_HIT * (hits - passes)).clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS);
    let binary = 1. / (1. + (-log_odds).exp());
    let density = (1. + hits) / (2. + hits + passes);
    [binary, density, hits.min(1.)].map(|value| value as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_model_of_occupancy_has_its_closed_form() {
        let features =
            |num_hits, num_passes| occupancy_features(RayCounts { num_hits, num_passes });
        let probability = |log_odds: f32| log_odds.exp() / (1. + log_odds.exp());
        let near = |a: [f32; 3], b: [f32; 3]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
        assert_eq!(features(0, 0), [0.5, 0.5, 0.]);
        assert!(near(features(1, 0), [probability(1.38), 2. / 3., 1.]));
        assert!(near(features(1, 3), [probability(-2.76), 2. / 6., 1.]));
        assert!(near(features(5, 1), [probability(4.), 6. / 8., 1.]));
        assert!(near(features(0, u32::MAX), [probability(-4.), 0., 0.]));
        assert!(near(features(u32::MAX, u32::MAX), [0.5, 0.5, 1.]));
    }
}
