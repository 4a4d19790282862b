//! A rigid motion of scans, typed as six numbers or read from a file.

use std::f64::consts::PI;
use std::fmt::{self, Display, Formatter};
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use nalgebra::{Isometry3, Matrix3, Point3, Rotation3, Translation3, UnitQuaternion, Vector3};
use voxelnet_files::counted;
use voxelnet_scene::PointCloud;

/// The largest error of a rotation matrix in a file, in each entry of its product with its transpose.
const TOLERANCE: f64 = 1e-3;

/// Moves points from the frame of a sensor into that of the vehicle: it is the pose of the sensor.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RigidTransform(Isometry3<f64>);

impl From<Isometry3<f64>> for RigidTransform {
    fn from(isometry: Isometry3<f64>) -> Self {
        Self(isometry)
    }
}

impl Display for RigidTransform {
    /// As it is typed: `x,y,z,roll,pitch,yaw`, to a tenth of a millimetre and a millionth of a radian.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let [x, y, z] = self.0.translation.vector.into();
        let (roll, pitch, yaw) = self.0.rotation.euler_angles();
        let metres = [x, y, z].map(|metres| short(metres, 4));
        // Half a turn is the same to both sides, and rounding decides which of the two it is.
        let to_left = |angle: f64| if angle < 1e-6 - PI { PI } else { angle };
        let angles = [roll, pitch, yaw].map(|angle| short(to_left(angle), 6));
        write!(f, "{},{}", metres.join(","), angles.join(","))
    }
}

impl RigidTransform {
    /// A turn about z, radians, then a motion along x, y and z, metres.
    pub fn of_yaw(yaw: f64, translation_m: [f64; 3]) -> Self {
        Self(Isometry3::new(translation_m.into(), Vector3::z() * yaw))
    }

    /// The motion from the sensor's frame into the vehicle's.
    pub fn isometry(&self) -> Isometry3<f64> {
        self.0
    }

    /// Moves all points.
    pub fn apply(&self, cloud: &mut PointCloud) {
        for point in &mut cloud.points {
            let moved: Point3<f64> = self.0 * Point3::from(point.position().coords);
            (point.x, point.y, point.z) = (moved.x as f32, moved.y as f32, moved.z as f32);
        }
    }

    /// From a file with the rows of a 3 x 4 or 4 x 4 matrix; `#` starts a comment.
    fn read(path: &Path) -> Result<Self> {
        let text = voxelnet_files::read_text(path)?;
        let words = text.lines().flat_map(|line| {
            line.split('#').next().unwrap_or("").split_whitespace().map(str::to_owned)
        });
        let numbers: Vec<f64> = words.map(|word| number(&word)).collect::<Result<_>>()?;
        let rows = match &numbers[..] {
            [rows @ .., 0., 0., 0., 1.] if rows.len() == 12 => rows,
            rows if rows.len() == 12 => rows,
            _ => bail!(
                "{}, expected the 12 of a 3 x 4 matrix or the 16 of a 4 x 4 one that ends in 0 0 0 1",
                counted(numbers.len(), "number")
            ),
        };
        Self::from_rows(rows)
    }

    /// From twelve numbers.
    fn from_rows(rows: &[f64]) -> Result<Self> {
        let rotation = Matrix3::from_fn(|row, column| rows[4 * row + column]);
        let error = (rotation * rotation.transpose() - Matrix3::identity()).abs().max();
        ensure!(
            error < TOLERANCE && rotation.determinant() > 0.,
            "the first three columns are no rotation: R times its transpose is {error:.3} from 1, its determinant {:.3}",
            rotation.determinant()
        );
        let rotation = UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix(&rotation));
        let translation = Translation3::new(rows[3], rows[7], rows[11]);
        Ok(Self(Isometry3::from_parts(translation, rotation)))
    }
}

impl FromStr for RigidTransform {
    type Err = anyhow::Error;

