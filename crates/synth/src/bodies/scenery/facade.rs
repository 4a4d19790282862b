//! Walls with windows, doors and gateways set back in them.

use nalgebra::Point3;

use crate::{
    mesh::{Mesh, quad},
    span::{Span, span},
    surface::Surface,
};

/// Width of the bars of a window frame, metres.
const FRAME_WIDTH: f64 = 0.07;
/// Distance by which frames stand out of the pane, metres.
const FRAME_DEPTH: f64 = 0.03;
/// Windows wider than this have a bar in the middle, metres.
const SINGLE_PANE_WIDTH: f64 = 0.9;

/// The closure of an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closure {
    /// A pane in a frame.
    Window,
    /// A door leaf or a gate.
    Door,
}

/// A rectangular opening in a wall, closed some way behind the face of the wall.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening {
    /// Along the wall.
    pub x: Span,
    /// From sill to lintel.
    pub z: Span,
    /// Depth of the closure behind the wall's face, metres.
    pub setback: f64,
    pub closure: Closure,
}

/// The face of a wall at `y` that looks along -y, pierced by openings in order along x that do not
/// overlap.
pub(super) fn pierced_wall(x: Span, z: Span, y: f64, openings: &[Opening]) -> Mesh {
    let mut mesh = Mesh::new();
    let mut reached = x.from;
    for opening in openings {
        mesh.append(upright_face(span(reached, opening.x.from), z, y, Surface::Masonry));
        mesh.append(upright_face(opening.x, span(z.from, opening.z.from), y, Surface::Masonry));
        mesh.append(upright_face(opening.x, span(opening.z.to, z.to), y, Surface::Masonry));
        mesh.append(reveal(opening, y));
        let back = y + opening.setback;
        mesh.append(match opening.closure {
            Closure::Window => window(opening.x, opening.z, back),
            Closure::Door => upright_face(opening.x, opening.z, back, Surface::Roof),
        });
        reached = opening.x.to;
    }
    mesh.with(upright_face(span(reached, x.to), z, y, Surface::Masonry))
}

/// An upright rectangle across y; nothing when it has no area.
pub(super) fn upright_face(x: Span, z: Span, y: f64, surface: Surface) -> Mesh {
    if x.to <= x.from || z.to <= z.from {
        return Mesh::new();
    }
    let corners = [(x.from, z.from), (x.to, z.from), (x.to, z.to), (x.from, z.to)];
    quad(corners.map(|(x, z)| Point3::new(x, y, z)), surface)
}

/// The four sides of an opening, from the wall's face back to what closes it.
fn reveal(opening: &Opening, y: f64) -> Mesh {
    let (x, z, back) = (opening.x, opening.z, y + opening.setback);
    let ring = [(x.from, z.from), (x.to, z.from), (x.to, z.to), (x.from, z.to)];
    let mut mesh = Mesh::new();
    for i in 0..4 {
        let ((xa, za), (xb, zb)) = (ring[i], ring[(i + 1) % 4]);
        let corners = [(xa, y, za), (xb, y, zb), (xb, back, zb), (xa, back, za)];
        mesh.append(quad(corners.map(|(x, y, z)| Point3::new(x, y, z)), Surface::Masonry));
    }
    mesh
}

/// A pane at `y` and, just before it, the bars of its frame.
fn window(x: Span, z: Span, y: f64) -> Mesh {
    let inner = span(z.from + FRAME_WIDTH, z.to - FRAME_WIDTH);
    let bar = |x: Span, z: Span| upright_face(x, z, y - FRAME_DEPTH, Surface::Roof);
    let mut mesh = upright_face(x, z, y, Surface::Glass)
        .with(bar(x, span(z.from, inner.from)))
        .with(bar(x, span(inner.to, z.to)))
        .with(bar(span(x.from, x.from + FRAME_WIDTH), inner))
        .with(bar(span(x.to - FRAME_WIDTH, x.to), inner));
    if x.length() > SINGLE_PANE_WIDTH {
        let middle = x.middle();
        mesh.append(bar(span(middle - FRAME_WIDTH / 2., middle + FRAME_WIDTH / 2.), inner));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing};

    fn wall_with(closure: Closure) -> Mesh {
        let opening = Opening { x: span(1., 2.), z: span(1., 2.5), setback: 0.2, closure };
        pierced_wall(span(0., 4.), span(0., 3.), -3., &[opening])
    }

    #[test]
    fn a_pierced_wall_leaves_no_gap() {
        for closure in [Closure::Window, Closure::Door] {
            assert_eq!(share_passing(&wall_with(closure), span(0., 4.), span(0., 3.)), 0.);
        }
    }

    #[test]
    fn panes_are_behind_the_face_of_the_wall() {
        let panes = corners_of(&wall_with(Closure::Window), Surface::Glass);
        assert_eq!(panes.len(), 6);
        assert!(panes.iter().all(|corner| (corner.y + 2.8).abs() < 1e-12));
        assert!(corners_of(&wall_with(Closure::Door), Surface::Glass).is_empty());
    }
}
