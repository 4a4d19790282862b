//! Things that go with a person and that annotators leave out of the box: pushed, pulled or held above.

use nalgebra::{Point3, Rotation3, Vector3};
use rand::RngExt;

use super::{
    arms::Hold,
    bicycle::Bicycle,
    parts::{Girdle, hoop, wrap},
    pose::{Proportions, SIDES},
};
use crate::{
    mesh::{Disc, Mesh, cuboid, ellipsoid, frustum, tube},
    random::{SceneRng, normal},
    surface::Surface,
};

/// Segments of small wheels and sides of thin tubes.
const WHEEL_SEGMENTS: usize = 8;
const TUBE_SIDES: usize = 5;
/// Height of the handles of what is pushed, share of the stature.
const HANDLE_HEIGHT: f64 = 0.57;
/// The distance of a pushed bicycle from the middle of its person, metres.
const BICYCLE_ASIDE: f64 = 0.45;

/// Something that goes with a person. Hands are numbered as in the pose.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Companion {
    /// A pram or pushchair: its length and the height of its hood, metres.
    Stroller { length: f64, hood: f64 },
    /// A walking frame on four wheels.
    WalkingFrame,
    /// A suitcase on wheels, behind one hand: its height in metres and its tilt in radians.
    Suitcase { hand: usize, height: f64, tilt: f64 },
    /// An open umbrella and its radius, metres.
    Umbrella { hand: usize, radius: f64 },
    /// A bicycle that is pushed.
    Bicycle { hand: usize, bicycle: Bicycle },
}

/// Shares of walkers with each of them, in the order of [`Companion`].
const SHARES: [f64; 5] = [0.03, 0.015, 0.03, 0.02, 0.025];

impl Companion {
    /// The companion of a walker, if there is one.
    pub fn random(rng: &mut SceneRng) -> Option<Self> {
        let hand = rng.random_range(0..2);
        let share: f64 = rng.random();
        let mut sum = 0.;
        let kind = SHARES.into_iter().position(|own| {
            sum += own;
            share < sum
        })?;
        Some(match kind {
            0 => Self::Stroller {
                length: rng.random_range(0.65..0.9),
                hood: rng.random_range(0.85..1.1),
            },
            1 => Self::WalkingFrame,
            2 => Self::Suitcase {
                hand,
                height: rng.random_range(0.5..0.75),
                tilt: rng.random_range(0.5..0.9),
            },
            3 => Self::Umbrella { hand, radius: rng.random_range(0.42..0.58) },
            _ => {
                let mut bicycle = Bicycle::random(normal(rng, 0.93, 0.06), rng);
                bicycle.loads.child_seat = false;
                bicycle.loads.child = None;
                Self::Bicycle { hand, bicycle }
            }
        })
    }

    /// The arms that it keeps busy; `holds` are those of the person otherwise.
    pub fn holds(&self, body: &Proportions, holds: [Hold; 2]) -> [Hold; 2] {
        let hips = body.ankle + body.leg();
        let handle = |ahead: f64, aside: f64, height: f64| {
            Hold::At(Vector3::new(ahead, aside, height * body.stature - hips))
        };
        let one = |hand: usize, hold: Hold| {
            let mut holds = holds;
            holds[hand] = hold;
            holds
        };
        match *self {
            Self::Stroller { .. } => SIDES.map(|side| handle(0.33, 0.18 * side, HANDLE_HEIGHT)),
            Self::WalkingFrame => SIDES.map(|side| handle(0.25, 0.24 * side, 0.5)),
            Self::Suitcase { hand, .. } => one(hand, handle(-0.25, 0.27 * SIDES[hand], 0.42)),
            Self::Umbrella { hand, .. } => one(hand, handle(0.2, 0.12 * SIDES[hand], 0.7)),
            Self::Bicycle { hand, .. } => {
                one(hand, handle(0.3, (BICYCLE_ASIDE - 0.2) * SIDES[hand], HANDLE_HEIGHT))
            }
        }
    }

