//! Pedestrians and cyclists.

use nalgebra::Point3;
use rand::RngExt;
use voxelnet_scene::BoxSize;

use crate::{
    car::upright_wheel,
    convex::Convex,
    material::Material,
    object::{Kind, Model},
    random::{SceneRng, normal, sign},
    shape::Shape,
};

/// A person standing or walking: two legs, a trunk with arms, a head.
pub(crate) fn pedestrian(rng: &mut SceneRng) -> Model {
    let size = BoxSize {
        length: normal(rng, 0.8, 0.15),
        width: normal(rng, 0.62, 0.06),
        height: normal(rng, 1.72, 0.12),
    };
    let (trousers, coat) = (Material::cloth(rng), Material::cloth(rng));
    let (h, stride) = (size.height, size.length / 2. - 0.09);
    let side = sign(rng);
    let mut shapes = vec![
        leg(stride, side * 0.1, 0.48 * h, trousers),
        leg(-stride, -side * 0.1, 0.48 * h, trousers),
    ];
    shapes.extend(upper_body(0., size.width, (0.45 * h, h), coat, rng));
    Model { kind: Kind::Pedestrian, size, shapes }
}

/// A rider on a bicycle.
pub(crate) fn cyclist(rng: &mut SceneRng) -> Model {
    let size = BoxSize {
        length: normal(rng, 1.76, 0.1),
        width: normal(rng, 0.6, 0.05),
        height: normal(rng, 1.74, 0.1),
    };
    let (frame, trousers) = (Material::paint(rng), Material::cloth(rng));
    let coat = Material::cloth(rng);
    let (radius, h) = (rng.random_range(0.31..0.36), size.height);
    // The corners of the octagon lie at cos(pi / 8) of the radius ahead of the axle.
    let axle = size.length / 2. - radius * std::f64::consts::FRAC_PI_8.cos();
    let wheel = |x: f64| Shape::Convex(upright_wheel(x, radius, (-0.025, 0.025), frame));
    let bar = |min: Point3<f64>, max: Point3<f64>| Shape::Convex(Convex::cuboid(min, max, frame));
    let w = size.width / 2.;
    let mut shapes = vec![
        wheel(axle),
        wheel(-axle),
        bar(Point3::new(-0.4, -0.03, 0.45), Point3::new(0.4, 0.03, 0.6)),
        bar(Point3::new(0.4, -w, 0.95), Point3::new(0.48, w, 1.02)),
        leg(0.05, 0.13, 0.52 * h, trousers),
        leg(-0.12, -0.13, 0.52 * h, trousers),
    ];
    shapes.extend(upper_body(0., size.width - 0.06, (0.5 * h, h), coat, rng));
    Model { kind: Kind::Cyclist, size, shapes }
}

fn leg(x: f64, y: f64, height: f64, material: Material) -> Shape {
    Shape::Cylinder { base: Point3::new(x, y, 0.), radius: 0.085, height, material }
}

/// Trunk, arms and head between the hips and the top of the head.
fn upper_body(
    x: f64,
    width: f64,
    (hips, top): (f64, f64),
    coat: Material,
    rng: &mut SceneRng,
) -> Vec<Shape> {
    let (skin, arm, head) = (Material::cloth(rng), 0.06, 0.115);
    let shoulders = top - 0.27;
    let arm_at = |side: f64| Shape::Cylinder {
        base: Point3::new(x + side * 0.04, side * (width / 2. - arm), hips),
        radius: arm,
        height: shoulders - hips,
        material: coat,
    };
    let trunk = Shape::Ellipsoid {
        center: Point3::new(x, 0., hips.midpoint(shoulders)),
        radius: (width / 2. - 1.6 * arm).min(0.2),
        half_height: (shoulders - hips) * 0.6,
        material: coat,
    };
    let center = Point3::new(x, 0., top - 0.14);
    let head = Shape::Ellipsoid { center, radius: head, half_height: 0.14, material: skin };
    vec![trunk, arm_at(1.), arm_at(-1.), head]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        object::tests::assert_fills_its_box,
        random::{Purpose, stream},
    };

    #[test]
    fn people_fill_their_boxes() {
        let mut rng = stream(5, 1, Purpose::Scene);
        for _ in 0..300 {
            assert_fills_its_box(&pedestrian(&mut rng));
            assert_fills_its_box(&cyclist(&mut rng));
        }
    }
}
