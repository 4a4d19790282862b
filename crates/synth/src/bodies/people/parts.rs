//! Pieces that people and bicycles are put together from.

use std::f64::consts::TAU;

use nalgebra::{Isometry3, Point3, Rotation3, Translation3, Vector3};
use voxelnet_scene::BoxSize;

use crate::{
    class::Class,
    mesh::{Mesh, Section, loft},
    model::Model,
    surface::Surface,
};

/// The model of a mesh in its own bounds: the shape stays as it was built.
pub(crate) fn with_natural_box(class: Option<Class>, mesh: Mesh) -> Model {
    let (min, max) = mesh.bounds();
    let extent = max - min;
    let size = BoxSize { length: extent.x, width: extent.y, height: extent.z };
    Model::filling(class, size, mesh)
}

/// The motion that takes the origin to `origin` and the x axis to `ahead`, with y left as far to the
/// left as that allows. `ahead` must not point sideways.
pub(crate) fn heading(origin: Point3<f64>, ahead: Vector3<f64>) -> Isometry3<f64> {
    let x = ahead.normalize();
    let z = x.cross(&Vector3::y()).normalize();
    let axes = Rotation3::from_basis_unchecked(&[x, z.cross(&x), z]);
    Isometry3::from_parts(Translation3::from(origin), axes.into())
}

/// A cross-section with the form of an ellipse, given by its semi-axes (metres).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Girdle {
    pub center: Point3<f64>,
    pub ahead: Vector3<f64>,
    pub left: Vector3<f64>,
}

/// The closed skin around girdles.
pub(crate) fn wrap(girdles: &[Girdle], sides: usize, surface: Surface) -> Mesh {
    let section = |girdle: &Girdle| Section {
        corners: (0..sides)
            .map(|side| {
                let (sin, cos) = (TAU * side as f64 / sides as f64).sin_cos();
                girdle.center + girdle.ahead * cos + girdle.left * sin
            })
            .collect(),
        surfaces: vec![surface; sides],
    };
    loft(&girdles.iter().map(section).collect::<Vec<_>>(), surface)
}

/// An upright hoop across the y axis with the section of a rhombus: `thickness` is half its width.
pub(crate) fn hoop(
    center: Point3<f64>,
    outer_radius: f64,
    thickness: f64,
    segments: usize,
    surface: Surface,
) -> Mesh {
    let section = |segment: usize| {
        let (sin, cos) = (TAU * segment as f64 / segments as f64).sin_cos();
        let outward = Vector3::new(cos, 0., sin);
        let rim = center + outward * (outer_radius - thickness);
        let (out, aside) = (outward * thickness, Vector3::y() * thickness);
        Section {
            corners: vec![rim + out, rim + aside, rim - out, rim - aside],
            surfaces: vec![surface; 4],
        }
    };
    // The last section is the first one again.
    loft(&(0..=segments).map(section).collect::<Vec<_>>(), surface)
}

/// Helpers for the tests of all bodies.
#[cfg(test)]
pub(crate) mod checks {
    use super::*;
    use crate::random::{Purpose, SceneRng, stream};

    const NUM_DRAWS: u64 = 1000;

    /// Draws that any body must pass.
    pub(crate) fn sound_draws(
        class: Option<Class>,
        draw: impl Fn(&mut SceneRng) -> Model,
    ) -> Vec<Model> {
        let mut rng = stream(11, 0, Purpose::Scene);
        let models: Vec<Model> = (0..NUM_DRAWS).map(|_| draw(&mut rng)).collect();
        for Model { class: drawn, mesh, .. } in &models {
            assert_eq!(*drawn, class);
            assert!(mesh.bounds().0.z.abs() < 0.02, "{}", mesh.bounds().0);
            let finite = |corner: &Point3<f64>| corner.iter().all(|value| value.is_finite());
            assert!(mesh.triangles.iter().all(|triangle| triangle.corners.iter().all(finite)));
            assert!((400..=2100).contains(&mesh.triangles.len()), "{}", mesh.triangles.len());
        }
        assert!(models.windows(2).all(|pair| pair[0].mesh != pair[1].mesh));
        let again = draw(&mut stream(3, 0, Purpose::Scene));
        assert_eq!(again.mesh, draw(&mut stream(3, 0, Purpose::Scene)).mesh);
        models
    }

    /// That a mesh fills its box exactly.
    pub(crate) fn assert_filled(Model { size, mesh, .. }: &Model) {
        let (min, max) = mesh.bounds();
        let half = Vector3::new(size.length, size.width, 0.) / 2.;
        let top = Vector3::z() * size.height;
        assert!((min + half).coords.norm() < 1e-9, "{min}");
        assert!((max - half - top).coords.norm() < 1e-9, "{max}");
    }

    /// Mean and deviation of one side of the boxes.
    pub(crate) fn spread(models: &[Model], side: impl Fn(&BoxSize) -> f64) -> (f64, f64) {
        let count = models.len() as f64;
        let mean = models.iter().map(|model| side(&model.size)).sum::<f64>() / count;
        let square = |model: &Model| (side(&model.size) - mean).powi(2);
        (mean, (models.iter().map(square).sum::<f64>() / count).sqrt())
    }

    /// That a mean and a deviation are near the ones wanted.
    pub(crate) fn assert_near(found: (f64, f64), wanted: (f64, f64), tolerance: f64) {
        assert!((found.0 - wanted.0).abs() < tolerance, "mean {found:?}, wanted {wanted:?}");
        assert!((found.1 - wanted.1).abs() < tolerance, "deviation {found:?}, wanted {wanted:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mesh::cuboid;

    #[test]
    fn headings_keep_lengths_and_handedness() {
        let origin = Point3::new(1., 2., 3.);
        let ahead = Vector3::new(0.3, 0.2, -0.9);
        let motion = heading(origin, ahead);
        assert!((motion * Vector3::x() - ahead.normalize()).norm() < 1e-12);
        assert!((motion * Point3::origin() - origin).norm() < 1e-12);
        let [x, y, z] = [Vector3::x(), Vector3::y(), Vector3::z()].map(|axis| motion * axis);
        assert!((x.cross(&y) - z).norm() < 1e-12 && y.y > 0.9);
    }

    #[test]
    fn wraps_and_hoops_have_the_bounds_of_their_ellipses() {
        let girdle = |z: f64| Girdle {
            center: Point3::new(0., 0., z),
            ahead: Vector3::x() * 0.2,
            left: Vector3::y() * 0.4,
        };
        let (min, max) = wrap(&[girdle(1.), girdle(2.)], 8, Surface::Coat).bounds();
        assert!((min - Point3::new(-0.2, -0.4, 1.)).norm() < 1e-12, "{min}");
        assert!((max - Point3::new(0.2, 0.4, 2.)).norm() < 1e-12, "{max}");
        let (min, max) = hoop(Point3::origin(), 0.3, 0.02, 16, Surface::Rubber).bounds();
        assert!((min - Point3::new(-0.3, -0.02, -0.3)).norm() < 1e-12, "{min}");
        assert!((max - Point3::new(0.3, 0.02, 0.3)).norm() < 1e-12, "{max}");
    }

    #[test]
    fn a_natural_box_keeps_the_shape() {
        let mesh = cuboid(Point3::new(1., 1., 1.), Point3::new(2., 4., 3.), Surface::Wood);
        let size = with_natural_box(None, mesh).size;
        assert_eq!((size.length, size.width, size.height), (1., 3., 2.));
    }
}
