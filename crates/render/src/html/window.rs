//! The part of space over which a cloud's coordinates are divided into 16-bit steps.

use voxelnet_scene::Point;

/// Up to this extent along an axis every point is shown, metres: steps are then at most 1 cm.
const MAX_WHOLE_M: f64 = 655.35;
/// Share of the points at either end of an axis that may lie outside a wider window.
const STRAY_SHARE: f64 = 0.001;
/// A wider window reaches at least this far beyond the points that are no strays, metres.
const MIN_MARGIN_M: f64 = 300.;

/// An axis-parallel box.
pub(super) struct Window {
    pub low_m: [f64; 3],
    pub extent_m: [f64; 3],
}

impl Window {
    /// Around all points, or where that would be wider than 655 m, around all but strays.
    pub fn of(points: &[Point]) -> Self {
        let axes = [0, 1, 2]
            .map(|axis| interval(points.iter().map(|point| point.position()[axis]).collect()));
        Self { low_m: axes.map(|(low, _)| low), extent_m: axes.map(|(low, high)| high - low) }
    }

    pub fn contains(&self, point: &Point) -> bool {
        let position = point.position();
        (0..3).all(|axis| {
            let offset = position[axis] - self.low_m[axis];
            (0. ..=self.extent_m[axis]).contains(&offset)
        })
    }

    /// The place of a point between the two ends of each axis, 0 to 1.
    pub fn fractions(&self, point: &Point) -> [f64; 3] {
        let position = point.position();
        [0, 1, 2].map(|axis| {
            let offset = position[axis] - self.low_m[axis];
            if self.extent_m[axis] > 0. { offset / self.extent_m[axis] } else { 0. }
        })
    }
}

fn interval(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_unstable_by(f64::total_cmp);
    let (Some(&lowest), Some(&highest)) = (values.first(), values.last()) else {
        return (0., 0.);
    };
    if highest - lowest <= MAX_WHOLE_M {
        return (lowest, highest);
    }
    let num_strays = (STRAY_SHARE * values.len() as f64) as usize;
    let (low, high) = (values[num_strays], values[values.len() - 1 - num_strays]);
    let margin = (high - low).max(MIN_MARGIN_M);
    ((low - margin).max(lowest), (high + margin).min(highest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(num_points: usize, spacing_m: f32) -> Vec<Point> {
        (0..num_points).map(|i| Point::new(i as f32 * spacing_m, 7., 0., 0.)).collect()
    }

    #[test]
    fn a_scene_fills_its_window() {
        let window = Window::of(&row(101, 6.));
        assert_eq!((window.low_m, window.extent_m), ([0., 7., 0.], [600., 0., 0.]));
        assert_eq!(window.fractions(&Point::new(150., 7., 0., 0.)), [0.25, 0., 0.]);
    }

    #[test]
    fn a_wide_scene_is_whole_and_only_strays_are_outside() {
        let mut points = row(4000, 0.5);
        points.push(Point::new(-1e6, 7., 0., 0.));
        let window = Window::of(&points);
        assert!(points[..4000].iter().all(|point| window.contains(point)));
        assert!(!window.contains(&points[4000]));
        assert!(window.extent_m[0] < 4100., "{}", window.extent_m[0]);
    }

    #[test]
    fn no_points_make_an_empty_window() {
        assert_eq!(Window::of(&[]).extent_m, [0.; 3]);
    }
}
