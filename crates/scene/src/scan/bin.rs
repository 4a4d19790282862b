//! KITTI's headerless rows of four little-endian `f32`.

use crate::scan::{Scan, ScanProblem};
use crate::{Point, PointCloud};

const BYTES_PER_NUMBER: usize = size_of::<f32>();
const BYTES_PER_POINT: usize = 4 * BYTES_PER_NUMBER;

/// The points of a `.bin` file; an empty file is an empty cloud.
pub fn decode(bytes: &[u8]) -> Result<Scan, ScanProblem> {
    check_size(bytes.len())?;
    let (rows, _) = bytes.as_chunks::<BYTES_PER_POINT>();
    Ok(Scan::of_finite(rows.iter().map(point_from_row).collect()))
}

/// Refuses a size that is not that of whole points.
pub fn check_size(num_bytes: usize) -> Result<(), ScanProblem> {
    if num_bytes.is_multiple_of(BYTES_PER_POINT) {
        Ok(())
    } else {
        Err(ScanProblem::PartialBinPoint { num_bytes })
    }
}

fn point_from_row(row: &[u8; BYTES_PER_POINT]) -> Point {
    let (numbers, _) = row.as_chunks::<BYTES_PER_NUMBER>();
    let number = |i: usize| f32::from_le_bytes(numbers[i]);
    Point::new(number(0), number(1), number(2), number(3))
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
    use crate::ScanWarning;

    #[test]
    fn rows_are_little_endian_whatever_the_machine() {
        let cloud = PointCloud::new(vec![Point::new(1., -2., 0.5, 0.25)]);
        let bytes = encode(&cloud);
        assert_eq!(bytes, [0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63, 0, 0, 128, 62]);
        assert_eq!(decode(&bytes).unwrap().cloud, cloud);
    }

    #[test]
    fn an_empty_file_is_an_empty_cloud() {
        let scan = decode(&[]).unwrap();
        assert!(scan.cloud.is_empty() && scan.warnings.is_empty());
    }

    #[test]
    fn only_whole_points_are_accepted() {
        let bytes = encode(&PointCloud::new(vec![Point::default(); 3]));
        for num_bytes in 0..=bytes.len() {
            match decode(&bytes[..num_bytes]) {
                Ok(scan) => assert_eq!(scan.cloud.len() * 16, num_bytes),
                Err(problem) => {
                    assert_ne!(num_bytes % 16, 0);
                    let expected = format!("size is {num_bytes} bytes, expected a multiple of 16");
                    assert!(problem.to_string().starts_with(&expected), "{problem}");
                }
            }
        }
    }

    #[test]
    fn points_that_are_not_finite_are_dropped_and_counted() {
        let good = Point::new(1., 2., 3., 0.1);
        let mut points = vec![good; 6];
        points[1].x = f32::NAN;
        points[2].y = f32::INFINITY;
        points[3].z = f32::NEG_INFINITY;
        points[4].intensity = f32::NAN;
        let scan = decode(&encode(&PointCloud::new(points))).unwrap();
        assert_eq!(scan.cloud.points, [good; 2]);
        assert_eq!(scan.warnings, [ScanWarning::NonFinitePoints { num_dropped: 4 }]);
    }
}
