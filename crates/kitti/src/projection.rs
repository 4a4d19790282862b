//! Boxes as the left colour camera sees them.

use nalgebra::{Point2, Point3, Vector3};
use voxelnet_scene::{Box3d, wrap_angle};

use crate::calibration::Calibration;
use crate::camera_box::CameraBox;
use crate::image_size::ImageSize;

/// Depth at which a box reaching behind the camera is cut off, metres.
const NEAR_M: f64 = 0.01;

/// A rectangle in the image, pixels, continuous coordinates with y down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Smallest x.
    pub left: f64,
    /// Smallest y.
    pub top: f64,
    /// Largest x.
    pub right: f64,
    /// Largest y.
    pub bottom: f64,
}

impl Rect {
    const EMPTY: Self = Self {
        left: f64::INFINITY,
        top: f64::INFINITY,
        right: f64::NEG_INFINITY,
        bottom: f64::NEG_INFINITY,
    };

    fn grown_to_hold(self, x: f64, y: f64) -> Self {
        Self {
            left: self.left.min(x),
            top: self.top.min(y),
            right: self.right.max(x),
            bottom: self.bottom.max(y),
        }
    }

    /// The part on the image, whose last pixel is at `width - 1`, `height - 1` as in official labels.
    fn clipped_to(self, image: ImageSize) -> Option<Self> {
        let clipped = Self {
            left: self.left.max(0.),
            top: self.top.max(0.),
            right: self.right.min(f64::from(image.width) - 1.),
            bottom: self.bottom.min(f64::from(image.height) - 1.),
        };
        (clipped.right > clipped.left && clipped.bottom > clipped.top).then_some(clipped)
    }
}

/// The hull of a box's eight projected corners, clipped to the image.
///
/// Only the part in front of the camera counts when a box is partly behind it. `None` when the box is
/// wholly behind the camera or outside the image.
pub fn project_box(lidar_box: &Box3d, calibration: &Calibration, image: ImageSize) -> Option<Rect> {
    project_camera_box(&calibration.camera_box_from_lidar(lidar_box), calibration, image)
}

pub(crate) fn project_camera_box(
    camera_box: &CameraBox,
    calibration: &Calibration,
    image: ImageSize,
) -> Option<Rect> {
    let corners =
        camera_box.corners().map(|corner| calibration.homogeneous_pixel_from_camera(corner));
    let in_front = corners.iter().copied().filter(|corner| corner.z >= NEAR_M);
    let cut = edges().filter_map(|(a, b)| near_crossing(corners[a], corners[b]));
    in_front
        .chain(cut)
        .fold(Rect::EMPTY, |hull, pixel| hull.grown_to_hold(pixel.x / pixel.z, pixel.y / pixel.z))
        .clipped_to(image)
}

/// The edges of a box in the image, pixels, and behind them the diagonals of its front face.
///
/// Only the part in front of the camera is there when a box is partly behind it. Ends may lie outside the image.
pub fn project_edges(lidar_box: &Box3d, calibration: &Calibration) -> Vec<[Point2<f64>; 2]> {
    let camera_box = calibration.camera_box_from_lidar(lidar_box);
    let corners =
        camera_box.corners().map(|corner| calibration.homogeneous_pixel_from_camera(corner));
    let part_in_front = |(a, b): (usize, usize)| {
        let (a, b) = (corners[a], corners[b]);
        let cut = near_crossing(a, b);
        let kept = |end: Vector3<f64>| if end.z >= NEAR_M { Some(end) } else { cut };
        Some([kept(a)?, kept(b)?].map(|end| Point2::new(end.x / end.z, end.y / end.z)))
    };
    edges().chain(FRONT_DIAGONALS).filter_map(part_in_front).collect()
}

/// From the lower corners of the front face to the upper ones across.
const FRONT_DIAGONALS: [(usize, usize); 2] = [(0, 7), (3, 4)];

/// The edges of a box as pairs of indices into [`CameraBox::corners`].
fn edges() -> impl Iterator<Item = (usize, usize)> {
    (0..4).flat_map(|i| [(i, (i + 1) % 4), (i + 4, (i + 1) % 4 + 4), (i, i + 4)])
}

/// The point where an edge meets the near plane; homogeneous pixels are linear along it.
fn near_crossing(a: Vector3<f64>, b: Vector3<f64>) -> Option<Vector3<f64>> {
    let crosses = (a.z < NEAR_M) != (b.z < NEAR_M);
    crosses.then(|| a + (b - a) * ((NEAR_M - a.z) / (b.z - a.z)))
}

