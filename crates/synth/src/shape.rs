//! Bodies a ray can meet: convex polyhedra, upright cylinders and ellipsoids.

use nalgebra::{Isometry3, Point3, Vector3};

use crate::{convex::Convex, material::Material};

/// The stretch of a ray inside a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    /// Where the ray enters, metres from its start.
    pub enter: f64,
    /// Where it leaves.
    pub exit: f64,
    /// Cosine of the angle between the ray and the normal where it enters, 0 to 1.
    pub cos_incidence: f64,
    /// What it meets there.
    pub material: Material,
}

/// One body. Motions that are applied to it may only turn about the vertical.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// Intersection of half-spaces.
    Convex(Convex),
    /// An upright cylinder.
    Cylinder { base: Point3<f64>, radius: f64, height: f64, material: Material },
    /// An ellipsoid that is round seen from above.
    Ellipsoid { center: Point3<f64>, radius: f64, half_height: f64, material: Material },
}

impl Shape {
    /// The body moved.
    pub fn moved(&self, motion: &Isometry3<f64>) -> Self {
        match *self {
            Self::Convex(ref convex) => Self::Convex(convex.moved(motion)),
            Self::Cylinder { base, radius, height, material } => {
                Self::Cylinder { base: motion * base, radius, height, material }
            }
            Self::Ellipsoid { center, radius, half_height, material } => {
                Self::Ellipsoid { center: motion * center, radius, half_height, material }
            }
        }
    }

    /// Corners of a box around the body.
    pub fn hull(&self) -> [Point3<f64>; 8] {
        let around = |center: Point3<f64>, radius: f64, half_height: f64| {
            std::array::from_fn(|i| {
                let side = |bit: usize| if i & bit == 0 { -1. } else { 1. };
                let offset =
                    Vector3::new(side(1) * radius, side(2) * radius, side(4) * half_height);
                center + offset
            })
        };
        match *self {
            Self::Convex(ref convex) => *convex.hull(),
            Self::Cylinder { base, radius, height, .. } => {
                around(base + Vector3::z() * (height / 2.), radius, height / 2.)
            }
            Self::Ellipsoid { center, radius, half_height, .. } => {
                around(center, radius, half_height)
            }
        }
    }

    /// Where the ray from the origin along the unit `direction` runs through the body.
    pub fn span(&self, direction: &Vector3<f64>) -> Option<Span> {
        match *self {
            Self::Convex(ref convex) => convex.span(direction),
            Self::Cylinder { base, radius, height, material } => {
                cylinder_span(direction, base, radius, height, material)
            }
            Self::Ellipsoid { center, radius, half_height, material } => {
                ellipsoid_span(direction, center, radius, half_height, material)
            }
        }
    }
}

fn cylinder_span(
    direction: &Vector3<f64>,
    base: Point3<f64>,
    radius: f64,
    height: f64,
    material: Material,
) -> Option<Span> {
    let level = direction.xy();
    let (side_enter, side_exit) = roots(level.norm_squared(), level.dot(&base.coords.xy()), {
        base.coords.xy().norm_squared() - radius * radius
    })?;
    let (cap_enter, cap_exit) = slab(direction.z, base.z, base.z + height)?;
    let (enter, exit) = (side_enter.max(cap_enter), side_exit.min(cap_exit));
    if enter <= 0. || enter > exit {
        return None;
    }
    let cos_incidence = if side_enter > cap_enter {
        (base.coords.xy() - level * enter).dot(&level) / radius
    } else {
        direction.z.abs()
    };
    Some(Span { enter, exit, cos_incidence, material })
}

fn ellipsoid_span(
    direction: &Vector3<f64>,
    center: Point3<f64>,
    radius: f64,
    half_height: f64,
    material: Material,
) -> Option<Span> {
    let scale = Vector3::new(1. / radius, 1. / radius, 1. / half_height);
    let (d, c) = (direction.component_mul(&scale), center.coords.component_mul(&scale));
    let (enter, exit) = roots(d.norm_squared(), d.dot(&c), c.norm_squared() - 1.)?;
    if enter <= 0. {
        return None;
    }
    let normal = (d * enter - c).component_mul(&scale).normalize();
    Some(Span { enter, exit, cos_incidence: -normal.dot(direction), material })
}

/// The two distances t at which `a t^2 - 2 b t + c` is zero.
fn roots(a: f64, b: f64, c: f64) -> Option<(f64, f64)> {
    let discriminant = b * b - a * c;
    (discriminant > 0. && a > 0.).then(|| {
        let root = discriminant.sqrt();
        ((b - root) / a, (b + root) / a)
    })
}

/// Where a ray climbing at `slope` from height 0 runs between two heights.
fn slab(slope: f64, bottom: f64, top: f64) -> Option<(f64, f64)> {
    if slope == 0. {
        return (bottom <= 0. && top >= 0.).then_some((f64::NEG_INFINITY, f64::INFINITY));
    }
    let (a, b) = (bottom / slope, top / slope);
    Some((a.min(b), a.max(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREY: Material = Material::solid(0.5);

    #[test]
    fn a_cylinder_is_met_at_its_side_and_at_its_lid() {
        let drum = Shape::Cylinder {
            base: Point3::new(10., 0., -2.),
            radius: 1.,
            height: 1.,
            material: GREY,
        };
        let to = |x: f64, z: f64| drum.span(&Vector3::new(x, 0., z).normalize());
        let side = to(9., -1.5).unwrap_or_else(|| panic!("missed"));
        assert!((side.enter - 9_f64.hypot(1.5)).abs() < 1e-12, "side at {}", side.enter);
        assert!((side.cos_incidence - 9. / 9_f64.hypot(1.5)).abs() < 1e-12);
        let lid = to(10., -1.).unwrap_or_else(|| panic!("missed"));
        assert!((lid.enter - 10_f64.hypot(1.)).abs() < 1e-12, "lid at {}", lid.enter);
        assert!((lid.cos_incidence - 1. / 10_f64.hypot(1.)).abs() < 1e-12);
        assert!(to(10., 0.).is_none(), "above");
    }

    #[test]
    fn an_ellipsoid_is_met_at_its_near_pole() {
        let egg = Shape::Ellipsoid {
            center: Point3::new(0., 10., 0.),
            radius: 1.,
            half_height: 3.,
            material: GREY,
        };
        let span = egg.span(&Vector3::y()).unwrap_or_else(|| panic!("missed"));
        assert!((span.enter - 9.).abs() < 1e-12 && (span.exit - 11.).abs() < 1e-12);
        assert!((span.cos_incidence - 1.).abs() < 1e-12);
    }

    #[test]
    fn a_hit_lies_within_the_hull() {
        let shapes = [
            Shape::Cylinder {
                base: Point3::new(8., 2., -1.),
                radius: 0.6,
                height: 2.,
                material: GREY,
            },
            Shape::Ellipsoid {
                center: Point3::new(8., 2., 0.),
                radius: 0.6,
                half_height: 1.,
                material: GREY,
            },
        ];
        for shape in shapes {
            let hull = shape.hull();
            let mut num_hits = 0;
            for step in 0..400 {
                let azimuth = 0.1 + f64::from(step) * 0.001;
                let direction = Vector3::new(azimuth.cos(), azimuth.sin(), 0.02).normalize();
                let Some(span) = shape.span(&direction) else { continue };
                num_hits += 1;
                let hit = direction * span.enter;
                assert!((0..3).all(|axis| {
                    hull[0][axis] - 1e-9 <= hit[axis] && hit[axis] <= hull[7][axis] + 1e-9
                }));
            }
            assert!(num_hits > 100, "{num_hits} hits");
        }
    }
}
