//! Gently uneven ground.

use nalgebra::{Vector2, Vector3};
use rand::RngExt;

use crate::{
    material::Material,
    random::{SceneRng, normal},
    shape::Span,
};

/// Step of the march along a ray, metres. Over it the shortest wave departs from its chord by 3 mm.
const MARCH_STEP: f64 = 3.;

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
}

/// A sloping plane with low, long waves on it, in the LiDAR frame.
///
/// The plane's height and slope are the mounting of the sensor: its height above the road, its
/// pitch and its roll.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    sensor_height: f64,
    slope: Vector2<f64>,
    waves: Vec<Wave>,
    reflectance: f64,
    patches: Wave,
}

impl Ground {
    /// Level ground below a sensor mounted this high, metres.
    #[cfg(test)]
    pub fn level(sensor_height: f64) -> Self {
        let none = Wave { amplitude: 0., wave: Vector2::zeros(), phase: 0. };
        let (slope, waves) = (Vector2::zeros(), Vec::new());
        Self { sensor_height, slope, waves, reflectance: 0.3, patches: none }
    }

    /// The ground of a scene: sensor 1.65 to 1.80 m up, tilted by about 0.6 degrees.
    pub fn random(rng: &mut SceneRng) -> Self {
        let tilt_sigma = 0.6_f64.to_radians();
        let sensor_height = rng.random_range(1.65..1.80);
        let slope = Vector2::new(normal(rng, 0., tilt_sigma), normal(rng, 0., tilt_sigma));
        let num_waves = rng.random_range(2..=3);
        let waves = (0..num_waves).map(|_| {
            let length = rng.random_range(25.0..90.);
            random_wave(rng, max_amplitude(length), length)
        });
        let waves = waves.collect();
        let reflectance = rng.random_range(0.15..0.5);
        let patch_length = rng.random_range(8.0..30.);
        let patches = random_wave(rng, 0.3 * reflectance, patch_length);
        Self { sensor_height, slope, waves, reflectance, patches }
    }

    /// Height of the ground at (x, y), metres.
    pub fn height(&self, x: f64, y: f64) -> f64 {
        let plane = self.slope.x * x + self.slope.y * y - self.sensor_height;
        self.waves.iter().fold(plane, |height, wave| height + wave.at(x, y))
    }

    /// Where the ray from the origin along the unit `direction` meets the ground, nearer than
    /// `max_range`.
    ///
    /// Marches through the layer the waves fill, then finds the place in the step that crossed the
    /// surface.
    pub fn span(&self, direction: &Vector3<f64>, max_range: f64) -> Option<Span> {
        let descent = self.slope.dot(&direction.xy()) - direction.z;
        if descent <= 0. && self.waves.is_empty() {
            return None;
        }
        let bound: f64 = self.waves.iter().map(|wave| wave.amplitude.abs()).sum();
        let (from, to) = if descent <= 1e-9 {
            (0., max_range)
        } else {
            let last = (self.sensor_height + bound) / descent + 1e-6;
            ((self.sensor_height - bound) / descent - 1e-6, last.min(max_range))
        };
        let above = |t: f64| direction.z * t - self.height(direction.x * t, direction.y * t);
        let mut near = from.max(0.);
        let mut height = above(near);
        while near < to {
            let far = (near + MARCH_STEP).min(to);
            let next_height = above(far);
            if next_height <= 0. {
                let range = false_position(above, (near, height), (far, next_height));
                return Some(self.span_at(direction, range));
            }
            (near, height) = (far, next_height);
        }
        None
    }

    fn span_at(&self, direction: &Vector3<f64>, range: f64) -> Span {
        let (x, y) = (direction.x * range, direction.y * range);
        let gradient = self.waves.iter().fold(self.slope, |gradient, wave| {
            let phase = wave.wave.x * x + wave.wave.y * y + wave.phase;
            gradient + wave.wave * (wave.amplitude * phase.cos())
        });
        let normal = Vector3::new(-gradient.x, -gradient.y, 1.).normalize();
        let cos_incidence = (-normal.dot(direction)).max(0.);
        let material = Material::solid(self.reflectance + self.patches.at(x, y));
        Span { enter: range, exit: f64::INFINITY, cos_incidence, material }
    }
}

/// Keeps the slope of a wave, 2 pi amplitude / length, below half a degree.
fn max_amplitude(length: f64) -> f64 {
    length * 0.5_f64.to_radians() / std::f64::consts::TAU
}

fn random_wave(rng: &mut SceneRng, max_amplitude: f64, length: f64) -> Wave {
    let (heading, phase) = (rng.random_range(0.0..6.3_f64), rng.random_range(0.0..6.3));
    let wave = Vector2::new(heading.cos(), heading.sin()) * (std::f64::consts::TAU / length);
    Wave { amplitude: rng.random_range(0.0..max_amplitude), wave, phase }
}

/// A zero of a function between a place where it is positive and one where it is not, each given
/// with its value; the function is nearly straight there, so a few chords find it.
fn false_position(f: impl Fn(f64) -> f64, mut low: (f64, f64), mut high: (f64, f64)) -> f64 {
    let mut zero = high.0;
    for _ in 0..8 {
        zero = low.0 + (high.0 - low.0) * (low.1 / (low.1 - high.1)).clamp(0., 1.);
        let value = f(zero);
        if value.abs() < 1e-5 {
            break;
        }
        if value > 0. { low = (zero, value) } else { high = (zero, value) }
    }
    zero
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn level_ground_is_met_where_the_ray_has_come_down() {
        let ground = Ground::level(1.73);
        let elevation = -5_f64.to_radians();
        let direction = Vector3::new(elevation.cos(), 0., elevation.sin());
        let span = ground.span(&direction, 120.).unwrap_or_else(|| panic!("missed"));
        assert!((span.enter - 1.73 / 5_f64.to_radians().sin()).abs() < 1e-3);
        assert!((span.cos_incidence - 5_f64.to_radians().sin()).abs() < 1e-9);
        assert!(ground.span(&direction, 19.).is_none(), "beyond the range asked for");
        assert!(ground.span(&Vector3::x(), 120.).is_none(), "a level ray");
    }

    #[test]
    fn hits_on_uneven_ground_lie_on_it_and_nothing_is_in_their_way() {
        for frame in 0..40 {
            let ground = Ground::random(&mut stream(3, frame, Purpose::Scene));
            for step in 1..60 {
                let (azimuth, elevation) = (f64::from(step) * 0.1, -f64::from(step) * 0.007);
                let direction = Vector3::new(
                    elevation.cos() * azimuth.cos(),
                    elevation.cos() * azimuth.sin(),
                    elevation.sin(),
                );
                let Some(span) = ground.span(&direction, 120.) else { continue };
                let above =
                    |t: f64| direction.z * t - ground.height(direction.x * t, direction.y * t);
                assert!(above(span.enter).abs() < 1e-3);
                assert!((1..100).all(|i| above(span.enter * f64::from(i) / 101.) > -0.01));
            }
        }
    }
}
