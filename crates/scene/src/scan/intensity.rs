//! The scale of intensities: found in a scan, agreed on by several, applied.

use crate::point::Point;
use crate::scan::options::FullScale;

/// Full scales of the sensors there are: shares, 8 bits, 16 bits.
const USUAL: [f32; 3] = [1., 255., 65535.];

/// A number on a scale may exceed it by this factor, as some sensors do.
const TOLERANCE: f32 = 1.1;

/// One of so many points may lie outside a scale, as an outlier.
const POINTS_PER_OUTLIER: usize = 100;

/// A single outlier is allowed from so many points on.
const MIN_POINTS_FOR_AN_OUTLIER: usize = 10;

/// Rounding allowed for, as a share of a full scale.
const ROUNDING: f32 = 1e-3;

/// The full scale that the intensities of a scan show by themselves; all are finite.
///
/// It is the smallest of 1, 255 and 65535 that at most 1 % of them exceed by more than a tenth. Whole numbers above 1
/// are on no scale to 1, however few they are. Where all three are too small, it is the least whole number that at most
/// 1 % exceed. `None` where nothing shows it: no intensity is above 0, or all are 0 or 1.
pub fn own_full_scale(points: &[Point]) -> Option<FullScale> {
    let mut above_zero: Vec<f32> =
        points.iter().map(|point| point.intensity).filter(|&intensity| intensity > 0.).collect();
    let largest = above_zero.iter().copied().fold(0., f32::max);
    let are_whole = above_zero.iter().all(|intensity| intensity.fract() == 0.);
    if largest == 0. || (are_whole && largest <= 1.) {
        return None;
    }
    let fits = |full_scale: f32| {
        let is_strict = full_scale == 1. && are_whole;
        !is_strict && num_beyond(points, full_scale) <= max_outliers(points.len())
    };
    if let Some(full_scale) = USUAL.into_iter().find(|&full_scale| fits(full_scale)) {
        return FullScale::new(full_scale);
    }
    let rank = above_zero.len().saturating_sub(1 + max_outliers(points.len()));
    let (_, bright, _) = above_zero.select_nth_unstable_by(rank, f32::total_cmp);
    FullScale::new(bright.ceil())
}

/// The full scale of most scans, from those that each shows by itself; the first of those that are equally frequent.
///
/// ```
/// use voxelnet_scene::{FullScale, common_full_scale};
///
/// let own = [255., 1., 255.].map(|number| FullScale::new(number).unwrap());
/// assert_eq!(common_full_scale(own), FullScale::new(255.));
/// assert_eq!(common_full_scale([]), None);
/// ```
pub fn common_full_scale(own: impl IntoIterator<Item = FullScale>) -> Option<FullScale> {
    let own: Vec<FullScale> = own.into_iter().collect();
    let count = |of: &FullScale| own.iter().filter(|other| *other == of).count();
    // The first of the most frequent, where `max_by_key` would give the last.
    own.iter().rev().max_by_key(|of| count(of)).copied()
}

/// Intensities outside their scale that were clamped to it; numbers are as they were written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clamped {
    pub num_clamped: usize,
    pub smallest: f32,
    pub largest: f32,
}

impl FullScale {
    /// Whether intensities on the scale `own`, which a scan shows by itself, are not on this one.
    pub(super) fn is_contradicted_by(self, own: Self, points: &[Point]) -> bool {
        let (used, own) = (self.get(), own.get());
        if own > used {
            return num_beyond(points, used) > max_outliers(points.len());
        }
        // A scan of 16 bits may be dark, but not as dark as 8 bits.
        let is_of_16_bits = (used / USUAL[2] - 1.).abs() < ROUNDING;
        let is_dark = is_of_16_bits && num_beyond(points, USUAL[1]) == 0;
        used > TOLERANCE && own == USUAL[0] || own < used && is_dark
    }

    /// Whether it is the scale of a usual sensor: 1, 255 or 65535.
    pub fn is_usual(self) -> bool {
        USUAL.contains(&self.get())
    }

    /// Divides intensities by the full scale and clamps them to 0 to 1.
    pub fn normalize(self, points: &mut [Point]) {
        for point in points {
            point.intensity = (point.intensity / self.get()).clamp(0., 1.);
        }
    }

    /// As [`Self::normalize`]; the intensities that were outside, rounding apart.
    pub(super) fn normalize_counting(self, points: &mut [Point]) -> Option<Clamped> {
        let full_scale = self.get();
        let is_outside =
            |intensity: &f32| !(0. ..=full_scale * (1. + ROUNDING)).contains(intensity);
        let outside = points.iter().map(|point| point.intensity).filter(is_outside);
        let (mut num_clamped, mut smallest, mut largest) = (0, f32::INFINITY, f32::NEG_INFINITY);
        for intensity in outside {
            num_clamped += 1;
            smallest = smallest.min(intensity);
            largest = largest.max(intensity);
        }
        self.normalize(points);
        (num_clamped > 0).then_some(Clamped { num_clamped, smallest, largest })
    }
}

fn num_beyond(points: &[Point], full_scale: f32) -> usize {
    points.iter().filter(|point| point.intensity > TOLERANCE * full_scale).count()
}

