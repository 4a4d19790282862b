//! Random streams: one generator per frame and purpose, keyed by the seed.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// The generator used throughout: portable, and seekable to one stream per frame.
pub(crate) type SceneRng = ChaCha8Rng;

/// The purpose of a stream of random numbers, so that the scan cannot shift the scene.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// Layout of the scene.
    Scene = 0,
    /// Noise of the sensor.
    Scan = 1,
    /// Shapes of bodies, which all frames share; numbered instead of framed.
    Shape = 2,
    /// Boxes as annotators draw them.
    Annotation = 3,
}

/// The generator of one frame (or shape) and purpose.
pub(crate) fn stream(seed: u64, frame: u64, purpose: Purpose) -> SceneRng {
    let mut rng = SceneRng::seed_from_u64(seed);
    let number = match purpose {
        // From the other end: those of the scenes stay what they are.
        Purpose::Annotation => u64::MAX - frame,
        Purpose::Scene | Purpose::Scan | Purpose::Shape => {
            frame.wrapping_mul(3).wrapping_add(purpose as u64)
        }
    };
    rng.set_stream(number);
    rng
}

/// A normal draw with its tails cut at 2.5 deviations, so that no size or place is absurd.
pub(crate) fn normal(rng: &mut SceneRng, mean: f64, deviation: f64) -> f64 {
    let standard: f64 = rng.sample(StandardNormal);
    mean + deviation * standard.clamp(-2.5, 2.5)
}

/// One of the items, each as likely as the others.
///
/// # Panics
/// When there are none: tables of choices are constants.
pub(crate) fn pick<T: Copy>(rng: &mut SceneRng, items: &[T]) -> T {
    items[rng.random_range(0..items.len())]
}

/// One of the items, each as likely as its weight among all.
///
/// # Panics
/// When there are none or all weights are 0: tables of choices are constants.
pub(crate) fn weighted<T: Copy>(rng: &mut SceneRng, items: &[(T, u32)]) -> T {
    let mut number = rng.random_range(0..items.iter().map(|(_, weight)| weight).sum());
    for &(item, weight) in items {
        if number < weight {
            return item;
        }
        number -= weight;
    }
    unreachable!("a number below the sum of all weights")
}

/// -1 or 1.
pub(crate) fn sign(rng: &mut SceneRng) -> f64 {
    if rng.random_bool(0.5) { 1. } else { -1. }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_one_seed_are_all_different() {
        let mut first_draws: Vec<u64> = (0..50)
            .flat_map(|frame| {
                [Purpose::Scene, Purpose::Scan, Purpose::Shape, Purpose::Annotation]
                    .map(|purpose| (frame, purpose))
            })
            .map(|(frame, purpose)| stream(7, frame, purpose).random())
            .collect();
        first_draws.sort_unstable();
        first_draws.dedup();
        assert_eq!(first_draws.len(), 200);
    }

    #[test]
    fn weighted_draws_come_in_their_shares() {
        let mut rng = stream(2, 0, Purpose::Scene);
        let draws: Vec<char> =
            (0..10_000).map(|_| weighted(&mut rng, &[('a', 3), ('b', 0), ('c', 1)])).collect();
        let share = |item| draws.iter().filter(|&&drawn| drawn == item).count() as f64 / 10_000.;
        assert!((share('a') - 0.75).abs() < 0.02 && share('b') == 0., "{}", share('a'));
    }

    #[test]
    fn normal_draws_keep_mean_and_deviation_without_tails() {
        let mut rng = stream(1, 0, Purpose::Scene);
        let draws: Vec<f64> = (0..20_000).map(|_| normal(&mut rng, 4., 0.5)).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 20_000.;
        assert!((mean - 4.).abs() < 0.02, "mean {mean}");
        assert!((variance.sqrt() - 0.5).abs() < 0.02, "deviation {}", variance.sqrt());
        assert!(draws.iter().all(|d| (d - 4.).abs() <= 1.25 + 1e-12));
    }
}
