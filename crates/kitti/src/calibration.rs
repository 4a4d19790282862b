//! The relation of the LiDAR, the rectified camera and the left colour image.

use nalgebra::{Affine3, Matrix2, Matrix3, Matrix3x4, Matrix4, Point2, Point3, Vector3};

use crate::error::KittiError;

/// The calibration of one frame: LiDAR to rectified camera and camera to the left colour image.
///
/// The rectified camera frame is x right, y down, z forward. R0_rect applies in both directions:
/// `camera = R0_rect x Tr_velo_to_cam x lidar`, and the inverse of that product leads back. The
/// inverse is computed once and is the matrix's own, not a transpose: the seven digits of official
/// files leave the rotations orthonormal to only about 1e-7.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    pub(crate) p2: Matrix3x4<f64>,
    pub(crate) r0_rect: Matrix3<f64>,
    pub(crate) tr_velo_to_cam: Matrix3x4<f64>,
    camera_from_lidar: Affine3<f64>,
    lidar_from_camera: Affine3<f64>,
    /// (x, z) of a direction level in the camera frame -> (x, y) of it in the LiDAR frame.
    pub(crate) lidar_heading_from_camera: Matrix2<f64>,
    pub(crate) camera_heading_from_lidar: Matrix2<f64>,
}

impl Calibration {
    /// A calibration from its three matrices, named as in official files: `p2` projects homogeneous
    /// rectified camera coordinates to pixels, `tr_velo_to_cam` is the LiDAR-to-camera transform
    /// before rectification, metres.
    ///
    /// # Errors
    ///
    /// [`KittiError::NotRigid`] when `r0_rect x tr_velo_to_cam` is not nearly a rotation, or turns
    /// the camera so far that its y axis no longer points down in the LiDAR frame.
    /// [`KittiError::NoProjection`] when `p2` has no focal length or no third row.
    pub fn new(
        p2: Matrix3x4<f64>,
        r0_rect: Matrix3<f64>,
        tr_velo_to_cam: Matrix3x4<f64>,
    ) -> Result<Self, KittiError> {
        Self::from_matrices(p2, r0_rect, tr_velo_to_cam, "calibration")
    }

    pub(crate) fn from_matrices(
        p2: Matrix3x4<f64>,
        r0_rect: Matrix3<f64>,
        tr_velo_to_cam: Matrix3x4<f64>,
        place: &str,
    ) -> Result<Self, KittiError> {
        check_projection(&p2, place)?;
        let refused = |quantity, found, expected| KittiError::NotRigid {
            place: place.to_owned(),
            quantity,
            found,
            expected,
        };
        let product = r0_rect * tr_velo_to_cam;
        let determinant = product.fixed_columns::<3>(0).determinant();
        let camera_from_lidar = Affine3::from_matrix_unchecked(homogeneous(&product));
        let lidar_from_camera = Some(camera_from_lidar)
            .filter(|_| (0.9..1.1).contains(&determinant))
            .and_then(Affine3::try_inverse)
            .ok_or_else(|| refused("a determinant of", determinant, "1, that of a rotation"))?;

        let inverse = lidar_from_camera.matrix();
        let lidar_heading_from_camera =
            Matrix2::new(inverse[(0, 0)], inverse[(0, 2)], inverse[(1, 0)], inverse[(1, 2)]);
        let upright = lidar_heading_from_camera.determinant();
        let camera_heading_from_lidar = Some(lidar_heading_from_camera)
            .filter(|_| upright > 0.1)
            .and_then(|matrix| matrix.try_inverse())
            .ok_or_else(|| {
                refused("a vertical alignment of", upright, "nearly 1 (camera y points down)")
            })?;
        Ok(Self {
            p2,
            r0_rect,
            tr_velo_to_cam,
            camera_from_lidar,
            lidar_from_camera,
            lidar_heading_from_camera,
            camera_heading_from_lidar,
        })
    }

    /// A position in the rectified camera frame, from one in the LiDAR frame, metres.
    pub fn camera_from_lidar(&self, position: Point3<f64>) -> Point3<f64> {
        self.camera_from_lidar.transform_point(&position)
    }

    /// A position in the LiDAR frame, from one in the rectified camera frame, metres.
    pub fn lidar_from_camera(&self, position: Point3<f64>) -> Point3<f64> {
        self.lidar_from_camera.transform_point(&position)
    }

    /// The pixel at which a position in the rectified camera frame appears in the left colour image, pixels, or
    /// `None` when it is not in front of the camera.
    pub fn image_from_camera(&self, position: Point3<f64>) -> Option<Point2<f64>> {
        let pixel = self.homogeneous_pixel_from_camera(position);
        (pixel.z > 0.).then(|| Point2::new(pixel.x / pixel.z, pixel.y / pixel.z))
    }

    /// The pixel before division by its third coordinate, the depth in metres.
    pub(crate) fn homogeneous_pixel_from_camera(&self, position: Point3<f64>) -> Vector3<f64> {
        self.p2 * position.to_homogeneous()
    }
}

