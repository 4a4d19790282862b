//! From what a file held to a scan.

use crate::cloud::PointCloud;
use crate::point::Point;
use crate::scan::intensity::{Clamped, own_full_scale};
use crate::scan::options::{FullScale, IntensityScale};
use crate::scan::viewpoint::Viewpoint;
use crate::scan::warning::ScanWarning;

/// The content of a scan file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// The points, all finite, in file order.
    pub cloud: PointCloud,
    /// The full scale that the intensities of the file show by themselves, whatever they were divided by; `None` where
    /// nothing shows it, as when no intensity is above 0.
    pub full_scale: Option<FullScale>,
    /// Oddities of the file that do not make it unreadable.
    pub warnings: Vec<ScanWarning>,
}

/// The content of a file before intensities are scaled and points without a place are dropped.
pub struct Decoded {
    /// In file order; intensity 0 where the file has none.
    pub points: Vec<Point>,
    pub intensity: StoredIntensity,
    /// Names of the fields that may have been meant as the intensity, where it is missing.
    pub other_fields: Vec<String>,
    pub viewpoint: Viewpoint,
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
        let Decoded { mut points, intensity, other_fields, .. } = decoded;
        let mut warnings = Vec::new();
        let num_read = points.len();
        points.retain(Point::is_finite);
        if points.len() < num_read {
            warnings.push(ScanWarning::NonFinitePoints { num_dropped: num_read - points.len() });
        }
        let num_zeroed = zero_non_finite_intensities(&mut points);
        if num_zeroed > 0 {
            warnings.push(ScanWarning::NonFiniteIntensities { num_zeroed });
        }
        let mut full_scale = None;
        if intensity == StoredIntensity::Missing {
            warnings.push(ScanWarning::MissingIntensity { other_fields });
        } else {
            full_scale = own_full_scale(&points);
            warnings.extend(bring_to_scale(&mut points, scale, full_scale));
        }
        Self { cloud: PointCloud::new(points), full_scale, warnings }
    }
}

/// Replaces the intensities that are not finite; their number.
fn zero_non_finite_intensities(points: &mut [Point]) -> usize {
    let mut num_zeroed = 0;
    for point in points.iter_mut().filter(|point| !point.intensity.is_finite()) {
        point.intensity = 0.;
        num_zeroed += 1;
    }
    num_zeroed
}

/// Intensities that are all below are none of a sensor.
const VANISHING: f32 = 1e-6;

