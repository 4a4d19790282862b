//! The places of scenes in numbers.

use rand::{RngExt, distr::uniform::SampleUniform};
use serde::{Serialize, Serializer};

use crate::random::SceneRng;

/// The least and the greatest value of a thing, of which scenes draw one between; written as a pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits<T> {
    pub min: T,
    pub max: T,
}

impl<T: Serialize> Serialize for Limits<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [&self.min, &self.max].serialize(serializer)
    }
}

impl<T: SampleUniform + PartialOrd> Limits<T> {
    /// A value from the least to the greatest, both included.
    pub fn draw(self, rng: &mut SceneRng) -> T {
        rng.random_range(self.min..=self.max)
    }
}

/// The limits of a thing.
pub(super) const fn limits<T>(min: T, max: T) -> Limits<T> {
    Limits { min, max }
}

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Layout {
    /// Lanes in each direction.
    pub lanes: Limits<u32>,
    pub lane_width_m: Limits<f64>,
    /// 0 for a roadway as high as what lies beside it.
    pub kerb_height_m: Limits<f64>,
    /// Between vehicles that move in a lane.
    pub headway_m: Limits<f64>,
    /// Share of the vehicles in lanes that are trams.
    pub tram_share: f64,
    /// Share of sides along which cars are parked.
    pub parked_along: f64,
    /// Ranks of cars parked square to the road, on each side.
    pub parked_ranks: Limits<u32>,
    /// Share of parking spaces that are taken.
    pub occupancy: Limits<f64>,
    /// Width of the pavement.
    pub pavement_m: Limits<f64>,
    /// Between things on the pavement.
    pub spacing_m: Limits<f64>,
    /// Share of things on the pavement that are people.
    pub people: f64,
    /// Share of the front behind the pavement that buildings, walls and hedges take.
    pub built: Limits<f64>,
    /// Distance ahead and behind at which buildings close the place off; not at all when absent.
    pub enclosed_m: Option<Limits<f64>>,
    /// Distance ahead at which a road crosses; none when absent.
    pub crossing_m: Option<Limits<f64>>,
}

/// A residential street with cars parked along it.
pub(crate) const STREET: Layout = Layout {
    lanes: limits(1, 1),
    lane_width_m: limits(2.8, 3.8),
    kerb_height_m: limits(0.05, 0.15),
    headway_m: limits(8., 45.),
    tram_share: 0.01,
    parked_along: 0.75,
    parked_ranks: limits(0, 0),
    occupancy: limits(0.3, 0.8),
    pavement_m: limits(1.8, 5.),
    spacing_m: limits(4., 11.),
    people: 0.22,
    built: limits(0.65, 0.97),
    enclosed_m: None,
    crossing_m: None,
};

/// The same with a road across it.
pub(crate) const JUNCTION: Layout = Layout {
    lanes: limits(1, 2),
    lane_width_m: limits(3., 3.8),
    tram_share: 0.03,
    parked_along: 0.5,
    crossing_m: Some(limits(10., 35.)),
    ..STREET
};

/// Cars parked square to the way in one or two ranks on each side, between buildings.
pub(crate) const COURTYARD: Layout = Layout {
    lane_width_m: limits(2.6, 3.4),
    kerb_height_m: limits(0., 0.),
    headway_m: limits(20., 60.),
    tram_share: 0.,
    parked_along: 0.,
    parked_ranks: limits(1, 2),
    occupancy: limits(0.3, 0.75),
    pavement_m: limits(1., 6.),
    people: 0.15,
    enclosed_m: Some(limits(22., 50.)),
    ..STREET
};

/// A wide road with traffic and little beside it.
pub(crate) const OPEN_ROAD: Layout = Layout {
    lanes: limits(1, 3),
    lane_width_m: limits(3.2, 3.9),
    kerb_height_m: limits(0., 0.),
    headway_m: limits(8., 35.),
    parked_along: 0.05,
    pavement_m: limits(2., 12.),
    spacing_m: limits(8., 25.),
    people: 0.08,
    built: limits(0.05, 0.4),
    ..STREET
};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_written_as_a_pair() {
        assert_eq!(serde_json::to_value(limits(1, 3)).unwrap(), serde_json::json!([1, 3]));
        assert_eq!(serde_json::to_value(limits(0.5, 2.)).unwrap(), serde_json::json!([0.5, 2.]));
    }
}
