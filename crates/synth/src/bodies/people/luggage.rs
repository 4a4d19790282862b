//! Luggage that people carry, which belongs to their boxes.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    parts::{Girdle, heading, wrap},
    pose::{Pose, Proportions, SIDES},
};
use crate::{
    mesh::{Disc, Mesh, cuboid, frustum, tube},
    random::{SceneRng, pick},
    surface::Surface,
};

/// Shares of people with luggage; the rest carries nothing.
const BACKPACKS: f64 = 0.14;
const HAND_BAGS: f64 = 0.11;
const SHOPPING: f64 = 0.07;
const SHOULDER_BAGS: f64 = 0.18;
const UMBRELLAS: f64 = 0.04;

/// Half the distance of a shoulder bag from the middle of the body, share of the stature.
const HIP_SIDE: f64 = 0.1;

/// A bag; metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bag {
    half_length: f64,
    half_width: f64,
    height: f64,
    /// From what holds it down to its top.
    strap: f64,
}

/// Something a person carries. Hands and sides are numbered as in [`Pose`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Luggage {
    /// Half its depth and width, metres.
    Backpack { half_depth: f64, half_width: f64 },
    /// Hangs from a hand.
    HandBag { hand: usize, bag: Bag },
    /// Hangs from a shoulder at the hip of `side`; `across` from the other shoulder.
    ShoulderBag { side: usize, across: bool, bag: Bag },
    /// Folded, held by its handle; its length in metres and its slant forward in radians.
    Umbrella { hand: usize, length: f64, slant: f64 },
}

impl Luggage {
    /// The luggage of one person: often none, seldom two pieces.
    pub fn random(body: &Proportions, rng: &mut SceneRng) -> Vec<Self> {
        let hand = rng.random_range(0..2);
        let share: f64 = rng.random();
        let limits = [BACKPACKS, HAND_BAGS, SHOPPING, SHOULDER_BAGS, UMBRELLAS];
        let mut sum = 0.;
        let kind = limits.into_iter().position(|own| {
            sum += own;
            share < sum
        });
        match kind {
            Some(0) => vec![Self::backpack(body, rng)],
            Some(1) => vec![Self::HandBag { hand, bag: Bag::random(body, rng) }],
            Some(2) => [0, 1].map(|hand| Self::shopping(hand, rng)).to_vec(),
            Some(3) => vec![Self::ShoulderBag {
                side: hand,
                across: rng.random_bool(0.5),
                bag: Bag::random(body, rng),
            }],
            Some(_) => vec![Self::Umbrella {
                hand,
                length: body.stature * rng.random_range(0.34..0.4),
                slant: rng.random_range(-0.5..0.5),
            }],
            None => Vec::new(),
        }
    }

    /// A backpack that fits a body.
    pub fn backpack(body: &Proportions, rng: &mut SceneRng) -> Self {
        Self::Backpack {
            half_depth: body.stature * rng.random_range(0.03..0.07),
            half_width: body.stature * rng.random_range(0.07..0.09),
        }
    }

    /// A full carrier bag.
    fn shopping(hand: usize, rng: &mut SceneRng) -> Self {
        let bag = Bag {
            half_length: rng.random_range(0.12..0.2),
            half_width: rng.random_range(0.06..0.11),
            height: rng.random_range(0.25..0.38),
            strap: rng.random_range(0.08..0.16),
        };
        Self::HandBag { hand, bag }
    }

    /// The hand that it is in.
    pub fn hand(self) -> Option<usize> {
        match self {
            Self::Backpack { .. } | Self::ShoulderBag { .. } => None,
            Self::HandBag { hand, .. } | Self::Umbrella { hand, .. } => Some(hand),
        }
    }

    /// The mesh at the body of a person.
    pub fn mesh(self, body: &Proportions, pose: &Pose) -> Mesh {
        match self {
            Self::Backpack { half_depth, half_width } => {
                backpack(body, pose, half_depth, half_width)
            }
            Self::HandBag { hand, bag } => bag.hanging(pose.hand(body, hand)),
            Self::ShoulderBag { side, across, bag } => shoulder_bag(body, pose, side, across, bag),
            Self::Umbrella { hand, length, slant } => {
                umbrella(pose.hand(body, hand), length, slant)
            }
        }
    }
}

impl Bag {
    /// A handbag, a briefcase or a small travel bag.
    fn random(body: &Proportions, rng: &mut SceneRng) -> Self {
        let size = body.stature * pick(rng, &[0.8, 1., 1.3]);
        Self {
            half_length: size * rng.random_range(0.07..0.11),
            half_width: size * rng.random_range(0.02..0.045),
            height: size * rng.random_range(0.12..0.2),
            strap: size * rng.random_range(0.02..0.06),
        }
    }

    /// The bag with its top around a point.
    fn below(self, top: Point3<f64>) -> Mesh {
        let half = Vector3::new(self.half_length, self.half_width, 0.);
        cuboid(top - half - Vector3::z() * self.height, top + half, Surface::Trousers)
    }

