//! From a group of numbers to one.

use crate::group::Group;

/// A function that makes one number of several.
///
/// Maximum, minimum and median choose one of the numbers. It alone receives the gradient, and where
/// several are equal it is the first; -0 and 0 are equal. When there are NaN, the first of them is
/// chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduction {
    /// The largest.
    Maximum,
    /// The sum, added up in `f64`, divided by how many there are. Each receives an equal share of the
    /// gradient, NaN or not.
    Average,
    /// The smallest.
    Minimum,
    /// The one in the middle; of an even number the lower of the two.
    Median,
}

impl Reduction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Maximum, Self::Average, Self::Minimum, Self::Median];

    /// Reduces the elements of a group; an empty one gives 0. `scratch` is working memory.
    pub(crate) fn reduce(self, xs: &[f32], group: Group, scratch: &mut Vec<f32>) -> Reduced {
        let members = group.members();
        let chosen = match self {
            Self::Maximum => first_best(xs, members, |x, best| x > best),
            Self::Minimum => first_best(xs, members, |x, best| x < best),
            Self::Median => first_median(xs, members, scratch),
            Self::Average => return Reduced { value: average(xs, group), chosen: None },
        };
        Reduced { value: chosen.map_or(0., |index| xs[index]), chosen }
    }
}

/// The value of a group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reduced {
    pub value: f32,
    /// Index of the element that has the value; none of an average and of an empty group.
    pub chosen: Option<usize>,
}

fn first_best(
    xs: &[f32],
    members: impl Iterator<Item = usize>,
    is_better: impl Fn(f32, f32) -> bool,
) -> Option<usize> {
    let mut best = None;
    for index in members {
        if xs[index].is_nan() {
            return Some(index);
        }
        if best.is_none_or(|best: usize| is_better(xs[index], xs[best])) {
            best = Some(index);
        }
    }
    best
}

fn first_median(
    xs: &[f32],
    mut members: impl Iterator<Item = usize> + Clone,
    scratch: &mut Vec<f32>,
) -> Option<usize> {
    scratch.clear();
    for index in members.clone() {
        if xs[index].is_nan() {
            return Some(index);
        }
        scratch.push(xs[index]);
    }
    let middle = scratch.len().checked_sub(1)? / 2;
    let (_, &mut median, _) = scratch.select_nth_unstable_by(middle, f32::total_cmp);
    members.find(|&index| xs[index] == median)
}

fn average(xs: &[f32], group: Group) -> f32 {
    if group.divisor == 0. {
        return 0.;
    }
    // In f64 the order hardly matters, and a whole map adds up without losing its last digits.
    let sum: f64 = group.members().map(|index| f64::from(xs[index])).sum();
    (sum / group.divisor) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reduce(reduction: Reduction, xs: &[f32]) -> (f32, Option<usize>) {
        let Reduced { value, chosen } =
            reduction.reduce(xs, Group::line(0, xs.len(), 1), &mut Vec::new());
        (value, chosen)
    }

    #[test]
    fn each_takes_its_own() {
        let xs = [3., 1., 10., 4., 2.];
        assert_eq!(reduce(Reduction::Maximum, &xs), (10., Some(2)));
        assert_eq!(reduce(Reduction::Average, &xs), (4., None));
        assert_eq!(reduce(Reduction::Minimum, &xs), (1., Some(1)));
        assert_eq!(reduce(Reduction::Median, &xs), (3., Some(0)));
    }

    #[test]
    fn the_median_of_an_even_number_is_the_lower_one() {
        assert_eq!(reduce(Reduction::Median, &[4., 3., 2., 1.]), (2., Some(2)));
        assert_eq!(reduce(Reduction::Median, &[9., 7.]), (7., Some(1)));
    }

    #[test]
    fn of_equal_ones_the_first_is_chosen() {
        let xs = [2., 5., 1., 5., 1., 2.];
        assert_eq!(reduce(Reduction::Maximum, &xs), (5., Some(1)));
        assert_eq!(reduce(Reduction::Minimum, &xs), (1., Some(2)));
        assert_eq!(reduce(Reduction::Median, &xs), (2., Some(0)));
    }

    #[test]
    fn zeros_are_equal_whatever_their_sign() {
        for xs in [[0., -0., 0.], [-0., 0., -0.]] {
            for reduction in [Reduction::Maximum, Reduction::Minimum, Reduction::Median] {
                let (value, chosen) = reduce(reduction, &xs);
                assert_eq!((value.to_bits(), chosen), (xs[0].to_bits(), Some(0)), "{reduction:?}");
            }
        }
    }

    #[test]
    fn the_first_nan_wins_everywhere() {
        let infinity = f32::INFINITY;
        let xs = [1., infinity, f32::NAN, -infinity, f32::NAN, 2.];
        for reduction in [Reduction::Maximum, Reduction::Minimum, Reduction::Median] {
            let (value, chosen) = reduce(reduction, &xs);
            assert!(value.is_nan(), "{reduction:?}");
            assert_eq!(chosen, Some(2), "{reduction:?}");
        }
        assert!(reduce(Reduction::Average, &xs).0.is_nan());
    }

    #[test]
    fn infinities_are_numbers_like_others() {
        let xs = [f32::NEG_INFINITY; 3];
        assert_eq!(reduce(Reduction::Maximum, &xs), (f32::NEG_INFINITY, Some(0)));
        assert_eq!(reduce(Reduction::Median, &xs), (f32::NEG_INFINITY, Some(0)));
        assert_eq!(reduce(Reduction::Minimum, &[f32::INFINITY; 2]), (f32::INFINITY, Some(0)));
    }

    #[test]
    fn nothing_gives_0() {
        for reduction in Reduction::ALL {
            assert_eq!(reduce(reduction, &[]), (0., None), "{reduction:?}");
        }
    }

    #[test]
    fn an_average_does_not_lose_small_numbers_next_to_large_ones() {
        // In f32, 2^24 + 1 is 2^24.
        assert_eq!(reduce(Reduction::Average, &[16_777_216., 1., 1., 0.]).0, 4_194_304.5);
    }
}
