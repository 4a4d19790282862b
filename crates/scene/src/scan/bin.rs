//! Headerless rows of little-endian `f32`, in KITTI's files four a row.

use std::ops::RangeInclusive;

use crate::cloud::PointCloud;
use crate::point::Point;
use crate::scan::decoded::{Decoded, StoredIntensity};
use crate::scan::error::ScanProblem;
use crate::scan::layout::{LayoutGuess, guess_layout};
use crate::scan::options::ScanOptions;
use crate::scan::viewpoint::Viewpoint;

const BYTES_PER_NUMBER: usize = size_of::<f32>();

/// The beginning of a file that shows whether it can be a scan.
pub const NUM_HEAD_BYTES: usize = 32 * 1024;

/// Numbers of columns that are proposed when a size does not fit; no scanner is known to write more.
const PROPOSED_COLUMNS: RangeInclusive<usize> = 3..=10;

/// The points of a `.bin` file, whose rows are as the options say, or else as they usually are.
pub fn decode_with(bytes: &[u8], options: &ScanOptions) -> Result<Decoded, ScanProblem> {
    let num_columns = check(bytes, bytes.len(), options)?;
    decode(bytes, num_columns)
}

/// Refuses a size that is not that of whole points and, unless the number of columns is given, numbers that
/// look like those of another layout. Returns the number of columns.
///
/// `bytes` are the first ones of a file or all of them.
pub fn check(
    bytes: &[u8],
    num_file_bytes: usize,
    options: &ScanOptions,
) -> Result<usize, ScanProblem> {
    let num_columns = options.bin_columns()?;
    let is_given = options.columns.is_some();
    // The beginning is judged first, so that a file that its beginning refuses is never read.
    let beginning = &bytes[..bytes.len().min(NUM_HEAD_BYTES)];
    let guess = [beginning, bytes]
        .into_iter()
        .filter(|_| !is_given)
        .find_map(|part| guess_layout(part, num_file_bytes, num_columns));
    match (check_size(num_file_bytes, num_columns), guess) {
        (size, None) => size.map(|()| num_columns),
        (
            Err(ScanProblem::PartialBinPoint { num_bytes, bytes_per_point, num_columns, .. }),
            Some(LayoutGuess::Columns { num_columns: likely, .. }),
        ) => {
            let fitting = vec![likely];
            Err(ScanProblem::PartialBinPoint { num_bytes, bytes_per_point, num_columns, fitting })
        }
        (_, Some(guess)) => Err(ScanProblem::BinLayout { guess }),
    }
}

/// The points of a `.bin` file with at least 3 columns; an empty file is an empty cloud.
fn decode(bytes: &[u8], num_columns: usize) -> Result<Decoded, ScanProblem> {
    check_size(bytes.len(), num_columns)?;
    let rows = bytes.chunks_exact(bytes_per_point(num_columns));
    let intensity = StoredIntensity::of((num_columns > 3).then_some(false));
    Ok(Decoded {
        points: rows.map(point_from_row).collect(),
        intensity,
        other_fields: Vec::new(),
        viewpoint: Viewpoint::Missing,
    })
}

/// Refuses a size that is not that of whole points.
fn check_size(num_bytes: usize, num_columns: usize) -> Result<(), ScanProblem> {
    let bytes_per_point = bytes_per_point(num_columns);
    if num_bytes.is_multiple_of(bytes_per_point) {
        Ok(())
    } else {
        let fits = |columns: &usize| num_bytes.is_multiple_of(self::bytes_per_point(*columns));
        let fitting = PROPOSED_COLUMNS.filter(fits).collect();
        Err(ScanProblem::PartialBinPoint { num_bytes, bytes_per_point, num_columns, fitting })
    }
}

/// A number of columns that no memory holds has a size that no file has.
fn bytes_per_point(num_columns: usize) -> usize {
    num_columns.saturating_mul(BYTES_PER_NUMBER)
}

fn point_from_row(row: &[u8]) -> Point {
    let (numbers, _) = row.as_chunks::<BYTES_PER_NUMBER>();
    let number = |i: usize| f32::from_le_bytes(numbers[i]);
    let intensity = if numbers.len() > 3 { number(3) } else { 0. };
    Point::new(number(0), number(1), number(2), intensity)
}

