//! Checks shared by the tests of all vehicles.

use nalgebra::{Point3, Vector3};
use voxelnet_scene::BoxSize;

use crate::{
    mesh::Triangle,
    model::Model,
    random::{Purpose, SceneRng, stream},
    surface::Surface,
};

/// Bodies drawn one after the other.
pub(crate) fn draws(body: fn(&mut SceneRng) -> Model, count: usize) -> Vec<Model> {
    let mut rng = stream(11, 0, Purpose::Scene);
    (0..count).map(|_| body(&mut rng)).collect()
}

/// Lengths, widths and heights have the mean, up to 5 cm, and the deviation, up to 30 %, of the
/// targets.
pub(crate) fn assert_sizes(sizes: &[BoxSize], targets: [(f64, f64); 3]) {
    let edges: [fn(&BoxSize) -> f64; 3] = [|s| s.length, |s| s.width, |s| s.height];
    for (edge, (mean, deviation)) in edges.into_iter().zip(targets) {
        let drawn = mean_and_deviation(sizes.iter().map(edge));
        assert!((drawn.0 - mean).abs() < 0.05, "mean {}, not {mean}", drawn.0);
        assert!((drawn.1 / deviation - 1.).abs() < 0.3, "deviation {}, not {deviation}", drawn.1);
    }
}

fn mean_and_deviation(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt())
}

/// The box is the bounding box, and no triangle is degenerate.
pub(crate) fn assert_fills_its_box(model: &Model) {
    assert_fills(model, model.size.width);
}

/// The same of a vehicle whose mirrors stand out of its box on both sides alike.
pub(crate) fn assert_fills_its_box_but_for_mirrors(model: &Model) {
    let (min, max) = model.mesh.bounds();
    let overhang = (max.y - min.y - model.size.width) / 2.;
    assert!((0.05..0.2).contains(&overhang), "{overhang}");
    assert_fills(model, max.y - min.y);
}

fn assert_fills(model: &Model, width: f64) {
    let size = model.size;
    let (min, max) = model.mesh.bounds();
    let half = Vector3::new(size.length / 2., width / 2., 0.);
    let top = Point3::from(half) + Vector3::z() * size.height;
    assert!((min - Point3::from(-half)).amax() < 1e-9, "{min} of {size:?}");
    assert!((max - top).amax() < 1e-9, "{max} of {size:?}");
    for triangle in &model.mesh.triangles {
        let [a, b, c] = triangle.corners;
        assert!((b - a).cross(&(c - a)).norm() > 1e-8, "{triangle:?}");
    }
}

/// A number plate at either end, near the middle.
pub(crate) fn assert_has_two_plates(model: &Model) {
    let plates = model.mesh.triangles.iter().filter(|t| t.surface == Surface::Retroreflector);
    for end in [-1., 1.] {
        let at_end = |t: &&Triangle| {
            t.corners.iter().all(|p| p.x * end > model.size.length / 2. - 0.03 && p.y.abs() < 0.3)
        };
        assert_eq!(plates.clone().filter(at_end).count(), 12, "end {end}");
    }
}

/// The hits of a ray, nearest first, as ways along it and surfaces.
pub(crate) fn hits(model: &Model, from: Point3<f64>, way: Vector3<f64>) -> Vec<(f64, Surface)> {
    let hit = |t: &Triangle| meeting(t.corners, from, way).map(|at| (at, t.surface));
    let mut hits: Vec<_> = model.mesh.triangles.iter().filter_map(hit).collect();
    hits.sort_by(|a, b| a.0.total_cmp(&b.0));
    hits
}

/// The number of rays that meet glass and, behind it, something that is not glass. The rays are horizontal,
/// from the left, 5 cm apart, at one height.
pub(crate) fn glass_then_opaque(model: &Model, height: f64) -> usize {
    let num_rays = (model.size.length / 0.05) as usize;
    let starts = (1..num_rays).map(|i| i as f64 * 0.05 - model.size.length / 2.);
    let meets = |x: f64| {
        let hits = hits(model, Point3::new(x, 9., height), -Vector3::y());
        let first = hits.first().is_some_and(|hit| hit.1 == Surface::Glass);
        first && hits.iter().any(|hit| hit.1 != Surface::Glass)
    };
    starts.filter(|&x| meets(x)).count()
}

/// The way along a ray to a triangle (Möller and Trumbore).
fn meeting([a, b, c]: [Point3<f64>; 3], from: Point3<f64>, way: Vector3<f64>) -> Option<f64> {
    let (ab, ac) = (b - a, c - a);
    let normal = way.cross(&ac);
    let determinant = ab.dot(&normal);
    let offset = from - a;
    let u = offset.dot(&normal) / determinant;
    let across = offset.cross(&ab);
    let v = way.dot(&across) / determinant;
    let at = ac.dot(&across) / determinant;
    (determinant.abs() > 1e-12 && u >= 0. && v >= 0. && u + v <= 1. && at > 0.).then_some(at)
}

#[test]
fn rays_meet_the_triangles_in_their_way() {
    let corners = [(0., 0.), (1., 0.), (0., 1.)].map(|(y, z)| Point3::new(2., y, z));
    let from = Point3::new(0., 0.2, 0.2);
    assert_eq!(meeting(corners, from, Vector3::x()), Some(2.));
    assert_eq!(meeting(corners, from, -Vector3::x()), None);
    assert_eq!(meeting(corners, Point3::new(0., 0.8, 0.8), Vector3::x()), None);
}
