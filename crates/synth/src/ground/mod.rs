//! The ground: gently uneven and sloping, with roadways a kerb lower than the pavements beside them.

mod ray;

use std::f64::consts::TAU;

use nalgebra::Vector2;
use rand::RngExt;

use crate::{
    random::{SceneRng, normal},
    road::Road,
    surface::Material,
};

/// Steepest slope of a wave: half a degree.
const MAX_WAVE_SLOPE: f64 = 0.0087;

/// Width of the face of a kerb seen from above, metres.
const KERB_WIDTH: f64 = 0.04;

/// Half the width of the line in the middle of a road, metres.
const HALF_LINE: f64 = 0.06;

/// One ripple of the ground: `amplitude * sin(wave . (x, y) + phase)`.
#[derive(Clone, Copy, Debug)]
struct Wave {
    amplitude: f64,
    wave: Vector2<f64>,
    phase: f64,
}

impl Wave {
    fn at(&self, x: f64, y: f64) -> f64 {
        self.amplitude * (self.wave.x * x + self.wave.y * y + self.phase).sin()
    }

    fn gradient(&self, x: f64, y: f64) -> Vector2<f64> {
        self.wave * (self.amplitude * (self.wave.x * x + self.wave.y * y + self.phase).cos())
    }
}

/// A sloping plane with low, long waves on it and roadways sunk into it, LiDAR frame.
///
/// The plane's height and slope are the mounting of the sensor: its height above the road, its
/// pitch and its roll.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// Height of the sensor above the plane, on which roadways lie, metres.
    sensor_height: f64,
    slope: Vector2<f64>,
    waves: Vec<Wave>,
    roads: Vec<Road>,
    /// Height of the ground beside the roadways above them, metres.
    kerb_height: f64,
    roadway: Material,
    beside: Material,
    line: Material,
    /// Brighter and darker stretches.
    patches: Wave,
}

impl Ground {
    /// Level ground below a sensor mounted this high, metres.
    pub fn level(sensor_height: f64) -> Self {
        let none = Wave { amplitude: 0., wave: Vector2::zeros(), phase: 0. };
        let asphalt = Material::solid(0.3);
        Self {
            sensor_height,
            slope: Vector2::zeros(),
            waves: Vec::new(),
            roads: Vec::new(),
            kerb_height: 0.,
            roadway: asphalt,
            beside: asphalt,
            line: asphalt,
            patches: none,
        }
    }

    /// The same ground tilted by these slopes along x and y.
    #[cfg(test)]
    pub fn tilted(self, x: f64, y: f64) -> Self {
        Self { slope: Vector2::new(x, y), ..self }
    }

    /// The ground of a scene below a sensor mounted about this high: a load of people and luggage
    /// and the springs move it by about 2 cm and tilt it by about 0.4 degrees.
    pub fn random(
        mount_height: f64,
        roads: Vec<Road>,
        kerb_height: f64,
        rng: &mut SceneRng,
    ) -> Self {
        let tilt_sigma = 0.4_f64.to_radians();
        let drawn_height = normal(rng, mount_height, 0.02);
        let slope = Vector2::new(normal(rng, 0., tilt_sigma), normal(rng, 0., tilt_sigma));
        let num_waves = rng.random_range(2..=3);
        let waves = (0..num_waves).map(|_| {
            let length = rng.random_range(25.0..90.);
            random_wave(rng, max_amplitude(length), length)
        });
        let waves: Vec<Wave> = waves.collect();
        // The waves must not lift or sink the sensor.
        let sensor_height = drawn_height + waves.iter().map(|wave| wave.at(0., 0.)).sum::<f64>();
        let asphalt = rng.random_range(0.28..0.8);
        let rough = |reflectance| Material { falloff: 0.45, ..Material::solid(reflectance) };
        let patch_length = rng.random_range(6.0..25.);
        Self {
            sensor_height,
            slope,
            waves,
            roads,
            kerb_height,
            roadway: rough(asphalt),
            beside: rough(rng.random_range(0.3..0.85)),
            line: rough(asphalt + rng.random_range(0.1..0.4)),
            patches: random_wave(rng, 0.2, patch_length),
        }
    }

    /// Height of the ground at (x, y), metres.
    pub fn height(&self, x: f64, y: f64) -> f64 {
        self.roadway_height(x, y) + self.kerb(x, y)
    }