/// The content of a `.bin` file.
pub fn encode(cloud: &PointCloud) -> Vec<u8> {
    let numbers = cloud.points.iter().flat_map(|p| [p.x, p.y, p.z, p.intensity]);
    numbers.flat_map(f32::to_le_bytes).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_files::counted;

    use super::*;

    #[test]
    fn rows_are_little_endian_whatever_the_machine() {
        let points = vec![Point::new(1., -2., 0.5, 0.25)];
        let bytes = encode(&PointCloud::new(points.clone()));
        assert_eq!(bytes, [0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63, 0, 0, 128, 62]);
        assert_eq!(decode(&bytes, 4).unwrap().points, points);
    }

    #[test]
    fn an_empty_file_is_an_empty_cloud() {
        for num_columns in [3, 4, usize::MAX] {
            assert!(decode(&[], num_columns).unwrap().points.is_empty());
        }
    }

    #[test]
    fn numbers_behind_the_fourth_are_passed_over() {
        for num_columns in 3..9_u8 {
            let row = |first: u8| (first..first + num_columns).map(f32::from);
            let bytes: Vec<u8> = row(1).chain(row(100)).flat_map(f32::to_le_bytes).collect();
            let decoded = decode(&bytes, num_columns.into()).unwrap();
            let has_intensity = num_columns > 3;
            let intensity = |number| if has_intensity { number } else { 0. };
            let expected = [
                Point::new(1., 2., 3., intensity(4.)),
                Point::new(100., 101., 102., intensity(103.)),
            ];
            assert_eq!(decoded.points, expected);
            assert_eq!(decoded.intensity == StoredIntensity::Floats, has_intensity);
        }
    }

    #[test]
    fn a_size_that_fits_other_columns_names_them() {
        let message = |num_bytes| check_size(num_bytes, 4).unwrap_err().to_string();
        let of_4 = "(4 columns of 32-bit floats)";
        assert_eq!(
            message(60),
            format!(
                "size is 60 bytes, expected a multiple of 16 {of_4}; --columns 3 or 5 would fit \
                 (dataset.scan.columns for a dataset)"
            )
        );
        assert!(message(28).contains("; --columns 7 would fit ("));
        assert!(message(840).contains("; --columns 3, 5, 6, 7 or 10 would fit ("));
        assert!(message(17).ends_with(of_4));
    }

    #[test]
    fn the_columns_that_the_numbers_show_are_the_only_ones_proposed() {
        let row = |i: u8| [10. + f32::from(i), -3.2, -1.7, 0.25, f32::from(i % 16)];
        let bytes: Vec<u8> = (0..39).flat_map(row).flat_map(f32::to_le_bytes).collect();
        let message = |bytes: &[u8], options: &ScanOptions| {
            decode_with(bytes, options).err().map(|problem| problem.to_string())
        };
        let usual = message(&bytes, &ScanOptions::default()).unwrap();
        assert!(usual.starts_with("size is 780 bytes") && usual.contains("--columns 5 would fit"));
        // As many bytes as whole points of four columns have.
        let usual = message(&bytes[..720], &ScanOptions::default()).unwrap();
        assert!(usual.starts_with("the rows look like 5 numbers each, expected 4"), "{usual}");
        for columns in [4, 5] {
            let named = ScanOptions { columns: Some(columns), ..ScanOptions::default() };
            assert_eq!(message(&bytes[..720], &named), None);
        }
    }

    #[test]
    fn only_whole_points_are_accepted() {
        let bytes = [0; 60];
        for (num_columns, num_bytes) in (3..7).flat_map(|c| (0..60).map(move |n| (c, n))) {
            match decode(&bytes[..num_bytes], num_columns) {
                Ok(decoded) => assert_eq!(decoded.points.len() * 4 * num_columns, num_bytes),
                Err(problem) => {
                    let row = 4 * num_columns;
                    assert_ne!(num_bytes % row, 0);
                    let expected = format!(
                        "size is {}, expected a multiple of {row} ",
                        counted(num_bytes, "byte")
                    );
                    let message = problem.to_string();
                    assert!(message.starts_with(&expected), "{message}");
                    for fitting in 3..8 {
                        let proposes = message.rsplit("--columns ").next().unwrap();
                        let is_proposed = message.contains("would fit")
                            && proposes.contains(&fitting.to_string());
                        assert_eq!(is_proposed, num_bytes % (4 * fitting) == 0, "{message}");
                    }
                }
            }
        }
        assert!(decode(&bytes, usize::MAX).is_err());
    }
}
