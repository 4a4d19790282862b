//! The matrices of a calibration file under the names that KITTI's datasets have for them.

use std::path::{Path, PathBuf};

use voxelnet_files::quotable;

use crate::error::{KittiError, read_text};

/// The two files of KITTI's raw data, which belong together.
pub(crate) const RAW_FILES: [&str; 2] = ["calib_cam_to_cam.txt", "calib_velo_to_cam.txt"];

/// The calibration that a folder has for all scans, as raw data does.
pub fn raw_calibration_in(folder: &Path) -> Option<PathBuf> {
    RAW_FILES.map(|name| folder.join(name)).into_iter().find(|path| path.is_file())
}

/// The dataset after whose manner a calibration is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// The object benchmark: `P2`, `R0_rect`, `Tr_velo_to_cam`.
    Object,
    /// The tracking benchmark: `P2`, `R_rect`, `Tr_velo_cam`, the last two without a colon.
    Tracking,
    /// The odometry benchmark: `P2`, and `Tr` into the rectified frame.
    Odometry,
    /// The raw data: `P_rect_02` and `R_rect_00` in one file, `R` and `T` in another.
    Raw,
}

/// The names of the matrices, the usual one first.
const PROJECTION: [&str; 2] = ["P2", "P_rect_02"];
const RECTIFICATION: [&str; 3] = ["R0_rect", "R_rect", "R_rect_00"];
const LIDAR_TO_CAMERA: [&str; 3] = ["Tr_velo_to_cam", "Tr_velo_cam", "Tr"];
const ROTATION: &str = "R";
const TRANSLATION: &str = "T";

impl Dialect {
    /// The dataset that keys are of, by those that only one has.
    fn of(has: impl Fn(&str) -> bool) -> Self {
        if has("Tr_velo_cam") || has("R_rect") {
            Self::Tracking
        } else if has("Tr") && !has("Tr_velo_to_cam") {
            Self::Odometry
        } else if has("R0_rect") || has("Tr_velo_to_cam") {
            Self::Object
        } else if has("P_rect_02") || has("R_rect_00") || has(ROTATION) || has(TRANSLATION) {
            Self::Raw
        } else {
            Self::Object
        }
    }

    /// The key of the projection, of the rectification and of the transform from the LiDAR.
    fn keys(self) -> [&'static str; 3] {
        match self {
            Self::Object => ["P2", "R0_rect", "Tr_velo_to_cam"],
            Self::Tracking => ["P2", "R_rect", "Tr_velo_cam"],
            Self::Odometry => ["P2", "R0_rect", "Tr"],
            Self::Raw => ["P_rect_02", "R_rect_00", ROTATION],
        }
    }
}

/// The text of a calibration, and where it is from.
pub(crate) struct CalibrationText {
    parts: Vec<Part>,
    dialect: Dialect,
}

struct Part {
    text: String,
    /// The file, or `calibration` for text without one.
    place: String,
}

/// A line of a calibration: a key and what stands behind it.
struct Row<'a> {
    key: &'a str,
    values: &'a str,
    place: &'a str,
    line: usize,
}

impl CalibrationText {
    /// A text without a file.
    pub(crate) fn new(text: &str) -> Self {
        Self::of_parts(vec![Part { text: text.to_owned(), place: "calibration".to_owned() }])
    }

    /// The text of a file and, of one of the two of raw data, that of the other beside it.
    pub(crate) fn read(path: &Path) -> Result<Self, KittiError> {
        let read = |path: &Path| {
            Ok::<Part, KittiError>(Part {
                text: read_text(path)?,
                place: path.display().to_string(),
            })
        };
        let found = Self::of_parts(vec![read(path)?]);
        let is_whole = found.has(ROTATION) && found.has("P_rect_02");
        if found.dialect != Dialect::Raw || is_whole {
            return Ok(found);
        }
        let others = RAW_FILES.map(|name| path.with_file_name(name));
        let other = others.iter().find(|other| *other != path && other.is_file());
        let mut parts = found.parts;
        parts.extend(other.map(|other| read(other)).transpose()?);
        Ok(Self::of_parts(parts))
    }

