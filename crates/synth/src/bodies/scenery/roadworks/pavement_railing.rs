//! Railings that keep people off a road: pipes and arches.

use std::{f64::consts::FRAC_PI_2, ops::Range};

use nalgebra::{Isometry3, Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{bar, boxed, places},
    mesh::Mesh,
    model::Model,
    random::{SceneRng, pick},
    surface::Surface,
};

/// Length of a railing and of its leg around a corner, metres.
const LENGTH: Range<f64> = 1.5..8.;
const LEG_LENGTH: Range<f64> = 1.0..3.;
/// Height and radius of pipes, metres.
const HEIGHT: Range<f64> = 0.75..1.2;
const RADIUS: Range<f64> = 0.02..0.045;
/// Length of an arch and the gap to the next one, metres.
const ARCH: f64 = 1.5;
const ARCH_GAP: f64 = 0.4;
/// Distance from bar to bar of a filled railing, metres.
const BAR_DISTANCE: f64 = 0.12;

/// The style of a railing.
#[derive(Clone, Copy, Debug)]
struct Style {
    kind: Kind,
    height: f64,
    radius: f64,
    surface: Surface,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Posts with a hand rail and one or two rails below it.
    Pipes(u32),
    /// Separate arches with a bar at half their height.
    Arches,
    /// Posts, a hand rail and upright bars.
    Bars,
}

/// A railing of 1.5 to 8 m, sometimes around a corner.
pub(crate) fn pavement_railing(rng: &mut SceneRng) -> Model {
    let style = Style {
        kind: pick(rng, &[Kind::Pipes(1), Kind::Pipes(2), Kind::Arches, Kind::Bars]),
        height: rng.random_range(HEIGHT),
        radius: rng.random_range(RADIUS),
        surface: pick(rng, &[Surface::Metal, Surface::Paint]),
    };
    let length = rng.random_range(LENGTH);
    let mut mesh = style.run(length);
    if rng.random_bool(0.3) {
        let leg = rng.random_range(LEG_LENGTH);
        let turn = Isometry3::rotation(Vector3::z() * FRAC_PI_2);
        mesh.append(style.run(leg).moved(&turn).shifted(length / 2., leg / 2., 0.));
    }
    boxed(mesh)
}

impl Style {
    /// A straight stretch along x.
    fn run(&self, length: f64) -> Mesh {
        match self.kind {
            Kind::Pipes(num_rails) => self.pipes(length, num_rails),
            Kind::Arches => self.arches(length),
            Kind::Bars => self.bars(length),
        }
    }

    fn pipe(&self, from: Point3<f64>, to: Point3<f64>) -> Mesh {
        bar(from, to, self.radius, self.surface)
    }

    fn rail(&self, from: f64, to: f64, z: f64) -> Mesh {
        self.pipe(Point3::new(from, 0., z), Point3::new(to, 0., z))
    }

    fn post(&self, x: f64) -> Mesh {
        self.pipe(Point3::new(x, 0., 0.), Point3::new(x, 0., self.height))
    }

    fn pipes(&self, length: f64, num_rails: u32) -> Mesh {
        let mut mesh = Mesh::new();
        for x in places(length, 2., 0.) {
            mesh.append(self.post(x));
        }
        for rail in 0..=num_rails {
            let z = self.height * (1. - f64::from(rail) / f64::from(num_rails + 1));
            mesh.append(self.rail(-length / 2., length / 2., z));
        }
        mesh
    }

    fn arches(&self, length: f64) -> Mesh {
        let num_arches = (length / (ARCH + ARCH_GAP)).round().max(1.) as usize;
        let mut mesh = Mesh::new();
        for i in 0..num_arches {
            let middle = (ARCH + ARCH_GAP) * (i as f64 - (num_arches - 1) as f64 / 2.);
            let (from, to) = (middle - ARCH / 2., middle + ARCH / 2.);
            let shoulder = |x: f64| Point3::new(x, 0., self.height - 0.12);
            let bend = |x: f64, inwards: f64| Point3::new(x + inwards, 0., self.height);
            for (x, inwards) in [(from, 0.12), (to, -0.12)] {
                mesh.append(self.pipe(Point3::new(x, 0., 0.), shoulder(x)));
                mesh.append(self.pipe(shoulder(x), bend(x, inwards)));
            }
            mesh.append(self.rail(from + 0.12, to - 0.12, self.height));
            mesh.append(self.rail(from, to, self.height / 2.));
        }
        mesh
    }

    fn bars(&self, length: f64) -> Mesh {
        let mut mesh = Mesh::new();
        for x in places(length, 2., 0.) {
            mesh.append(self.post(x));
        }
        for x in places(length, BAR_DISTANCE, 0.05) {
            let at = |z: f64| Point3::new(x, 0., z);
            mesh.append(bar(at(0.12), at(self.height), 0.008, self.surface));
        }
        let (from, to) = (-length / 2., length / 2.);
        mesh.with(self.rail(from, to, 0.12)).with(self.rail(from, to, self.height))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};
    use crate::span::{Span, span};

    #[test]
    fn railings_are_low_and_cheap() {
        let models = sound_clutter(pavement_railing, 1500);
        for model in &models {
            assert!((1.3..8.6).contains(&model.size.length), "{:?}", model.size);
            assert!((0.7..1.3).contains(&model.size.height), "{:?}", model.size);
        }
        let corners = models.iter().filter(|model| model.size.width > 0.5).count();
        assert!((5..40).contains(&corners), "{corners} railings around a corner");
    }

    #[test]
    fn most_rays_pass() {
        for model in sound_clutter(pavement_railing, 1500) {
            let whole = Span::centered(model.size.length);
            assert!(share_passing(&model.mesh, whole, span(0.05, model.size.height)) > 0.5);
        }
    }
}
