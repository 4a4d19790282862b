//! The style of a building: its measures and the openings of its front.

use std::ops::Range;

use rand::RngExt;

use crate::{
    bodies::scenery::facade::{Closure, Opening},
    random::SceneRng,
    span::{Span, span},
};

/// Storeys of a building.
const STOREYS: Range<usize> = 2..6;
/// From floor to floor, metres.
const STOREY_HEIGHT: Range<f64> = 2.4..3.1;
/// More storeys than this are under a flat roof, so that no building is above 16 m.
const MAX_STOREYS_UNDER_PITCHED_ROOF: usize = 4;
/// Bays are widened until no more windows than this are left; they take most of the triangles.
const MAX_WINDOWS: f64 = 34.;
/// Height of doors, metres.
const DOOR_HEIGHT: f64 = 2.1;
/// Height of the upper step of a plinth, metres.
pub(super) const UPPER_STEP_HEIGHT: f64 = 0.12;
/// Height of the doorstep above the street where stairs lead up to it, metres.
const STOOP: Range<f64> = 0.2..0.9;
/// Room kept above doors, metres.
const LINTEL: f64 = 0.1;
/// Depth of loggias and height of their lower edge above the floor, metres.
const LOGGIA_DEPTH: Range<f64> = 0.9..1.5;
const LOGGIA_FOOT: f64 = 0.15;

/// The style shared by all wings of a building; metres.
pub(super) struct Style {
    pub storeys: usize,
    pub storey_height: f64,
    /// Distance from window to window.
    bay: f64,
    window_width: f64,
    window_height: f64,
    /// Height of windows above the floor of their storey.
    pub sill: f64,
    /// Distance of panes behind the wall's face.
    setback: f64,
    pub plinth_height: f64,
    /// Whether the ground floor has windows as wide as their bays.
    pub has_shops: bool,
    /// Depth of balconies, if there are any.
    pub balcony_depth: Option<f64>,
    /// Whether railings of balconies are panels rather than rails.
    pub has_panels: bool,
    pub eaves_overhang: f64,
    /// Height of the ridge above the eaves; none is a flat roof.
    pub roof_rise: Option<f64>,
    /// Height of doorsteps above the street; none when doors begin at the ground.
    pub stoop: Option<f64>,
    /// Depth of loggias, if there are any.
    loggia_depth: Option<f64>,
    /// Depth of bay windows, if there are any.
    pub bay_window_depth: Option<f64>,
    /// Depth of awnings over shops or of canopies over doors, if there are any.
    pub awning_depth: Option<f64>,
}

impl Style {
    pub fn random(length: f64, rng: &mut SceneRng) -> Self {
        let storeys = rng.random_range(STOREYS);
        let storey_height = rng.random_range(STOREY_HEIGHT);
        let bay = rng.random_range(2.0..3.6_f64).max(length * storeys as f64 / MAX_WINDOWS);
        let sill = rng.random_range(0.6..1.05);
        let is_pitched = storeys <= MAX_STOREYS_UNDER_PITCHED_ROOF && rng.random_bool(0.7);
        let stoop = rng.random_range(STOOP).min(storey_height - DOOR_HEIGHT - LINTEL);
        Self {
            storeys,
            storey_height,
            bay,
            window_width: (bay * rng.random_range(0.35..0.65)).clamp(0.7, 2.4),
            window_height: (storey_height - sill - 0.25) * rng.random_range(0.8..1.),
            sill,
            setback: rng.random_range(0.1..0.25),
            plinth_height: rng.random_range(0.15..0.45),
            has_shops: rng.random_bool(0.25),
            balcony_depth: rng.random_bool(0.35).then(|| rng.random_range(0.8..1.4)),
            has_panels: rng.random_bool(0.5),
            eaves_overhang: rng.random_range(0.1..0.6),
            roof_rise: is_pitched.then(|| rng.random_range(1.5..3.2)),
            stoop: rng.random_bool(0.35).then_some(stoop),
            loggia_depth: rng.random_bool(0.15).then(|| rng.random_range(LOGGIA_DEPTH)),
            bay_window_depth: rng.random_bool(0.25).then(|| rng.random_range(0.4..1.)),
            awning_depth: rng.random_bool(0.5).then(|| rng.random_range(0.6..1.6)),
        }
    }

