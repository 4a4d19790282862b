//! Sums that all checks do.

/// The middle one of numbers, the lower one of two; `None` without any.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    quantile(values, 0.5)
}

/// The number below which a share of the numbers lies; `None` without any.
pub(crate) fn quantile(values: impl IntoIterator<Item = f64>, share: f64) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    let last = values.len().checked_sub(1)?;
    let place = (share * last as f64) as usize;
    Some(*values.select_nth_unstable_by(place, f64::total_cmp).1)
}

/// `part` of `whole`, 0 of nothing.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0. } else { part as f64 / whole as f64 }
}

/// A share in whole percent.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0}%", 100. * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_nothing_has_none() {
        assert_eq!(median([5., 1., 3.]), Some(3.));
        assert_eq!(median([4., 1., 3., 2.]), Some(2.));
        assert_eq!(median([]), None);
        assert_eq!(quantile((0..=100).map(f64::from), 0.95), Some(95.));
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!((share(0, 0), share(1, 4)), (0., 0.25));
        assert_eq!(percent(0.256), "26%");
    }
}