    fn of_parts(parts: Vec<Part>) -> Self {
        let mut found = Self { parts, dialect: Dialect::Object };
        found.dialect = Dialect::of(|key| found.has(key));
        found
    }

    /// The file that was asked for.
    pub(crate) fn place(&self) -> &str {
        self.parts.first().map_or("calibration", |part| &part.place)
    }

    /// The projection from the rectified camera frame into the image, row by row.
    pub(crate) fn projection(&self) -> Result<[f64; 12], KittiError> {
        self.numbers(&PROJECTION, self.dialect.keys()[0])
    }

    /// The rotation into the rectified camera frame, row by row; none where the LiDAR's transform leads there.
    pub(crate) fn rectification(&self) -> Result<[f64; 9], KittiError> {
        if self.dialect == Dialect::Odometry && !RECTIFICATION.iter().any(|key| self.has(key)) {
            return Ok([1., 0., 0., 0., 1., 0., 0., 0., 1.]);
        }
        self.numbers(&RECTIFICATION, self.dialect.keys()[1])
    }

    /// The transform from the LiDAR frame to that of the camera, row by row, metres.
    pub(crate) fn lidar_to_camera(&self) -> Result<[f64; 12], KittiError> {
        let is_whole = LIDAR_TO_CAMERA.iter().any(|key| self.has(key));
        if self.dialect != Dialect::Raw || is_whole {
            return self.numbers(&LIDAR_TO_CAMERA, self.dialect.keys()[2]);
        }
        let [a, b, c, d, e, f, g, h, i] = self.numbers(&[ROTATION], ROTATION)?;
        let [x, y, z] = self.numbers(&[TRANSLATION], TRANSLATION)?;
        Ok([a, b, c, x, d, e, f, y, g, h, i, z])
    }

    fn has(&self, key: &str) -> bool {
        self.rows().any(|row| row.key == key)
    }

    /// The rows of all parts in their order.
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.parts.iter().flat_map(|Part { text, place }| {
            text.lines().zip(1..).filter_map(move |(text, line)| {
                let (key, values) = key_and_values(text)?;
                Some(Row { key, values, place, line })
            })
        })
    }

    /// The numbers of the first key that is there; `expected_key` is the one that should be.
    fn numbers<const N: usize>(
        &self,
        keys: &[&'static str],
        expected_key: &'static str,
    ) -> Result<[f64; N], KittiError> {
        let row_of = |&key: &&'static str| Some((key, self.rows().find(|row| row.key == key)?));
        let (key, row) =
            keys.iter().find_map(row_of).ok_or_else(|| self.missing(expected_key, N))?;
        row.numbers(key)
    }

    fn missing(&self, key: &'static str, expected: usize) -> KittiError {
        let [of_cameras, of_lidar] = [
            ", here or in calib_cam_to_cam.txt beside it",
            ", here or in calib_velo_to_cam.txt beside it",
        ];
        let elsewhere = match key {
            _ if self.parts.len() > 1 => "",
            "P_rect_02" | "R_rect_00" => of_cameras,
            ROTATION | TRANSLATION => of_lidar,
            _ => "",
        };
        KittiError::MissingMatrix { place: self.place().to_owned(), key, expected, elsewhere }
    }
}

impl Row<'_> {
    fn numbers<const N: usize>(&self, key: &'static str) -> Result<[f64; N], KittiError> {
        let Self { place, line, .. } = *self;
        let number = |token: &str| {
            token.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| {
                let (place, text) = (place.to_owned(), quotable(token));
                KittiError::MatrixNumber { place, line, key, text, expected: N }
            })
        };
        let values: Result<Vec<f64>, _> = self.values.split_whitespace().map(number).collect();
        let values = values?;
        let found = values.len();
        values.try_into().map_err(|_| {
            let place = place.to_owned();
            KittiError::MatrixLength { place, line, key, found, expected: N }
        })
    }
}

