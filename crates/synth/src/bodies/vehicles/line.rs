//! Values that change along a vehicle.

/// A value over `s`: straight between its points, which go from nose to tail, level beyond them.
#[derive(Clone, Debug)]
pub(crate) struct Line(pub Vec<(f64, f64)>);

impl Line {
    /// The same value everywhere.
    pub fn level(value: f64) -> Self {
        Self(vec![(0., value)])
    }

    /// The value at `s`.
    pub fn at(&self, s: f64) -> f64 {
        let next = self.0.partition_point(|point| point.0 < s);
        match (self.0.get(next.wrapping_sub(1)), self.0.get(next)) {
            (Some(a), Some(b)) => a.1 + (b.1 - a.1) * (s - a.0) / (b.0 - a.0),
            (Some(only), None) | (None, Some(only)) => only.1,
            (None, None) => 0.,
        }
    }

    /// The points of the line.
    pub fn stations(&self) -> impl Iterator<Item = f64> {
        self.0.iter().map(|point| point.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_straight_between_their_points_and_level_beyond() {
        let line = Line(vec![(1., 2.), (3., 4.)]);
        assert_eq!([0., 1., 2., 3., 9.].map(|s| line.at(s)), [2., 2., 3., 4., 4.]);
        assert_eq!(Line::level(5.).at(-1.), 5.);
    }
}
