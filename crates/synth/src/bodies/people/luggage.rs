//! Luggage of people.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    parts::{Girdle, heading, wrap},
    pose::{Pose, Proportions},
};
use crate::{
    mesh::{Disc, Mesh, cuboid, frustum, tube},
    random::{SceneRng, pick},
    surface::Surface,
};

/// Something a person carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Luggage {
    Nothing,
    Backpack,
    /// Hangs from a hand; its index as in [`Pose`].
    HandBag(usize),
    /// Folded, held by its handle; the index of the hand.
    Umbrella(usize),
}

impl Luggage {
    /// Half of all people carry nothing.
    pub fn random(rng: &mut SceneRng) -> Self {
        if rng.random_bool(0.5) {
            return Self::Nothing;
        }
        let hand = rng.random_range(0..2);
        pick(rng, &[Self::Backpack, Self::HandBag(hand), Self::Umbrella(hand)])
    }

    /// The hand that it is in.
    pub fn hand(self) -> Option<usize> {
        match self {
            Self::Nothing | Self::Backpack => None,
            Self::HandBag(hand) | Self::Umbrella(hand) => Some(hand),
        }
    }

    /// The mesh at the body of a person.
    pub fn mesh(self, body: &Proportions, pose: &Pose, rng: &mut SceneRng) -> Mesh {
        match self {
            Self::Nothing => Mesh::new(),
            Self::Backpack => backpack(body, pose, rng),
            Self::HandBag(hand) => hand_bag(body, grip(body, pose, hand), rng),
            Self::Umbrella(hand) => umbrella(body, grip(body, pose, hand), rng),
        }
    }
}

/// The middle of a hand.
fn grip(body: &Proportions, pose: &Pose, hand: usize) -> Point3<f64> {
    let arm = &pose.arms[hand];
    arm.tip + arm.end_direction() * (0.5 * body.hand)
}

fn backpack(body: &Proportions, pose: &Pose, rng: &mut SceneRng) -> Mesh {
    let half_depth = body.stature * rng.random_range(0.035..0.06);
    let half_width = body.stature * rng.random_range(0.07..0.09);
    // From its bottom to its top: height (share of the trunk) and share of the full size.
    let girdles =
        [(0.22, 0.75), (0.35, 1.), (0.75, 0.95), (0.98, 0.6)].map(|(height, share)| Girdle {
            center: Point3::new(-0.06 * body.stature - half_depth, 0., height * body.trunk),
            ahead: Vector3::x() * (half_depth * share),
            left: Vector3::y() * (half_width * share),
        });
    wrap(&girdles, 8, Surface::Trousers).moved(&pose.torso.motion())
}

fn hand_bag(body: &Proportions, hand: Point3<f64>, rng: &mut SceneRng) -> Mesh {
    let half_length = body.stature * rng.random_range(0.07..0.11);
    let half_width = body.stature * rng.random_range(0.015..0.025);
    let height = body.stature * rng.random_range(0.12..0.2);
    let strap = body.stature * rng.random_range(0.02..0.06);
    let top = hand.z - strap;
    let bag = cuboid(
        Point3::new(hand.x - half_length, hand.y - half_width, top - height),
        Point3::new(hand.x + half_length, hand.y + half_width, top),
        Surface::Trousers,
    );
    [-0.5, 0.5].into_iter().fold(bag, |bag, share| {
        let end = Point3::new(hand.x + share * half_length, hand.y, top);
        bag.with(tube(hand, end, 0.008, 4, Surface::Trousers))
    })
}

fn umbrella(body: &Proportions, hand: Point3<f64>, rng: &mut SceneRng) -> Mesh {
    let length = body.stature * rng.random_range(0.34..0.4);
    let handle = Point3::new(-0.06, 0., 0.);
    let [cloth, end] = [0.12, 1.].map(|share| Point3::new(share * length, 0., 0.));
    let mesh = tube(handle, cloth, 0.012, 5, Surface::Wood).with(frustum(
        Disc::new(cloth, 0.035),
        Disc::new(end, 0.012),
        6,
        Surface::Coat,
    ));
    let slant: f64 = rng.random_range(-0.5..0.5);
    mesh.moved(&heading(hand, Vector3::new(slant.sin(), 0., -slant.cos())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::pedestrian::{Gait, walking},
        random::{Purpose, stream},
    };

    const GAIT: Gait = Gait { stride: 0.4, phase: 1., spread: 0.1, loaded: None };

    #[test]
    fn luggage_stays_off_the_ground_and_near_the_body() {
        let body = Proportions::of(1.75);
        let pose = walking(&body, &GAIT);
        let mut rng = stream(5, 0, Purpose::Scene);
        for _ in 0..100 {
            let luggage = Luggage::random(&mut rng);
            let mesh = luggage.mesh(&body, &pose, &mut rng);
            assert_eq!(mesh.triangles.is_empty(), luggage == Luggage::Nothing);
            if !mesh.triangles.is_empty() {
                let (min, max) = mesh.bounds();
                assert!(min.z > 0.05 && max.z < 1.6, "{luggage:?} {min} {max}");
                assert!(min.x > -0.8 && max.x < 0.8, "{luggage:?} {min} {max}");
            }
        }
    }

    #[test]
    fn a_backpack_is_behind_the_trunk() {
        let body = Proportions::of(1.75);
        let pose = walking(&body, &Gait { phase: 0., ..GAIT });
        let mut rng = stream(6, 0, Purpose::Scene);
        let (min, max) = Luggage::Backpack.mesh(&body, &pose, &mut rng).bounds();
        assert!(max.x < 0.05 && min.x < -0.15, "{min} {max}");
    }
}
