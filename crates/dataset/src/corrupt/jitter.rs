//! Positions measured less precisely.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use voxelnet_scene::PointCloud;

/// Moves every coordinate of every point by a normally distributed length of its own.
pub(super) fn jitter_points(cloud: &mut PointCloud, std_m: f64, rng: &mut impl RngExt) {
    for point in &mut cloud.points {
        for coordinate in [&mut point.x, &mut point.y, &mut point.z] {
            let drawn: f64 = StandardNormal.sample(rng);
            *coordinate = (f64::from(*coordinate) + std_m * drawn) as f32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{generator, simulated_scan};
    use super::*;

    /// The moves of the coordinates of all points along each axis.
    fn movements(std_m: f64) -> [Vec<f64>; 3] {
        let scan = simulated_scan();
        let mut moved = scan.clone();
        jitter_points(&mut moved, std_m, &mut generator(1));
        let pairs = || scan.points.iter().zip(&moved.points);
        assert!(pairs().all(|(before, after)| before.intensity == after.intensity));
        [0, 1, 2].map(|axis| pairs().map(|(a, b)| (b.position() - a.position())[axis]).collect())
    }

    fn mean_product(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
    }

    #[test]
    fn coordinates_are_spread_as_stated_around_where_they_were() {
        for std_m in [0.01, 0.1] {
            for axis in movements(std_m) {
                let num = axis.len() as f64;
                let mean = axis.iter().sum::<f64>() / num;
                assert!(mean.abs() < 5. * std_m / num.sqrt(), "mean {mean}");
                // A variance from n normal values is off by sqrt(2 / n) of itself.
                let ratio = mean_product(&axis, &axis) / std_m.powi(2);
                assert!((ratio - 1.).abs() < 5. * (2. / num).sqrt(), "variance {ratio}");
                let within = axis.iter().filter(|moved| moved.abs() < std_m).count() as f64 / num;
                let sigma = (0.6827 * 0.3173 / num).sqrt();
                assert!((within - 0.6827).abs() < 5. * sigma, "within one deviation {within}");
            }
        }
    }

    #[test]
    fn each_coordinate_moves_on_its_own() {
        let [x, y, z] = movements(0.1);
        let limit = 5. * 0.01 / (x.len() as f64).sqrt();
        for (a, b) in [(&x[..], &y[..]), (&y, &z), (&z, &x), (&x, &x[1..]), (&z, &z[1..])] {
            assert!(mean_product(a, b).abs() < limit, "{}", mean_product(a, b));
        }
    }
}