    /// `x,y,z,roll,pitch,yaw` in metres and radians, turned about x first and about z last; or the path of
    /// a file.
    fn from_str(text: &str) -> Result<Self> {
        let path = Path::new(text);
        if path.is_file() {
            return Self::read(path).with_context(|| text.to_owned());
        }
        let numbers: Vec<f64> = text
            .split(',')
            .map(|word| number(word.trim()))
            .collect::<Result<_>>()
            .context("neither a file that is there nor x,y,z,roll,pitch,yaw")?;
        let [x, y, z, roll, pitch, yaw] = numbers[..] else {
            bail!("{}, expected x,y,z,roll,pitch,yaw", counted(numbers.len(), "number"));
        };
        let rotation = UnitQuaternion::from_euler_angles(roll, pitch, yaw);
        Ok(Self(Isometry3::from_parts(Vector3::new(x, y, z).into(), rotation)))
    }
}

/// A number with at most so many decimals.
fn short(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".into(),
        text => text.into(),
    }
}

fn number(word: &str) -> Result<f64> {
    let number: Option<f64> = word.parse().ok().filter(|number: &f64| number.is_finite());
    number.with_context(|| format!("{word:?} is no finite number"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use voxelnet_scene::Point;

    use super::*;

    fn moved(transform: &RigidTransform, [x, y, z]: [f32; 3]) -> [f32; 3] {
        let mut cloud = PointCloud::new(vec![Point::new(x, y, z, 0.5)]);
        transform.apply(&mut cloud);
        let point = cloud.points[0];
        assert_eq!(point.intensity, 0.5);
        [point.x, point.y, point.z]
    }

    fn assert_near(found: [f32; 3], expected: [f32; 3]) {
        let error = (0..3).map(|axis| (found[axis] - expected[axis]).abs()).fold(0., f32::max);
        assert!(error < 1e-5, "{found:?} {expected:?}");
    }

    #[test]
    fn a_sensor_that_looks_left_and_stands_higher() {
        let transform: RigidTransform = format!("1, 2,3,0,0,{FRAC_PI_2}").parse().unwrap();
        assert_near(moved(&transform, [10., 0., 0.]), [1., 12., 3.]);
    }

    #[test]
    fn roll_comes_before_pitch_and_yaw() {
        let transform: RigidTransform = format!("0,0,0,{FRAC_PI_2},0,{FRAC_PI_2}").parse().unwrap();
        // y goes to z by the roll, and the yaw leaves it there.
        assert_near(moved(&transform, [0., 1., 0.]), [0., 0., 1.]);
        assert_near(moved(&transform, [1., 0., 0.]), [0., 1., 0.]);
    }

    #[test]
    fn a_matrix_in_a_file_is_the_same_motion() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pose.txt");
        let rows = "0 -1 0 1 # left\n1 0 0 2\n0 0 1 3\n";
        for text in [rows.to_owned(), format!("{rows}0 0 0 1\n")] {
            std::fs::write(&path, text).unwrap();
            let transform: RigidTransform = path.to_str().unwrap().parse().unwrap();
            assert_near(moved(&transform, [10., 0., 0.]), [1., 12., 3.]);
        }
    }

    #[test]
    fn a_transform_is_printed_as_it_is_typed() {
        for text in ["0,0,-1.42,0,0,0", "1,-2.5,0.1234,0.1,-0.2,3.141592", "100,0,0,0,0,-1.570796"]
        {
            assert_eq!(text.parse::<RigidTransform>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rigid_motion_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pose.txt");
        for (text, expected) in [
            ("2 0 0 0 0 2 0 0 0 0 2 0", "no rotation"),
            ("1 0 0 0 0 1 0 0 0 0 -1 0", "no rotation"),
            ("1 0 0 0 0 1 0 0 0 0 1", "11 numbers, expected the 12"),
            ("1 0 0 0 0 1 0 0 0 0 1 0 0 0 1 1", "16 numbers, expected the 12"),
            ("1 0 0 0 0 1 0 0 0 0 1 far", "\"far\" is no finite number"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = path.to_str().unwrap().parse::<RigidTransform>().unwrap_err();
            assert!(format!("{error:#}").contains(expected), "{error:#}");
        }
        for (text, expected) in [
            ("1,2,3", "3 numbers, expected x,y,z,roll,pitch,yaw"),
            ("nowhere.txt", "neither a file that is there nor"),
            ("1,2,3,4,5,inf", "\"inf\" is no finite number"),
        ] {
            let error = text.parse::<RigidTransform>().unwrap_err();
            assert!(format!("{error:#}").contains(expected), "{error:#}");
        }
    }
}