    /// Its mesh, standing on z = 0 or held up, when the hands of the person are there.
    pub fn mesh(&self, hands: [Point3<f64>; 2]) -> Mesh {
        match *self {
            Self::Stroller { length, hood } => stroller(hands, length, hood),
            Self::WalkingFrame => walking_frame(hands),
            Self::Suitcase { hand, height, tilt } => suitcase(hands[hand], height, tilt),
            Self::Umbrella { hand, radius } => open_umbrella(hands[hand], radius),
            Self::Bicycle { hand, mut bicycle } => {
                bicycle.steering = 0.;
                bicycle.bar_height = hands[hand].z;
                let grip = bicycle.grips()[1 - hand];
                let (ahead, aside) = (hands[hand].x - grip.x, hands[hand].y - grip.y);
                bicycle.mesh().shifted(ahead, aside, 0.)
            }
        }
    }
}

fn pipe(from: Point3<f64>, to: Point3<f64>) -> Mesh {
    tube(from, to, 0.012, TUBE_SIDES, Surface::Metal)
}

fn wheel(center: Point3<f64>, radius: f64) -> Mesh {
    hoop(center, radius, 0.018, WHEEL_SEGMENTS, Surface::Rubber)
}

/// A pram on four wheels: its tub ahead of the hands, a hood at the near end.
fn stroller(hands: [Point3<f64>; 2], length: f64, hood: f64) -> Mesh {
    const WHEEL: f64 = 0.12;
    const HALF_WIDTH: f64 = 0.2;
    let near = hands[0].x + 0.22;
    let far = near + length;
    let bed = hands[0].z - 0.45;
    let tub = cuboid(
        Point3::new(near, -HALF_WIDTH, bed),
        Point3::new(far, HALF_WIDTH, bed + 0.24),
        Surface::Coat,
    );
    let hood_middle = Point3::new(near + 0.2, 0., bed + 0.22);
    let hood_radii = Vector3::new(0.22, HALF_WIDTH, (hood - hood_middle.z).max(0.15));
    let mut mesh = tub
        .with(ellipsoid(hood_middle, hood_radii, 8, Surface::Coat))
        .with(pipe(hands[0], hands[1]));
    for (hand, side) in hands.into_iter().zip(SIDES) {
        let corner = |x: f64| Point3::new(x, side * HALF_WIDTH, bed);
        mesh.append(pipe(hand, corner(near)));
        for (x, other) in [(near + 0.02, far - 0.1), (far - 0.1, near + 0.02)] {
            let hub = Point3::new(x, side * (HALF_WIDTH + 0.06), WHEEL);
            mesh.append(wheel(hub, WHEEL));
            mesh.append(pipe(hub, corner(other)));
        }
    }
    mesh
}

/// Two bent side frames with a seat between them.
fn walking_frame(hands: [Point3<f64>; 2]) -> Mesh {
    const WHEEL: f64 = 0.09;
    let mut mesh = Mesh::new();
    for (hand, side) in hands.into_iter().zip(SIDES) {
        let y = side * 0.28;
        let elbow = Point3::new(hand.x + 0.12, y, hand.z - 0.02);
        mesh.append(pipe(hand, elbow));
        for ahead in [-0.12, 0.48] {
            let hub = Point3::new(hand.x + ahead, y, WHEEL);
            mesh.append(wheel(hub, WHEEL));
            mesh.append(pipe(hub, elbow));
        }
    }
    let front = hands[0].x + 0.12;
    mesh.with(cuboid(
        Point3::new(front, -0.22, 0.55),
        Point3::new(front + 0.22, 0.22, 0.59),
        Surface::Rubber,
    ))
    .with(cuboid(
        Point3::new(front + 0.2, -0.18, 0.3),
        Point3::new(front + 0.34, 0.18, 0.5),
        Surface::Coat,
    ))
}

