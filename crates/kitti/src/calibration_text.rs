//! Calibration files, read and written: `KEY: numbers`, one matrix a line, row by row.

use std::path::Path;

use nalgebra::{Matrix3, Matrix3x4, Matrix4};

use crate::calibration::Calibration;
use crate::calibration_keys::CalibrationText;
use crate::error::KittiError;

impl Calibration {
    /// Reads the text of a calibration file: the object benchmark's keys P2, R0_rect and Tr_velo_to_cam, or those of
    /// KITTI's tracking, odometry or raw data in their place.
    ///
    /// # Errors
    ///
    /// A key that is missing or does not carry its 12 (R0_rect: 9) finite numbers, and
    /// [`KittiError::NotRigid`] and [`KittiError::NoProjection`] as in [`Calibration::new`].
    pub fn parse(text: &str) -> Result<Self, KittiError> {
        from_text(&CalibrationText::new(text))
    }

    /// Reads a calibration file, of raw data both files when they are side by side.
    ///
    /// # Errors
    ///
    /// As [`Calibration::parse`], with the path in the message, and [`KittiError::Io`].
    pub fn read(path: &Path) -> Result<Self, KittiError> {
        from_text(&CalibrationText::read(path)?)
    }

    /// Everything that is wrong with a calibration file; nothing if [`Calibration::read`] reads it.
    pub fn problems(path: &Path) -> Vec<KittiError> {
        let text = match CalibrationText::read(path) {
            Ok(text) => text,
            Err(error) => return vec![error],
        };
        let of_matrices =
            [text.projection().err(), text.rectification().err(), text.lidar_to_camera().err()];
        let problems: Vec<KittiError> = of_matrices.into_iter().flatten().collect();
        // What the matrices are together can only be asked when each is one.
        if problems.is_empty() { from_text(&text).err().into_iter().collect() } else { problems }
    }

    /// The text of a calibration file with all the official keys.
    ///
    /// The cameras other than the left colour one are written with its matrix, and the inertial unit
    /// where the LiDAR is: neither is known here. Numbers stand as in official files, with more
    /// digits only where twelve decimals would not read back as the same number.
    pub fn to_text(&self) -> String {
        let p2 = row_major(&self.p2);
        let r0_rect: Vec<f64> = self.r0_rect.transpose().iter().copied().collect();
        let tr_imu_to_velo = row_major(&Matrix4::identity().fixed_rows::<3>(0).into_owned());
        let lines = [
            ("P0", &p2),
            ("P1", &p2),
            ("P2", &p2),
            ("P3", &p2),
            ("R0_rect", &r0_rect),
            ("Tr_velo_to_cam", &row_major(&self.tr_velo_to_cam)),
            ("Tr_imu_to_velo", &tr_imu_to_velo),
        ];
        lines.map(|(key, numbers)| line(key, numbers)).concat()
    }
}

/// The calibration that a text is.
fn from_text(text: &CalibrationText) -> Result<Calibration, KittiError> {
    Calibration::from_matrices(
        Matrix3x4::from_row_slice(&text.projection()?),
        Matrix3::from_row_slice(&text.rectification()?),
        Matrix3x4::from_row_slice(&text.lidar_to_camera()?),
        text.place(),
    )
}

fn row_major(matrix: &Matrix3x4<f64>) -> Vec<f64> {
    matrix.transpose().iter().copied().collect()
}

fn line(key: &str, numbers: &[f64]) -> String {
    let numbers: Vec<String> = numbers.iter().map(|&number| scientific(number)).collect();
    format!("{key}: {}\n", numbers.join(" "))
}

/// C's `%.12e`, or `%.16e` when the former would read back as another number.
fn scientific(number: f64) -> String {
    let short = format!("{number:.12e}");
    let rust = if short.parse() == Ok(number) { short } else { format!("{number:.16e}") };
    match rust.split_once('e') {
        Some((mantissa, exponent)) => match exponent.strip_prefix('-') {
            Some(digits) => format!("{mantissa}e-{digits:0>2}"),
            None => format!("{mantissa}e+{exponent:0>2}"),
        },
        None => rust,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::calibration::tests::slightly_turned;

    fn refused(text: &str) -> String {
        Calibration::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn its_own_text_reads_back_as_the_same_calibration() {
        let calibration = slightly_turned();
        let text = calibration.to_text();
        assert_eq!(Calibration::parse(&text).unwrap(), calibration);
        let keys: Vec<_> = text.lines().map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(keys, ["P0", "P1", "P2", "P3", "R0_rect", "Tr_velo_to_cam", "Tr_imu_to_velo"]);
        assert!(text.starts_with("P0: 7.000000000000e+02 0.000000000000e+00 6.0"), "{text}");
    }

    #[test]
    fn numbers_are_written_as_c_writes_them() {
        for (number, expected) in [
            (707.0493, "7.070493000000e+02"),
            (-0.004069766, "-4.069766000000e-03"),
            (0., "0.000000000000e+00"),
            (1e-120, "1.000000000000e-120"),
            (1. / 3., "3.3333333333333331e-01"),
        ] {
            assert_eq!(scientific(number), expected);
        }
    }

    #[test]
    fn line_endings_order_and_further_keys_do_not_matter() {
        let text = slightly_turned().to_text();
        let mut lines: Vec<_> = text.lines().rev().map(|line| line.replace(' ', "\t")).collect();
        lines.push("corner_dist: abc".to_owned());
        assert_eq!(Calibration::parse(&lines.join("\r\n")).unwrap(), slightly_turned());
    }

    #[test]
    fn refusals_name_the_key_the_line_and_what_was_expected() {
        let text = slightly_turned().to_text();
        assert_eq!(
            refused(&text.replace("Tr_velo_to_cam", "Tr_velo")),
            "calibration: Tr_velo_to_cam is missing, expected 12 numbers"
        );
        assert_eq!(refused("P2: 1 2 3\n"), "calibration:1: P2 has 3 numbers, expected 12");
        assert_eq!(
            refused(&text.replace("R0_rect: ", "R0_rect: one ")),
            "calibration:5: R0_rect holds \"one\", expected 9 finite numbers"
        );
        assert!(refused(&text.replace("7.000000000000e+02", "nan")).contains("P2 holds \"nan\""));
    }

    #[test]
    fn reading_a_file_puts_its_path_before_the_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000001.txt");
        std::fs::write(&path, "").unwrap();
        let error = Calibration::read(&path).unwrap_err().to_string();
        assert!(error.ends_with("000001.txt: P2 is missing, expected 12 numbers"), "{error}");
    }
}
