//! The scale of intensities.

use crate::point::Point;

/// Full scales of the sensors there are: shares, 8 bits, 16 bits.
const FULL_SCALES: [f32; 3] = [1., 255., 65535.];

/// The intensities of a scan, as far as their scale shows in them.
pub struct Intensities<'a> {
    points: &'a [Point],
    pub largest: f32,
    are_whole: bool,
    /// Whether they are stored in an integer type.
    are_integers: bool,
}

impl<'a> Intensities<'a> {
    /// The intensities of points that are all finite.
    pub fn new(points: &'a [Point], are_integers: bool) -> Self {
        let intensities = || points.iter().map(|point| point.intensity);
        let largest = intensities().fold(0., f32::max);
        Self { points, largest, are_whole: intensities().all(|i| i.fract() == 0.), are_integers }
    }

    /// The smallest full scale that they fit.
    pub fn full_scale(&self) -> Option<f32> {
        FULL_SCALES.into_iter().find(|&full_scale| self.fit(full_scale))
    }

    fn fit(&self, full_scale: f32) -> bool {
        // A share is hardly ever whole, and a sensor of 8 bits writes no integer above 255: both are
        // no outliers.
        let is_strict =
            (full_scale == 1. && self.are_whole) || (full_scale == 255. && self.are_integers);
        if is_strict {
            return self.largest <= full_scale;
        }
        let is_beyond = |point: &&Point| point.intensity > 1.1 * full_scale;
        self.points.iter().filter(is_beyond).count() <= self.points.len() / 100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full_scale(intensities: impl IntoIterator<Item = f32>, are_integers: bool) -> Option<f32> {
        let point = |intensity| Point::new(1., 2., 3., intensity);
        let points: Vec<Point> = intensities.into_iter().map(point).collect();
        Intensities::new(&points, are_integers).full_scale()
    }

    fn shares(count: usize) -> impl Iterator<Item = f32> {
        (0..count).map(move |i| i as f32 / count as f32)
    }

    #[test]
    fn shares_stay_shares_with_a_few_outliers() {
        assert_eq!(full_scale(shares(100), false), Some(1.));
        assert_eq!(full_scale(shares(10).chain([1.02, 1.05]), false), Some(1.));
        assert_eq!(full_scale(shares(990).chain([40.; 10]), false), Some(1.));
        assert_eq!(full_scale(shares(980).chain([40.; 20]), false), Some(255.));
    }

    #[test]
    fn a_scan_of_zeros_and_ones_or_without_points_is_left_alone() {
        assert_eq!(full_scale([0., 1., 1., 0.], false), Some(1.));
        assert_eq!(full_scale([0., 1., 1., 0.], true), Some(1.));
        assert_eq!(full_scale([], false), Some(1.));
        assert_eq!(full_scale([-1., -1.], true), Some(1.));
    }

    #[test]
    fn whole_numbers_above_one_are_bits_however_few_they_are() {
        assert_eq!(full_scale([0.; 999].into_iter().chain([2.]), false), Some(255.));
        assert_eq!(full_scale([0.; 999].into_iter().chain([300.]), false), Some(255.));
    }

    #[test]
    fn integers_above_255_are_of_16_bits_however_few_they_are() {
        assert_eq!(full_scale([7.; 999].into_iter().chain([255.]), true), Some(255.));
        assert_eq!(full_scale([7.; 999].into_iter().chain([256.]), true), Some(65535.));
    }

    #[test]
    fn floats_of_8_and_16_bits_are_told_apart_by_most_of_them() {
        assert_eq!(full_scale(shares(100).map(|s| 256.3 * s), false), Some(255.));
        assert_eq!(full_scale(shares(100).map(|s| 4000.5 * s), false), Some(65535.));
        assert_eq!(full_scale(shares(100).map(|s| 1e6 * s), false), None);
    }
}
