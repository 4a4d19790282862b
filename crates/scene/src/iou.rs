//! Overlap of boxes: intersection over union, from above and in space.

use std::cmp::Ordering;

use crate::boxes::Box3d;
use crate::polygon::area_inside_rectangle;

/// Area that two boxes share seen from above, square metres.
///
/// The same for either order of the arguments, to the last bit. Zero when a box has no area or a
/// number that is not finite.
pub fn bev_intersection_area(a: &Box3d, b: &Box3d) -> f64 {
    if !has_bev_area(a) || !has_bev_area(b) || circumscribed_circles_are_apart(a, b) {
        return 0.;
    }
    let (first, second) = if bev_order(a, b) == Ordering::Greater { (b, a) } else { (a, b) };
    let half_extent = [first.size.length / 2., first.size.width / 2.];
    let shared = area_inside_rectangle(corners_in_frame_of(first, second), half_extent);
    // Lengths whose products overflow give NaN, which f64::min would turn into a whole box.
    if shared.is_nan() { 0. } else { shared.min(first.bev_area()).min(second.bev_area()) }
}

/// Intersection over union seen from above, in [0, 1].
///
/// Symmetric to the last bit, exactly 1 for a box and itself, and 0 when a box has no area or a
/// number that is not finite.
///
/// ```
/// use voxelnet_scene::{Box3d, BoxSize, bev_iou};
///
/// let size = BoxSize { length: 4., width: 2., height: 1.5 };
/// let car = Box3d::new([10., 0., -1.].into(), size, 0.3);
/// assert_eq!(bev_iou(&car, &car), 1.);
/// ```
pub fn bev_iou(a: &Box3d, b: &Box3d) -> f64 {
    ratio(bev_intersection_area(a, b), a.bev_area(), b.bev_area())
}

/// Intersection over union of the volumes, in [0, 1], with the same guarantees as [`bev_iou`].
pub fn iou_3d(a: &Box3d, b: &Box3d) -> f64 {
    ratio(bev_intersection_area(a, b) * shared_height(a, b), a.volume(), b.volume())
}

fn ratio(intersection: f64, a: f64, b: f64) -> f64 {
    // A NaN or an infinite volume can only come with a height; it fails the comparison below.
    let union = a + b - intersection;
    if intersection > 0. && union > 0. { (intersection / union).min(1.) } else { 0. }
}

/// Metres of height that both boxes occupy.
///
/// From the distance of the centres, not from tops and bottoms, whose rounding would keep a box
/// from filling itself.
fn shared_height(a: &Box3d, b: &Box3d) -> f64 {
    let (height_a, height_b) = (a.size.height, b.size.height);
    if height_a > 0. && height_b > 0. {
        let reach = (height_a + height_b) / 2. - (a.center.z - b.center.z).abs();
        // f64::min would prefer a number to a NaN.
        if reach > 0. { reach.min(height_a).min(height_b) } else { 0. }
    } else {
        0.
    }
}

fn has_bev_area(b: &Box3d) -> bool {
    let finite = b.center.x.is_finite() && b.center.y.is_finite() && b.yaw.is_finite();
    finite && b.size.length > 0. && b.size.width > 0. && b.bev_area().is_finite()
}

fn circumscribed_circles_are_apart(a: &Box3d, b: &Box3d) -> bool {
    let reach = a.half_diagonal() + b.half_diagonal();
    let (dx, dy) = (a.center.x - b.center.x, a.center.y - b.center.y);
    dx * dx + dy * dy > reach * reach
}