    /// The bag on its straps in a hand.
    fn hanging(self, hand: Point3<f64>) -> Mesh {
        let top = hand - Vector3::z() * self.strap;
        [-0.5, 0.5].into_iter().fold(self.below(top), |mesh, share| {
            let end = top + Vector3::x() * (share * self.half_length);
            mesh.with(tube(hand, end, 0.008, 4, Surface::Trousers))
        })
    }
}

fn backpack(body: &Proportions, pose: &Pose, half_depth: f64, half_width: f64) -> Mesh {
    // From its bottom to its top: height (share of the trunk) and share of the full size.
    let girdles =
        [(0.22, 0.75), (0.35, 1.), (0.75, 0.95), (0.98, 0.6)].map(|(height, share)| Girdle {
            center: Point3::new(-0.06 * body.stature - half_depth, 0., height * body.trunk),
            ahead: Vector3::x() * (half_depth * share),
            left: Vector3::y() * (half_width * share),
        });
    wrap(&girdles, 8, Surface::Trousers).moved(&pose.torso.motion())
}

fn shoulder_bag(body: &Proportions, pose: &Pose, side: usize, across: bool, bag: Bag) -> Mesh {
    let hips = pose.torso.carriage.hips;
    let out = HIP_SIDE * body.stature + bag.half_width;
    let top = hips + Vector3::new(-0.02, SIDES[side] * out, 0.2 * body.trunk);
    let shoulder = pose.torso.shoulders[if across { 1 - side } else { side }];
    let strap = shoulder + Vector3::z() * (0.03 * body.stature);
    // The strap goes before the chest and behind the back.
    [-0.055, 0.055].into_iter().fold(bag.below(top), |mesh, depth| {
        let way = nalgebra::center(&strap, &top) + Vector3::x() * (depth * body.stature);
        mesh.with(tube(strap, way, 0.012, 4, Surface::Trousers)).with(tube(
            way,
            top,
            0.012,
            4,
            Surface::Trousers,
        ))
    })
}

fn umbrella(hand: Point3<f64>, length: f64, slant: f64) -> Mesh {
    let handle = Point3::new(-0.06, 0., 0.);
    let [cloth, end] = [0.12, 1.].map(|share| Point3::new(share * length, 0., 0.));
    let mesh = tube(handle, cloth, 0.012, 5, Surface::Wood).with(frustum(
        Disc::new(cloth, 0.035),
        Disc::new(end, 0.012),
        6,
        Surface::Coat,
    ));
    mesh.moved(&heading(hand, Vector3::new(slant.sin(), 0., -slant.cos())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::gait::{Gait, tests::GAIT, walking},
        random::{Purpose, stream},
    };

    #[test]
    fn luggage_stays_off_the_ground_and_near_the_body() {
        let body = Proportions::of(1.75);
        let pose = walking(&body, &Gait { phase: 1., ..GAIT });
        let mut rng = stream(5, 0, Purpose::Scene);
        for luggage in (0..200).flat_map(|_| Luggage::random(&body, &mut rng)) {
            let (min, max) = luggage.mesh(&body, &pose).bounds();
            assert!(min.z > 0.05 && max.z < 1.6, "{luggage:?} {min} {max}");
            assert!(min.x > -0.8 && max.x < 0.8, "{luggage:?} {min} {max}");
            assert!(min.y.min(-max.y) > -0.55, "{luggage:?} {min} {max}");
        }
    }

    #[test]
    fn half_of_all_people_carry_something_and_some_in_both_hands() {
        let body = Proportions::of(1.75);
        let mut rng = stream(5, 1, Purpose::Scene);
        let counts: Vec<usize> = (0..500).map(|_| Luggage::random(&body, &mut rng).len()).collect();
        let share = |number: usize| counts.iter().filter(|&&n| n == number).count() as f64 / 500.;
        assert!((0.4..0.52).contains(&share(0)), "{}", share(0));
        assert!((0.03..0.12).contains(&share(2)), "{}", share(2));
    }

    #[test]
    fn a_backpack_is_behind_the_trunk_and_a_shoulder_bag_beside_it() {
        let body = Proportions::of(1.75);
        let pose = walking(&body, &GAIT);
        let mut rng = stream(6, 0, Purpose::Scene);
        let (min, max) = Luggage::backpack(&body, &mut rng).mesh(&body, &pose).bounds();
        assert!(max.x < 0.05 && min.x < -0.15, "{min} {max}");
        let bag = Bag::random(&body, &mut rng);
        let [left, right] = [0, 1].map(|side| {
            Luggage::ShoulderBag { side, across: false, bag }.mesh(&body, &pose).bounds()
        });
        assert!(left.0.y > 0.1 && right.1.y < -0.1 && (left.1.y + right.0.y).abs() < 0.02);
    }
}