    /// Height of the roadway at (x, y), or of what would be roadway there, metres.
    fn roadway_height(&self, x: f64, y: f64) -> f64 {
        let plane = self.slope.x * x + self.slope.y * y - self.sensor_height;
        self.waves.iter().fold(plane, |height, wave| height + wave.at(x, y))
    }

    /// Height of a place above the roadway that would be there, metres.
    fn kerb(&self, x: f64, y: f64) -> f64 {
        if self.kerb_height == 0. {
            return 0.;
        }
        let (beyond, _) = self.nearest_edge(x, y);
        let climbed = (beyond / KERB_WIDTH).clamp(0., 1.);
        self.kerb_height * climbed * climbed * (3. - 2. * climbed)
    }

    /// Slope of the faces of kerbs at (x, y).
    fn kerb_gradient(&self, x: f64, y: f64) -> Vector2<f64> {
        let (beyond, outwards) = self.nearest_edge(x, y);
        let climbed = (beyond / KERB_WIDTH).clamp(0., 1.);
        outwards * (self.kerb_height * 6. * climbed * (1. - climbed) / KERB_WIDTH)
    }

    /// Distance of a place beyond the edge of the nearest roadway, negative on it, and the direction away
    /// from that road.
    fn nearest_edge(&self, x: f64, y: f64) -> (f64, Vector2<f64>) {
        let beyond = self.roads.iter().map(|road| road.beyond_edge(x, y));
        let nearest = beyond.min_by(|(a, _), (b, _)| a.total_cmp(b));
        nearest.unwrap_or((f64::INFINITY, Vector2::zeros()))
    }

    fn roadway_gradient(&self, x: f64, y: f64) -> Vector2<f64> {
        self.waves.iter().fold(self.slope, |gradient, wave| gradient + wave.gradient(x, y))
    }

    fn material(&self, x: f64, y: f64) -> Material {
        let mut material = self.beside;
        for road in &self.roads {
            let (along, left) = road.locate(x, y);
            if left.abs() < road.edge(left) {
                let is_line = left.abs() < HALF_LINE && along.rem_euclid(9.) < 4.;
                material = if is_line { self.line } else { self.roadway };
            }
        }
        let reflectance = material.reflectance * (1. + self.patches.at(x, y));
        Material { reflectance, ..material }
    }
}

/// Keeps the slope of a wave, 2 pi amplitude / length, in bounds.
fn max_amplitude(length: f64) -> f64 {
    length * MAX_WAVE_SLOPE / TAU
}

fn random_wave(rng: &mut SceneRng, max_amplitude: f64, length: f64) -> Wave {
    let (heading, phase) = (rng.random_range(0.0..TAU), rng.random_range(0.0..TAU));
    let wave = Vector2::new(heading.cos(), heading.sin()) * (TAU / length);
    Wave { amplitude: rng.random_range(0.0..max_amplitude), wave, phase }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    pub(super) fn uneven(frame: u64) -> Ground {
        let mut rng = stream(3, frame, Purpose::Scene);
        let road = Road::under_the_sensor(1, 3.5, &mut rng);
        let crossing = road.crossing(20., 3., &mut rng);
        Ground::random(1.73, vec![road, crossing], 0.12, &mut rng)
    }

    #[test]
    fn the_sensor_is_as_high_above_the_road_as_it_is_mounted() {
        for frame in 0..50 {
            let height = uneven(frame).height(0., 0.);
            assert!((height + 1.73).abs() <= 0.05 + 1e-9, "{height}");
        }
    }

    #[test]
    fn pavements_are_a_kerb_higher_than_the_roadway_and_junctions_have_none() {
        let mut rng = stream(3, 0, Purpose::Scene);
        let road = Road::under_the_sensor(1, 3.5, &mut rng);
        let crossing = road.crossing(20., 3., &mut rng);
        let flat = Ground::level(1.73);
        let ground = Ground { roads: vec![road, crossing], kerb_height: 0.12, ..flat };
        let height = |along: f64, left: f64| {
            let place = road.place(along, left);
            ground.height(place.x, place.y) + 1.73
        };
        assert!(height(5., 3.4).abs() < 1e-9 && (height(5., 3.6) - 0.12).abs() < 1e-9);
        assert!((0.01..0.11).contains(&height(5., 3.52)), "the face of the kerb");
        assert!(height(20., 6.).abs() < 1e-9, "where the crossing road goes off");
    }
}
