//! The poses of riders of bicycles.

use std::f64::consts::PI;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    bicycle::Bicycle,
    figure::Outfit,
    pose::{Carriage, Limb, Pose, Proportions, SIDES, Torso},
};
use crate::random::{SceneRng, normal};

/// Straightness of arms on the handlebar and most that riders lean (radians).
const ARM_REACH: f64 = 0.9;
pub(crate) const MOST_LEAN: f64 = 1.1;
/// Shares of riders who stand on the pedals, and who stand over the bicycle with a foot on the ground.
const OUT_OF_THE_SADDLE: f64 = 0.06;
const STOPPED: f64 = 0.08;
/// Straightness of a leg that stands.
const LEG_REACH: f64 = 0.96;

/// The way to be on a bicycle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ride {
    Seated,
    /// Both feet on level pedals, off the saddle.
    OutOfTheSaddle,
    /// The foot of this side is on the ground, the other one on its pedal; sides as in [`Pose`].
    Stopped {
        foot: usize,
    },
}

impl Ride {
    pub fn random(rng: &mut SceneRng) -> Self {
        let share: f64 = rng.random();
        if share < OUT_OF_THE_SADDLE {
            Self::OutOfTheSaddle
        } else if share < OUT_OF_THE_SADDLE + STOPPED {
            Self::Stopped { foot: rng.random_range(0..2) }
        } else {
            Self::Seated
        }
    }

    /// The angle of the left crank that goes with it; `any` when seated.
    pub fn crank_angle(self, any: f64) -> f64 {
        match self {
            Self::Seated => any,
            Self::OutOfTheSaddle => PI * f64::from(any < PI) + 0.1,
            Self::Stopped { foot } => 0.6 + PI * (1 - foot) as f64,
        }
    }

    /// The middle of the hips.
    fn hips(self, body: &Proportions, outfit: &Outfit, bicycle: &Bicycle) -> Point3<f64> {
        let leg = LEG_REACH * body.leg() + body.ankle;
        let cranks = bicycle.crank_axle();
        match self {
            Self::Seated => bicycle.saddle() + Vector3::z() * (0.8 * outfit.radius(body, 0.048)),
            Self::OutOfTheSaddle => {
                let lowest = bicycle.pedals().iter().map(|pedal| pedal.z).fold(cranks.z, f64::min);
                // The feet are a crank apart from below the hips.
                Point3::new(cranks.x - 0.02, 0., lowest + 0.97 * leg)
            }
            Self::Stopped { .. } => Point3::new(bicycle.saddle().x + 0.25, 0., 0.98 * leg),
        }
    }

    /// A rider of a bicycle.
    pub fn pose(
        self,
        body: &Proportions,
        outfit: &Outfit,
        bicycle: &Bicycle,
        rng: &mut SceneRng,
    ) -> Pose {
        let wrists = bicycle.grips().map(|grip| wrist_on(body, grip));
        let hips = self.hips(body, outfit, bicycle);
        let carriage = Carriage { hips, lean: 0., twist: 0., gaze: normal(rng, 0., 0.25) };
        let torso = leaning_to(body, carriage, wrists);
        let pedals = bicycle.pedals();
        let legs = [0, 1].map(|side| {
            let ankle = if self == (Self::Stopped { foot: side }) {
                Point3::new(hips.x, SIDES[side] * 0.22, body.ankle)
            } else {
                // The ball of the foot is on the pedal.
                pedals[side] + Vector3::new(-0.45 * body.foot, 0., body.ankle)
            };
            let knee_way = Vector3::new(1., 0.1 * SIDES[side], 0.5);
            Limb::reaching(torso.hips[side], ankle, body.leg_bones(), knee_way)
        });
        // Elbows are close to the body or far out.
        let out = rng.random_range(0.05..0.7);
        let arms = [0, 1].map(|side| {
            let elbow_way = Vector3::new(-0.3, out * SIDES[side], -1.);
            Limb::reaching(torso.shoulders[side], wrists[side], body.arm_bones(), elbow_way)
        });
        Pose { torso, legs, toes: [Vector3::new(1., 0., -0.15); 2], arms }
    }
}

/// The place of the wrist when the hand is around a grip.
fn wrist_on(body: &Proportions, grip: Point3<f64>) -> Point3<f64> {
    let inward = -grip.y.signum() * 0.3 * body.hand;
    grip + Vector3::new(-0.35 * body.hand, inward, 0.3 * body.hand)
}

/// The least lean from which both hands reach the handlebar.
fn leaning_to(body: &Proportions, carriage: Carriage, wrists: [Point3<f64>; 2]) -> Torso {
    const STEPS: u32 = 55;
    let torso = |step: u32| {
        let lean = MOST_LEAN * f64::from(step) / f64::from(STEPS);
        Torso::new(body, Carriage { lean, ..carriage })
    };
    let reaches = |torso: &Torso| {
        let distance = |side: usize| (wrists[side] - torso.shoulders[side]).norm();
        distance(0).max(distance(1)) <= ARM_REACH * body.arm()
    };
    (0..STEPS).map(torso).find(reaches).unwrap_or_else(|| torso(STEPS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::cyclist::saddle_height,
        random::{Purpose, stream},
    };

    const RIDES: [Ride; 4] =
        [Ride::Seated, Ride::OutOfTheSaddle, Ride::Stopped { foot: 0 }, Ride::Stopped { foot: 1 }];

    /// Riders of all kinds on all kinds of bicycles.
    fn riders(ride: Ride) -> Vec<(Proportions, Bicycle, Pose)> {
        let mut rng = stream(4, 0, Purpose::Scene);
        let rider = |_| {
            let body = Proportions::of(normal(&mut rng, 1.74, 0.085));
            let outfit = Outfit::random(&mut rng);
            let mut bicycle = Bicycle::random(saddle_height(&body), &mut rng);
            bicycle.crank_angle = ride.crank_angle(bicycle.crank_angle);
            let pose = ride.pose(&body, &outfit, &bicycle, &mut rng);
            (body, bicycle, pose)
        };
        (0..150).map(rider).collect()
    }

    #[test]
    fn hands_are_on_the_handlebar_and_feet_on_the_pedals_or_the_ground() {
        for ride in RIDES {
            for (body, bicycle, pose) in riders(ride) {
                for side in 0..2 {
                    let hand = pose.arms[side].tip - bicycle.grips()[side];
                    assert!(hand.norm() < 0.75 * body.hand, "{ride:?} {hand}");
                    let tip = pose.legs[side].tip;
                    if ride == (Ride::Stopped { foot: side }) {
                        assert!((tip.z - body.ankle).abs() < 0.03, "{ride:?} {tip}");
                    } else {
                        let foot = tip - bicycle.pedals()[side];
                        assert!(foot.norm() < 0.2, "{ride:?} {foot}");
                    }
                }
                assert!((0.0..=MOST_LEAN).contains(&pose.torso.carriage.lean));
            }
        }
    }

    #[test]
    fn hips_leave_the_saddle_only_of_riders_who_stand() {
        for ride in RIDES {
            for (_, bicycle, pose) in riders(ride) {
                let off = pose.torso.carriage.hips - bicycle.saddle();
                assert_eq!(off.x.abs() < 0.01, ride == Ride::Seated, "{ride:?} {off}");
                assert!(ride != Ride::OutOfTheSaddle || off.z > 0.03, "{off}");
            }
        }
    }
}
