//! Bodies through cross-sections.

use nalgebra::Point3;

use super::{
    Mesh,
    solids::{cap, quad},
};
use crate::surface::Surface;

/// A closed cross-section of a body: corners in order around it, and what each side, from a corner to
/// the next, is made of towards the next section.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub corners: Vec<Point3<f64>>,
    pub surfaces: Vec<Surface>,
}

/// The skin through cross-sections of equally many corners, closed at both ends.
///
/// # Panics
/// When there is no section, or when sections differ in their number of corners.
pub(crate) fn loft(sections: &[Section], ends: Surface) -> Mesh {
    let mut mesh = cap(&sections[0].corners, ends);
    for pair in sections.windows(2) {
        let (from, to) = (&pair[0], &pair[1]);
        let num_corners = from.corners.len();
        assert_eq!(to.corners.len(), num_corners, "sections differ in their number of corners");
        for i in 0..num_corners {
            let next = (i + 1) % num_corners;
            let corners = [from.corners[i], from.corners[next], to.corners[next], to.corners[i]];
            mesh.append(quad(corners, from.surfaces[i]));
        }
    }
    mesh.with(cap(&sections[sections.len() - 1].corners, ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loft_has_a_face_per_side_and_two_ends() {
        let square = |x: f64, half: f64| Section {
            corners: [(-half, 0.), (half, 0.), (half, 1.), (-half, 1.)]
                .map(|(y, z)| Point3::new(x, y, z))
                .to_vec(),
            surfaces: vec![Surface::Rubber, Surface::Paint, Surface::Glass, Surface::Paint],
        };
        let body = loft(&[square(0., 1.), square(1., 2.), square(2., 1.)], Surface::Lamp);
        let count = |surface| body.triangles.iter().filter(|t| t.surface == surface).count();
        assert_eq!(count(Surface::Lamp), 4);
        assert_eq!((count(Surface::Glass), count(Surface::Paint)), (4, 8));
        assert_eq!(body.triangles.len(), 20);
    }
}
