//! From values to positions along an axis.

use std::ops::Range;

use super::frame::AxisMark;
use super::point::ChartPoint;
use super::ticks::Ticks;

/// Values beyond this are left out: sums and differences of what remains stay finite.
const LARGEST: f64 = 1e100;

/// Values and differences below this are none: steps and powers of ten of larger ones are normal numbers.
const SMALLEST: f64 = 1. / LARGEST;

/// Free space before the lowest and after the highest value, as a part of the axis.
const MARGIN: f64 = 0.04;

/// The spread of values over an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scale {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios.
    Logarithmic,
}

/// One axis: positions grow evenly along it and are the values themselves, or their decimal
/// logarithms on a logarithmic scale.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    scale: Scale,
    low: f64,
    high: f64,
    ticks: Ticks,
}

impl Axis {
    /// The axis with room for all values that its scale can show; none if there is no such value.
    pub fn around(values: impl Iterator<Item = f64>, scale: Scale) -> Option<Self> {
        let positions = values.filter_map(|value| scale.position(value));
        let (low, high) = positions
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p), high.max(p)));
        if low > high {
            return None;
        }
        let (low, high) = apart(low, high, scale);
        let margin = MARGIN * (high - low);
        // An axis of counts or losses has no business below zero.
        let floor = if scale == Scale::Linear && low >= 0. { 0. } else { f64::NEG_INFINITY };
        Some(Self::of_positions((low - margin).max(floor), high + margin, scale))
    }

    /// The axis from one value to another, or none where the scale shows no such range.
    pub fn between(values: &Range<f64>, scale: Scale) -> Option<Self> {
        let (low, high) = (scale.position(values.start)?, scale.position(values.end)?);
        (low < high && apart(low, high, scale) == (low, high))
            .then(|| Self::of_positions(low, high, scale))
    }

    fn of_positions(low: f64, high: f64, scale: Scale) -> Self {
        let ticks = match scale {
            Scale::Linear => Ticks::linear(low, high),
            Scale::Logarithmic => Ticks::logarithmic(10_f64.powf(low), 10_f64.powf(high)),
        };
        Self { scale, low, high, ticks }
    }

    pub fn range(&self) -> Range<f64> {
        self.low..self.high
    }

    /// The position of a value, which may be outside the range; none if it cannot be shown at all.
    pub fn position(&self, value: f64) -> Option<f64> {
        self.scale.position(value)
    }

    /// From 0 at the low end to 1 at the high end.
    pub fn fraction(&self, position: f64) -> f64 {
        (position - self.low) / (self.high - self.low)
    }

    /// The marks with labels.
    pub fn marks(&self) -> Vec<AxisMark> {
        let mark = |&value: &f64| {
            AxisMark::new(self.fraction(self.scale.straightened(value)), self.ticks.label(value))
        };
        self.ticks.major.iter().map(mark).collect()
    }

    /// The marks without labels, from 0 at the low end to 1 at the high end.
    pub fn minor(&self) -> Vec<f64> {
        let minor = self.ticks.minor.iter();
        minor.map(|value| self.fraction(self.scale.straightened(*value))).collect()
    }
}

/// The two axes of a diagram.
#[derive(Clone, Debug)]
pub(super) struct Axes {
    pub x: Axis,
    pub y: Axis,
}

impl Axes {
    /// The position of a point, which may be outside the ranges; none if it cannot be shown at all.
    pub fn position(&self, point: &ChartPoint) -> Option<ChartPoint> {
        Some(ChartPoint::new(self.x.position(point.x)?, self.y.position(point.y)?))
    }

    /// From 0 at the low ends to 1 at the high ends.
    pub fn fraction(&self, position: &ChartPoint) -> ChartPoint {
        ChartPoint::new(self.x.fraction(position.x), self.y.fraction(position.y))
    }
}

