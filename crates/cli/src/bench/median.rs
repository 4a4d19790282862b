//! The median.

/// The middle one of several numbers; of an even number of them the mean of the middle two.
///
/// # Panics
/// Without a number.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2. }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_one_or_between_the_middle_two() {
        assert_eq!(median(vec![3., 1., 2.]), 2.);
        assert_eq!(median(vec![4., 1., 2., 3.]), 2.5);
    }
}
