//! An [`Axis`] as the drawing library wants it.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use super::axis::Axis;

/// The values here are positions of the axis, so that both scales are straight.
impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, position: &f64, (first, last): (i32, i32)) -> i32 {
        let along = self.fraction(*position) * (f64::from(last) - f64::from(first));
        // Float casts saturate, so positions far outside stay outside.
        (f64::from(first) + along).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { self.minor() } else { self.major() }
    }

    fn range(&self) -> Range<f64> {
        self.range()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, position: &f64) -> String {
        self.label(*position)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{super::axis::Scale, *};

    #[test]
    fn the_ends_of_an_axis_are_the_ends_of_its_line_in_either_direction() {
        for scale in [Scale::Linear, Scale::Logarithmic] {
            let axis = Axis::between([1., 100.], scale).unwrap();
            let Range { start, end } = axis.range();
            assert_eq!((axis.map(&start, (10, 500)), axis.map(&end, (10, 500))), (10, 500));
            assert_eq!((axis.map(&start, (500, 10)), axis.map(&end, (500, 10))), (500, 10));
            assert!(axis.map(&1e300, (10, 500)) > 500);
        }
    }
}
