//! Convex bodies as intersections of half-spaces.

use nalgebra::{Isometry3, Point3, Vector3};

use crate::{material::Material, shape::Span};

/// One side of a convex body: the points p with `normal . p <= offset` are on its inner side.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Face {
    /// Outward unit normal.
    pub normal: Vector3<f64>,
    /// Distance of the face from the origin along the normal, metres.
    pub offset: f64,
    /// What the face is made of.
    pub material: Material,
}

/// A convex body with a material per face.
#[derive(Clone, Debug)]
pub(crate) struct Convex {
    faces: Vec<Face>,
    /// Corners of an axis-aligned box around the body in the frame it was built in, moved with it.
    hull: [Point3<f64>; 8],
}

impl Convex {
    /// The box between two corners.
    pub fn cuboid(min: Point3<f64>, max: Point3<f64>, material: Material) -> Self {
        let profile = [(min.x, min.z), (max.x, min.z), (max.x, max.z), (min.x, max.z)];
        Self::extruded(&profile, &[material; 4], (min.y, max.y), material)
    }

    /// A profile in the vertical x-z plane, drawn out across y.
    ///
    /// `profile` holds (x, z) of a convex polygon, counter-clockwise with x to the right and z up;
    /// `edges[i]` covers the face from corner i to the next one, `sides` the two end faces.
    pub fn extruded(
        profile: &[(f64, f64)],
        edges: &[Material],
        (right, left): (f64, f64),
        sides: Material,
    ) -> Self {
        debug_assert_eq!(profile.len(), edges.len());
        debug_assert!(is_convex_counter_clockwise(profile), "profile {profile:?}");
        let following = profile.iter().cycle().skip(1);
        let mut faces: Vec<Face> = profile
            .iter()
            .zip(following)
            .zip(edges)
            .map(|((&(x0, z0), &(x1, z1)), &material)| {
                let normal = Vector3::new(z1 - z0, 0., x0 - x1).normalize();
                Face { normal, offset: normal.x * x0 + normal.z * z0, material }
            })
            .collect();
        faces.push(Face { normal: Vector3::y(), offset: left, material: sides });
        faces.push(Face { normal: -Vector3::y(), offset: -right, material: sides });
        let (min_x, max_x) = extent(profile.iter().map(|p| p.0));
        let (min_z, max_z) = extent(profile.iter().map(|p| p.1));
        let hull = std::array::from_fn(|i| {
            let x = if i & 1 == 0 { min_x } else { max_x };
            let y = if i & 2 == 0 { right } else { left };
            Point3::new(x, y, if i & 4 == 0 { min_z } else { max_z })
        });
        Self { faces, hull }
    }

    /// The body without what lies beyond the plane through `point` with the outward `normal`.
    pub fn cut(mut self, normal: Vector3<f64>, point: Point3<f64>, material: Material) -> Self {
        let normal = normal.normalize();
        self.faces.push(Face { normal, offset: normal.dot(&point.coords), material });
        self
    }

    /// The body moved.
    pub fn moved(&self, motion: &Isometry3<f64>) -> Self {
        let faces = self.faces.iter().map(|face| {
            let normal = motion.rotation * face.normal;
            let offset = face.offset + normal.dot(&motion.translation.vector);
            Face { normal, offset, material: face.material }
        });
        Self { faces: faces.collect(), hull: self.hull.map(|corner| motion * corner) }
    }

    /// Eight corners of a box around the body.
    pub fn hull(&self) -> &[Point3<f64>; 8] {
        &self.hull
    }

    /// Where the ray from the origin along the unit `direction` runs through the body.
    pub fn span(&self, direction: &Vector3<f64>) -> Option<Span> {
        let (mut enter, mut exit, mut entered) = (0., f64::INFINITY, None);
        for face in &self.faces {
            let speed = face.normal.dot(direction);
            if speed == 0. {
                if face.offset < 0. {
                    return None;
                }
                continue;
            }
            let distance = face.offset / speed;
            if speed > 0. {
                exit = distance.min(exit);
            } else if distance > enter {
                enter = distance;
                entered = Some((face, -speed));
            }
            if enter > exit {
                return None;
            }
        }
        let (face, cos_incidence) = entered?;
        Some(Span { enter, exit, cos_incidence, material: face.material })
    }
}

fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), v| (min.min(v), max.max(v)))
}

fn is_convex_counter_clockwise(profile: &[(f64, f64)]) -> bool {
    let n = profile.len();
    (0..n).all(|i| {
        let (a, b, c) = (profile[i], profile[(i + 1) % n], profile[(i + 2) % n]);
        (b.0 - a.0) * (c.1 - b.1) - (b.1 - a.1) * (c.0 - b.0) > 0.
    })
}

#[cfg(test)]
mod tests {
    use nalgebra::{Translation3, UnitQuaternion};

    use super::*;

    const GREY: Material = Material::solid(0.5);
    const WHITE: Material = Material::solid(0.9);

    fn unit_cube() -> Convex {
        Convex::cuboid(Point3::new(-0.5, -0.5, -0.5), Point3::new(0.5, 0.5, 0.5), GREY)
    }

    #[test]
    fn a_cube_ahead_is_entered_and_left_a_metre_apart() {
        let ahead = unit_cube().moved(&Isometry3::translation(10., 0., 0.));
        let span = ahead.span(&Vector3::x()).unwrap_or_else(|| panic!("missed"));
        assert!((span.enter - 9.5).abs() < 1e-12 && (span.exit - 10.5).abs() < 1e-12);
        assert!((span.cos_incidence - 1.).abs() < 1e-12);
        assert!(ahead.span(&-Vector3::x()).is_none(), "behind the ray");
        assert!(ahead.span(&Vector3::y()).is_none(), "beside the ray");
    }

    #[test]
    fn a_cube_turned_by_45_degrees_is_entered_at_its_edge() {
        let turn = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), std::f64::consts::FRAC_PI_4);
        let motion = Isometry3::from_parts(Translation3::new(10., 0., 0.), turn);
        let direction = Vector3::new(10., 0.1, 0.).normalize();
        let span = unit_cube().moved(&motion).span(&direction);
        let enter = span.unwrap_or_else(|| panic!("missed")).enter;
        // The edge from (10 - s, 0) to (10, s), s = sqrt(1/2): x = 10 - s + y, y = x / 100.
        let x = (10. - 0.5_f64.sqrt()) / 0.99;
        assert!((enter - x * (1_f64 + 1e-4).sqrt()).abs() < 1e-9, "entered at {enter}");
    }

    #[test]
    fn a_cut_face_has_its_own_material() {
        let chamfered = unit_cube()
            .cut(Vector3::new(-1., 0., 1.), Point3::new(-0.5, 0., 0.3), WHITE)
            .moved(&Isometry3::translation(10., 0., -0.4));
        let span = chamfered.span(&Vector3::x()).unwrap_or_else(|| panic!("missed"));
        assert!((span.enter - 9.6).abs() < 1e-12, "entered at {}", span.enter);
        assert_eq!(span.material, WHITE);
    }
}