/// Divides the intensities by their full scale, and tells what was odd about them.
fn bring_to_scale(
    points: &mut [Point],
    scale: IntensityScale,
    own: Option<FullScale>,
) -> Vec<ScanWarning> {
    let mut warnings = Vec::new();
    let full_scale = match scale {
        IntensityScale::AsWritten => return warnings,
        IntensityScale::Auto => own.unwrap_or(FullScale::ONE),
        IntensityScale::Fixed(full_scale) => full_scale,
    };
    let largest = points.iter().map(|point| point.intensity).fold(0., f32::max);
    let divisor = full_scale.get();
    if largest > 0. && largest < VANISHING {
        warnings.push(ScanWarning::VanishingIntensities { largest });
        return warnings;
    }
    match own {
        Some(own) if full_scale.is_contradicted_by(own, points) => {
            let own = own.get();
            warnings.push(ScanWarning::OtherIntensityScale { full_scale: divisor, own });
        }
        Some(_) if scale == IntensityScale::Auto && full_scale != FullScale::ONE => {
            let is_usual = full_scale.is_usual();
            warnings.push(ScanWarning::IntensitiesDivided { largest, divisor, is_usual });
        }
        _ => {}
    }
    if let Some(Clamped { num_clamped, smallest, largest }) = full_scale.normalize_counting(points)
    {
        let (num_points, full_scale) = (points.len(), divisor);
        warnings.push(ScanWarning::IntensitiesClamped {
            num_clamped,
            num_points,
            full_scale,
            smallest,
            largest,
        });
    }
    warnings
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

    fn warnings(intensities: &[f32], scale: IntensityScale) -> Vec<String> {
        scaled(intensities, scale).1.iter().map(ToString::to_string).collect()
    }

    fn fixed(full_scale: f32) -> IntensityScale {
        IntensityScale::Fixed(FullScale::new(full_scale).unwrap())
    }

    #[test]
    fn coordinates_alone_decide_whether_a_point_exists() {
        let good = Point::new(1., 2., 3., 0.1);
        let mut points = vec![good; 7];
        points[1].x = f32::NAN;
        points[2].y = f32::INFINITY;
        points[3].z = f32::NEG_INFINITY;
        points[4].intensity = f32::NAN;
        points[5].intensity = f32::INFINITY;
        let bytes = bin::encode(&PointCloud::new(points));
        let scan = decode_scan(&bytes, ScanFormat::Bin, &ScanOptions::default()).unwrap();
        let dark = Point { intensity: 0., ..good };
        assert_eq!(scan.cloud.points, [good, dark, dark, good]);
        let dropped = ScanWarning::NonFinitePoints { num_dropped: 3 };
        assert_eq!(scan.warnings, [dropped, ScanWarning::NonFiniteIntensities { num_zeroed: 2 }]);
    }

    #[test]
    fn intensities_stay_as_they_are_written_only_when_asked_for() {
        let written = [0., 51., 255., -7.];
        assert_eq!(scaled(&written, IntensityScale::AsWritten), (written.to_vec(), vec![]));
    }

    #[test]
    fn intensities_of_8_bits_are_found_and_divided_with_a_warning() {
        let (intensities, warnings) = scaled(&[0., 51., 204.], IntensityScale::Auto);
        assert_eq!(intensities, [0., 0.2, 0.8]);
        let expected =
            ScanWarning::IntensitiesDivided { largest: 204., divisor: 255., is_usual: true };
        assert_eq!(warnings, [expected]);
    }

    #[test]
    fn every_intensity_is_from_0_to_1_after_scaling() {
        let written: Vec<f32> =
            [-100., -1., 1e-3, 0.5, 1.02, 7., 255., 4e4, 65535., 1e6, f32::MAX].repeat(3);
        for length in 1..written.len() {
            for scale in [IntensityScale::Auto, fixed(1.), fixed(255.), fixed(1e-38), fixed(1e38)] {
                let (intensities, _) = scaled(&written[..length], scale);
                let is_share = |intensity: &f32| (0. ..=1.).contains(intensity);
                assert!(intensities.iter().all(is_share), "{scale:?}: {intensities:?}");
            }
        }
    }

    #[test]
    fn one_wild_intensity_changes_no_other_and_is_told() {
        let mut written = vec![0.25; 200];
        written[7] = 65535.;
        let (intensities, _) = scaled(&written, IntensityScale::Auto);
        assert_eq!((intensities[0], intensities[7]), (0.25, 1.));
        assert_eq!(
            warnings(&written, IntensityScale::Auto),
            ["1 of 200 intensities is outside 0 to 1 and was clamped; the largest is 65535"]
        );
    }

    #[test]
    fn unknown_intensities_below_0_become_0_and_are_told() {
        for unknown in [-1., -100.] {
            let (intensities, _) = scaled(&[unknown; 20], IntensityScale::Auto);
            assert_eq!(intensities, [0.; 20]);
            let said = warnings(&[unknown; 20], IntensityScale::Auto);
            let expected =
                format!("20 of 20 intensities are below 0, down to {unknown}, and were taken as 0");
            assert_eq!(said, [expected]);
        }
    }

    #[test]
    fn a_scan_on_another_scale_than_the_one_in_use_is_told() {
        let said = warnings(&[0.25; 20], fixed(255.));
        let expected = "intensities look like 0 to 1, but are divided by 255";
        assert_eq!(said, [expected]);
        let said = warnings(&[0., 51., 204.], fixed(1.));
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[0].starts_with("intensities look like 0 to 255, but are divided by 1"),
            "{said:?}"
        );
    }

    #[test]
    fn intensities_on_no_usual_scale_are_divided_and_told() {
        let written: Vec<f32> = (1..=200).map(|i| 1e4 * i as f32).collect();
        let (intensities, warnings) = scaled(&written, IntensityScale::Auto);
        assert_eq!(intensities[98], 0.5);
        assert!(warnings[0].to_string().contains("none of the scales to 1, 255 and 65535"));
    }

    #[test]
    fn integers_read_as_floats_are_told() {
        let written: Vec<f32> = (0..200_u32).map(f32::from_bits).collect();
        let said = warnings(&written, IntensityScale::Auto);
        assert!(said[0].starts_with("intensities reach only 2.79e-43, as integers do"), "{said:?}");
        assert_eq!(said.len(), 1, "{said:?}");
    }

    #[test]
    fn a_given_full_scale_divides() {
        assert_eq!(scaled(&[0., 50.], fixed(100.)), (vec![0., 0.5], vec![]));
    }

    #[test]
    fn the_own_scale_is_told_whatever_the_scale_in_use() {
        for intensity_scale in [IntensityScale::AsWritten, IntensityScale::Auto, fixed(1.)] {
            let points = [7., 200.].map(|i| Point::new(1., 2., 3., i)).to_vec();
            let bytes = bin::encode(&PointCloud::new(points));
            let options = ScanOptions { intensity_scale, ..ScanOptions::default() };
            let scan = decode_scan(&bytes, ScanFormat::Bin, &options).unwrap();
            assert_eq!(scan.full_scale, FullScale::new(255.));
        }
    }
}
