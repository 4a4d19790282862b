//! Points where nothing is: dust, rain, sunlight, cross-talk.

use nalgebra::Vector3;
use rand::RngExt;
use rand::seq::IndexedRandom;
use voxelnet_scene::{Point, PointCloud};

/// One end of the ranges of false points, metres: about what sensors measure at least.
const NEAR_M: f64 = 2.;

/// Adds false points after the others, so many as a share of them.
///
/// Each is in the direction of a random point, as a sensor reports points along its beams alone, at a
/// range drawn uniformly between 2 m and the largest of the scan, with an intensity drawn uniformly.
pub(super) fn add_outliers(cloud: &mut PointCloud, share: f64, rng: &mut impl RngExt) {
    let positions = || cloud.points.iter().map(|point| point.position().coords);
    // A point at the sensor itself is in no direction.
    let directions: Vec<Vector3<f64>> =
        positions().filter_map(|position| position.try_normalize(0.)).collect();
    // The bound keeps coordinates finite where the range of a point is more than an `f32` holds.
    let largest = positions().map(|position| position.norm()).fold(0., f64::max);
    let largest = largest.min(f32::MAX.into());
    let num_outliers = (share * cloud.len() as f64).round() as usize;
    let outlier = |_| {
        let direction = directions.choose(rng)?;
        let range = NEAR_M + (largest - NEAR_M) * rng.random::<f64>();
        let [x, y, z] = (direction * range).map(|coordinate| coordinate as f32).into();
        Some(Point::new(x, y, z, rng.random()))
    };
    cloud.points.extend((0..num_outliers).filter_map(outlier));
}

#[cfg(test)]
mod tests {
    use super::super::tests::{generator, simulated_scan};
    use super::*;

    fn outliers_of(scan: &PointCloud, share: f64) -> Vec<Point> {
        let mut with_outliers = scan.clone();
        add_outliers(&mut with_outliers, share, &mut generator(1));
        let outliers = with_outliers.points.split_off(scan.len());
        assert_eq!(with_outliers, *scan, "the points of the scan stay in front");
        outliers
    }

    /// Mean of values that are uniform from `low` to `high`, in standard errors off the middle.
    fn errors_off_the_middle(values: impl Iterator<Item = f64>, [low, high]: [f64; 2]) -> f64 {
        let values: Vec<f64> = values.collect();
        assert!(values.iter().all(|value| (low - 1e-4..high + 1e-4).contains(value)));
        let num = values.len() as f64;
        let standard_error = (high - low) / (12. * num).sqrt();
        (values.iter().sum::<f64>() / num - (low + high) / 2.) / standard_error
    }

    #[test]
    fn as_many_as_stated_follow_the_points_of_the_scan() {
        let scan = simulated_scan();
        for share in [0.01, 0.05, 1.] {
            let expected = (share * scan.len() as f64).round() as usize;
            assert_eq!(outliers_of(&scan, share).len(), expected);
        }
    }

    #[test]
    fn each_is_in_the_direction_of_a_point_and_all_points_are_as_likely() {
        let scan = PointCloud::new(simulated_scan().points.into_iter().step_by(100).collect());
        let directions: Vec<Vector3<f64>> =
            scan.points.iter().map(|point| point.position().coords.normalize()).collect();
        let mut is_met = vec![false; scan.len()];
        for outlier in outliers_of(&scan, 1.) {
            let direction = outlier.position().coords.normalize();
            let near = |other: &Vector3<f64>| (direction - other).norm() < 1e-6;
            let position = directions.iter().position(near);
            assert!(position.is_some(), "{outlier:?}");
            position.into_iter().for_each(|index| is_met[index] = true);
        }
        // When n are drawn n times with replacement, 1 - 1/e of them are met, with variance (e - 2) / e^2 each.
        let num = scan.len() as f64;
        let off = is_met.iter().filter(|met| **met).count() as f64 - num * 0.63212;
        assert!(off.abs() < 5. * (num * 0.0972).sqrt(), "{off}");
    }

    #[test]
    fn ranges_are_uniform_from_2_m_to_the_largest_and_intensities_from_0_to_1() {
        let scan = simulated_scan();
        let range = |point: &Point| point.position().coords.norm();
        let largest = scan.points.iter().map(range).fold(0., f64::max);
        let outliers = outliers_of(&scan, 0.5);
        assert!(errors_off_the_middle(outliers.iter().map(range), [2., largest]).abs() < 5.);
        let intensities = outliers.iter().map(|point| point.intensity.into());
        assert!(errors_off_the_middle(intensities, [0., 1.]).abs() < 5.);
    }

    #[test]
    fn a_scan_within_2_m_gets_outliers_from_its_largest_range_to_2_m() {
        let scan = PointCloud::new(vec![Point::new(0., -0.5, 0., 0.3); 1000]);
        let outliers = outliers_of(&scan, 1.);
        assert!(outliers.iter().all(|point| point.x == 0. && point.z == 0.));
        let ranges = outliers.iter().map(|point| -f64::from(point.y));
        assert!(errors_off_the_middle(ranges, [0.5, 2.]).abs() < 5.);
    }

    #[test]
    fn points_at_the_sensor_give_no_direction() {
        let at_the_sensor = Point::new(0., 0., 0., 0.3);
        assert!(outliers_of(&PointCloud::new(vec![at_the_sensor; 10]), 1.).is_empty());
        let scan = PointCloud::new(vec![at_the_sensor, Point::new(0., 0., 50., 0.3)]);
        assert!(outliers_of(&scan, 1.).iter().all(|point| point.x == 0. && point.z >= 2.));
    }
}