    /// Height of the walls, metres.
    pub fn eaves(&self) -> f64 {
        self.storeys as f64 * self.storey_height
    }

    /// Bays along a wing.
    pub fn bays(&self, x: Span) -> impl Iterator<Item = Span> + use<> {
        let length = x.length();
        let num_bays = (length / self.bay).floor().max(1.);
        let pitch = length / num_bays;
        (0..num_bays as usize)
            .map(move |i| span(x.from + i as f64 * pitch, x.from + (i + 1) as f64 * pitch))
    }

    /// The window in the middle of a bay of the storey over a floor.
    pub fn window(&self, bay: Span, floor: f64) -> Opening {
        let z = span(floor + self.sill, floor + self.sill + self.window_height);
        self.opening(bay, self.window_width, z, Closure::Window)
    }

    /// Openings of the storey over a floor: windows, and loggias where the style has them.
    pub fn upper_floor(&self, x: Span, floor: f64, rng: &mut SceneRng) -> Vec<Opening> {
        let mut opening = |bay: Span| match self.loggia_depth {
            Some(setback) if rng.random_bool(0.4) => {
                let z = span(floor + LOGGIA_FOOT, floor + self.storey_height - 0.2);
                Opening { setback, ..self.opening(bay, 0.8 * bay.length(), z, Closure::Window) }
            }
            _ => self.window(bay, floor),
        };
        self.bays(x).map(&mut opening).collect()
    }

    fn opening(&self, bay: Span, width: f64, z: Span, closure: Closure) -> Opening {
        let middle = bay.middle();
        let half = width.min(0.9 * bay.length()) / 2.;
        Opening { x: span(middle - half, middle + half), z, setback: self.setback, closure }
    }

    /// Openings of the ground floor: windows, a door and sometimes a gateway.
    pub fn ground_floor(&self, x: Span, rng: &mut SceneRng) -> Vec<Opening> {
        let bays: Vec<_> = self.bays(x).collect();
        let door = rng.random_range(0..bays.len());
        let gateway = rng.random_bool(0.4).then(|| rng.random_range(0..bays.len()));
        let lintel = self.storey_height - 0.2;
        let step = self.stoop.unwrap_or(0.);
        let opening = |(i, &bay): (usize, &Span)| {
            if i == door {
                let setback = self.setback + 0.15;
                Opening {
                    setback,
                    ..self.opening(bay, 1.1, span(step, step + DOOR_HEIGHT), Closure::Door)
                }
            } else if gateway == Some(i) {
                Opening { setback: 1.5, ..self.opening(bay, 2.6, span(0., lintel), Closure::Door) }
            } else if self.has_shops {
                let z = span(self.plinth_height + UPPER_STEP_HEIGHT + 0.05, lintel);
                self.opening(bay, 0.85 * bay.length(), z, Closure::Window)
            } else {
                self.window(bay, 0.)
            }
        };
        bays.iter().enumerate().map(opening).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn doors_fit_under_the_first_floor_and_begin_at_their_step() {
        for frame in 0..40 {
            let mut rng = stream(3, frame, Purpose::Scene);
            let style = Style::random(12., &mut rng);
            let openings = style.ground_floor(Span::centered(12.), &mut rng);
            let step = style.stoop.unwrap_or(0.);
            assert!(openings.iter().all(|opening| opening.z.to < style.storey_height));
            let doors = openings.iter().filter(|o| o.closure == Closure::Door);
            assert!(doors.filter(|door| door.z.from == step).count() >= 1);
        }
    }

    #[test]
    fn loggias_are_deeper_than_windows() {
        let mut num_loggias = 0;
        for frame in 0..60 {
            let mut rng = stream(5, frame, Purpose::Scene);
            let style = Style::random(12., &mut rng);
            let openings = style.upper_floor(Span::centered(12.), 3., &mut rng);
            num_loggias += openings.iter().filter(|o| o.setback >= LOGGIA_DEPTH.start).count();
            assert!(style.loggia_depth.is_some() || openings.iter().all(|o| o.setback < 0.3));
        }
        assert!(num_loggias > 5, "{num_loggias}");
    }
}
