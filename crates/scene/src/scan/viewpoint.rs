//! The pose of the sensor that a file gives beside its points.

use nalgebra::{Isometry3, Matrix3, Point3, Quaternion, Rotation3, UnitQuaternion, Vector3};

use crate::point::Point;
use crate::scan::error::{ScanProblem, excerpt};
use crate::scan::warning::ScanWarning;
use crate::scan::word::number_from_word;

/// The largest error of a rotation matrix, in each entry of its product with its transpose.
const MAX_ROTATION_ERROR: f64 = 1e-3;

/// What a file says of the pose of its sensor.
#[derive(Debug)]
pub enum Viewpoint {
    Missing,
    /// From the frame of the sensor, in which the points are, into that of the scene.
    Pose(Isometry3<f64>),
    /// It is none, which only matters to who wants it applied.
    Malformed(ScanProblem),
}

impl Viewpoint {
    /// The words behind `VIEWPOINT` in a PCD file: a translation and a quaternion, whose real part is first.
    pub fn from_words(words: &[&str], line: usize) -> Self {
        let malformed = || {
            Self::Malformed(ScanProblem::Viewpoint {
                place: format!("VIEWPOINT in header line {line}"),
                found: excerpt(&words.join(" ")),
                expected: "7 numbers: tx ty tz and a quaternion qw qx qy qz that is not zero",
            })
        };
        let is_finite = |number: &f64| number.is_finite();
        let numbers: Option<Vec<f64>> =
            words.iter().map(|word| number_from_word(word).filter(is_finite)).collect();
        let Some(&[tx, ty, tz, w, i, j, k]) = numbers.as_deref() else {
            return malformed();
        };
        match UnitQuaternion::try_new(Quaternion::new(w, i, j, k), 1e-6) {
            Some(rotation) => {
                Self::Pose(Isometry3::from_parts(Vector3::new(tx, ty, tz).into(), rotation))
            }
            None => malformed(),
        }
    }

    /// The position and the matrix that the Point Cloud Library writes into the element `camera` of a PLY file.
    pub fn from_camera(position: Vector3<f64>, rotation: &Matrix3<f64>) -> Self {
        let error = (rotation * rotation.transpose() - Matrix3::identity()).abs().max();
        // A comparison with what is not finite fails.
        let is_rotation = error < MAX_ROTATION_ERROR && rotation.determinant() > 0.;
        if !is_rotation || !position.iter().all(|number| number.is_finite()) {
            let numbers: Vec<String> =
                position.iter().chain(&rotation.transpose()).map(f64::to_string).collect();
            return Self::Malformed(ScanProblem::Viewpoint {
                place: "camera 1 of 1".to_owned(),
                found: excerpt(&numbers.join(" ")),
                expected: "a finite view_p and a rotation whose rows are x_axis, y_axis and z_axis",
            });
        }
        let rotation = UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix(rotation));
        Self::Pose(Isometry3::from_parts(position.into(), rotation))
    }

    /// Moves the points by the pose, if that is asked for.
    pub fn apply(
        self,
        points: &mut [Point],
        is_asked_for: bool,
    ) -> Result<Option<ScanWarning>, ScanProblem> {
        match (self, is_asked_for) {
            (Self::Missing | Self::Malformed(_), false) => Ok(None),
            (Self::Missing, true) => Ok(Some(ScanWarning::NoViewpoint)),
            (Self::Malformed(problem), true) => Err(problem),
            (Self::Pose(pose), false) => {
                let is_identity =
                    (pose.to_homogeneous().map(|number| number as f32)).is_identity(1e-6);
                Ok((!is_identity).then_some(ScanWarning::UnusedViewpoint))
            }
            (Self::Pose(pose), true) => {
                points.iter_mut().for_each(|point| move_point(point, &pose));
                Ok(None)
            }
        }
    }
}

fn move_point(point: &mut Point, pose: &Isometry3<f64>) {
    let moved = pose * Point3::new(point.x.into(), point.y.into(), point.z.into());
    (point.x, point.y, point.z) = (moved.x as f32, moved.y as f32, moved.z as f32);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn moved(viewpoint: Viewpoint, is_asked_for: bool) -> (Point, Option<ScanWarning>) {
        let mut points = [Point::new(10., 0., 0., 0.5)];
        let notice = viewpoint.apply(&mut points, is_asked_for).unwrap();
        (points[0], notice)
    }

    /// Looks to the left from (1, 2, 3): a quarter turn about z.
    fn to_the_left() -> Viewpoint {
        Viewpoint::from_words(&"1 2 3 0.5 0 0 0.5".split(' ').collect::<Vec<_>>(), 7)
    }

    #[test]
    fn points_are_turned_and_moved_when_asked_for() {
        let expected = Point::new(1., 12., 3., 0.5);
        let near = |(found, notice): (Point, Option<ScanWarning>)| {
            let distance = (found.position() - expected.position()).norm();
            distance < 1e-5 && found.intensity == 0.5 && notice.is_none()
        };
        assert!(near(moved(to_the_left(), true)));
        // The matrix of the same rotation.
        let rotation = Matrix3::new(0., -1., 0., 1., 0., 0., 0., 0., 1.);
        let camera = Viewpoint::from_camera(Vector3::new(1., 2., 3.), &rotation);
        assert!(near(moved(camera, true)));
        let as_it_is = Point::new(10., 0., 0., 0.5);
        assert_eq!(moved(to_the_left(), false), (as_it_is, Some(ScanWarning::UnusedViewpoint)));
        assert_eq!(moved(Viewpoint::Missing, true), (as_it_is, Some(ScanWarning::NoViewpoint)));
        assert_eq!(moved(Viewpoint::Missing, false), (as_it_is, None));
    }

    #[test]
    fn the_usual_pose_is_not_worth_a_word() {
        let identity = || Viewpoint::from_words(&["0", "0", "0", "1", "0", "0", "0"], 7);
        for is_asked_for in [false, true] {
            assert_eq!(moved(identity(), is_asked_for), (Point::new(10., 0., 0., 0.5), None));
        }
    }

    #[test]
    fn a_pose_that_is_none_is_refused_only_when_asked_for() {
        for words in
            ["", "0 0 0", "0 0 0 0 0 0 0", "0 0 0 1 0 0 x", "nan 0 0 1 0 0 0", "0 0 0 1 0 0 0 0"]
        {
            let malformed =
                || Viewpoint::from_words(&words.split_whitespace().collect::<Vec<_>>(), 7);
            assert_eq!(moved(malformed(), false).1, None);
            let problem = malformed().apply(&mut [], true).unwrap_err().to_string();
            let expected = format!("VIEWPOINT in header line 7 is {words:?}, expected 7 numbers");
            assert!(problem.starts_with(&expected), "{problem}");
        }
        let mirror = Matrix3::from_diagonal(&Vector3::new(1., 1., -1.));
        for rotation in [Matrix3::zeros(), mirror, Matrix3::repeat(f64::NAN)] {
            let malformed = Viewpoint::from_camera(Vector3::zeros(), &rotation);
            let problem = malformed.apply(&mut [], true).unwrap_err().to_string();
            assert!(problem.starts_with("camera 1 of 1 is "), "{problem}");
        }
    }
}
