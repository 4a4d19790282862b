//! Suppression of boxes that repeat a better one.

use crate::boxes::Box3d;
use crate::iou::bev_iou;

/// Indices of the boxes that no better kept box overlaps by more than `max_iou`, best first.
///
/// Greedy: from the highest score down, each box still standing is kept and removes the rest whose
/// rotated bird's-eye IoU with it exceeds `max_iou`. Of equal scores the lower index is better. A
/// box whose score is NaN is dropped.
///
/// # Panics
///
/// When there are not as many scores as boxes.
pub fn non_max_suppression(boxes: &[Box3d], scores: &[f64], max_iou: f64) -> Vec<usize> {
    assert_eq!(boxes.len(), scores.len(), "each box needs one score");
    let order = best_first(scores);
    if max_iou < 0. {
        // Boxes that do not even touch exceed such a limit.
        return order.into_iter().take(1).collect();
    }
    let mut standing: Vec<Standing> =
        order.into_iter().map(|index| Standing::new(index, &boxes[index])).collect();
    let mut kept = Vec::new();
    while let Some((best, rest)) = standing.split_first() {
        kept.push(best.index);
        let stays = |other: &&Standing| {
            !best.can_overlap_by_more(other, max_iou)
                || bev_iou(&boxes[best.index], &boxes[other.index]) <= max_iou
        };
        standing = rest.iter().filter(stays).copied().collect();
    }
    kept
}

/// A box that nothing has suppressed yet, with what rules most overlaps out without its corners.
#[derive(Clone, Copy)]
struct Standing {
    index: usize,
    center: [f64; 2],
    /// Radius of the circumscribed circle seen from above.
    reach: f64,
    area: f64,
}

impl Standing {
    fn new(index: usize, box3d: &Box3d) -> Self {
        let center = [box3d.center.x, box3d.center.y];
        Self { index, center, reach: box3d.half_diagonal(), area: box3d.bev_area() }
    }

    /// Whether the circles meet and the areas are alike enough for such an overlap.
    fn can_overlap_by_more(&self, other: &Self, max_iou: f64) -> bool {
        /// Absorbs the rounding of the overlap itself.
        const SLACK: f64 = 1. - 1e-9;
        let [dx, dy] = [0, 1].map(|axis| self.center[axis] - other.center[axis]);
        let reach = self.reach + other.reach;
        let (smaller, larger) = (self.area.min(other.area), self.area.max(other.area));
        dx * dx + dy * dy <= reach * reach && smaller >= SLACK * max_iou * larger
    }
}

