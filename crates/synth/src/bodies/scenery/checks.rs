//! Checks for the tests of all bodies.

use nalgebra::{Point3, Vector3};

use super::room::below_headroom;
use crate::{
    mesh::{Mesh, Triangle},
    model::Model,
    random::{Purpose, SceneRng, stream},
    span::{Span, span},
    surface::Surface,
};

/// Distance by which bodies may stick out of their room, metres.
const TOLERANCE: f64 = 0.05;

/// Bodies of many random streams.
pub(crate) fn samples(make: impl Fn(&mut SceneRng) -> Model) -> Vec<Model> {
    (0..60).map(|frame| make(&mut stream(11, frame, Purpose::Scene))).collect()
}

/// The same stream gives the same body, another stream another one.
pub(crate) fn assert_follows_from_the_stream(make: impl Fn(&mut SceneRng) -> Model) {
    let mesh = |frame| make(&mut stream(5, frame, Purpose::Scene)).mesh;
    assert_eq!(mesh(1), mesh(1));
    assert_ne!(mesh(1), mesh(2));
}

/// Bodies of many random streams that follow from their stream, stand on the ground within their
/// room, have finite corners and are cheap.
pub(crate) fn sound_clutter(
    make: impl Fn(&mut SceneRng) -> Model,
    max_triangles: usize,
) -> Vec<Model> {
    assert_follows_from_the_stream(&make);
    let models = samples(make);
    for model in &models {
        assert_stands_on_the_ground(model);
        assert_fits_its_room(model);
        let num_triangles = model.mesh.triangles.len();
        assert!(num_triangles <= max_triangles, "{num_triangles} triangles");
        let mut corners = model.mesh.triangles.iter().flat_map(|triangle| triangle.corners);
        assert!(corners.all(|corner| corner.iter().all(|value| value.is_finite())));
    }
    models
}

/// Least and greatest of a measure of bodies.
pub(crate) fn range_of(models: &[Model], measure: impl Fn(&Model) -> f64) -> Span {
    let values = models.iter().map(measure);
    let (least, greatest) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    span(least, greatest)
}

/// The body reaches the ground and is not below it.
pub(crate) fn assert_stands_on_the_ground(model: &Model) {
    let lowest = model.mesh.bounds().0.z;
    assert!(lowest.abs() < 1e-9, "lowest corner at {lowest}");
    assert_eq!(model.class, None);
}

/// Asserts that everything below head height keeps to the room that the body claims.
pub(crate) fn assert_fits_its_room(model: &Model) {
    let half = Vector3::new(model.size.length, model.size.width, 0.) / 2.;
    for triangle in &model.mesh.triangles {
        for corner in below_headroom(triangle) {
            let over = (corner.coords.abs() - half).xy().max();
            assert!(over <= TOLERANCE, "{over} m out of {:?} at {corner}", model.size);
        }
    }
}

/// Share of rays along +y that pass a body between heights, over its length `x`.
pub(crate) fn share_passing(mesh: &Mesh, x: Span, z: Span) -> f64 {
    const STEPS: usize = 60;
    let at = |span: Span, i: usize| span.from + span.length() * (i as f64 + 0.5) / STEPS as f64;
    let mut num_passing = 0;
    for i in 0..STEPS * STEPS {
        let (x, z) = (at(x, i % STEPS), at(z, i / STEPS));
        num_passing += usize::from(!mesh.triangles.iter().any(|t| is_met(t, x, z)));
    }
    num_passing as f64 / (STEPS * STEPS) as f64
}

/// Whether the line along y at (x, z) meets a triangle: it is on one side of all edges.
fn is_met(triangle: &Triangle, x: f64, z: f64) -> bool {
    let side = |i: usize| {
        let (a, b) = (triangle.corners[i], triangle.corners[(i + 1) % 3]);
        (b.x - a.x) * (z - a.z) - (b.z - a.z) * (x - a.x)
    };
    let sides = [side(0), side(1), side(2)];
    sides.iter().all(|&s| s > 0.) || sides.iter().all(|&s| s < 0.)
}

/// Corners of all faces of a surface.
pub(crate) fn corners_of(mesh: &Mesh, surface: Surface) -> Vec<Point3<f64>> {
    let faces = mesh.triangles.iter().filter(|triangle| triangle.surface == surface);
    faces.flat_map(|triangle| triangle.corners).collect()
}