/// An order in which only boxes that look the same from above are equal.
fn bev_order(a: &Box3d, b: &Box3d) -> Ordering {
    let key = |b: &Box3d| [b.center.x, b.center.y, b.size.length, b.size.width, b.yaw];
    let (key_a, key_b) = (key(a), key(b));
    key_a
        .iter()
        .zip(&key_b)
        .map(|(a, b)| a.total_cmp(b))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The corners of `other` with the centre of `frame` as origin and its heading as x.
///
/// Only differences enter, so far away from the sensor nothing is lost, and a box in its own frame
/// has exactly its half extents as corners.
fn corners_in_frame_of(frame: &Box3d, other: &Box3d) -> [[f64; 2]; 4] {
    let (sin, cos) = frame.yaw.sin_cos();
    let (dx, dy) = (other.center.x - frame.center.x, other.center.y - frame.center.y);
    let center = [dx * cos + dy * sin, dy * cos - dx * sin];
    let (sin, cos) = (other.yaw - frame.yaw).sin_cos();
    let (half_length, half_width) = (other.size.length / 2., other.size.width / 2.);
    [(1., 1.), (-1., 1.), (-1., -1.), (1., -1.)].map(|(along, across)| {
        let (a, b) = (along * half_length, across * half_width);
        [center[0] + (a * cos - b * sin), center[1] + (a * sin + b * cos)]
    })
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, SQRT_2};

    use nalgebra::{Point3, Rotation2, Vector2};
    use proptest::prelude::*;

    use super::*;
    use crate::boxes::BoxSize;

    fn flat(x: f64, y: f64, length: f64, width: f64, yaw: f64) -> Box3d {
        Box3d::new(Point3::new(x, y, 0.), BoxSize { length, width, height: 1. }, yaw)
    }

    #[track_caller]
    fn assert_near(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 1e-12, "{actual} is not {expected}");
    }

    #[test]
    fn unit_squares_45_degrees_apart_overlap_exactly() {
        let octagon = 2. * (SQRT_2 - 1.);
        let (a, b) = (flat(3., -2., 1., 1., 0.1), flat(3., -2., 1., 1., 0.1 + FRAC_PI_4));
        assert_near(bev_intersection_area(&a, &b), octagon);
        assert_near(bev_iou(&a, &b), octagon / (2. - octagon));
    }

    #[test]
    fn crossed_bars_share_the_square_of_their_width() {
        let (a, b) = (flat(500., 3., 4., 1., 0.7), flat(500., 3., 4., 1., 0.7 + FRAC_PI_2));
        assert_near(bev_intersection_area(&a, &b), 1.);
        assert_near(bev_iou(&a, &b), 1. / 7.);
    }

    #[test]
    fn bars_crossed_at_an_angle_share_a_rhombus() {
        let angle: f64 = 0.6;
        let (a, b) = (flat(0., 0., 40., 1., 1.), flat(0.2, 0.1, 40., 1., 1. + angle));
        assert_near(bev_intersection_area(&a, &b), 1. / angle.sin());
    }

    #[test]
    fn half_shifted_squares_overlap_by_a_third() {
        assert_near(bev_iou(&flat(0., 0., 1., 1., 0.), &flat(0.5, 0., 1., 1., 0.)), 1. / 3.);
    }

    #[test]
    fn a_contained_box_has_the_ratio_of_the_areas() {
        let (inner, outer) = (flat(1., 1., 2., 1., 0.9), flat(1.3, 0.8, 8., 6., -0.4));
        assert_near(bev_iou(&inner, &outer), 2. / 48.);
    }

    #[test]
    fn touching_boxes_do_not_overlap() {
        let a = flat(0., 0., 2., 2., 0.);
        assert_eq!(bev_iou(&a, &flat(2., 0., 2., 2., 0.)), 0.);
        assert_eq!(bev_iou(&a, &flat(2., 2., 2., 2., 0.)), 0.);
        assert_near(bev_iou(&a, &flat(1. + SQRT_2, 0., 2., 2., FRAC_PI_4)), 0.);
        let on_top = Box3d::new(Point3::new(0., 0., 1.), a.size, 0.);
        assert_eq!(iou_3d(&a, &on_top), 0.);
    }

    #[test]
    fn height_counts_in_space_only() {
        let a = flat(0., 0., 4., 2., 0.5);
        let raised = Box3d::new(Point3::new(0., 0., 0.5), a.size, 0.5);
        assert_eq!(bev_iou(&a, &raised), 1.);
        assert_near(iou_3d(&a, &raised), 1. / 3.);
        let tall = Box3d::new(a.center, BoxSize { height: 4., ..a.size }, 0.5);
        assert_near(iou_3d(&a, &tall), 1. / 4.);
    }

    #[test]
    fn boxes_without_area_or_with_bad_numbers_overlap_nothing() {
        let good = flat(0., 0., 4., 2., 0.);
        let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        let mut boxes = vec![flat(0., 0., 0., 2., 0.), flat(0., 0., -4., -2., 0.)];
        for x in bad {
            boxes.extend([
                flat(x, 0., 4., 2., 0.),
                flat(0., x, 4., 2., 0.),
                flat(0., 0., x, 2., 0.),
            ]);
            boxes.extend([flat(0., 0., 4., x, 0.), flat(0., 0., 4., 2., x)]);
        }
        for b in boxes {
            for (first, second) in [(&good, &b), (&b, &good), (&b, &b)] {
                assert_eq!(bev_iou(first, second), 0., "{b:?}");
                assert_eq!(iou_3d(first, second), 0., "{b:?}");
            }
        }
        for height in [0., -1., f64::NAN, f64::INFINITY] {
            let b = Box3d::new(good.center, BoxSize { height, ..good.size }, 0.);
            assert_eq!((iou_3d(&good, &b), iou_3d(&b, &b)), (0., 0.), "{height}");
        }
        let unplaced = Box3d::new(Point3::new(0., 0., f64::NAN), good.size, 0.);
        assert_eq!(iou_3d(&good, &unplaced), 0.);
    }

    fn any_box(reach: f64) -> impl Strategy<Value = Box3d> {
        let center = (-reach..reach, -reach..reach, -3.0..3.0);
        (center, 0.1..12.0, 0.1..5.0, 0.1..4.0, -7.0..7.0).prop_map(
            |((x, y, z), length, width, height, yaw)| {
                Box3d::new(Point3::new(x, y, z), BoxSize { length, width, height }, yaw)
            },
        )
    }

    fn moved(b: &Box3d, angle: f64, shift: Vector2<f64>) -> Box3d {
        let xy = Rotation2::new(angle) * b.center.coords.xy() + shift;
        Box3d::new(Point3::new(xy.x, xy.y, b.center.z), b.size, b.yaw + angle)
    }

    /// The area by counting the cells of a fine grid whose centres lie in both boxes.
    fn counted_area(a: &Box3d, b: &Box3d) -> f64 {
        const NUM_CELLS: i32 = 200;
        let cell = (a.size.length / f64::from(NUM_CELLS), a.size.width / f64::from(NUM_CELLS));
        let (sin, cos) = a.yaw.sin_cos();
        let mut num_inside = 0.;
        for i in 0..NUM_CELLS {
            for j in 0..NUM_CELLS {
                let along = (f64::from(i) + 0.5) * cell.0 - a.size.length / 2.;
                let across = (f64::from(j) + 0.5) * cell.1 - a.size.width / 2.;
                let x = a.center.x + along * cos - across * sin;
                let y = a.center.y + along * sin + across * cos;
                let local = b.local_from_lidar(Point3::new(x, y, 0.));
                if local.x.abs() <= b.size.length / 2. && local.y.abs() <= b.size.width / 2. {
                    num_inside += 1.;
                }
            }
        }
        num_inside * cell.0 * cell.1
    }

    proptest! {
        #[test]
        fn a_box_overlaps_itself_exactly(b in any_box(1e3)) {
            prop_assert_eq!(bev_intersection_area(&b, &b), b.bev_area());
            prop_assert_eq!(bev_iou(&b, &b), 1.);
            prop_assert_eq!(iou_3d(&b, &b), 1.);
        }

        #[test]
        fn a_box_overlaps_its_half_turn(b in any_box(1e3)) {
            let turned = Box3d { yaw: b.yaw + PI, ..b };
            prop_assert!((bev_iou(&b, &turned) - 1.).abs() < 1e-12);
        }

        #[test]
        fn overlap_is_symmetric_to_the_last_bit(a in any_box(4.), b in any_box(4.)) {
            prop_assert_eq!(bev_iou(&a, &b).to_bits(), bev_iou(&b, &a).to_bits());
            prop_assert_eq!(iou_3d(&a, &b).to_bits(), iou_3d(&b, &a).to_bits());
        }

        #[test]
        fn overlap_is_a_fraction(a in any_box(4.), b in any_box(4.)) {
            prop_assert!((0. ..=1.).contains(&bev_iou(&a, &b)));
            prop_assert!((0. ..=1.).contains(&iou_3d(&a, &b)));
        }

        #[test]
        fn overlap_survives_rigid_motion(
            a in any_box(4.),
            b in any_box(4.),
            angle in -4.0..4.0,
            (dx, dy) in (-1e3..1e3, -1e3..1e3),
        ) {
            let shift = Vector2::new(dx, dy);
            let there = bev_iou(&moved(&a, angle, shift), &moved(&b, angle, shift));
            prop_assert!((there - bev_iou(&a, &b)).abs() < 1e-10);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_area_agrees_with_counting_cells(a in any_box(3.), b in any_box(3.)) {
            let tolerance = 0.02 * a.bev_area();
            prop_assert!((bev_intersection_area(&a, &b) - counted_area(&a, &b)).abs() < tolerance);
        }
    }
}
