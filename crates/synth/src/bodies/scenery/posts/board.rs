//! Boards between two posts, and hoops.

use std::ops::Range;

use nalgebra::{Point2, Point3, Vector2};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        parts::{Radii, leaning, post, prism, slab},
        room::standing,
    },
    mesh::{Mesh, quad, tube},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Half the thickness of a board, metres.
const HALF_THICKNESS: f64 = 0.02;
/// Radius of posts, metres.
const POST_RADIUS: Range<f64> = 0.025..0.08;
/// Corners of the cross-section of posts.
const SIDES: usize = 8;
/// Height, width and radius of hoops, metres.
const HOOP_HEIGHT: Range<f64> = 0.6..1.2;
const HOOP_WIDTH: Range<f64> = 0.4..1.5;
const HOOP_RADIUS: Range<f64> = 0.02..0.04;
/// Deviation of the lean, metres per metre of height.
const LEAN: f64 = 0.01;

/// A kind of board in ranges, metres.
struct Board {
    width: Range<f64>,
    /// Height of its lower edge.
    bottom: Range<f64>,
    /// From its lower to its upper edge.
    height: Range<f64>,
    /// The surfaces of its front.
    faces: &'static [Surface],
    /// Share of boards under a small roof.
    roofed: f64,
}

/// Plans, notices and adverts.
const INFORMATION: Board = Board {
    width: 0.5..1.8,
    bottom: 0.5..1.2,
    height: 0.7..1.4,
    faces: &[Surface::Paint, Surface::Glass, Surface::Wood],
    roofed: 0.35,
};

/// Signs of towns and directions.
const TOWN: Board = Board {
    width: 0.7..1.6,
    bottom: 0.9..2.,
    height: 0.35..0.9,
    faces: &[Surface::Retroreflector],
    roofed: 0.,
};

/// Names of firms, parks and parking places.
const LOW: Board = Board {
    width: 0.4..1.5,
    bottom: 0.15..0.6,
    height: 0.3..0.8,
    faces: &[Surface::Paint, Surface::Wood, Surface::Masonry],
    roofed: 0.,
};

/// A board between two posts that looks along -y, or a hoop of one tube. `size` is its extent below
/// 2 m. Below 200 triangles.
pub(crate) fn board_posts(rng: &mut SceneRng) -> Model {
    let mesh = match rng.random_range(0..10) {
        0..4 => board(&INFORMATION, rng),
        4..6 => board(&TOWN, rng),
        6..8 => board(&LOW, rng),
        _ => hoop(rng),
    };
    standing(leaning(mesh, Vector2::new(normal(rng, 0., LEAN), normal(rng, 0., LEAN))))
}

fn board(kind: &Board, rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(kind.width.clone()) / 2.;
    let bottom = rng.random_range(kind.bottom.clone());
    let z = span(bottom, bottom + rng.random_range(kind.height.clone()));
    let radius = rng.random_range(POST_RADIUS);
    // Posts stand beside the board or behind it.
    let stand =
        half_width * rng.random_range(0.5..1.) + if rng.random_bool(0.5) { 0. } else { radius };
    let top = z.to + if rng.random_bool(0.5) { rng.random_range(0.0..0.3) } else { 0. };
    let surface = pick(rng, &[Surface::Metal, Surface::Wood]);
    let sides = pick(rng, &[4, SIDES]);
    let mut mesh = slab(
        span(-half_width, half_width),
        Span::centered(2. * HALF_THICKNESS),
        z,
        pick(rng, &[Surface::Metal, Surface::Wood]),
    );
    mesh.append(face(half_width, z, pick(rng, kind.faces)));
    for x in [-stand, stand] {
        let at = Point2::new(x, HALF_THICKNESS + 0.5 * radius);
        mesh.append(post(at, span(0., top), Radii::even(radius), sides, surface));
    }
    if rng.random_bool(kind.roofed) {
        mesh.append(small_roof(half_width + 0.1, z.to.max(top), rng));
    }
    mesh
}

/// The front of a board, a little before it.
fn face(half_width: f64, z: Span, surface: Surface) -> Mesh {
    const FRAME: f64 = 0.03;
    let (x, y) = (half_width - FRAME, -HALF_THICKNESS - 0.005);
    let corner = |x: f64, z: f64| Point3::new(x, y, z);
    let (low, high) = (z.from + FRAME, z.to - FRAME);
    quad([corner(-x, low), corner(x, low), corner(x, high), corner(-x, high)], surface)
}

/// Two slopes over a board.
fn small_roof(half_width: f64, eaves: f64, rng: &mut SceneRng) -> Mesh {
    let reach = rng.random_range(0.12..0.35);
    let outline = [
        Point2::new(-reach, eaves),
        Point2::new(reach, eaves),
        Point2::new(0., eaves + rng.random_range(0.08..0.25)),
    ];
    prism(span(-half_width, half_width), &outline, Surface::Roof)
}

/// A tube that goes up, across and down, often with a rail below: for bicycles, before doors.
fn hoop(rng: &mut SceneRng) -> Mesh {
    let (height, half_width) = (rng.random_range(HOOP_HEIGHT), rng.random_range(HOOP_WIDTH) / 2.);
    let radius = rng.random_range(HOOP_RADIUS);
    let shoulder = height - rng.random_range(0.05..0.2);
    let corner = half_width - (height - shoulder);
    let path = [(half_width, 0.), (half_width, shoulder), (corner, height)];
    let way = path.into_iter().chain(path.into_iter().rev().map(|(x, z)| (-x, z)));
    let points: Vec<Point3<f64>> = way.map(|(x, z)| Point3::new(x, 0., z)).collect();
    let mut mesh = points.windows(2).fold(Mesh::new(), |mesh, ends| {
        mesh.with(tube(ends[0], ends[1], radius, 6, Surface::Metal))
    });
    if rng.random_bool(0.5) {
        let z = rng.random_range(0.3..0.7) * height;
        let [from, to] = [-half_width, half_width].map(|x| Point3::new(x, 0., z));
        mesh.append(tube(from, to, 0.7 * radius, 6, Surface::Metal));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::{range_of, samples, share_passing, sound_clutter},
        random::{Purpose, stream},
    };

    #[test]
    fn boards_are_flat_and_of_many_sizes() {
        sound_clutter(board_posts, 200);
        let models = samples(board_posts);
        assert!(models.iter().all(|model| model.size.width < 0.8), "across");
        let length = range_of(&models, |model| model.size.length);
        assert!(length.from < 0.7 && length.to > 1.3 && length.to < 2.2, "{length:?}");
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1. && height.to > 2., "{height:?}");
    }

    #[test]
    fn rays_pass_under_boards_and_through_hoops() {
        let mut rng = stream(8, 0, Purpose::Scene);
        for _ in 0..20 {
            let mesh = board(&INFORMATION, &mut rng);
            assert!(share_passing(&mesh, span(-0.2, 0.2), span(0., 0.45)) > 0.4);
            let mesh = hoop(&mut rng);
            assert!(share_passing(&mesh, span(-0.15, 0.15), span(0.05, 0.5)) > 0.5);
        }
    }
}