/// Refuses a projection that maps all positions to one row or column, or to no pixel at all.
fn check_projection(p2: &Matrix3x4<f64>, place: &str) -> Result<(), KittiError> {
    let focal_lengths =
        [("a horizontal focal length of", p2[(0, 0)]), ("a vertical focal length of", p2[(1, 1)])];
    let is_length = |length: f64| length.is_finite() && length > 0.;
    let wrong = focal_lengths.into_iter().find(|&(_, length)| !is_length(length));
    let depth = p2.fixed_view::<1, 3>(2, 0).norm();
    let wrong = match wrong {
        Some((quantity, found)) => Some((quantity, found, "pixels above 0")),
        None if !is_length(depth) => Some(("a third row of length", depth, "the depth, 0 0 1 0")),
        None => None,
    };
    wrong.map_or(Ok(()), |(quantity, found, expected)| {
        Err(KittiError::NoProjection { place: place.to_owned(), quantity, found, expected })
    })
}

fn homogeneous(matrix: &Matrix3x4<f64>) -> Matrix4<f64> {
    let mut whole = Matrix4::identity();
    whole.fixed_rows_mut::<3>(0).copy_from(matrix);
    whole
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use nalgebra::{Rotation3, matrix};
    use proptest::prelude::*;

    use super::*;

    /// LiDAR axes to camera axes: x right = -y, y down = -z, z forward = x.
    const CAMERA_AXES: Matrix3<f64> = matrix![0., -1., 0.; 0., 0., -1.; 1., 0., 0.];

    /// A calibration of the size and tilt of a real one, with every rotation some tenths of a degree.
    pub(crate) fn slightly_turned() -> Calibration {
        let rectification = Rotation3::from_euler_angles(0.004, -0.0085, -0.0101).into_inner();
        let mounting =
            Rotation3::from_euler_angles(0.0027, 0.0011, -0.0069).into_inner() * CAMERA_AXES;
        let mut tr_velo_to_cam = Matrix3x4::zeros();
        tr_velo_to_cam.fixed_columns_mut::<3>(0).copy_from(&mounting);
        tr_velo_to_cam.set_column(3, &Vector3::new(-0.02, -0.06, -0.33));
        Calibration::new(pinhole(), rectification, tr_velo_to_cam).unwrap()
    }

    /// A calibration whose camera looks exactly along the LiDAR's x from its origin.
    pub(crate) fn aligned() -> Calibration {
        Calibration::new(pinhole(), Matrix3::identity(), CAMERA_AXES.fixed_resize(0.)).unwrap()
    }

    fn pinhole() -> Matrix3x4<f64> {
        matrix![700., 0., 600., 0.; 0., 700., 180., 0.; 0., 0., 1., 0.]
    }

    #[test]
    fn rectification_applies_in_both_directions() {
        let quarter_about_y = Rotation3::from_euler_angles(0., 0.5, 0.).into_inner();
        let tilted =
            Calibration::new(pinhole(), quarter_about_y, CAMERA_AXES.fixed_resize(0.)).unwrap();
        let camera = tilted.camera_from_lidar(Point3::new(10., 0., 0.));
        let expected = Point3::new(10. * 0.5_f64.sin(), 0., 10. * 0.5_f64.cos());
        assert!((camera - expected).norm() < 1e-12, "{camera}");
        assert!((tilted.lidar_from_camera(expected) - Point3::new(10., 0., 0.)).norm() < 1e-12);
    }

    #[test]
    fn points_behind_the_camera_have_no_pixel() {
        let pixel = aligned().image_from_camera(Point3::new(1., 0., 10.)).unwrap();
        assert!((pixel - Point2::new(670., 180.)).norm() < 1e-12);
        assert_eq!(aligned().image_from_camera(Point3::new(1., 0., -10.)), None);
        assert_eq!(aligned().image_from_camera(Point3::new(1., 0., 0.)), None);
    }

    #[test]
    fn matrices_that_are_no_rotation_are_refused() {
        let axes: Matrix3x4<f64> = CAMERA_AXES.fixed_resize(0.);
        let upside_down = Rotation3::from_euler_angles(0., 0., std::f64::consts::PI).into_inner();
        for (r0_rect, expected) in [
            (Matrix3::zeros(), "a determinant of 0.000, expected 1"),
            (-Matrix3::identity(), "a determinant of -1.000, expected 1"),
            (Matrix3::from_element(f64::NAN), "a determinant of NaN, expected 1"),
            (upside_down, "a vertical alignment of -1.000, expected nearly 1"),
        ] {
            let error = Calibration::new(pinhole(), r0_rect, axes).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_projection_without_focal_length_or_depth_is_refused() {
        let refused = |row: usize, column: usize, value: f64| {
            let mut p2 = pinhole();
            p2[(row, column)] = value;
            let axes = CAMERA_AXES.fixed_resize(0.);
            Calibration::new(p2, Matrix3::identity(), axes).unwrap_err().to_string()
        };
        let expected = "P2 has a horizontal focal length of 0, expected pixels above 0";
        assert!(refused(0, 0, 0.).ends_with(expected));
        assert!(refused(1, 1, -700.).contains("a vertical focal length of -700"));
        assert!(refused(1, 1, f64::NAN).contains("a vertical focal length of NaN"));
        assert!(refused(2, 2, 0.).contains("a third row of length 0"));
    }

    proptest! {
        #[test]
        fn lidar_to_camera_and_back_is_where_it_started(
            x in -100.0..100.0_f64, y in -100.0..100.0_f64, z in -10.0..10.0_f64,
        ) {
            let calibration = slightly_turned();
            let lidar = Point3::new(x, y, z);
            let back = calibration.lidar_from_camera(calibration.camera_from_lidar(lidar));
            prop_assert!((back - lidar).norm() < 1e-9);
        }
    }
}
