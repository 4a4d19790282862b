//! The whole scan tilted, as if the car braked or leaned, or the road rose ahead.

use rand::RngExt;

use super::whole_scan::all_boxes;
use crate::labelled_scan::LabelledScan;

/// Raises what lies ahead and what lies to the left, each by a slope of up to `max_tilt` radians up or
/// down.
///
/// Heights are sheared: a box has no pitch, so it keeps standing upright while the points in it slope.
pub(super) fn tilt_scan(scan: &mut LabelledScan, max_tilt: f64, rng: &mut impl RngExt) {
    let [ahead, left] = [(); 2].map(|()| (max_tilt * rng.random_range(-1.0..1.0)).tan());
    if max_tilt == 0. {
        return;
    }
    for point in &mut scan.cloud.points {
        let rise = ahead * f64::from(point.x) + left * f64::from(point.y);
        point.z = (f64::from(point.z) + rise) as f32;
    }
    for box3d in all_boxes(scan) {
        box3d.center.z += ahead * box3d.center.x + left * box3d.center.y;
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::super::tests::{boxes_inside, car_at, scan_of};
    use super::*;

    fn tilted(scan: &LabelledScan, max_tilt: f64, seed: u64) -> LabelledScan {
        let mut tilted = scan.clone();
        tilt_scan(&mut tilted, max_tilt, &mut ChaCha8Rng::seed_from_u64(seed));
        tilted
    }

    #[test]
    fn boxes_rise_with_the_ground_under_them() {
        let scan = scan_of(&[car_at(40., 0., 0.), car_at(0., 20., 0.), car_at(10., 10., 0.)]);
        let (mut most_ahead, mut most_left) = (0_f64, 0_f64);
        for seed in 0..500 {
            let tilted = tilted(&scan, 0.02, seed);
            let [ahead, left, both] =
                [0, 1, 2].map(|i| tilted.boxes[i].box3d.center.z - scan.boxes[i].box3d.center.z);
            assert!((both - (ahead / 4. + left / 2.)).abs() < 1e-9, "{ahead} {left} {both}");
            most_ahead = most_ahead.max(ahead.abs());
            most_left = most_left.max(left.abs());
        }
        let expected = [40. * 0.02_f64.tan(), 20. * 0.02_f64.tan()];
        for (most, expected) in [most_ahead, most_left].into_iter().zip(expected) {
            assert!(((0.97 * expected)..=expected).contains(&most), "{most} of {expected}");
        }
    }

    #[test]
    fn nearly_all_points_stay_in_their_boxes() {
        let scan = scan_of(&[car_at(40., 5., 0.7), car_at(30., -8., -2.)]);
        let inside = boxes_inside(&scan);
        for seed in 0..30 {
            let now = boxes_inside(&tilted(&scan, 0.02, seed));
            let num_lost =
                inside.iter().zip(&now).filter(|(before, after)| before != after).count();
            assert!(num_lost * 20 < inside.len(), "{num_lost} of {}", inside.len());
        }
    }

    #[test]
    fn switched_off_nothing_moves() {
        let scan = scan_of(&[car_at(12., 5., 0.7)]);
        assert_eq!(tilted(&scan, 0., 1), scan);
    }
}
