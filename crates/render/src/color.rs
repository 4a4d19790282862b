//! Colours by height or range, along a ramp that is even to the eye.

use image::Rgb;
use voxelnet_scene::Point;
use voxelnet_statistics::lower_quantile;

/// An sRGB colour from lightness 0 to 1, chroma (0 to about 0.3) and hue in degrees of Oklab.
///
/// The matrices are those of B. Ottosson, "A perceptual color space for image processing" (2020).
/// Colours that a screen cannot show are clipped per channel.
pub(crate) fn rgb_from_oklch(lightness: f64, chroma: f64, hue_degrees: f64) -> Rgb<u8> {
    let (sin, cos) = hue_degrees.to_radians().sin_cos();
    let (a, b) = (chroma * cos, chroma * sin);
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    Rgb([
        srgb_from_linear(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s),
        srgb_from_linear(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s),
        srgb_from_linear(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s),
    ])
}

/// The 8-bit sRGB value (IEC 61966-2-1) of a linear intensity from 0 to 1.
fn srgb_from_linear(linear: f64) -> u8 {
    let encoded =
        if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1. / 2.4) - 0.055 };
    (encoded * 255.).round().clamp(0., 255.) as u8
}

/// One end of a [`Ramp`] in Oklab's polar form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RampEnd {
    pub lightness: f64,
    pub chroma: f64,
    pub hue_degrees: f64,
}

/// A straight path between two colours in lightness, chroma and hue.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ramp {
    pub low: RampEnd,
    pub high: RampEnd,
}

impl Ramp {
    /// The colour at a fraction from 0 (low) to 1 (high).
    pub fn at(&self, fraction: f64) -> Rgb<u8> {
        let mix = |low: f64, high: f64| low + (high - low) * fraction;
        rgb_from_oklch(
            mix(self.low.lightness, self.high.lightness),
            mix(self.low.chroma, self.high.chroma),
            mix(self.low.hue_degrees, self.high.hue_degrees),
        )
    }
}

/// The heights that the two ends of the ramp stand for, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HeightScale {
    pub low: f64,
    pub high: f64,
}

impl HeightScale {
    /// From the lowest to the highest percent of the points, at least a metre apart: a few stray
    /// returns must not decide the colour of all others.
    pub fn of<'a>(points: impl Iterator<Item = &'a Point>) -> Self {
        match outer_percentiles(points.map(|p| f64::from(p.z))) {
            Some((low, high)) => Self { low, high: high.max(low + 1.) },
            None => Self { low: -2., high: 1. },
        }
    }

    /// The place of a height between the two ends, 0 to 1, clamped.
    pub fn fraction(&self, z: f32) -> f64 {
        ((f64::from(z) - self.low) / (self.high - self.low)).clamp(0., 1.)
    }
}

/// The ranges that the two ends of the ramp stand for, metres; colours follow the logarithm, so
/// that near things, which fill most of the picture, differ too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct RangeScale {
    pub low: f64,
    pub high: f64,
}

impl RangeScale {
    /// From the nearest to the farthest percent of the ranges, at least a factor of two apart.
    pub fn of(ranges: impl Iterator<Item = f64>) -> Self {
        let (low, high) = outer_percentiles(ranges).unwrap_or((2., 80.));
        let low = low.max(0.1);
        Self { low, high: high.max(2. * low) }
    }

    /// The place of a range between the two ends, 0 to 1, clamped.
    pub fn fraction(&self, range: f64) -> f64 {
        ((range / self.low).ln() / (self.high / self.low).ln()).clamp(0., 1.)
    }
}

/// The first and the last percentile of the finite values, if there are any.
pub(crate) fn outer_percentiles(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let values: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    let percentile = |share| lower_quantile(values.iter().copied(), share);
    percentile(0.01).zip(percentile(0.99))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oklab_white_black_and_red_are_those_of_srgb() {
        assert_eq!(rgb_from_oklch(1., 0., 0.), Rgb([255, 255, 255]));
        assert_eq!(rgb_from_oklch(0., 0., 0.), Rgb([0, 0, 0]));
        // Oklab of sRGB red, from the same source.
        let Rgb([r, g, b]) = rgb_from_oklch(0.627_955, 0.257_683, 29.233_885);
        assert!(r >= 254 && g <= 1 && b <= 1, "{r} {g} {b}");
    }

    #[test]
    fn stray_heights_do_not_stretch_the_scale() {
        let mut points: Vec<Point> =
            (0..1000).map(|i| Point::new(0., 0., -2. + 0.004 * i as f32, 0.)).collect();
        points.push(Point::new(0., 0., 500., 0.));
        points.push(Point::new(0., 0., f32::NAN, 0.));
        let scale = HeightScale::of(points.iter());
        assert!((scale.low + 1.96).abs() < 0.02 && (scale.high - 1.96).abs() < 0.02, "{scale:?}");
        assert_eq!((scale.fraction(-9.), scale.fraction(9.)), (0., 1.));
    }

    #[test]
    fn a_flat_scene_has_a_scale_of_a_metre() {
        let points = [Point::new(0., 0., 3., 0.); 4];
        assert_eq!(HeightScale::of(points.iter()), HeightScale { low: 3., high: 4. });
    }

    #[test]
    fn equal_ratios_of_range_are_equal_steps_of_colour() {
        let scale = RangeScale { low: 4., high: 64. };
        assert!((scale.fraction(16.) - 0.5).abs() < 1e-12);
        assert_eq!((scale.fraction(1e-9), scale.fraction(1e9)), (0., 1.));
        assert_eq!(RangeScale::of([0., 0.].into_iter()), RangeScale { low: 0.1, high: 0.2 });
        assert_eq!(RangeScale::of(std::iter::empty()), RangeScale { low: 2., high: 80. });
    }
}
