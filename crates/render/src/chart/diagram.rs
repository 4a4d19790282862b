//! Places and lengths in the area between the axes.

/// Size of the area between the axes, pixels.
pub(super) const DIAGRAM_WIDTH: f64 = 350.;
pub(super) const DIAGRAM_HEIGHT: f64 = 200.;

/// Place of a fraction of the x axis, from the left.
pub(super) fn x(fraction: f64) -> f64 {
    fraction * DIAGRAM_WIDTH
}

/// Place of a fraction of the y axis, from the top.
pub(super) fn y(fraction: f64) -> f64 {
    (1. - fraction) * DIAGRAM_HEIGHT
}

/// A length as short as no eye sees the difference.
pub(super) fn px(length: f64) -> String {
    // A tenth of a pixel; zero has no sign.
    format!("{length:.1}").replace("-0.0", "0.0")
}

/// A path across the whole width.
pub(super) fn level(height: f64) -> String {
    format!("M0 {}H{DIAGRAM_WIDTH}", px(y(height)))
}

/// A path over the whole height.
pub(super) fn upright(at: f64) -> String {
    format!("M{} 0V{DIAGRAM_HEIGHT}", px(x(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_and_zero_has_no_sign() {
        assert_eq!([1.25, -0.01, 10.].map(px), ["1.2", "0.0", "10.0"]);
    }
}
