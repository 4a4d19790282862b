//! Kinds of bicycles.

use rand::RngExt;

use crate::random::SceneRng;

/// A kind of bicycle: means and deviations, metres.
pub(crate) struct Style {
    /// Share of all bicycles.
    share: f64,
    pub wheel_radius: (f64, f64),
    pub wheelbase: (f64, f64),
    pub bar_half_width: (f64, f64),
    /// Height of the handlebar over the saddle.
    pub rise: f64,
    pub sweep: f64,
    /// Whether there is room for luggage.
    pub has_carrier: bool,
}

/// City bicycles, touring bicycles, mountain bikes, racing bicycles, folding bicycles, and small stunt bicycles.
const STYLES: [Style; 6] = [
    Style {
        share: 0.36,
        wheel_radius: (0.345, 0.01),
        wheelbase: (1.115, 0.06),
        bar_half_width: (0.25, 0.03),
        rise: 0.08,
        sweep: 0.1,
        has_carrier: true,
    },
    Style {
        share: 0.28,
        wheel_radius: (0.345, 0.008),
        wheelbase: (1.06, 0.04),
        bar_half_width: (0.255, 0.025),
        rise: 0.,
        sweep: 0.03,
        has_carrier: true,
    },
    Style {
        share: 0.16,
        wheel_radius: (0.335, 0.012),
        wheelbase: (1.07, 0.04),
        bar_half_width: (0.28, 0.03),
        rise: -0.02,
        sweep: -0.01,
        has_carrier: false,
    },
    Style {
        share: 0.12,
        wheel_radius: (0.335, 0.006),
        wheelbase: (0.99, 0.02),
        bar_half_width: (0.2, 0.012),
        rise: -0.06,
        sweep: -0.08,
        has_carrier: false,
    },
    Style {
        share: 0.04,
        wheel_radius: (0.22, 0.02),
        wheelbase: (1.02, 0.03),
        bar_half_width: (0.245, 0.02),
        rise: 0.08,
        sweep: 0.,
        has_carrier: true,
    },
    Style {
        share: 0.04,
        wheel_radius: (0.28, 0.02),
        wheelbase: (0.93, 0.05),
        bar_half_width: (0.24, 0.02),
        rise: 0.06,
        sweep: 0.03,
        has_carrier: false,
    },
];

impl Style {
    /// A kind by its share.
    pub fn random(rng: &mut SceneRng) -> &'static Self {
        let mut share: f64 = rng.random();
        let mut below = |style: &&Self| {
            share -= style.share;
            share < 0.
        };
        STYLES.iter().find(|style| below(style)).unwrap_or(&STYLES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn kinds_are_drawn_by_their_shares_which_make_a_whole() {
        assert!((STYLES.iter().map(|style| style.share).sum::<f64>() - 1.).abs() < 1e-9);
        let mut rng = stream(18, 0, Purpose::Scene);
        let narrow = (0..1000).filter(|_| Style::random(&mut rng).bar_half_width.0 < 0.22).count();
        assert!((80..160).contains(&narrow), "{narrow} racing bicycles");
    }
}
