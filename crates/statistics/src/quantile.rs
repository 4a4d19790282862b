//! Quantiles, each by its definition.

/// The middle one of the sorted values, the mean of the middle two of an even number: `numpy.median`.
///
/// ```
/// use voxelnet_statistics::median;
///
/// assert_eq!(median([3., 1., 2.]), Some(2.));
/// assert_eq!(median([4., 1., 2., 3.]), Some(2.5));
/// ```
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let values = sorted(values);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { (values[middle - 1] + upper) / 2. })
}

/// The middle one of the sorted values, the lower one of the middle two of an even number.
///
/// ```
/// use voxelnet_statistics::lower_median;
///
/// assert_eq!(lower_median([4., 1., 2., 3.]), Some(2.));
/// ```
pub fn lower_median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    lower_quantile(values, 0.5)
}

/// The value at `share` of the way from the first to the last of the sorted values, rounded down to a
/// place that has one: method `lower`.
///
/// # Panics
/// With a share beyond 1.
///
/// ```
/// use voxelnet_statistics::lower_quantile;
///
/// assert_eq!(lower_quantile([40., 10., 20., 30.], 0.5), Some(20.));
/// ```
pub fn lower_quantile(values: impl IntoIterator<Item = f64>, share: f64) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    let last = values.len().checked_sub(1)?;
    let place = (share * last as f64) as usize;
    Some(*values.select_nth_unstable_by(place, f64::total_cmp).1)
}

/// The value at `share` of the way from the first to the last of the sorted values, interpolated between
/// the two neighbours: method `linear`, type 7 of Hyndman and Fan (1996).
///
/// # Panics
/// With a share beyond 1.
///
/// ```
/// use voxelnet_statistics::linear_quantile;
///
/// assert_eq!(linear_quantile([40., 10., 20., 30.], 0.25), Some(17.5));
/// ```
pub fn linear_quantile(values: impl IntoIterator<Item = f64>, share: f64) -> Option<f64> {
    let values = sorted(values);
    let last = values.len().checked_sub(1)?;
    let position = share * last as f64;
    let (below, part) = (position.floor() as usize, position.fract());
    Some(values[below] + part * (values[(below + 1).min(last)] - values[below]))
}

fn sorted(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_middle_two() {
        assert_eq!(median([3., 1., 2.]), Some(2.));
        assert_eq!(median([4., 1., 2., 3.]), Some(2.5));
    }

    #[test]
    fn the_lower_median_is_one_of_the_values() {
        assert_eq!(lower_median([5., 1., 3.]), Some(3.));
        assert_eq!(lower_median([4., 1., 3., 2.]), Some(2.));
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!([median([]), lower_median([])], [None; 2]);
        assert_eq!([lower_quantile([], 0.5), linear_quantile([], 0.5)], [None; 2]);
    }

    #[test]
    fn quantiles_go_from_the_least_to_the_greatest() {
        let values = || (0..=100).rev().map(f64::from);
        for share in [0., 0.25, 0.95, 1.] {
            assert_eq!(lower_quantile(values(), share), Some(100. * share));
            assert_eq!(linear_quantile(values(), share), Some(100. * share));
        }
    }

    #[test]
    fn between_two_values_one_definition_rounds_down_and_the_other_interpolates() {
        assert_eq!(lower_quantile([10., 0.], 0.75), Some(0.));
        assert_eq!(linear_quantile([10., 0.], 0.75), Some(7.5));
    }
}
