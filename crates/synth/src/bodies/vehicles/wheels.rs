//! Wheels, in pairs.

use std::f64::consts::PI;

use crate::{
    bodies::vehicles::shell::{Arch, behind},
    mesh::{Disc, Mesh, frustum, tube},
    surface::Surface,
};

/// Both wheels of an axle; lengths in metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wheel {
    pub radius: f64,
    pub width: f64,
}

impl Wheel {
    const SIDES: usize = 16;
    /// Distance by which a rim stands out of its tyre.
    const RIM_DEPTH: f64 = 0.01;
    /// Radius of the rim, as a share of the radius of the tyre.
    const RIM_SHARE: f64 = 0.66;
    /// Room between a tyre and the arch over it.
    const ARCH_GAP: f64 = 0.045;

    /// Height of the centre when the wheel stands on the ground, on one of its flat sides.
    pub fn axle_height(self) -> f64 {
        self.radius * (PI / Self::SIDES as f64).cos()
    }

    /// The cut-out for the wheels of the axle at `s`.
    pub fn arch(self, s: f64) -> Arch {
        Arch { s, z: self.axle_height(), radius: self.radius + Self::ARCH_GAP }
    }

    /// The wheels of the axle at `s`, `outer` from the middle to the outside of either.
    pub fn pair(self, s: f64, outer: f64) -> Mesh {
        let at = |inwards: f64| behind(s, outer - inwards, self.axle_height());
        let (face, inside) = (at(Self::RIM_DEPTH), at(self.width));
        let tyre = tube(inside, face, self.radius, Self::SIDES, Surface::Rubber);
        let rim_radius = Self::RIM_SHARE * self.radius;
        let rim = frustum(
            Disc::new(face, rim_radius),
            Disc::new(at(0.), 0.85 * rim_radius),
            Self::SIDES,
            Surface::Metal,
        );
        let left = tyre.with(rim);
        left.clone().mirrored().with(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_wheels_stand_on_the_ground_with_rims_outside() {
        let wheel = Wheel { radius: 0.31, width: 0.2 };
        let pair = wheel.pair(1.5, 0.7);
        let (min, max) = pair.bounds();
        assert!(min.z.abs() < 1e-12, "{}", min.z);
        assert!((max.y - 0.7).abs() < 1e-12 && (min.y + 0.7).abs() < 1e-12);
        let rims = pair.triangles.iter().filter(|t| t.surface == Surface::Metal);
        assert!(rims.clone().all(|t| t.corners.iter().all(|corner| corner.y.abs() > 0.68)));
        assert!(rims.count() > 40);
    }

    #[test]
    fn arches_leave_room_for_wheels() {
        let wheel = Wheel { radius: 0.5, width: 0.3 };
        let arch = wheel.arch(2.);
        assert!(arch.radius > wheel.radius);
        assert_eq!(arch.z, wheel.axle_height());
    }
}
