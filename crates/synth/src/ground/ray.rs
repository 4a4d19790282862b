//! Where rays meet the ground.

use nalgebra::Vector3;

use super::{Ground, MAX_WAVE_SLOPE};
use crate::surface::Material;

/// Step of the march along a ray, metres. Over it the shortest wave departs from its chord by 3 mm.
const MARCH_STEP: f64 = 3.;

/// The same where a ray is so low that it can meet a kerb: corners of pavements are narrow.
const KERB_STEP: f64 = 0.2;

/// Where a ray meets the ground.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroundHit {
    /// Metres along the ray.
    pub range: f64,
    /// Cosine of the angle between ray and normal.
    pub cos_incidence: f64,
    pub material: Material,
}

impl Ground {
    /// Where the ray from the origin along the unit `direction` meets the ground, nearer than
    /// `max_range`.
    ///
    /// Marches through the layer that holds the surface, then finds the place in the step that crossed
    /// it. A ray that comes down into a step is above the surface at its beginning and below it at its
    /// end, kerb or not.
    pub fn first_met(&self, direction: &Vector3<f64>, max_range: f64) -> Option<GroundHit> {
        let descent = self.slope.dot(&direction.xy()) - direction.z;
        let amplitude: f64 = self.waves.iter().map(|wave| wave.amplitude.abs()).sum();
        if descent <= 0. && amplitude == 0. {
            return None;
        }
        let (from, to) = if descent <= 1e-9 {
            (0., max_range)
        } else {
            let top = self.sensor_height - amplitude - self.kerb_height;
            let bottom = self.sensor_height + amplitude;
            (top / descent - 1e-6, (bottom / descent + 1e-6).min(max_range))
        };
        let above = |t: f64| direction.z * t - self.height(direction.x * t, direction.y * t);
        // What stays higher than this above the surface over a long step cannot meet a kerb in it.
        let kerb_reach = self.kerb_height
            + MARCH_STEP * (descent.max(0.) + self.waves.len() as f64 * MAX_WAVE_SLOPE);
        let mut near = from.max(0.);
        let mut height = above(near);
        while near < to {
            let is_low = self.kerb_height > 0. && height < kerb_reach;
            let far = (near + if is_low { KERB_STEP } else { MARCH_STEP }).min(to);
            let next_height = above(far);
            if next_height <= 0. {
                let range = zero_between(above, (near, height), (far, next_height));
                return Some(self.hit_at(direction, range));
            }
            (near, height) = (far, next_height);
        }
        None
    }

    fn hit_at(&self, direction: &Vector3<f64>, range: f64) -> GroundHit {
        let (x, y) = (direction.x * range, direction.y * range);
        const STEP: f64 = 0.005;
        let across = |dx: f64, dy: f64| {
            (self.height(x + dx, y + dy) - self.height(x - dx, y - dy)) / (2. * STEP)
        };
        let normal = Vector3::new(-across(STEP, 0.), -across(0., STEP), 1.).normalize();
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
        if value.abs() < 1e-5 || high.0 - low.0 < 1e-4 {
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
        let hit = ground.first_met(&ray, 120.).unwrap_or_else(|| panic!("missed"));
        assert!((hit.range - 1.73 / 5_f64.to_radians().sin()).abs() < 1e-3);
        assert!((hit.cos_incidence - 5_f64.to_radians().sin()).abs() < 1e-9);
        assert!(ground.first_met(&ray, 19.).is_none(), "beyond the range asked for");
        assert!(ground.first_met(&Vector3::x(), 120.).is_none(), "a level ray");
    }

    #[test]
    fn hits_on_uneven_ground_lie_on_it_and_nothing_is_in_their_way() {
        let mut num_hits = 0;
        for frame in 0..30 {
            let ground = uneven(frame);
            for step in 1..60 {
                let ray = direction(f64::from(step) * 0.1, -f64::from(step) * 0.007);
                let Some(hit) = ground.first_met(&ray, 120.) else { continue };
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
