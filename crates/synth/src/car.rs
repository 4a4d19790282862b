//! Cars, vans and trucks: a lower body, a cabin and four wheels.

use nalgebra::{Point3, Vector3};
use rand::RngExt;
use voxelnet_scene::BoxSize;

use crate::{
    convex::Convex,
    material::Material,
    object::{Kind, Model},
    random::{SceneRng, normal, pick},
    shape::Shape,
};

/// Side view of a car: shares of its length from the centre (front positive) and of its height.
#[derive(Clone, Copy, Debug)]
struct Style {
    windscreen_foot: f64,
    roof_front: f64,
    roof_rear: f64,
    rear_foot: f64,
    belt: f64,
    /// Added to the mean size of a car: length and height, metres.
    longer: f64,
    taller: f64,
}

const HATCHBACK: Style = Style {
    windscreen_foot: 0.24,
    roof_front: 0.08,
    roof_rear: -0.36,
    rear_foot: -0.47,
    belt: 0.60,
    longer: -0.3,
    taller: 0.,
};
const SEDAN: Style = Style {
    windscreen_foot: 0.21,
    roof_front: 0.06,
    roof_rear: -0.2,
    rear_foot: -0.36,
    belt: 0.62,
    longer: 0.4,
    taller: -0.06,
};
const ESTATE: Style = Style {
    windscreen_foot: 0.22,
    roof_front: 0.07,
    roof_rear: -0.42,
    rear_foot: -0.48,
    belt: 0.61,
    longer: 0.5,
    taller: -0.03,
};
const TALL: Style = Style {
    windscreen_foot: 0.30,
    roof_front: 0.13,
    roof_rear: -0.44,
    rear_foot: -0.485,
    belt: 0.58,
    longer: 0.15,
    taller: 0.2,
};

/// A passenger car; sizes follow KITTI's statistics (about 3.9 x 1.6 x 1.5 m).
pub(crate) fn car(rng: &mut SceneRng) -> Model {
    let style = pick(rng, &[HATCHBACK, HATCHBACK, SEDAN, SEDAN, ESTATE, TALL]);
    let size = BoxSize {
        length: normal(rng, 3.8 + style.longer, 0.25),
        width: normal(rng, 1.63, 0.08),
        height: normal(rng, 1.5 + style.taller, 0.07),
    };
    let paint = Material::paint(rng);
    let style = jittered(style, rng);
    let mut shapes = wheels(size, 0.32, rng);
    shapes.push(Shape::Convex(lower_body(size, style, paint, rng)));
    shapes.push(Shape::Convex(cabin(size, style, paint, rng)));
    Model { kind: Kind::Car, size, shapes }
}

/// A delivery van or minibus: one tall body with a short nose.
pub(crate) fn van(rng: &mut SceneRng) -> Model {
    let size = BoxSize {
        length: normal(rng, 5.0, 0.4),
        width: normal(rng, 1.9, 0.1),
        height: normal(rng, 2.15, 0.18),
    };
    let (paint, glass) = (Material::paint(rng), Material::glass(rng));
    let (l, h) = (size.length / 2., size.height);
    let nose = rng.random_range(0.75..1.1);
    let profile = [
        (-l, 0.25),
        (l, 0.25),
        (l, 0.35 * h),
        (l - 0.15, 0.5 * h),
        (l - nose, h),
        (-l + 0.1, h),
        (-l, 0.9 * h),
    ];
    let edges = [paint, paint, paint, glass, paint, paint, paint];
    let body = Convex::extruded(&profile, &edges, half_width(size), paint);
    let mut shapes = wheels(size, 0.34, rng);
    shapes.push(Shape::Convex(with_rounded_corners(body, size, paint)));
    Model { kind: Kind::Van, size, shapes }
}

/// A lorry: a driver's cab and a load box.
pub(crate) fn truck(rng: &mut SceneRng) -> Model {
    let size = BoxSize {
        length: normal(rng, 9., 1.2),
        width: normal(rng, 2.5, 0.1),
        height: normal(rng, 3.2, 0.25),
    };
    let (paint, load) = (Material::paint(rng), Material::paint(rng));
    let (l, (right, left)) = (size.length / 2., half_width(size));
    let cab_rear = l - rng.random_range(1.8..2.4);
    let cab_height = size.height * rng.random_range(0.75..0.95);
    let cab_min = Point3::new(cab_rear, right + 0.05, 0.4);
    let cab = Convex::cuboid(cab_min, Point3::new(l, left - 0.05, cab_height), paint);
    let load_min = Point3::new(-l, right, rng.random_range(0.8..1.1));
    let load_max = Point3::new(cab_rear - 0.3, left, size.height);
    let mut shapes = wheels(size, 0.5, rng);
    shapes.push(Shape::Convex(cab));
    shapes.push(Shape::Convex(Convex::cuboid(load_min, load_max, load)));
    Model { kind: Kind::Truck, size, shapes }
}

fn jittered(style: Style, rng: &mut SceneRng) -> Style {
    let mut around = |share: f64, by: f64| share + rng.random_range(-by..by);
    Style {
        windscreen_foot: around(style.windscreen_foot, 0.03),
        roof_front: around(style.roof_front, 0.03),
        roof_rear: around(style.roof_rear, 0.02),
        rear_foot: style.rear_foot,
        belt: around(style.belt, 0.02),
        ..style
    }
}

