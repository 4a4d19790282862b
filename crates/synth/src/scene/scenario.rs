//! Kinds of places the sensor drives through.

use std::{fmt, str::FromStr};

use rand::RngExt;
use serde::Serialize;

use super::EXTENT;
use super::builder::WorldBuilder;
use super::layout::{COURTYARD, JUNCTION, Layout, OPEN_ROAD, STREET};
use super::people::people_on_the_road;
use super::roadside::{Roadside, close_off};
use super::traffic::{crossing_traffic, lanes, parked_rank, parked_row};
use crate::{
    class::Class,
    ground::Ground,
    library::Library,
    random::{SceneRng, pick},
    road::Road,
    span::span,
    world::World,
};

/// The kind of scenes that a dataset holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// Residential streets with cars parked along them.
    #[default]
    Street,
    /// Streets with a road across them.
    Junction,
    /// Courtyards and car parks: cars parked square to the way.
    Courtyard,
    /// Wide roads with traffic and little beside them.
    OpenRoad,
    /// All of the above, four streets in ten scenes and two each of the others.
    Mixed,
    /// Level ground and nothing on it, to look at a sensor.
    Empty,
}

impl Scenario {
    /// All scenarios, the default first.
    pub const ALL: [Self; 6] =
        [Self::Street, Self::Junction, Self::Courtyard, Self::OpenRoad, Self::Mixed, Self::Empty];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Junction => "junction",
            Self::Courtyard => "courtyard",
            Self::OpenRoad => "open-road",
            Self::Mixed => "mixed",
            Self::Empty => "empty",
        }
    }

    /// The places that its scenes are drawn from, each as likely as the others.
    pub(crate) fn layouts(self) -> Vec<Layout> {
        match self {
            Self::Street => vec![STREET],
            Self::Junction => vec![JUNCTION],
            Self::Courtyard => vec![COURTYARD],
            Self::OpenRoad => vec![OPEN_ROAD],
            Self::Mixed => {
                vec![STREET, STREET, JUNCTION, COURTYARD, OPEN_ROAD]
            }
            Self::Empty => vec![],
        }
    }

    /// A random scene below a sensor mounted this high, metres.
    pub(crate) fn world(
        self,
        mount_height: f64,
        library: &Library,
        classes: &[Class],
        rng: &mut SceneRng,
    ) -> World {
        let layouts = self.layouts();
        if layouts.is_empty() {
            return World::new(Ground::level(mount_height));
        }
        furnished(&pick(rng, &layouts), mount_height, library, classes, rng)
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let scenario = Self::ALL.into_iter().find(|scenario| scenario.name() == name);
        scenario.ok_or_else(|| format!("expected one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// A road with what a layout puts on it and beside it.
fn furnished(
    layout: &Layout,
    mount_height: f64,
    library: &Library,
    classes: &[Class],
    rng: &mut SceneRng,
) -> World {
    let lane_width = layout.lane_width_m.draw(rng);
    let mut road = Road::under_the_sensor(layout.lanes.draw(rng), lane_width, rng);
    let is_parked = [0, 1].map(|_| rng.random_bool(layout.parked_along));
    for (edge, is_parked) in road.edges.iter_mut().zip(is_parked) {
        *edge += rng.random_range(0.0..0.8) + if is_parked { 2.1 } else { 0. };
    }
    let crossing = layout.crossing_m.map(|ahead| {
        let along = ahead.draw(rng);
        (along, road.crossing(along, lane_width, rng))
    });
    let roads = [road].into_iter().chain(crossing.map(|(_, road)| road)).collect();
    let ground = Ground::random(mount_height, roads, layout.kerb_height_m.draw(rng), rng);
    let mut builder = WorldBuilder { world: World::new(ground), library, classes };

    if let Some((_, crossing)) = &crossing {
        crossing_traffic(&mut builder, crossing, rng);
        let (length, width) = (EXTENT.length(), 2. * crossing.half_width() + 1.);
        builder.world.reserve(crossing.place(0., 0.), length, width);
    }
    if let Some(reach) = layout.enclosed_m {
        for end in [reach.draw(rng), -reach.draw(rng)] {
            close_off(&mut builder, &road, end, rng);
        }
    }
    lanes(&mut builder, &road, layout, crossing.map(|(along, _)| along), rng);
    people_on_the_road(&mut builder, &road, rng);
    for (side, is_parked) in [(-1., is_parked[0]), (1., is_parked[1])] {
        furnish_side(&mut builder, &road, layout, (side, is_parked), rng);
    }
    builder.world
}

fn furnish_side(
    builder: &mut WorldBuilder<'_>,
    road: &Road,
    layout: &Layout,
    (side, is_parked): (f64, bool),
    rng: &mut SceneRng,
) {
    let occupancy = layout.occupancy.draw(rng);
    let mut edge = road.edge(side);
    if is_parked {
        parked_row(builder, road, side * (edge - 1.), occupancy, rng);
    }
    for _ in 0..layout.parked_ranks.draw(rng) {
        parked_rank(builder, road, side * (edge + 2.6), occupancy, rng);
        // The next rank lies behind an aisle.
        edge += 5.2 + rng.random_range(0.3..6.);
    }
    let pavement = span(edge + 0.3, edge + 0.3 + layout.pavement_m.draw(rng));
    Roadside {
        side,
        pavement,
        spacing: layout.spacing_m.draw(rng),
        people: layout.people,
        built: layout.built.draw(rng),
    }
    .furnish(builder, road, rng);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_are_found_by_the_names_they_print() {
        for scenario in Scenario::ALL {
            assert_eq!(scenario.to_string().parse(), Ok(scenario));
            let json = serde_json::to_string(&scenario).unwrap_or_default();
            assert_eq!(json, format!("\"{scenario}\""));
        }
        assert!("highway".parse::<Scenario>().is_err_and(|message| message.contains("open-road")));
    }
}
