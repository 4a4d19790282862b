//! The corner of a diagram where a legend hides the least.

/// A line through a diagram, as parts of its width (from the left) and height (from below).
pub(super) type FractionLine = Vec<[f64; 2]>;

/// A corner of a diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Corner {
    UpperRight,
    UpperLeft,
    LowerRight,
    LowerLeft,
}

impl Corner {
    const ALL: [Self; 4] = [Self::UpperRight, Self::UpperLeft, Self::LowerRight, Self::LowerLeft];

    /// The corner where a rectangle of a width and height (parts of the diagram's) covers the
    /// shortest length of lines; the first in the order above of those that are equal.
    pub fn emptiest(lines: &[FractionLine], size: [f64; 2]) -> Self {
        let mut covered = [0_u32; 4];
        for [x, y] in lines.iter().flat_map(|line| samples(line)) {
            for (corner, count) in Self::ALL.iter().zip(&mut covered) {
                *count += u32::from(corner.covers([x, y], size));
            }
        }
        let best = (0..4).min_by_key(|&i| covered[i]).unwrap_or(0);
        Self::ALL[best]
    }

    /// How many times its height a diagram must grow upwards until such a rectangle covers nothing
    /// in one of its corners; 1 if one is free already.
    pub fn needed_growth(lines: &[FractionLine], size: [f64; 2]) -> f64 {
        let samples: Vec<[f64; 2]> = lines.iter().flat_map(|line| samples(line)).collect();
        let is_free = |corner: &Self| !samples.iter().any(|sample| corner.covers(*sample, size));
        if Self::ALL.iter().any(is_free) {
            return 1.;
        }
        let whole_height = [size[0], 1.];
        let highest_below = |corner: Self| {
            let below = samples.iter().filter(|sample| corner.covers(**sample, whole_height));
            below.map(|sample| sample[1]).fold(0., f64::max)
        };
        let highest = highest_below(Self::UpperRight).min(highest_below(Self::UpperLeft));
        // A little more, or rounding could leave the highest point on the rectangle's edge. And a
        // legend that would squeeze the lines to less than half may as well cover them.
        (1.001 * highest / (1. - size[1]).max(0.5)).max(1.)
    }

    pub fn is_upper(self) -> bool {
        matches!(self, Self::UpperRight | Self::UpperLeft)
    }

    pub fn is_left(self) -> bool {
        matches!(self, Self::UpperLeft | Self::LowerLeft)
    }

    fn covers(self, [x, y]: [f64; 2], [width, height]: [f64; 2]) -> bool {
        let across = if self.is_left() { x <= width } else { x >= 1. - width };
        let down = if self.is_upper() { y >= 1. - height } else { y <= height };
        across && down
    }
}

/// Points at even distances along a line, and its corners.
fn samples(line: &[[f64; 2]]) -> impl Iterator<Item = [f64; 2]> {
    const SAMPLES_PER_LENGTH: f64 = 50.;
    let along_segments = line.windows(2).flat_map(|ends| {
        let [from, to] = [ends[0], ends[1]];
        let along = [to[0] - from[0], to[1] - from[1]];
        let num_steps = (along[0].hypot(along[1]) * SAMPLES_PER_LENGTH).ceil().max(1.);
        (1..=num_steps as u32).map(move |i| {
            let t = f64::from(i) / num_steps;
            [from[0] + t * along[0], from[1] + t * along[1]]
        })
    });
    line.first().copied().into_iter().chain(along_segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_drawn_leaves_the_upper_right() {
        assert_eq!(Corner::emptiest(&[], [0.3, 0.3]), Corner::UpperRight);
    }

    #[test]
    fn a_rising_line_leaves_the_upper_left_and_a_falling_one_the_upper_right() {
        let rising = vec![[0., 0.], [1., 1.]];
        let falling = vec![[0., 1.], [1., 0.]];
        assert_eq!(Corner::emptiest(std::slice::from_ref(&rising), [0.3; 2]), Corner::UpperLeft);
        assert_eq!(Corner::emptiest(std::slice::from_ref(&falling), [0.3; 2]), Corner::UpperRight);
    }

    #[test]
    fn a_line_through_a_corner_counts_though_it_has_no_point_there() {
        let roof = vec![[0., 0.9], [1., 0.9]];
        assert_eq!(Corner::emptiest(&[roof], [0.2, 0.2]), Corner::LowerRight);
    }

    #[test]
    fn a_diagram_grows_just_enough_to_free_a_corner() {
        // Two levels leave no corner free.
        let levels = [vec![[0., 0.9], [1., 0.9]], vec![[0., 0.1], [1., 0.1]]];
        let size = [0.4, 0.25];
        let growth = Corner::needed_growth(&levels, size);
        assert!((growth - 0.9 / 0.75).abs() < 0.01, "{growth}");
        let grown = levels.map(|line| line.into_iter().map(|[x, y]| [x, y / growth]).collect());
        assert_eq!(Corner::needed_growth(&grown, size), 1.);
        assert_eq!(Corner::emptiest(&grown, size), Corner::UpperRight);
    }

    #[test]
    fn a_diagram_does_not_grow_beyond_twice_its_height() {
        let levels = [vec![[0., 1.], [1., 1.]], vec![[0., 0.], [1., 0.]]];
        assert!(Corner::needed_growth(&levels, [0.5, 7.]) < 2.01);
        assert_eq!(Corner::needed_growth(&[], [0.5, 7.]), 1.);
    }

    #[test]
    fn a_single_point_counts() {
        assert_eq!(Corner::emptiest(&[vec![[0.95, 0.95]]], [0.2, 0.2]), Corner::UpperLeft);
    }
}
