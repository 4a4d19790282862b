//! People who stand and walk.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    figure::{Outfit, Skirt, figure},
    luggage::Luggage,
    parts::with_natural_box,
    pose::{Bones, Carriage, Limb, Pose, Proportions, SIDES, Torso},
};
use crate::{
    class::Class,
    model::Model,
    random::{SceneRng, normal, pick},
    surface::Surface,
};

const CHILDREN: f64 = 0.1;
const WALKERS: f64 = 0.85;
const SKIRTS: f64 = 0.2;
/// Length of a step as a share of the stature, mean and deviation, and the longest one in metres.
const STEP: (f64, f64) = (0.41, 0.025);
const LONGEST_STEP: f64 = 0.74;

/// A person on foot.
pub(crate) fn pedestrian(rng: &mut SceneRng) -> Model {
    let body = Proportions::of(stature(rng));
    let outfit = Outfit { skirt: random_skirt(rng), ..Outfit::random(rng) };
    let spread = arm_spread(&body, &outfit, rng);
    let luggage = Luggage::random(rng);
    let pose = if rng.random_bool(WALKERS) {
        let step = (normal(rng, STEP.0, STEP.1) * body.stature).min(LONGEST_STEP);
        let stride = (step / (2. * body.leg())).asin();
        let phase = rng.random_range(0. ..TAU);
        walking(&body, &Gait { stride, phase, spread, loaded: luggage.hand() })
    } else {
        standing(&body, spread, luggage.hand(), rng)
    };
    let luggage = luggage.mesh(&body, &pose, rng);
    with_natural_box(Some(Class::Pedestrian), figure(&body, &outfit, &pose).with(luggage))
}

/// Stature with shoes, metres.
fn stature(rng: &mut SceneRng) -> f64 {
    if rng.random_bool(CHILDREN) {
        rng.random_range(1.25..1.5)
    } else {
        normal(rng, 1.79, 0.07).min(1.91)
    }
}

fn random_skirt(rng: &mut SceneRng) -> Option<Skirt> {
    rng.random_bool(SKIRTS).then(|| Skirt {
        surface: pick(rng, &[Surface::Trousers, Surface::Coat]),
        hem: rng.random_range(0.7..1.3),
        flare: rng.random_range(0.01..0.06),
    })
}

/// The angle of arms off the body (radians), from the width of people with their arms.
fn arm_spread(body: &Proportions, outfit: &Outfit, rng: &mut SceneRng) -> f64 {
    let half_width = normal(rng, 0.325, 0.025).min(0.2 * body.stature);
    let room = half_width - body.shoulder - outfit.radius(body, 0.02);
    (room / (body.arm() + 0.5 * body.hand)).clamp(0.04, 0.3).asin()
}

/// A moment of a walk; angles in radians.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gait {
    /// The greatest swing of the legs.
    pub stride: f64,
    /// At 0 the left leg passes the right one on its way forward, a quarter turn later it is in front.
    pub phase: f64,
    /// Angle of the arms to the side.
    pub spread: f64,
    /// The hand that carries something, as in [`Pose`].
    pub loaded: Option<usize>,
}

/// A loaded arm swings by this share of what it would otherwise.
const LOADED_SWING: f64 = 0.3;

