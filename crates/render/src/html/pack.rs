//! A point cloud in eight bytes a point.

use voxelnet_scene::{Point, PointCloud, rings_of};

use super::{scene::MAX_COORDINATE_M, window::Window};

/// The points that can be shown, ready for a vertex buffer.
///
/// A point is x, y and z as 16-bit little-endian fractions of the window, its intensity as an
/// 8-bit fraction of the highest, and its ring.
pub(super) struct PackedCloud {
    pub bytes: Vec<u8>,
    pub num_points: usize,
    /// Points that are not finite or so far from the others that they would blur them.
    pub num_left_out: usize,
    /// The beginning of the fractions and their extent, metres.
    pub window: Window,
}

/// Positions are off by half a 65535th of the window: 5 mm at most unless the cloud is wider than
/// 655 m.
pub(super) fn pack(cloud: &PointCloud, highest_intensity: f64) -> PackedCloud {
    let mut points: Vec<Point> = cloud.points.iter().copied().filter(is_on_earth).collect();
    let window = Window::of(&points);
    points.retain(|point| window.contains(point));

    let mut bytes = Vec::with_capacity(8 * points.len());
    for (point, ring) in points.iter().zip(rings_of(&points)) {
        for fraction in window.fractions(point) {
            bytes.extend(((fraction * 65535.).round() as u16).to_le_bytes());
        }
        let intensity = f64::from(point.intensity) / highest_intensity;
        bytes.extend([(intensity * 255.).round() as u8, ring]);
    }
    let num_left_out = cloud.len() - points.len();
    PackedCloud { bytes, num_points: points.len(), num_left_out, window }
}

fn is_on_earth(point: &Point) -> bool {
    point.is_finite() && point.position().iter().all(|metres| metres.abs() <= MAX_COORDINATE_M)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The positions that a page reads back, metres.
    fn unpacked(packed: &PackedCloud) -> Vec<[f64; 3]> {
        let (low, extent) = (packed.window.low_m, packed.window.extent_m);
        let axis = |bytes: &[u8], i: usize| {
            let fraction = f64::from(u16::from_le_bytes([bytes[2 * i], bytes[2 * i + 1]])) / 65535.;
            low[i] + fraction * extent[i]
        };
        packed.bytes.chunks(8).map(|bytes| [0, 1, 2].map(|i| axis(bytes, i))).collect()
    }

    proptest! {
        #[test]
        fn points_of_a_scene_of_150_metres_move_by_less_than_two_millimetres(
            places in prop::collection::vec((-75_f32..75., -75_f32..75., -10_f32..30.), 1..200)
        ) {
            let points = places.iter().map(|&(x, y, z)| Point::new(x, y, z, 0.5)).collect();
            let cloud = PointCloud::new(points);
            let packed = pack(&cloud, 1.);
            prop_assert_eq!(packed.num_points, cloud.len());
            for (point, back) in cloud.points.iter().zip(unpacked(&packed)) {
                let position = point.position();
                for axis in 0..3 {
                    prop_assert!((position[axis] - back[axis]).abs() < 0.002);
                }
            }
        }

        #[test]
        fn any_numbers_make_eight_bytes_a_point(
            numbers in prop::collection::vec(prop::array::uniform4(prop::num::f32::ANY), 0..50), highest in 0_f64..10.
        ) {
            let cloud =
                PointCloud::new(numbers.iter().map(|&[x, y, z, i]| Point::new(x, y, z, i)).collect());
            let packed = pack(&cloud, highest);
            prop_assert_eq!(packed.bytes.len(), 8 * packed.num_points);
            prop_assert_eq!(packed.num_points + packed.num_left_out, cloud.len());
        }
    }

    #[test]
    fn intensities_are_fractions_of_the_highest_and_lasers_follow() {
        let points = [-1., 0., 20., 40., 900.].map(|i| Point::new(10., 0., 0., i));
        let packed = pack(&PointCloud::new(points.to_vec()), 40.);
        let intensities: Vec<u8> = packed.bytes.chunks(8).map(|bytes| bytes[6]).collect();
        assert_eq!(intensities, [0, 0, 128, 255, 255]);
        assert!(packed.bytes.chunks(8).all(|bytes| bytes[7] == 0));
    }

    #[test]
    fn an_empty_cloud_and_one_of_nothing_finite_are_empty() {
        let nothing = [Point::new(f32::NAN, 0., 0., 0.), Point::new(3e38, 0., 0., 0.)];
        for points in [vec![], nothing.to_vec()] {
            let packed = pack(&PointCloud::new(points.clone()), 1.);
            assert_eq!((packed.bytes.len(), packed.num_left_out), (0, points.len()));
        }
    }

    #[test]
    fn a_point_far_away_does_not_blur_the_others() {
        let mut points: Vec<Point> =
            (0..5000).map(|i| Point::new(0.01 * i as f32, -0.005 * i as f32, 0., 0.)).collect();
        points.push(Point::new(9e5, 0., 0., 0.));
        let packed = pack(&PointCloud::new(points.clone()), 1.);
        assert_eq!(packed.num_left_out, 1);
        for (point, back) in points.iter().zip(unpacked(&packed)) {
            assert!((f64::from(point.x) - back[0]).abs() < 0.01, "{point:?} {back:?}");
        }
    }
}
