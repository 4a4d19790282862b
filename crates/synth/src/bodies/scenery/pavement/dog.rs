//! Dogs.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{boxed, rod},
    mesh::{Disc, Mesh, ellipsoid},
    model::Model,
    random::{SceneRng, sign},
    surface::Surface,
};

/// Height of the shoulders of a standing dog, metres.
const SHOULDER: Range<f64> = 0.25..0.78;
/// Length of the trunk over the height of the shoulders.
const TRUNK_SHARE: Range<f64> = 0.9..1.4;
/// Radius of the chest over the height of the shoulders.
const GIRTH: Range<f64> = 0.18..0.28;
/// Corners of the cross-section of the trunk and of a leg.
const TRUNK_SIDES: usize = 8;
const LEG_SIDES: usize = 5;

/// The measures of a dog; metres.
struct Build {
    shoulder: f64,
    /// From the rump to the chest.
    trunk: f64,
    /// Radius of the chest.
    girth: f64,
    /// Length of the muzzle.
    muzzle: f64,
}

/// A dog that stands or sits and heads for +x. Below 450 triangles.
pub(crate) fn dog(rng: &mut SceneRng) -> Model {
    let shoulder = rng.random_range(SHOULDER);
    let build = Build {
        shoulder,
        trunk: shoulder * rng.random_range(TRUNK_SHARE),
        girth: shoulder * rng.random_range(GIRTH),
        muzzle: shoulder * rng.random_range(0.12..0.35),
    };
    boxed(if rng.random_bool(0.6) { build.standing(rng) } else { build.sitting(rng) })
}

impl Build {
    fn standing(&self, rng: &mut SceneRng) -> Mesh {
        let Self { shoulder, trunk, girth, .. } = *self;
        let back = shoulder - girth;
        let chest = Point3::new(trunk / 2., 0., back);
        let rump = Point3::new(-trunk / 2., 0., back + 0.03 * shoulder);
        let mut mesh = rod(
            &[
                Disc::new(rump - Vector3::x() * (0.5 * girth), 0.4 * girth),
                Disc::new(rump, 0.85 * girth),
                Disc::new(chest, girth),
                Disc::new(chest + Vector3::x() * (0.6 * girth), 0.6 * girth),
            ],
            TRUNK_SIDES,
            Surface::Coat,
        );
        for hip in [chest, rump] {
            for side in [-0.6 * girth, 0.6 * girth] {
                let foot = hip.x + shoulder * rng.random_range(-0.15..0.15);
                mesh.append(self.leg(Point3::new(hip.x, side, hip.z), foot));
            }
        }
        let tail = rump + Vector3::new(-0.4, 0., rng.random_range(-0.3..0.4)) * shoulder;
        mesh.append(self.tail(rump, tail));
        mesh.with(self.head(chest, rng))
    }

    fn sitting(&self, rng: &mut SceneRng) -> Mesh {
        let Self { shoulder, trunk, girth, .. } = *self;
        let rump = Point3::new(-0.4 * trunk, 0., 1.05 * girth);
        let chest = Point3::new(0.1 * trunk, 0., shoulder * rng.random_range(0.85..1.05));
        let mut mesh = rod(
            &[
                Disc::new(rump, girth),
                Disc::new(nalgebra::center(&rump, &chest), 1.05 * girth),
                Disc::new(chest, 0.8 * girth),
            ],
            TRUNK_SIDES,
            Surface::Coat,
        );
        for side in [-0.6 * girth, 0.6 * girth] {
            let root = Point3::new(chest.x, side, 0.8 * chest.z);
            mesh.append(self.leg(root, chest.x + 0.1 * shoulder));
            let thigh = Point3::new(rump.x + 0.8 * girth, 1.3 * side, 0.6 * girth);
            let radii = Vector3::new(girth, 0.45 * girth, 0.6 * girth);
            mesh.append(ellipsoid(thigh, radii, 6, Surface::Coat));
        }
        let tail = Point3::new(rump.x - 0.45 * shoulder, 0., 0.08 * shoulder);
        mesh.append(self.tail(rump, tail));
        mesh.with(self.head(chest, rng))
    }

    /// A leg from its root to a foot at `x` on the ground.
    fn leg(&self, root: Point3<f64>, x: f64) -> Mesh {
        let foot = Point3::new(x, root.y, 0.);
        let discs = [Disc::new(root, 0.45 * self.girth), Disc::new(foot, 0.22 * self.girth)];
        rod(&discs, LEG_SIDES, Surface::Coat)
    }

    fn tail(&self, root: Point3<f64>, tip: Point3<f64>) -> Mesh {
        let discs = [Disc::new(root, 0.25 * self.girth), Disc::new(tip, 0.1 * self.girth)];
        rod(&discs, LEG_SIDES, Surface::Coat)
    }

    /// Neck, skull, muzzle and ears; the head looks ahead or a little aside.
    fn head(&self, chest: Point3<f64>, rng: &mut SceneRng) -> Mesh {
        let Self { shoulder, girth, muzzle, .. } = *self;
        let rise = shoulder * rng.random_range(0.05..0.4);
        let skull = chest + Vector3::new(0.25 * shoulder, 0., rise);
        let look = Vector3::new(1., rng.random_range(-0.6..0.6), rng.random_range(-0.4..0.1));
        let nose = skull + look.normalize() * (0.5 * girth + muzzle);
        let neck = [Disc::new(chest, 0.8 * girth), Disc::new(skull, 0.6 * girth)];
        let face = [Disc::new(skull, 0.55 * girth), Disc::new(nose, 0.25 * girth)];
        let radii = Vector3::repeat(0.65 * girth);
        let mut mesh = rod(&neck, 6, Surface::Coat)
            .with(rod(&face, 6, Surface::Coat))
            .with(ellipsoid(skull, radii, 6, Surface::Coat));
        // Upright or hanging ears.
        let up = sign(rng) * 0.8 * girth;
        for side in [-0.5 * girth, 0.5 * girth] {
            let root = skull + Vector3::new(0., side, 0.4 * girth);
            let tip = root + Vector3::new(0., 0.4 * side, up);
            let discs = [Disc::new(root, 0.25 * girth), Disc::new(tip, 0.08 * girth)];
            mesh.append(rod(&discs, 4, Surface::Coat));
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, sound_clutter};

    #[test]
    fn dogs_are_lower_than_people_and_of_many_sizes() {
        sound_clutter(dog, 450);
        let models = samples(dog);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 0.5 && height.to > 0.8 && height.to < 1.3, "{height:?}");
        let length = range_of(&models, |model| model.size.length);
        assert!(length.from < 0.7 && length.to > 1. && length.to < 2.2, "{length:?}");
        assert!(models.iter().all(|model| model.size.width < 0.8 * model.size.length));
    }
}
