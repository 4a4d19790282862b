//! Numbers that broke.

/// A number of a training step that is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotFinite<'a> {
    /// Which number.
    pub term: &'a str,
    /// What it is.
    pub value: f64,
}

impl<'a> NotFinite<'a> {
    pub(crate) fn check(values: &[(&'a str, f64)]) -> Result<(), Self> {
        match values.iter().find(|(_, value)| !value.is_finite()) {
            Some(&(term, value)) => Err(Self { term, value }),
            None => Ok(()),
        }
    }
}
