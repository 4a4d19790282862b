//! The places of scenes in numbers.

use rand::RngExt;
use serde::Serialize;

use crate::random::SceneRng;

/// A kind of place. Pairs are the least and the greatest value; scenes draw one between.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Layout {
    /// Lanes in each direction.
    pub lanes: [u32; 2],
    pub lane_width_m: [f64; 2],
    /// 0 for a roadway as high as what lies beside it.
    pub kerb_height_m: [f64; 2],
    /// Between vehicles that move in a lane.
    pub headway_m: [f64; 2],
    /// Share of the vehicles in lanes that are trams.
    pub tram_share: f64,
    /// Share of sides along which cars are parked.
    pub parked_along: f64,
    /// Ranks of cars parked square to the road, on each side.
    pub parked_ranks: [u32; 2],
    /// Share of parking spaces that are taken.
    pub occupancy: [f64; 2],
    /// Width of the pavement.
    pub pavement_m: [f64; 2],
    /// Between things on the pavement.
    pub spacing_m: [f64; 2],
    /// Share of things on the pavement that are people.
    pub people: f64,
    /// Share of the front behind the pavement that buildings, walls and hedges take.
    pub built: [f64; 2],
    /// Distance ahead and behind at which buildings close the place off; not at all when absent.
    pub enclosed_m: Option<[f64; 2]>,
    /// Distance ahead at which a road crosses; none when absent.
    pub crossing_m: Option<[f64; 2]>,
}

/// A residential street with cars parked along it.
pub(crate) const STREET: Layout = Layout {
    lanes: [1, 1],
    lane_width_m: [2.8, 3.8],
    kerb_height_m: [0.05, 0.15],
    headway_m: [8., 45.],
    tram_share: 0.01,
    parked_along: 0.75,
    parked_ranks: [0, 0],
    occupancy: [0.3, 0.8],
    pavement_m: [1.8, 5.],
    spacing_m: [4., 11.],
    people: 0.22,
    built: [0.65, 0.97],
    enclosed_m: None,
    crossing_m: None,
};

/// The same with a road across it.
pub(crate) const JUNCTION: Layout = Layout {
    lanes: [1, 2],
    lane_width_m: [3., 3.8],
    tram_share: 0.03,
    parked_along: 0.5,
    crossing_m: Some([10., 35.]),
    ..STREET
};

/// Cars parked square to the way in one or two ranks on each side, between buildings.
pub(crate) const COURTYARD: Layout = Layout {
    lane_width_m: [2.6, 3.4],
    kerb_height_m: [0., 0.],
    headway_m: [20., 60.],
    tram_share: 0.,
    parked_along: 0.,
    parked_ranks: [1, 2],
    occupancy: [0.3, 0.75],
    pavement_m: [1., 6.],
    people: 0.15,
    enclosed_m: Some([22., 50.]),
    ..STREET
};

/// A wide road with traffic and little beside it.
pub(crate) const OPEN_ROAD: Layout = Layout {
    lanes: [1, 3],
    lane_width_m: [3.2, 3.9],
    kerb_height_m: [0., 0.],
    headway_m: [8., 35.],
    parked_along: 0.05,
    pavement_m: [2., 12.],
    spacing_m: [8., 25.],
    people: 0.08,
    built: [0.05, 0.4],
    ..STREET
};

/// A number between two limits.
pub(crate) fn between([min, max]: [f64; 2], rng: &mut SceneRng) -> f64 {
    rng.random_range(min..=max)
}

/// A whole number between two limits.
pub(crate) fn whole_between([min, max]: [u32; 2], rng: &mut SceneRng) -> u32 {
    rng.random_range(min..=max)
}
