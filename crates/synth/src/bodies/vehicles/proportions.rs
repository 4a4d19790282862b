//! Proportions of cars and vans, seen from the side.
//!
//! Shares along the vehicle are parts of its length behind the nose; shares of height are parts of the
//! height of its roof. Everything else is in metres.

use crate::{
    bodies::vehicles::wheels::Wheel,
    random::{SceneRng, normal},
};

/// Mean and deviation of a size, in metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread(pub f64, pub f64);

impl Spread {
    /// A size.
    pub fn draw(self, rng: &mut SceneRng) -> f64 {
        normal(rng, self.0, self.1)
    }
}

/// A style of cars or vans, and one vehicle of it once it is [`Proportions::varied`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Proportions {
    pub length: Spread,
    pub width: Spread,
    pub height: Spread,
    /// Lower cars are not built.
    pub least_height: f64,
    /// Shares of height: upper edge of the bumpers, front edge of the bonnet, belt lines at the front
    /// and the rear.
    pub bumper: f64,
    pub bonnet_edge: f64,
    pub belt: (f64, f64),
    /// Lower edges of windscreen and rear window: shares of length and height.
    pub cowl: (f64, f64),
    pub rear_sill: (f64, f64),
    /// Shares of length: upper edges of windscreen and rear window.
    pub roof: (f64, f64),
    /// Side windows, shares of length.
    pub panes: &'static [(f64, f64)],
    /// Ways from the axles to nose and tail.
    pub overhangs: (f64, f64),
    pub wheel: Wheel,
    pub clearance: f64,
    pub lean: f64,
    pub rail: f64,
    /// Rows of seats with the number of seats in each.
    pub seats: &'static [usize],
    /// Probability of rails on the roof.
    pub roof_rails: f64,
    /// Whether there is no roof behind the windscreen.
    pub is_open: bool,
}

/// Deviations between vehicles of one style: shares of height, shares of length, metres.
const HEIGHT_SHARE: f64 = 0.02;
const LENGTH_SHARE: f64 = 0.012;
const OVERHANG: f64 = 0.07;
const WHEEL_RADIUS: f64 = 0.015;
const CLEARANCE: f64 = 0.025;

impl Proportions {
    /// The proportions of one vehicle of the style; its sizes keep their spread.
    pub fn varied(self, rng: &mut SceneRng) -> Self {
        let mut near = |value: f64, deviation: f64| normal(rng, value, deviation);
        Self {
            bumper: near(self.bumper, HEIGHT_SHARE),
            bonnet_edge: near(self.bonnet_edge, HEIGHT_SHARE),
            belt: (near(self.belt.0, 0.5 * HEIGHT_SHARE), near(self.belt.1, 0.5 * HEIGHT_SHARE)),
            cowl: (near(self.cowl.0, LENGTH_SHARE), near(self.cowl.1, 0.5 * HEIGHT_SHARE)),
            rear_sill: (self.rear_sill.0, near(self.rear_sill.1, HEIGHT_SHARE)),
            roof: (near(self.roof.0, LENGTH_SHARE), near(self.roof.1, LENGTH_SHARE)),
            overhangs: (near(self.overhangs.0, OVERHANG), near(self.overhangs.1, OVERHANG)),
            wheel: Wheel { radius: near(self.wheel.radius, WHEEL_RADIUS), ..self.wheel },
            clearance: near(self.clearance, CLEARANCE),
            lean: self.lean * near(1., 0.08),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreads_draw_around_their_mean() {
        let mut rng = crate::random::stream(3, 0, crate::random::Purpose::Scene);
        let draws: Vec<f64> = (0..1000).map(|_| Spread(4., 0.1).draw(&mut rng)).collect();
        let mean = draws.iter().sum::<f64>() / 1000.;
        assert!((mean - 4.).abs() < 0.02, "{mean}");
    }

    #[test]
    fn vehicles_of_one_style_differ() {
        let mut rng = crate::random::stream(4, 0, crate::random::Purpose::Scene);
        let style = crate::bodies::vehicles::car::HATCHBACK;
        let [one, other] = [(); 2].map(|()| style.varied(&mut rng));
        assert_ne!((one.bumper, one.cowl, one.roof), (other.bumper, other.cowl, other.roof));
        assert_eq!(one.panes, style.panes);
    }
}
