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

/// A style of cars or vans.
#[derive(Debug)]
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
}
