//! Intersections of rays with the ground.

use nalgebra::Vector3;

use super::{Ground, MAX_WAVE_SLOPE};
use crate::surface::Material;

/// Step of the march along a ray, metres. Over it the shortest wave departs from its chord by 3 mm.
const MARCH_STEP: f64 = 3.;

/// The same where a ray is lower than a kerb is high: corners of pavements are narrow.
const KERB_STEP: f64 = 0.3;

/// The place where a ray meets the ground.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroundHit {
    /// Metres along the ray.
    pub range: f64,
    /// Cosine of the angle between ray and normal.
    pub cos_incidence: f64,
    pub material: Material,
}

impl Ground {
    /// The first hit of the ray from the origin along the unit `direction` on the ground, nearer than
    /// `max_range`.
    ///
    /// Marches through the layer that holds the surface, then finds the place in the step that crossed
    /// it. A ray that comes down into a step is above the surface at its beginning and below it at its
    /// end, kerb or not.
    pub fn first_hit(&self, direction: &Vector3<f64>, max_range: f64) -> Option<GroundHit> {
        let (from, to) = self.layer_along(direction, max_range)?;
        // How fast the ray can come down to a roadway, metres a metre.
        let steepest = self.waves.len() as f64 * MAX_WAVE_SLOPE;
        let rate = (self.descent(direction) + steepest).max(steepest);
        let above_roadway =
            |t: f64| direction.z * t - self.roadway_height(direction.x * t, direction.y * t);
        let kerb = |t: f64, above_roadway: f64| {
            let is_low = above_roadway < self.kerb_height;
            if is_low { self.kerb(direction.x * t, direction.y * t) } else { 0. }
        };
        let above = |t: f64| {
            let height = above_roadway(t);
            height - kerb(t, height)
        };
        let (mut near, mut clearance) = (from, above_roadway(from));
        let mut height = clearance - kerb(near, clearance);
        while near < to {
            let to_kerbs = (clearance - self.kerb_height) / rate;
            let step = if self.kerb_height > 0. { to_kerbs.max(KERB_STEP) } else { MARCH_STEP };
            let far = (near + step.min(MARCH_STEP)).min(to);
            clearance = above_roadway(far);
            let next_height = clearance - kerb(far, clearance);
            if next_height <= 0. {
                let range = zero_between(above, (near, height), (far, next_height));
                return Some(self.hit_at(direction, range));
            }
            (near, height) = (far, next_height);
        }
        None
    }

    /// Descent of a ray towards the plane of the roadways, metres a metre.
    fn descent(&self, direction: &Vector3<f64>) -> f64 {
        self.slope.dot(&direction.xy()) - direction.z
    }

    /// The part of a ray that runs through the layer which holds the surface, metres; `None` when it never
    /// comes down to it.
    fn layer_along(&self, direction: &Vector3<f64>, max_range: f64) -> Option<(f64, f64)> {
        let descent = self.descent(direction);
        let amplitude: f64 = self.waves.iter().map(|wave| wave.amplitude.abs()).sum();
        if descent <= 1e-9 {
            return (amplitude > 0.).then_some((0., max_range));
        }
        let top = self.sensor_height - amplitude - self.kerb_height;
        let bottom = self.sensor_height + amplitude;
        Some(((top / descent - 1e-6).max(0.), (bottom / descent + 1e-6).min(max_range)))
    }

    fn hit_at(&self, direction: &Vector3<f64>, range: f64) -> GroundHit {
        let (x, y) = (direction.x * range, direction.y * range);
        let gradient = self.roadway_gradient(x, y) + self.kerb_gradient(x, y);
        let normal = Vector3::new(-gradient.x, -gradient.y, 1.).normalize();
        let cos_incidence = (-normal.dot(direction)).clamp(0., 1.);
        GroundHit { range, cos_incidence, material: self.material(x, y) }
    }
}

/// A zero of a function between a place where it is positive and one where it is not, each given
/// with its value: chords, and a halving now and then for where the function jumps.
fn zero_between(f: impl Fn(f64) -> f64, mut low: (f64, f64), mut high: (f64, f64)) -> f64 {
    for step in 0..40 {
        let share = if step % 3 == 2 { 0.5 } else { (low.1 / (low.1 - high.1)).clamp(0., 1.) };
        let middle = low.0 + (high.0 - low.0) * share;
        let value = f(middle);
        if value.abs() < 3e-5 || high.0 - low.0 < 1e-4 {
            return middle;
        }
        if value > 0. { low = (middle, value) } else { high = (middle, value) }
    }
    high.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ground::tests::uneven, sensor::direction};

    #[test]
    fn level_ground_is_met_where_the_ray_has_come_down() {
        let ground = Ground::level(1.73);
        let elevation = -5_f64.to_radians();
        let ray = direction(0., elevation);
        let hit = ground.first_hit(&ray, 120.).unwrap_or_else(|| panic!("missed"));
        assert!((hit.range - 1.73 / 5_f64.to_radians().sin()).abs() < 1e-3);
        assert!((hit.cos_incidence - 5_f64.to_radians().sin()).abs() < 1e-9);
        assert!(ground.first_hit(&ray, 19.).is_none(), "beyond the range asked for");
        assert!(ground.first_hit(&Vector3::x(), 120.).is_none(), "a level ray");
    }

    #[test]
    fn the_angle_of_incidence_is_that_of_the_surface() {
        for frame in 0..10 {
            let ground = uneven(frame);
            for step in 1..60 {
                let ray = direction(f64::from(step) * 0.1, -0.05 - f64::from(step) * 0.005);
                let Some(hit) = ground.first_hit(&ray, 120.) else { continue };
                let (x, y) = (ray.x * hit.range, ray.y * hit.range);
                let rise = |dx: f64, dy: f64| {
                    (ground.height(x + dx, y + dy) - ground.height(x - dx, y - dy)) / 2e-4
                };
                let normal = Vector3::new(-rise(1e-4, 0.), -rise(0., 1e-4), 1.).normalize();
                let expected = (-normal.dot(&ray)).max(0.);
                assert!((hit.cos_incidence - expected).abs() < 1e-3, "{hit:?} {expected}");
            }
        }
    }

    #[test]
    fn hits_on_uneven_ground_lie_on_it_and_nothing_is_in_their_way() {
        let mut num_hits = 0;
        for frame in 0..30 {
            let ground = uneven(frame);
            for step in 1..60 {
                let ray = direction(f64::from(step) * 0.1, -f64::from(step) * 0.007);
                let Some(hit) = ground.first_hit(&ray, 120.) else { continue };
                num_hits += 1;
                let above = |t: f64| ray.z * t - ground.height(ray.x * t, ray.y * t);
                // On the face of a kerb 0.1 mm in range are 0.5 mm in height.
                assert!(above(hit.range).abs() < 1e-3, "{}", above(hit.range));
                assert!((1..100).all(|i| above(hit.range * f64::from(i) / 101.) > -0.01));
            }
        }
        assert!(num_hits > 1000, "{num_hits}");
    }
}
