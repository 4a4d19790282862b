//! The whole scan moved, as if the sensor stood elsewhere.

use nalgebra::Vector3;
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::whole_scan::all_boxes;
use crate::labelled_scan::LabelledScan;

/// Moves points and boxes together by normally distributed lengths.
pub(super) fn shift_scan(scan: &mut LabelledScan, std_m: Vector3<f64>, rng: &mut impl RngExt) {
    let shift = std_m.map(|deviation| {
        let drawn: f64 = StandardNormal.sample(rng);
        deviation * drawn
    });
    if shift == Vector3::zeros() {
        return;
    }
    for point in &mut scan.cloud.points {
        let moved = point.position() + shift;
        (point.x, point.y, point.z) = (moved.x as f32, moved.y as f32, moved.z as f32);
    }
    all_boxes(scan).for_each(|box3d| box3d.center += shift);
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::super::tests::{boxes_inside, car_at, scan_of};
    use super::*;

    #[test]
    fn points_stay_in_their_boxes_and_lengths_are_spread_as_configured() {
        let scan = scan_of(&[car_at(12., 5., 0.7), car_at(30., -8., -2.)]);
        let inside = boxes_inside(&scan);
        let mut squares = [0.; 3];
        for seed in 0..300 {
            let mut moved = scan.clone();
            shift_scan(
                &mut moved,
                Vector3::new(0.5, 0.2, 0.1),
                &mut ChaCha8Rng::seed_from_u64(seed),
            );
            assert_eq!(boxes_inside(&moved), inside);
            let shift = moved.boxes[0].box3d.center - scan.boxes[0].box3d.center;
            (0..3).for_each(|axis| squares[axis] += shift[axis] * shift[axis] / 300.);
        }
        let deviations = squares.map(f64::sqrt);
        for (found, expected) in deviations.iter().zip([0.5, 0.2, 0.1]) {
            assert!((found / expected - 1.).abs() < 0.15, "{deviations:?}");
        }
    }

    #[test]
    fn switched_off_nothing_moves() {
        let scan = scan_of(&[car_at(12., 5., 0.7)]);
        let mut same = scan.clone();
        shift_scan(&mut same, Vector3::zeros(), &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(same, scan);
    }
}