impl Scale {
    /// The position of a value, or none if it cannot be shown.
    pub fn position(self, value: f64) -> Option<f64> {
        // Not a number is in neither range.
        let shown = match self {
            Self::Linear => -LARGEST..=LARGEST,
            Self::Logarithmic => SMALLEST..=LARGEST,
        };
        shown.contains(&value).then(|| self.straightened(value))
    }

    fn straightened(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Logarithmic => value.log10(),
        }
    }
}

/// Two positions moved apart if they are too close for an axis, as those of a constant are.
fn apart(low: f64, high: f64, scale: Scale) -> (f64, f64) {
    match scale {
        Scale::Linear => {
            let largest = low.abs().max(high.abs());
            if high - low > (1e-6 * largest).max(SMALLEST) {
                (low, high)
            } else if largest > SMALLEST {
                (low - 0.1 * largest, high + 0.1 * largest)
            } else {
                (-1., 1.)
            }
        }
        Scale::Logarithmic if high - low > 1e-3 => (low, high),
        Scale::Logarithmic => (low - 0.5, high + 0.5),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_linear_axis_leaves_a_margin_but_does_not_cross_zero() {
        let axis = Axis::around([0., 50., f64::NAN, 100.].into_iter(), Scale::Linear).unwrap();
        assert_eq!(axis.range(), 0.0..104.);
        let axis = Axis::around([-100., 0.].into_iter(), Scale::Linear).unwrap();
        assert_eq!(axis.range(), -104.0..4.);
    }

    #[test]
    fn a_logarithmic_axis_leaves_out_zeros_and_negative_values() {
        let values = [-5., 0., 0.01, 100., f64::INFINITY];
        let axis = Axis::around(values.into_iter(), Scale::Logarithmic).unwrap();
        assert!((axis.fraction(axis.position(1.).unwrap()) - 0.5).abs() < 1e-12);
        assert_eq!(axis.position(0.), None);
        let labels: Vec<String> = axis.marks().into_iter().map(|mark| mark.label).collect();
        assert_eq!(labels, ["0.01", "0.1", "1", "10", "100"]);
    }

    #[test]
    fn nothing_to_show_makes_no_axis() {
        let nothing = [f64::NAN, f64::NEG_INFINITY, 1e300];
        assert!(Axis::around(nothing.into_iter(), Scale::Linear).is_none());
        assert!(Axis::around([0., -1.].into_iter(), Scale::Logarithmic).is_none());
        assert!(Axis::around(std::iter::empty(), Scale::Linear).is_none());
    }

    #[test]
    fn a_constant_lies_in_the_middle() {
        for (value, scale) in [
            (0., Scale::Linear),
            (-3., Scale::Linear),
            (1e-5, Scale::Linear),
            (1e100, Scale::Linear),
            (1e-300, Scale::Linear),
            (5e-324, Scale::Linear),
            (2e-4, Scale::Logarithmic),
            (1e-100, Scale::Logarithmic),
        ] {
            let axis = Axis::around([value, value].into_iter(), scale).unwrap();
            let fraction = axis.fraction(axis.position(value).unwrap());
            assert!((fraction - 0.5).abs() < 1e-6, "{value} {fraction}");
            assert!((2..=8).contains(&axis.marks().len()), "{value} {:?}", axis.marks());
        }
    }

    #[test]
    fn a_given_range_is_taken_as_it_is_unless_it_is_none() {
        let axis = Axis::between(&(0.0..1.), Scale::Linear).unwrap();
        assert_eq!(axis.range(), 0.0..1.);
        assert_eq!(axis.marks().len(), 6);
        let wrong = [1.0..1., 2.0..1., f64::NAN..1., 0.0..f64::INFINITY, 1.0..(1. + 1e-12)];
        for wrong in wrong {
            assert!(Axis::between(&wrong, Scale::Linear).is_none(), "{wrong:?}");
        }
        assert!(Axis::between(&(0.0..5e-324), Scale::Linear).is_none());
        assert!(Axis::between(&(0.0..1.), Scale::Logarithmic).is_none());
    }
}
