//! Fittings on the outside of vehicles.

use nalgebra::Vector3;

use crate::{
    bodies::vehicles::shell::behind,
    mesh::{Mesh, cuboid, ellipsoid, tube},
    span::{Span, span},
    surface::Surface,
};

/// Width and height of a number plate, and how far it stands out of what it is fixed to, in metres.
const PLATE: (f64, f64) = (0.52, 0.11);
pub(crate) const PLATE_DEPTH: f64 = 0.01;

/// A block that reaches over `stretch` behind the nose, `across` along y, and between two heights.
pub(crate) fn block(stretch: Span, across: Span, heights: Span, surface: Surface) -> Mesh {
    let min = behind(stretch.to, across.from, heights.from);
    let max = behind(stretch.from, across.to, heights.to);
    cuboid(min, max, surface)
}

/// A number plate whose back lies at `s` and whose middle is `z` high; it reaches forward from there
/// or, at the rear, backward.
pub(crate) fn number_plate(s: f64, z: f64, rear: bool) -> Mesh {
    let stretch = if rear { span(s, s + PLATE_DEPTH) } else { span(s - PLATE_DEPTH, s) };
    let (half_width, half_height) = (PLATE.0 / 2., PLATE.1 / 2.);
    let heights = span(z - half_height, z + half_height);
    block(stretch, span(-half_width, half_width), heights, Surface::Retroreflector)
}

/// Two outside mirrors around the height `z`, reaching over `across` on the left and
/// its mirror image on the right, of the given height.
pub(crate) fn mirrors(s: f64, z: f64, across: Span, height: f64) -> Mesh {
    let half_width = across.length() / 2.;
    let radii = Vector3::new(0.07, half_width, height / 2.);
    let left = ellipsoid(behind(s, across.from + half_width, z), radii, 8, Surface::Paint);
    left.clone().mirrored().with(left)
}

/// Rails along both edges of a roof that is `z` high, standing `height` above it.
pub(crate) fn roof_rails(stretch: Span, y: f64, z: f64, height: f64) -> Mesh {
    const RADIUS: f64 = 0.018;
    let level = z + height - RADIUS * (std::f64::consts::PI / 8.).cos();
    let bar = tube(
        behind(stretch.from, y, level),
        behind(stretch.to, y, level),
        RADIUS,
        8,
        Surface::Metal,
    );
    let mut left = bar;
    for foot in [stretch.from, stretch.middle(), stretch.to] {
        let along = span(foot - 0.03, foot + 0.03);
        left.append(block(
            along,
            span(y - 0.015, y + 0.015),
            span(z - 0.06, level),
            Surface::Metal,
        ));
    }
    left.clone().mirrored().with(left)
}

/// Bars across a roof from rail to rail, their middles `z` high.
pub(crate) fn roof_bars(places: &[f64], y: f64, z: f64) -> Mesh {
    let mut bars = Mesh::new();
    for &s in places {
        bars.append(tube(behind(s, -y, z), behind(s, y, z), 0.015, 6, Surface::Metal));
    }
    bars
}

/// Two tail lamps on the face at `s`: one reaches over `across` on the left, the other mirrors it.
pub(crate) fn tail_lamps(s: f64, across: Span, heights: Span) -> Mesh {
    let left = block(span(s - 0.02, s + 0.02), across, heights, Surface::Lamp);
    left.clone().mirrored().with(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_stand_out_of_the_bumper() {
        let (min, max) = number_plate(0., 0.4, false).bounds();
        assert!(min.x.abs() < 1e-12 && (max.x - PLATE_DEPTH).abs() < 1e-12);
        assert!((max.y - min.y - 0.52).abs() < 1e-12 && (max.z - min.z - 0.11).abs() < 1e-12);
        let (min, max) = number_plate(4., 0.4, true).bounds();
        assert!((min.x + 4. + PLATE_DEPTH).abs() < 1e-12 && (max.x + 4.).abs() < 1e-12);
    }

    #[test]
    fn mirrors_reach_exactly_as_far_as_told() {
        let (min, max) = mirrors(1., 1., span(0.6, 0.8), 0.14).bounds();
        assert!((max.y - 0.8).abs() < 1e-12 && (min.y + 0.8).abs() < 1e-12);
        assert!((max.z - min.z - 0.14).abs() < 1e-12);
    }

    #[test]
    fn rails_stand_as_high_as_told() {
        let (_, max) = roof_rails(span(1., 2.), 0.5, 1.4, 0.05).bounds();
        assert!((max.z - 1.45).abs() < 1e-12, "{}", max.z);
    }
}
