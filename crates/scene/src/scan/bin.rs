//! Headerless rows of little-endian `f32`, in KITTI's files four a row.

use crate::cloud::PointCloud;
use crate::point::Point;
use crate::scan::decoded::{Decoded, StoredIntensity};
use crate::scan::error::ScanProblem;

const BYTES_PER_NUMBER: usize = size_of::<f32>();

/// The points of a `.bin` file with at least 3 columns; an empty file is an empty cloud.
pub fn decode(bytes: &[u8], num_columns: usize) -> Result<Decoded, ScanProblem> {
    check_size(bytes.len(), num_columns)?;
    let rows = bytes.chunks_exact(bytes_per_point(num_columns));
    let intensity = StoredIntensity::of((num_columns > 3).then_some(false));
    Ok(Decoded { points: rows.map(point_from_row).collect(), intensity })
}

/// Refuses a size that is not that of whole points.
pub fn check_size(num_bytes: usize, num_columns: usize) -> Result<(), ScanProblem> {
    let bytes_per_point = bytes_per_point(num_columns);
    if num_bytes.is_multiple_of(bytes_per_point) {
        Ok(())
    } else {
        Err(ScanProblem::PartialBinPoint { num_bytes, bytes_per_point, num_columns })
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
    fn only_whole_points_are_accepted() {
        let bytes = [0; 60];
        for (num_columns, num_bytes) in (3..7).flat_map(|c| (0..60).map(move |n| (c, n))) {
            match decode(&bytes[..num_bytes], num_columns) {
                Ok(decoded) => assert_eq!(decoded.points.len() * 4 * num_columns, num_bytes),
                Err(problem) => {
                    let row = 4 * num_columns;
                    assert_ne!(num_bytes % row, 0);
                    let expected =
                        format!("size is {num_bytes} bytes, expected a multiple of {row} ");
                    assert!(problem.to_string().starts_with(&expected), "{problem}");
                }
            }
        }
        assert!(decode(&bytes, usize::MAX).is_err());
    }
}
