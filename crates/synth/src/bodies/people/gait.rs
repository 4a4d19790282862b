//! The walk.

use std::f64::consts::{PI, TAU};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    arms::Hold,
    pose::{Bones, Carriage, Limb, Pose, Proportions, SIDES, Torso},
};
use crate::random::{SceneRng, normal};

/// Length of a step as a share of the stature: mean and deviation.
const STEP: (f64, f64) = (0.326, 0.107);
/// Growth of that share with the stature (per metre), from the stature that the mean is for (metres).
const STEP_GROWTH: f64 = 0.25;
const MEAN_STATURE: f64 = 1.75;
/// The least of these shares, and the longest step in metres.
const SHORTEST_STEP: f64 = 0.16;
const LONGEST_STEP: f64 = 0.84;
/// The swing of legs (radians) at which knees bend fully.
const BRISK: f64 = 0.4;

/// A moment of a walk; angles in radians.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gait {
    /// The greatest swing of the legs.
    pub stride: f64,
    /// At 0 the left leg passes the right one on its way forward, a quarter turn later it is in front.
    pub phase: f64,
    /// Angle of the arms to the side.
    pub spread: f64,
    /// Lean of the trunk.
    pub lean: f64,
    /// Turn of the head to the left.
    pub gaze: f64,
    pub holds: [Hold; 2],
}

impl Gait {
    /// Some moment of a walk with arms held in some way.
    pub fn random(body: &Proportions, spread: f64, holds: [Hold; 2], rng: &mut SceneRng) -> Self {
        let mean = STEP.0 + STEP_GROWTH * (body.stature - MEAN_STATURE);
        let share = normal(rng, mean, STEP.1).max(SHORTEST_STEP);
        let step = (share * body.stature).min(LONGEST_STEP);
        Self {
            stride: (step / (2. * body.leg())).asin(),
            phase: rng.random_range(0. ..TAU),
            spread,
            lean: normal(rng, 0.05, 0.04),
            gaze: normal(rng, 0., 0.25),
            holds,
        }
    }

    /// Moments spread evenly over the whole cycle.
    pub fn cycle(self, num_moments: usize) -> impl Iterator<Item = Self> {
        (0..num_moments)
            .map(move |i| Self { phase: self.phase + TAU * i as f64 / num_moments as f64, ..self })
    }
}

/// A walker.
pub(crate) fn walking(body: &Proportions, gait: &Gait) -> Pose {
    let Gait { stride, phase, spread, lean, gaze, holds } = *gait;
    let hips = Point3::new(0., 0., body.ankle + body.leg());
    let sway = 0.25 * stride * phase.sin();
    let torso = Torso::new(body, Carriage { hips, lean, twist: sway, gaze });
    let phases = [phase, phase + PI];
    let legs = [0, 1].map(|side| {
        let swing = stride * phases[side].sin() + 0.05;
        let bend = knee_bend(phases[side], stride);
        let swings = Bones { upper: swing, lower: swing - bend };
        Limb::hanging(torso.hips[side], body.leg_bones(), swings, 0.)
    });
    let arms = [0, 1].map(|side| {
        let swinging = || {
            // Arms swing against the leg of their side; elbows only bend forward.
            let ahead = -holds[side].swing() * phases[side].sin();
            let swing = 1.1 * stride * ahead;
            let swings = Bones { upper: swing, lower: swing + 0.25 + 0.3 * ahead.max(0.) };
            Limb::hanging(torso.shoulders[side], body.arm_bones(), swings, SIDES[side] * spread)
        };
        holds[side].limb(body, &torso, side).unwrap_or_else(swinging)
    });
    let toes = phases.map(|phase| pitched(-0.5 * (knee_bend(phase, stride) - STRAIGHT_KNEE)));
    Pose { torso, legs, toes, arms }
}

/// Bend of the knee of a leg that stands, radians.
pub(crate) const STRAIGHT_KNEE: f64 = 0.08;

/// The knee bends while the leg swings forward, most of all before it passes the other one.
fn knee_bend(phase: f64, stride: f64) -> f64 {
    let briskness = (stride / BRISK).min(1.);
    STRAIGHT_KNEE + 0.75 * briskness * (phase + 0.1).cos().max(0.).powi(4)
}

/// Ahead, up by an angle (radians).
fn pitched(angle: f64) -> Vector3<f64> {
    Vector3::new(angle.cos(), 0., angle.sin())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const GAIT: Gait =
        Gait { stride: 0.4, phase: 0., spread: 0.1, lean: 0.05, gaze: 0., holds: [Hold::Free; 2] };

    #[test]
    fn legs_swing_against_the_arms_of_their_side() {
        let body = Proportions::of(1.75);
        for phase in [0.8, 1.6, 2.4, 3.9, 4.7, 5.4] {
            let Pose { legs, arms, .. } = walking(&body, &Gait { phase, ..GAIT });
            let [leg, arm] = [legs, arms].map(|[left, right]| left.tip.x - right.tip.x);
            assert!(leg * arm < 0., "phase {phase}: legs {leg}, arms {arm}");
        }
    }

    #[test]
    fn knees_bend_backward_and_elbows_forward() {
        let body = Proportions::of(1.75);
        for gait in GAIT.cycle(20) {
            let pose = walking(&body, &gait);
            let forward = |limb: &Limb| {
                let (upper, lower) = (limb.middle - limb.root, limb.tip - limb.middle);
                lower.x / lower.norm() - upper.x / upper.norm()
            };
            assert!(pose.legs.iter().all(|leg| forward(leg) < 0.));
            assert!(pose.arms.iter().all(|arm| forward(arm) > 0.));
        }
    }

    #[test]
    fn half_a_turn_of_the_gait_mirrors_it() {
        let body = Proportions::of(1.75);
        let [now, later] = [0.7, 0.7 + PI].map(|phase| walking(&body, &Gait { phase, ..GAIT }));
        assert!((now.legs[0].tip.x - later.legs[1].tip.x).abs() < 1e-9);
        assert!((now.arms[0].tip.x - later.arms[1].tip.x).abs() < 1e-9);
        assert!((now.legs[0].tip.x - now.legs[1].tip.x).abs() > 0.1);
    }

    #[test]
    fn a_hand_in_a_pocket_stays_there() {
        let body = Proportions::of(1.75);
        let gait = Gait { holds: [Hold::Pocket, Hold::Free], ..GAIT };
        let hands: Vec<_> = gait.cycle(8).map(|gait| walking(&body, &gait).arms).collect();
        let reach = |side: usize| {
            let ahead = hands.iter().map(|arms| arms[side].tip.x);
            ahead.clone().fold(f64::MIN, f64::max) - ahead.fold(f64::MAX, f64::min)
        };
        assert!(reach(0) < 0.06 && reach(1) > 0.3, "{} {}", reach(0), reach(1));
    }
}
