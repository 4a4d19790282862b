//! Numbers that broke.

use voxelnet_runs::LossValues;

/// A number of a training step that is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotFinite<'a> {
    /// The name of the number.
    pub term: &'a str,
    /// Its value.
    pub value: f64,
}

impl NotFinite<'static> {
    /// Refuses a loss with a term that is not finite.
    pub(crate) fn check(loss: &LossValues) -> Result<(), Self> {
        match loss.named().into_iter().find(|(_, value)| !value.is_finite()) {
            Some((term, value)) => Err(Self { term, value }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_term_that_is_not_finite_is_named() {
        let good = LossValues { total: 1., ..LossValues::default() };
        assert_eq!(NotFinite::check(&good), Ok(()));
        let bad = LossValues { negative: f64::INFINITY, direction: f64::NEG_INFINITY, ..good };
        let problem = NotFinite { term: "negative", value: f64::INFINITY };
        assert_eq!(NotFinite::check(&bad), Err(problem));
    }
}