fn max_outliers(num_points: usize) -> usize {
    let at_least = usize::from(num_points >= MIN_POINTS_FOR_AN_OUTLIER);
    (num_points / POINTS_PER_OUTLIER).max(at_least)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn points(intensities: impl IntoIterator<Item = f32>) -> Vec<Point> {
        intensities.into_iter().map(|intensity| Point::new(1., 2., 3., intensity)).collect()
    }

    fn full_scale(intensities: impl IntoIterator<Item = f32>) -> Option<f32> {
        own_full_scale(&points(intensities)).map(FullScale::get)
    }

    fn shares(count: usize) -> impl Iterator<Item = f32> {
        (0..count).map(move |i| i as f32 / count as f32)
    }

    fn scale(number: f32) -> FullScale {
        FullScale::new(number).unwrap()
    }

    #[test]
    fn shares_stay_shares_with_a_few_outliers() {
        assert_eq!(full_scale(shares(100)), Some(1.));
        assert_eq!(full_scale(shares(10).chain([1.02, 1.05])), Some(1.));
        assert_eq!(full_scale(shares(990).chain([40.; 10])), Some(1.));
        assert_eq!(full_scale(shares(980).chain([40.; 20])), Some(255.));
        assert_eq!(full_scale(shares(20).chain([65535.])), Some(1.));
    }

    #[test]
    fn nothing_shows_in_scans_of_zeros_and_ones_or_without_points() {
        assert_eq!(full_scale([0., 1., 1., 0.]), None);
        assert_eq!(full_scale([]), None);
        assert_eq!(full_scale([-1.; 200]), None);
        assert_eq!(full_scale([-100., -100., 0.]), None);
    }

    #[test]
    fn whole_numbers_above_one_are_bits_however_few_they_are() {
        assert_eq!(full_scale([0.; 999].into_iter().chain([2.])), Some(255.));
        assert_eq!(full_scale([0.; 999].into_iter().chain([300.])), Some(255.));
    }

    #[test]
    fn unknown_intensities_of_minus_one_among_others_decide_nothing() {
        assert_eq!(full_scale(shares(100).chain([-1.; 900])), Some(1.));
        assert_eq!(full_scale([7., 200.].into_iter().chain([-100.; 900])), Some(255.));
    }

    #[test]
    fn bits_are_told_apart_by_most_of_them() {
        assert_eq!(full_scale(shares(100).map(|s| 256.3 * s)), Some(255.));
        assert_eq!(full_scale(shares(100).map(|s| 4000.5 * s)), Some(65535.));
        let bytes = (0..200_u8).map(f32::from);
        assert_eq!(full_scale(bytes.chain([65535.])), Some(255.));
    }

    #[test]
    fn what_is_on_no_usual_scale_has_its_own() {
        let found = full_scale(shares(100).map(|s| 1e6 * s)).unwrap();
        assert!((980_000. ..=990_000.).contains(&found), "{found}");
        assert!(!scale(found).is_usual() && scale(255.).is_usual());
    }

    #[test]
    fn most_scans_decide() {
        let common =
            |own: &[f32]| common_full_scale(own.iter().map(|&own| scale(own))).map(FullScale::get);
        assert_eq!(common(&[1., 255., 255.]), Some(255.));
        assert_eq!(common(&[255., 1., 1., 255.]), Some(255.));
        assert_eq!(common(&[]), None);
    }

    #[test]
    fn a_scale_is_contradicted_by_scans_on_another_one() {
        let contradicts = |used: f32, intensities: Vec<f32>| {
            let points = points(intensities);
            let own = own_full_scale(&points).unwrap();
            scale(used).is_contradicted_by(own, &points)
        };
        let bytes = || (0..200_u8).map(f32::from).collect::<Vec<f32>>();
        assert!(contradicts(1., bytes()) && !contradicts(255., bytes()));
        assert!(contradicts(65535., bytes()) && contradicts((1. / 0.0000152590) as f32, bytes()));
        assert!(!contradicts(65535., (0..200).map(|i| 5. * i as f32).collect()));
        assert!(
            contradicts(255., shares(100).collect()) && !contradicts(1., shares(100).collect())
        );
        // A scale to 100 is none of the usual ones.
        let percent = || (0..100_u8).map(f32::from).collect::<Vec<f32>>();
        assert!(!contradicts(100., percent()) && contradicts(100., shares(100).collect()));
    }

    #[test]
    fn intensities_outside_are_clamped_and_counted_but_for_rounding() {
        let mut seen = points([-1., 0., 127.5, 255., 255.1, 300., 65535.]);
        let clamped = scale(255.).normalize_counting(&mut seen);
        let expected = Clamped { num_clamped: 3, smallest: -1., largest: 65535. };
        assert_eq!(clamped, Some(expected));
        let intensities: Vec<f32> = seen.iter().map(|point| point.intensity).collect();
        assert_eq!(intensities, [0., 0., 0.5, 1., 1., 1., 1.]);
        assert_eq!(scale(1.).normalize_counting(&mut points([0., 1.0005])), None);
    }
}
