//! Stretches along one axis.

use rand::RngExt;

use crate::random::SceneRng;

/// From where to where something reaches along one axis, metres; the lesser end first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Span {
    pub from: f64,
    pub to: f64,
}

/// The span between two ends.
pub(crate) const fn span(from: f64, to: f64) -> Span {
    Span { from, to }
}

impl Span {
    /// The span of a given length around zero.
    pub fn centered(length: f64) -> Self {
        span(-length / 2., length / 2.)
    }

    pub fn length(self) -> f64 {
        self.to - self.from
    }

    /// A place in the span, each as likely as the others.
    pub fn draw(self, rng: &mut SceneRng) -> f64 {
        rng.random_range(self.from..=self.to)
    }

    pub fn middle(self) -> f64 {
        (self.from + self.to) / 2.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_centered_span_has_its_length_and_its_middle_at_zero() {
        let whole = Span::centered(3.);
        assert_eq!(whole, span(-1.5, 1.5));
        assert_eq!((whole.length(), whole.middle()), (3., 0.));
    }
}