fn best_first(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).filter(|&i| !scores[i].is_nan()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;
    use crate::boxes::BoxSize;

    fn car(x: f64, y: f64, yaw: f64) -> Box3d {
        Box3d::new(Point3::new(x, y, -1.), BoxSize { length: 4., width: 2., height: 1.5 }, yaw)
    }

    fn brute_force(boxes: &[Box3d], scores: &[f64], max_iou: f64) -> Vec<usize> {
        let mut kept: Vec<usize> = Vec::new();
        for i in best_first(scores) {
            if kept.iter().all(|&k| bev_iou(&boxes[k], &boxes[i]) <= max_iou) {
                kept.push(i);
            }
        }
        kept
    }

    #[test]
    fn the_better_of_two_overlapping_boxes_stays() {
        let boxes = [car(0., 0., 0.), car(0.2, 0., 0.), car(20., 0., 0.)];
        assert_eq!(non_max_suppression(&boxes, &[0.5, 0.9, 0.1], 0.5), [1, 2]);
    }

    #[test]
    fn a_suppressed_box_suppresses_nothing() {
        let boxes = [car(0., 0., 0.), car(1.5, 0., 0.), car(3., 0., 0.)];
        assert_eq!(non_max_suppression(&boxes, &[0.9, 0.8, 0.7], 0.3), [0, 2]);
    }

    #[test]
    fn overlap_equal_to_the_limit_is_tolerated() {
        let boxes = [car(0., 0., 0.), car(0., 0., 0.)];
        assert_eq!(non_max_suppression(&boxes, &[0.9, 0.8], 1.), [0, 1]);
        assert_eq!(non_max_suppression(&boxes, &[0.9, 0.8], 0.999), [0]);
    }

    #[test]
    fn boxes_side_by_side_at_an_angle_do_not_overlap_as_their_axis_aligned_hulls_do() {
        use std::f64::consts::FRAC_PI_4;
        // 2.1 m apart across their headings, each 2 m wide.
        let aside = 2.1 / 2_f64.sqrt();
        let boxes = [car(0., 0., FRAC_PI_4), car(-aside, aside, FRAC_PI_4)];
        assert_eq!(non_max_suppression(&boxes, &[0.9, 0.8], 0.01), [0, 1]);
    }

    #[test]
    fn of_equal_scores_the_first_box_stays() {
        let boxes = [car(0., 0., 0.), car(0.1, 0., 0.), car(0.2, 0., 0.)];
        assert_eq!(non_max_suppression(&boxes, &[0.7; 3], 0.5), [0]);
    }

    #[test]
    fn nan_scores_are_dropped_and_no_boxes_are_fine() {
        let boxes = [car(0., 0., 0.), car(9., 0., 0.), car(18., 0., 0.)];
        let scores = [f64::NAN, f64::NEG_INFINITY, f64::INFINITY];
        assert_eq!(non_max_suppression(&boxes, &scores, 0.5), [2, 1]);
        assert!(non_max_suppression(&[], &[], 0.5).is_empty());
    }

    #[test]
    fn boxes_with_bad_numbers_neither_suppress_nor_are_suppressed() {
        let infinite = BoxSize { length: f64::INFINITY, width: 2., height: 1. };
        let boxes = [
            Box3d::new(Point3::new(0., 0., 0.), infinite, 0.),
            car(f64::NAN, 0., 0.),
            car(0., 0., 0.),
            car(0.1, 0., 0.),
        ];
        assert_eq!(non_max_suppression(&boxes, &[0.9, 0.8, 0.7, 0.6], 0.5), [0, 1, 2]);
    }

    #[test]
    fn a_small_box_finds_the_centre_of_a_long_one() {
        let bus = Box3d { size: BoxSize { length: 40., width: 2., height: 3. }, ..car(0., 0., 0.) };
        let at_its_end = car(18., 0., 0.);
        assert_eq!(non_max_suppression(&[at_its_end, bus], &[0.9, 0.8], 0.05), [0]);
    }

    #[test]
    fn four_thousand_crowded_boxes_agree_with_all_pairs() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let mut boxes: Vec<Box3d> = (0..3_500)
            .map(|_| {
                let (x, y) = (rng.random_range(0. ..70.), rng.random_range(-40. ..40.));
                car(x, y, rng.random_range(-3. ..3.))
            })
            .collect();
        boxes.extend(vec![boxes[0]; 500]);
        let scores: Vec<f64> = boxes.iter().map(|_| rng.random_range(0. ..1.)).collect();
        assert_eq!(non_max_suppression(&boxes, &scores, 0.1), brute_force(&boxes, &scores, 0.1));
    }

    proptest! {
        #[test]
        fn ruling_overlaps_out_early_changes_nothing(
            boxes in prop::collection::vec(
                (-9.0..9.0, -9.0..9.0, 0.0..9.0, 0.0..4.0, -4.0..4.0, 0_u8..9), 0..80),
            max_iou in -0.1..1.1,
        ) {
            let scores: Vec<f64> = boxes.iter().map(|b| f64::from(b.5) / 8.).collect();
            let mut boxes: Vec<Box3d> = boxes
                .into_iter()
                .map(|(x, y, length, width, yaw, _)| {
                    Box3d { size: BoxSize { length, width, height: 1. }, ..car(x, y, yaw) }
                })
                .collect();
            for twin in 1..boxes.len() / 2 {
                boxes[2 * twin] = boxes[twin];
            }
            prop_assert_eq!(
                non_max_suppression(&boxes, &scores, max_iou),
                brute_force(&boxes, &scores, max_iou)
            );
        }
    }
}