/// KITTI's observation angle of a box, radians in [-pi, pi): its heading as seen along the ray from
/// the camera, `rotation_y - atan2(x, z)`.
pub fn alpha_of(camera_box: &CameraBox) -> f64 {
    let Point3 { coords, .. } = camera_box.bottom_center;
    wrap_angle(camera_box.rotation_y - coords.x.atan2(coords.z))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};

    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::calibration::tests::aligned;

    fn cube_at(x: f64, y: f64, z: f64) -> Box3d {
        let size = BoxSize { length: 2., width: 2., height: 2. };
        Box3d::new(Point3::new(x, y, z), size, 0.)
    }

    fn projected(cube: Box3d) -> Option<Rect> {
        project_box(&cube, &aligned(), ImageSize::default())
    }

    #[test]
    fn the_edges_of_a_cube_ahead_reach_its_hull_and_its_back_is_crossed() {
        // Heading away from the camera, so that the front face is the far one, at 12 m.
        let edges = project_edges(&cube_at(11., 0., 0.), &aligned());
        assert_eq!(edges.len(), 14);
        let xs = || edges.iter().flatten().map(|end| end.x);
        assert!((xs().fold(f64::INFINITY, f64::min) - 530.).abs() < 1e-9);
        assert!((xs().fold(0., f64::max) - 670.).abs() < 1e-9);
        for [from, to] in &edges[12..] {
            assert!(((from - to).x.abs() - 2. * 700. / 12.).abs() < 1e-9, "{from} {to}");
            assert!(((from - to).y.abs() - 2. * 700. / 12.).abs() < 1e-9, "{from} {to}");
        }
    }

    #[test]
    fn edges_behind_the_camera_are_cut_off_or_left_out() {
        assert!(project_edges(&cube_at(-5., 0., 0.), &aligned()).is_empty());
        let edges = project_edges(&cube_at(0.5, 0., 0.), &aligned());
        assert_eq!(
            edges.len(),
            4 + 4 + 2,
            "the far face, four cut edges, and the front's diagonals"
        );
        assert!(edges.iter().flatten().all(|end| end.x.is_finite() && end.y.is_finite()));
    }

    #[test]
    fn a_cube_ahead_covers_the_hull_of_its_near_face() {
        // Near face at 10 m: 700 px focal length x 1 m / 10 m = 70 px to each side of (600, 180).
        let rect = projected(cube_at(11., 0., 0.)).unwrap();
        for (found, expected) in
            [(rect.left, 530.), (rect.right, 670.), (rect.top, 110.), (rect.bottom, 250.)]
        {
            assert!((found - expected).abs() < 1e-9, "{rect:?}");
        }
    }

    #[test]
    fn the_hull_is_clipped_to_the_last_pixel() {
        let rect = projected(cube_at(3., 0., 0.)).unwrap();
        assert_eq!((rect.top, rect.bottom), (0., 374.));
        let left = projected(cube_at(11., 9., 0.)).unwrap();
        assert_eq!(left.left, 0.);
    }

    #[test]
    fn boxes_behind_or_beside_the_view_have_no_rectangle() {
        for (x, y, z) in
            [(-5., 0., 0.), (11., 40., 0.), (11., -40., 0.), (11., 0., 20.), (f64::NAN, 0., 0.)]
        {
            assert_eq!(projected(cube_at(x, y, z)), None);
        }
        let none = ImageSize { width: 0, height: 0 };
        assert_eq!(project_box(&cube_at(11., 0., 0.), &aligned(), none), None);
    }

    #[test]
    fn a_box_around_the_camera_covers_the_whole_image() {
        let rect = projected(cube_at(0.5, 0., 0.)).unwrap();
        assert_eq!(rect, Rect { left: 0., top: 0., right: 1241., bottom: 374. });
    }

    #[test]
    fn a_box_reaching_behind_the_camera_keeps_only_the_part_in_front() {
        // Its right side is 1 m left of the axis from depth 0 to 1 m: nothing right of 600 - 700 px.
        assert_eq!(projected(cube_at(0., 2., 0.)), None);
        // Out to 21 m ahead the same side ends 700 / 21 px left of the axis.
        let mut long = cube_at(10., 2., 0.);
        long.size.length = 22.;
        let rect = projected(long).unwrap();
        assert_eq!((rect.left, rect.top, rect.bottom), (0., 0., 374.));
        assert!((rect.right - (600. - 700. / 21.)).abs() < 1e-9, "{rect:?}");
    }

    #[test]
    fn alpha_is_the_heading_against_the_viewing_ray() {
        let size = BoxSize { length: 4., width: 2., height: 2. };
        let seen = |x, z, rotation_y| {
            alpha_of(&CameraBox { bottom_center: Point3::new(x, 0., z), size, rotation_y })
        };
        assert_eq!(seen(0., 10., 1.), 1.);
        assert!((seen(10., 10., FRAC_PI_2) - FRAC_PI_4).abs() < 1e-12);
        assert!((seen(10., 10., -3.) - (-3. - FRAC_PI_4 + std::f64::consts::TAU)).abs() < 1e-12);
    }
}