/// A key and what follows it, behind a colon or only behind white space.
fn key_and_values(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let end = line.find(|c: char| c == ':' || c.is_whitespace()).unwrap_or(line.len());
    let (key, values) = line.split_at(end);
    let values = values.trim_start();
    (!key.is_empty()).then(|| (key, values.strip_prefix(':').unwrap_or(values)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::calibration::Calibration;
    use crate::calibration::tests::slightly_turned;

    /// The numbers behind the keys of the object benchmark's file.
    fn numbers() -> [String; 3] {
        let text = slightly_turned().to_text();
        let of = |key: &str| {
            let row = text.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
            row.unwrap().to_owned()
        };
        [of("P2"), of("R0_rect"), of("Tr_velo_to_cam")]
    }

    /// The rotation and the translation of a row of twelve numbers.
    fn parts_of(transform: &str) -> [String; 2] {
        let numbers: Vec<&str> = transform.split(' ').collect();
        let pick = |wanted: &dyn Fn(usize) -> bool| {
            let picked: Vec<&str> = (0..12).filter(|&i| wanted(i)).map(|i| numbers[i]).collect();
            picked.join(" ")
        };
        [pick(&|i| i % 4 < 3), pick(&|i| i % 4 == 3)]
    }

    fn refused(text: &str) -> String {
        Calibration::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn tracking_has_other_names_and_no_colon() {
        let [p, r, tr] = numbers();
        let text = format!("P2: {p}\nR_rect {r}\nTr_velo_cam {tr}\nTr_imu_velo {tr}\n");
        assert_eq!(Calibration::parse(&text).unwrap(), slightly_turned());
        let without = text.replace("R_rect", "R_wrong");
        assert_eq!(refused(&without), "calibration: R_rect is missing, expected 9 numbers");
        let without = text.replace("Tr_velo_cam", "Tr_wrong");
        assert_eq!(refused(&without), "calibration: Tr_velo_cam is missing, expected 12 numbers");
    }

    #[test]
    fn odometry_leads_into_the_rectified_frame() {
        let [p, _, tr] = numbers();
        let text = format!("P2: {p}\nTr: {tr}\n");
        let found = Calibration::parse(&text).unwrap();
        let one = "1 0 0 0 1 0 0 0 1";
        let expected = format!("P2: {p}\nR0_rect: {one}\nTr_velo_to_cam: {tr}\n");
        assert_eq!(found, Calibration::parse(&expected).unwrap());
        assert_eq!(
            refused(&text.replace("P2", "P3")),
            "calibration: P2 is missing, expected 12 numbers"
        );
    }

    #[test]
    fn the_two_files_of_raw_data_are_read_from_either() {
        let folder = tempfile::tempdir().unwrap();
        let [cameras, lidar] = RAW_FILES.map(|name| folder.path().join(name));
        let [p, r, tr] = numbers();
        let [rotation, translation] = parts_of(&tr);
        let time = "calib_time: 09-Jan-2012 13:57:47";
        let lidar_text = format!("{time}\nR: {rotation}\nT: {translation}\ndelta_f: 0 0\n");
        fs::write(&lidar, lidar_text).unwrap();
        let error = Calibration::read(&lidar).unwrap_err().to_string();
        let expected = "calib_velo_to_cam.txt: P_rect_02 is missing, expected 12 numbers, here or in \
                        calib_cam_to_cam.txt beside it";
        assert!(error.ends_with(expected), "{error}");
        let camera_text =
            format!("{time}\nR_rect_00: {r}\nP_rect_02: {p}\nR_02: {r}\nT_02: 0 0 0\n");
        fs::write(&cameras, camera_text.clone()).unwrap();
        for path in [&cameras, &lidar] {
            assert_eq!(Calibration::read(path).unwrap(), slightly_turned());
            assert!(Calibration::problems(path).is_empty());
        }
        fs::write(&cameras, camera_text.replace("R_rect_00", "R_rect_01")).unwrap();
        let error = Calibration::read(&lidar).unwrap_err().to_string();
        assert!(error.ends_with(": R_rect_00 is missing, expected 9 numbers"), "{error}");
    }
}
