//! People who do not walk: they wait, lean on something, bend down or kneel.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    arms::Hold,
    gait::STRAIGHT_KNEE,
    pose::{Bones, Carriage, Limb, Pose, Proportions, SIDES, Torso},
};
use crate::random::{SceneRng, normal};

/// A way not to walk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Stance {
    Waiting,
    /// The back is at a wall, and the feet are ahead of it.
    Leaning,
    /// The hands reach down.
    Bending,
    /// On one knee.
    Kneeling,
}

/// Shares of people who do not walk; the others wait.
const LEANING: f64 = 0.08;
const BENDING: f64 = 0.05;
const KNEELING: f64 = 0.02;
/// The distance of a kneeling person's knee joint from the ground, as a share of the stature.
const KNEE_RADIUS: f64 = 0.038;

impl Stance {
    pub fn random(rng: &mut SceneRng) -> Self {
        let share: f64 = rng.random();
        if share < LEANING {
            Self::Leaning
        } else if share < LEANING + BENDING {
            Self::Bending
        } else if share < LEANING + BENDING + KNEELING {
            Self::Kneeling
        } else {
            Self::Waiting
        }
    }

    /// Someone in this stance, the middle of the hips over x = 0; `spread` as of a gait.
    pub fn pose(
        self,
        body: &Proportions,
        spread: f64,
        holds: [Hold; 2],
        rng: &mut SceneRng,
    ) -> Pose {
        let (height, lean) = match self {
            Self::Waiting => (body.ankle + body.leg(), rng.random_range(-0.02..0.1)),
            Self::Leaning => (body.ankle + 0.97 * body.leg(), rng.random_range(-0.2..-0.08)),
            Self::Bending => (body.ankle + 0.92 * body.leg(), rng.random_range(0.7..1.3)),
            Self::Kneeling => {
                (body.thigh + KNEE_RADIUS * body.stature, rng.random_range(0.05..0.5))
            }
        };
        let carriage = Carriage {
            hips: Point3::new(0., 0., height),
            lean,
            twist: normal(rng, 0., 0.08),
            gaze: normal(rng, 0., 0.4),
        };
        let torso = Torso::new(body, carriage);
        let legs = self.legs(body, &torso, rng);
        let arms = [0, 1].map(|side| {
            let swing = rng.random_range(0.0..0.15);
            let bend = rng.random_range(0.05..0.4);
            let swings = Bones { upper: swing, lower: swing + bend };
            let hanging = Limb::hanging(
                torso.shoulders[side],
                body.arm_bones(),
                swings,
                SIDES[side] * spread,
            );
            holds[side].limb(body, &torso, side).unwrap_or(hanging)
        });
        Pose { torso, legs, toes: SIDES.map(|side| Vector3::new(1., 0.2 * side, 0.)), arms }
    }

    fn legs(self, body: &Proportions, torso: &Torso, rng: &mut SceneRng) -> [Limb; 2] {
        let lengths = body.leg_bones();
        let step = normal(rng, 0., 0.06);
        let forward = match self {
            Self::Leaning => rng.random_range(0.1..0.22),
            Self::Bending => rng.random_range(0.05..0.2),
            Self::Waiting | Self::Kneeling => 0.,
        };
        let kneeling = usize::from(rng.random_bool(0.5));
        [0, 1].map(|side| {
            let (root, out) = (torso.hips[side], SIDES[side]);
            match self {
                Self::Waiting => {
                    let swing = out * step + 0.03;
                    let swings = Bones { upper: swing, lower: swing - STRAIGHT_KNEE };
                    Limb::hanging(root, lengths, swings, out * 0.06)
                }
                Self::Leaning | Self::Bending => {
                    let foot = Point3::new(forward + out * step, 1.3 * root.y, body.ankle);
                    Limb::reaching(root, foot, lengths, Vector3::x())
                }
                Self::Kneeling if side == kneeling => {
                    let middle = root - Vector3::z() * body.thigh;
                    // The toes are on the ground behind.
                    let tip = middle + Vector3::new(-0.98, 0., 0.2).normalize() * body.shin;
                    Limb { root, middle, tip }
                }
                Self::Kneeling => {
                    let foot = Point3::new(0.9 * body.thigh, 1.3 * root.y, body.ankle);
                    Limb::reaching(root, foot, lengths, Vector3::new(0.6, 0., 1.))
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    const FREE: [Hold; 2] = [Hold::Free; 2];

    fn poses(stance: Stance) -> Vec<Pose> {
        let mut rng = stream(15, stance as u64, Purpose::Scene);
        (0..50).map(|_| stance.pose(&Proportions::of(1.8), 0.1, FREE, &mut rng)).collect()
    }

    #[test]
    fn feet_are_on_the_ground_whatever_the_stance() {
        let body = Proportions::of(1.8);
        for stance in [Stance::Waiting, Stance::Leaning, Stance::Bending, Stance::Kneeling] {
            for Pose { legs, .. } in poses(stance) {
                let lowest = legs[0].tip.z.min(legs[1].tip.z);
                assert!((lowest - body.ankle).abs() < 0.03, "{stance:?} {lowest}");
                let bones = |leg: &Limb| ((leg.tip - leg.middle).norm() - body.shin).abs();
                assert!(legs.iter().all(|leg| bones(leg) < 1e-9), "{stance:?}");
            }
        }
    }

    #[test]
    fn heads_are_as_high_as_the_stance_lets_them() {
        let head = |stance| {
            let poses = poses(stance);
            poses.iter().map(|pose| pose.torso.head.z).sum::<f64>() / poses.len() as f64
        };
        assert!(head(Stance::Waiting) > 1.65 && head(Stance::Leaning) > 1.5);
        assert!((0.9..1.5).contains(&head(Stance::Bending)), "{}", head(Stance::Bending));
        assert!((0.9..1.3).contains(&head(Stance::Kneeling)), "{}", head(Stance::Kneeling));
    }

    #[test]
    fn most_people_who_stand_wait() {
        let mut rng = stream(15, 9, Purpose::Scene);
        let waiting = (0..400).filter(|_| Stance::random(&mut rng) == Stance::Waiting).count();
        assert!((300..370).contains(&waiting), "{waiting}");
    }
}