fn half_width(size: BoxSize) -> (f64, f64) {
    (-size.width / 2., size.width / 2.)
}

fn lower_body(size: BoxSize, style: Style, paint: Material, rng: &mut SceneRng) -> Convex {
    let (l, h) = (size.length / 2., size.height);
    let clearance = rng.random_range(0.13..0.24);
    let (nose, belt) = (rng.random_range(0.44..0.5) * h, style.belt * h);
    let profile = [
        (-l + 0.12, clearance),
        (l - 0.12, clearance),
        (l, 0.25 * h),
        (l - 0.06, nose),
        (style.windscreen_foot * size.length, belt),
        (-l + 0.08, belt),
        (-l, 0.3 * h),
    ];
    let body = Convex::extruded(&profile, &[paint; 7], half_width(size), paint);
    with_rounded_corners(body, size, paint)
}

fn cabin(size: BoxSize, style: Style, paint: Material, rng: &mut SceneRng) -> Convex {
    let (glass, l, h) = (Material::glass(rng), size.length, size.height);
    let profile = [
        (style.rear_foot * l, style.belt * h),
        (style.windscreen_foot * l, style.belt * h),
        (style.roof_front * l, h),
        (style.roof_rear * l, h),
    ];
    let edges = [paint, glass, paint, glass];
    let mut cabin = Convex::extruded(&profile, &edges, half_width(size), glass);
    let (lean, belt) = (rng.random_range(0.1..0.2), style.belt * h);
    for side in [-1., 1.] {
        let normal = Vector3::new(0., side * (h - belt), lean);
        let foot = Point3::new(0., side * (size.width / 2. - 0.03), belt);
        cabin = cabin.cut(normal, foot, glass);
    }
    cabin
}

/// The body with its four vertical edges cut, as bumpers curve.
fn with_rounded_corners(body: Convex, size: BoxSize, material: Material) -> Convex {
    let (l, w) = (size.length / 2., size.width / 2.);
    [(1., 1.), (1., -1.), (-1., 1.), (-1., -1.)].iter().fold(body, |body, &(front, side)| {
        let normal = Vector3::new(front * 0.8, side * 0.6, 0.);
        body.cut(normal, Point3::new(front * l, side * (w - 0.25), 0.), material)
    })
}

fn wheels(size: BoxSize, mean_radius: f64, rng: &mut SceneRng) -> Vec<Shape> {
    let rubber = Material::rubber(rng);
    let radius = mean_radius * rng.random_range(0.92..1.08);
    let axle = size.length * rng.random_range(0.29..0.33);
    let inset = size.width / 2. - 0.02;
    let mut wheels = Vec::with_capacity(4);
    for (x, (right, left)) in [axle, -axle]
        .into_iter()
        .flat_map(|x| [(x, (inset - 0.2, inset)), (x, (-inset, -inset + 0.2))])
    {
        wheels.push(Shape::Convex(upright_wheel(x, radius, (right, left), rubber)));
    }
    wheels
}

/// A wheel that rolls along x: an octagonal prism standing on z = 0.
pub(crate) fn upright_wheel(x: f64, radius: f64, sides: (f64, f64), material: Material) -> Convex {
    let profile: [(f64, f64); 8] = std::array::from_fn(|i| {
        // Corners at odd eighths put flat sides at the road; their distance is cos(pi / 8) r.
        let angle =
            (0..i).fold(std::f64::consts::FRAC_PI_8, |a, _| a + std::f64::consts::FRAC_PI_4);
        let apothem = std::f64::consts::FRAC_PI_8.cos() * radius;
        (x + radius * angle.cos(), apothem + radius * angle.sin())
    });
    Convex::extruded(&profile, &[material; 8], sides, material)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        object::tests::assert_fills_its_box,
        random::{Purpose, stream},
    };

    #[test]
    fn every_vehicle_fills_its_box() {
        let mut rng = stream(5, 0, Purpose::Scene);
        for _ in 0..300 {
            assert_fills_its_box(&car(&mut rng));
            assert_fills_its_box(&van(&mut rng));
            assert_fills_its_box(&truck(&mut rng));
        }
    }

    #[test]
    fn cars_have_the_sizes_of_the_benchmark() {
        let mut rng = stream(6, 0, Purpose::Scene);
        let cars: Vec<Model> = (0..2000).map(|_| car(&mut rng)).collect();
        let mean_and_deviation = |of: fn(&Model) -> f64| {
            let mean = cars.iter().map(of).sum::<f64>() / 2000.;
            let variance = cars.iter().map(|c| (of(c) - mean).powi(2)).sum::<f64>() / 2000.;
            (mean, variance.sqrt())
        };
        for (of, mean, deviation) in [
            ((|c| c.size.length) as fn(&Model) -> f64, 3.9, 0.4),
            (|c| c.size.width, 1.63, 0.1),
            (|c| c.size.height, 1.52, 0.14),
        ] {
            let (m, d) = mean_and_deviation(of);
            assert!((m - mean).abs() < 0.08, "mean {m}, expected {mean}");
            assert!((d / deviation - 1.).abs() < 0.35, "deviation {d}, expected {deviation}");
        }
    }
}