/// A walker.
pub(crate) fn walking(body: &Proportions, gait: &Gait) -> Pose {
    let Gait { stride, phase, spread, loaded } = *gait;
    let hips = Point3::new(0., 0., body.ankle + body.leg());
    let sway = 0.25 * stride * phase.sin();
    let torso = Torso::new(body, Carriage { hips, lean: 0.06, twist: sway, gaze: 0. });
    let phases = [phase, phase + PI];
    let legs = [0, 1].map(|side| {
        let swing = stride * phases[side].sin() + 0.05;
        let bend = knee_bend(phases[side]);
        Limb::hanging(
            torso.hips[side],
            body.leg_bones(),
            Bones { upper: swing, lower: swing - bend },
            0.,
        )
    });
    let arms = [0, 1].map(|side| {
        // Arms swing against the leg of their side; elbows only bend forward.
        let freedom = if loaded == Some(side) { LOADED_SWING } else { 1. };
        let ahead = -freedom * phases[side].sin();
        let swing = 1.1 * stride * ahead;
        let bend = 0.25 + 0.3 * ahead.max(0.);
        let lengths = body.arm_bones();
        let swings = Bones { upper: swing, lower: swing + bend };
        Limb::hanging(torso.shoulders[side], lengths, swings, SIDES[side] * spread)
    });
    let toes = phases.map(|phase| pitched(-0.5 * (knee_bend(phase) - STRAIGHT_KNEE)));
    Pose { torso, legs, toes, arms }
}

/// Bend of the knee of a leg that stands, radians.
const STRAIGHT_KNEE: f64 = 0.08;

/// The knee bends while the leg swings forward, most of all before it passes the other one.
fn knee_bend(phase: f64) -> f64 {
    STRAIGHT_KNEE + 0.75 * (phase + 0.1).cos().max(0.).powi(4)
}

/// Ahead, up by an angle (radians).
fn pitched(angle: f64) -> Vector3<f64> {
    Vector3::new(angle.cos(), 0., angle.sin())
}

/// Share of the hands of standing people that hold a phone or such before the body.
const RAISED_HANDS: f64 = 0.25;

/// Someone who waits: the legs nearly together, the hands where they are of use.
fn standing(body: &Proportions, spread: f64, loaded: Option<usize>, rng: &mut SceneRng) -> Pose {
    let hips = Point3::new(0., 0., body.ankle + body.leg());
    let carriage = Carriage {
        hips,
        lean: rng.random_range(-0.02..0.1),
        twist: normal(rng, 0., 0.08),
        gaze: normal(rng, 0., 0.4),
    };
    let torso = Torso::new(body, carriage);
    let step = normal(rng, 0., 0.06);
    let legs = [0, 1].map(|side| {
        let swing = SIDES[side] * step + 0.03;
        let swings = Bones { upper: swing, lower: swing - STRAIGHT_KNEE };
        Limb::hanging(torso.hips[side], body.leg_bones(), swings, SIDES[side] * 0.06)
    });
    let arms = [0, 1].map(|side| {
        let swing = rng.random_range(0.0..0.3);
        let bend = if loaded != Some(side) && rng.random_bool(RAISED_HANDS) {
            rng.random_range(FRAC_PI_2..2.1)
        } else {
            rng.random_range(0.6..1.)
        };
        let lengths = body.arm_bones();
        let swings = Bones { upper: swing, lower: swing + bend };
        Limb::hanging(torso.shoulders[side], lengths, swings, SIDES[side] * spread)
    });
    Pose { torso, legs, toes: SIDES.map(|side| Vector3::new(1., 0.2 * side, 0.)), arms }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::people::parts::checks::{assert_near, sound_draws, spread};

    const GAIT: Gait = Gait { stride: 0.4, phase: 0., spread: 0.1, loaded: None };

    #[test]
    fn pedestrians_fill_boxes_of_possible_sizes() {
        let people = sound_draws(Some(Class::Pedestrian), pedestrian);
        for Model { size, .. } in &people {
            assert!((0.35..1.1).contains(&size.length), "{size:?}");
            assert!((0.45..0.75).contains(&size.width), "{size:?}");
            assert!((1.1..1.95).contains(&size.height), "{size:?}");
        }
        assert_near(spread(&people, |size| size.length), (0.82, 0.2), 0.06);
        assert_near(spread(&people, |size| size.width), (0.64, 0.05), 0.03);
        assert_near(spread(&people, |size| size.height), (1.73, 0.14), 0.04);
    }

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
        for step in 0..20 {
            let phase = f64::from(step) * TAU / 20.;
            let pose = walking(&body, &Gait { phase, ..GAIT });
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
}
