//! From what a file held to a scan.

use crate::cloud::PointCloud;
use crate::point::Point;
use crate::scan::intensity::Intensities;
use crate::scan::options::IntensityScale;
use crate::scan::warning::ScanWarning;

/// The content of a scan file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// The points, all finite, in file order.
    pub cloud: PointCloud,
    /// Oddities of the file that do not make it unreadable.
    pub warnings: Vec<ScanWarning>,
}

/// The content of a file before intensities are scaled and points that are not finite are dropped.
pub struct Decoded {
    /// In file order; intensity 0 where the file has none.
    pub points: Vec<Point>,
    pub intensity: StoredIntensity,
}

/// Whether and how a file stores intensities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredIntensity {
    Missing,
    Floats,
    Integers,
}

impl StoredIntensity {
    /// As a number whose type is one of integers or not, if there is one.
    pub fn of(are_integers: Option<bool>) -> Self {
        match are_integers {
            None => Self::Missing,
            Some(true) => Self::Integers,
            Some(false) => Self::Floats,
        }
    }
}

impl Scan {
    pub(super) fn new(decoded: Decoded, scale: IntensityScale) -> Self {
        let Decoded { mut points, intensity } = decoded;
        let mut warnings = Vec::new();
        if let IntensityScale::Fixed(full_scale) = scale {
            divide(&mut points, full_scale.get());
        }
        let num_read = points.len();
        points.retain(Point::is_finite);
        if points.len() < num_read {
            warnings.push(ScanWarning::NonFinitePoints { num_dropped: num_read - points.len() });
        }
        if intensity == StoredIntensity::Missing {
            warnings.push(ScanWarning::MissingIntensity);
        } else if scale == IntensityScale::Auto {
            warnings.extend(bring_to_shares(&mut points, intensity));
        }
        Self { cloud: PointCloud::new(points), warnings }
    }
}

/// Divides the intensities by their full scale, as far as it is known, and says so.
fn bring_to_shares(points: &mut [Point], intensity: StoredIntensity) -> Option<ScanWarning> {
    let intensities = Intensities::new(points, intensity == StoredIntensity::Integers);
    let largest = intensities.largest;
    match intensities.full_scale() {
        None => Some(ScanWarning::UnknownIntensityScale { largest }),
        Some(1.) => None,
        Some(full_scale) => {
            divide(points, full_scale);
            Some(ScanWarning::IntensitiesDivided { largest, full_scale })
        }
    }
}

fn divide(points: &mut [Point], full_scale: f32) {
    for point in points {
        point.intensity /= full_scale;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scan::bin;
    use crate::scan::format::ScanFormat;
    use crate::scan::options::{FullScale, ScanOptions};
    use crate::scan::read::decode_scan;

    fn scaled(
        intensities: &[f32],
        intensity_scale: IntensityScale,
    ) -> (Vec<f32>, Vec<ScanWarning>) {
        let points = intensities.iter().map(|&i| Point::new(1., 2., 3., i)).collect();
        let bytes = bin::encode(&PointCloud::new(points));
        let options = ScanOptions { intensity_scale, ..ScanOptions::default() };
        let scan = decode_scan(&bytes, ScanFormat::Bin, &options).unwrap();
        (scan.cloud.points.iter().map(|point| point.intensity).collect(), scan.warnings)
    }

    #[test]
    fn points_that_are_not_finite_are_dropped_and_counted() {
        let good = Point::new(1., 2., 3., 0.1);
        let mut points = vec![good; 6];
        points[1].x = f32::NAN;
        points[2].y = f32::INFINITY;
        points[3].z = f32::NEG_INFINITY;
        points[4].intensity = f32::NAN;
        let bytes = bin::encode(&PointCloud::new(points));
        let scan = decode_scan(&bytes, ScanFormat::Bin, &ScanOptions::default()).unwrap();
        assert_eq!(scan.cloud.points, [good; 2]);
        assert_eq!(scan.warnings, [ScanWarning::NonFinitePoints { num_dropped: 4 }]);
    }

    #[test]
    fn intensities_stay_as_they_are_written_unless_asked_for() {
        assert_eq!(
            scaled(&[0., 51., 255.], IntensityScale::AsWritten),
            (vec![0., 51., 255.], vec![])
        );
    }

    #[test]
    fn intensities_of_8_bits_are_found_and_divided_with_a_warning() {
        let (intensities, warnings) = scaled(&[0., 51., 204.], IntensityScale::Auto);
        assert_eq!(intensities, [0., 0.2, 0.8]);
        let expected = ScanWarning::IntensitiesDivided { largest: 204., full_scale: 255. };
        assert_eq!(warnings, [expected]);
    }

    #[test]
    fn intensities_that_are_shares_or_on_no_scale_are_left_alone() {
        assert_eq!(scaled(&[0.5, 1.02], IntensityScale::Auto), (vec![0.5, 1.02], vec![]));
        let (intensities, warnings) = scaled(&[0.5, 1e6], IntensityScale::Auto);
        assert_eq!(intensities, [0.5, 1e6]);
        assert_eq!(warnings, [ScanWarning::UnknownIntensityScale { largest: 1e6 }]);
    }

    #[test]
    fn a_given_full_scale_divides_and_drops_what_is_no_number_then() {
        let fixed = |full_scale| IntensityScale::Fixed(FullScale::new(full_scale).unwrap());
        assert_eq!(scaled(&[0., 50.], fixed(100.)), (vec![0., 0.5], vec![]));
        let (intensities, warnings) = scaled(&[0., 50.], fixed(1e-38));
        assert_eq!(intensities, [0.]);
        assert_eq!(warnings, [ScanWarning::NonFinitePoints { num_dropped: 1 }]);
    }

    #[test]
    fn the_type_of_an_intensity_shows_its_scale() {
        // One above 255 is an outlier among floats, but no integer of 8 bits.
        let file = |data_type: &str| {
            let rows = "0 0 0 7\n".repeat(199) + "0 0 0 300\n";
            format!(
                "FIELDS x y z i\nSIZE 4 4 4 4\nTYPE F F F {data_type}\nPOINTS 200\nDATA ascii\n{rows}"
            )
        };
        for (data_type, full_scale) in [("F", 255.), ("U", 65535.)] {
            let options =
                ScanOptions { intensity_scale: IntensityScale::Auto, ..ScanOptions::default() };
            let bytes = file(data_type);
            let scan = decode_scan(bytes.as_bytes(), ScanFormat::Pcd, &options).unwrap();
            let expected = ScanWarning::IntensitiesDivided { largest: 300., full_scale };
            assert_eq!(scan.warnings, [expected]);
        }
    }
}
