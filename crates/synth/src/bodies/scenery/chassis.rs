//! What trailers roll on: drawbar, wheels and rear lights.

use std::f64::consts::PI;

use nalgebra::{Point2, Point3};

use super::parts::{Radii, post, slab};
use crate::{
    mesh::{Mesh, tube},
    span::{Span, span},
    surface::Surface,
};

/// Two bars from the bed to the hitch, and the jockey wheel that they rest on.
pub(super) fn drawbar(x: Span, floor: f64) -> Mesh {
    let Span { from: bed, to: hitch } = x;
    let z = floor - 0.03;
    let end = Point3::new(hitch - 0.2, 0., z);
    let bar = |y: f64| tube(Point3::new(bed - 0.1, y, z), end, 0.04, 6, Surface::Metal);
    let coupling = span(z - 0.05, z + 0.07);
    let jockey = hitch - 0.35;
    bar(-0.4)
        .with(bar(0.4))
        .with(slab(span(hitch - 0.3, hitch), span(-0.05, 0.05), coupling, Surface::Metal))
        .with(post(
            Point2::new(jockey, 0.),
            span(0.1, floor + 0.3),
            Radii::even(0.025),
            6,
            Surface::Metal,
        ))
        .with(wheel(Point2::new(jockey, 0.), 0.1, 0.05))
}

/// The wheels at both sides of the bed under mudguards: one axle, or two under a long bed.
pub(super) fn wheels(bed: f64, width: f64, radius: f64) -> Mesh {
    const LONG_BED: f64 = 2.8;
    const TYRE: f64 = 0.16;
    let axles: &[f64] = if bed > LONG_BED { &[-1.1, 1.1] } else { &[0.] };
    let mut mesh = Mesh::new();
    for side in [-1., 1.] {
        let y = side * (width / 2. + 0.02 + TYRE / 2.);
        for x in axles.iter().map(|axle| axle * radius - 0.05 * bed) {
            mesh.append(wheel(Point2::new(x, y), radius, TYRE));
            let guard = 2. * radius + 0.04;
            let x = span(x - radius, x + radius);
            let y = span(y - TYRE / 2. - 0.01, y + TYRE / 2. + 0.01);
            mesh.append(slab(x, y, span(guard, guard + 0.02), Surface::Rubber));
        }
    }
    mesh
}

/// A wheel that stands on the ground at a place, its axle along y.
fn wheel(at: Point2<f64>, radius: f64, width: f64) -> Mesh {
    const SIDES: usize = 16;
    // The corners of the tyre are beside its lowest point.
    let axle = radius * (PI / SIDES as f64).cos();
    let end = |share: f64| Point3::new(at.x, at.y + share * width / 2., axle);
    tube(end(-1.), end(1.), radius, SIDES, Surface::Rubber).with(tube(
        end(-1.02),
        end(1.02),
        0.6 * radius,
        SIDES,
        Surface::Metal,
    ))
}

/// Lamps and number plate at the rear.
pub(super) fn rear_lights(rear: f64, width: f64, floor: f64) -> Mesh {
    let x = span(rear - 0.03, rear);
    let z = span(floor - 0.06, floor + 0.06);
    let lamp = span(0.3 * width, 0.46 * width);
    slab(x, lamp, z, Surface::Lamp)
        .with(slab(x, span(-lamp.to, -lamp.from), z, Surface::Lamp))
        .with(slab(x, span(-0.26, 0.26), z, Surface::Retroreflector))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wheels_and_jockey_wheel_stand_on_the_ground() {
        for mesh in [wheels(2., 1.5, 0.3), wheels(3.5, 1.5, 0.3), drawbar(span(1., 2.), 0.5)] {
            assert!(mesh.bounds().0.z.abs() < 1e-9);
        }
        let axles = |bed: f64| wheels(bed, 1.5, 0.3).bounds();
        assert!(axles(3.5).1.x - axles(3.5).0.x > 1.1, "a long bed has two axles");
        assert!(axles(2.).1.x - axles(2.).0.x < 0.7, "a short bed has one axle");
    }

    #[test]
    fn the_lights_are_at_the_rear() {
        let lights = rear_lights(-1.5, 1.4, 0.6);
        assert!((lights.bounds().1.x + 1.5).abs() < 1e-12);
        assert!(lights.triangles.iter().any(|face| face.surface == Surface::Retroreflector));
    }
}