/// A suitcase that leans towards the hand before it.
fn suitcase(hand: Point3<f64>, height: f64, tilt: f64) -> Mesh {
    const WHEEL: f64 = 0.03;
    let case = cuboid(
        Point3::new(-0.24, -0.2, 0.03),
        Point3::new(0., 0.2, 0.03 + height),
        Surface::Trousers,
    );
    let turn = Rotation3::from_axis_angle(&Vector3::y_axis(), tilt);
    let leaning = case.map(|corner| turn * corner);
    let lowest = leaning.bounds().0.z;
    // The handle ends in the hand.
    let handle = turn * Point3::new(-0.05, 0., height) - Vector3::z() * lowest;
    let way = turn * Vector3::z();
    let length = ((hand.z - handle.z) / way.z).max(0.05);
    let end = handle + way * length;
    let foot = turn * Point3::new(-0.02, 0., 0.03) - Vector3::z() * lowest;
    let mesh =
        leaning.shifted(0., 0., -lowest).with(tube(handle, end, 0.012, TUBE_SIDES, Surface::Metal));
    let mesh = SIDES
        .into_iter()
        .fold(mesh, |mesh, side| mesh.with(wheel(Point3::new(foot.x, side * 0.17, WHEEL), WHEEL)));
    mesh.shifted(hand.x - end.x, hand.y, 0.)
}

/// A canopy on its stick, over the head.
fn open_umbrella(hand: Point3<f64>, radius: f64) -> Mesh {
    /// Metres.
    const STICK: f64 = 0.85;
    const NUM_RIBS: usize = 8;
    let top = hand + Vector3::z() * STICK;
    let girdle = |drop: f64, share: f64| Girdle {
        center: top - Vector3::z() * (drop * radius),
        ahead: Vector3::x() * (share * radius),
        left: Vector3::y() * (share * radius),
    };
    let girdles = [girdle(0.45, 1.), girdle(0.18, 0.66), girdle(0., 0.1)];
    let canopy = wrap(&girdles, NUM_RIBS, Surface::Coat);
    let stick = Disc::new(hand - Vector3::z() * 0.1, 0.01);
    canopy.with(frustum(stick, Disc::new(top, 0.006), 5, Surface::Metal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::gait::{Gait, tests::GAIT, walking},
        random::{Purpose, stream},
    };

    /// Companions of people of one size, with their hands.
    fn companions() -> Vec<(Companion, [Point3<f64>; 2])> {
        let body = Proportions::of(1.75);
        let mut rng = stream(16, 0, Purpose::Scene);
        let drawn = (0..1500).filter_map(|_| Companion::random(&mut rng));
        let with_hands = |companion: Companion| {
            let holds = companion.holds(&body, [Hold::Free; 2]);
            let pose = walking(&body, &Gait { holds, phase: 1.2, ..GAIT });
            (companion, [0, 1].map(|hand| pose.hand(&body, hand)))
        };
        drawn.map(with_hands).collect()
    }

    #[test]
    fn one_walker_in_eight_has_one() {
        let share = companions().len() as f64 / 1500.;
        assert!((0.09..0.15).contains(&share), "{share}");
    }

    #[test]
    fn what_is_pushed_or_pulled_stands_on_the_ground_and_an_umbrella_is_over_the_head() {
        for (companion, hands) in companions() {
            let mesh = companion.mesh(hands);
            let (min, max) = mesh.bounds();
            assert!(mesh.triangles.len() < 1100, "{companion:?} {}", mesh.triangles.len());
            match companion {
                Companion::Umbrella { radius, .. } => {
                    assert!(max.z > 1.85 && (max.x - min.x) > 1.8 * radius, "{min} {max}");
                }
                Companion::Suitcase { .. } => {
                    assert!(min.z.abs() < 0.01 && min.x < -0.5 && max.z < 1., "{min} {max}");
                }
                Companion::Stroller { .. } | Companion::WalkingFrame => {
                    assert!(min.z.abs() < 0.01 && min.x > 0. && max.x < 1.7, "{min} {max}");
                }
                Companion::Bicycle { hand, .. } => {
                    assert!(min.z > -1e-9 && min.z < 0.02, "{min}");
                    let aside = nalgebra::center(&min, &max).y * SIDES[hand];
                    assert!((0.4..0.8).contains(&aside), "{aside}");
                }
            }
        }
    }
}
