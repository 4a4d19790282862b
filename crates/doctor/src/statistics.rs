//! Shares of a whole, and their words.

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
    fn a_share_of_nothing_is_nothing() {
        assert_eq!((share(0, 0), share(1, 4)), (0., 0.25));
        assert_eq!(percent(0.256), "26%");
    }
}
