//! People who ride bicycles.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    bicycle::Bicycle,
    figure::{Outfit, figure},
    luggage::Luggage,
    parts::with_natural_box,
    pose::{Carriage, Limb, Pose, Proportions, SIDES, Torso},
};
use crate::{
    class::Class,
    model::Model,
    random::{SceneRng, normal},
};

/// Share of riders with a backpack.
const BACKPACKS: f64 = 0.2;
/// Height of the saddle as a share of that of the hip joints when standing.
const SADDLE_SHARE: f64 = 0.98;
/// Straightness of arms on the handlebar and most that riders lean (radians).
const ARM_REACH: f64 = 0.9;
const MOST_LEAN: f64 = 1.1;

/// A rider and the bicycle.
pub(crate) fn cyclist(rng: &mut SceneRng) -> Model {
    let body = Proportions::of(normal(rng, 1.74, 0.085));
    let outfit = Outfit::random(rng);
    let bicycle = Bicycle::random(SADDLE_SHARE * (body.leg() + body.ankle), rng);
    let pose = riding(&body, &outfit, &bicycle, rng);
    let mut mesh = figure(&body, &outfit, &pose).with(bicycle.mesh());
    if rng.random_bool(BACKPACKS) {
        mesh.append(Luggage::Backpack.mesh(&body, &pose, rng));
    }
    with_natural_box(Some(Class::Cyclist), mesh)
}

fn riding(body: &Proportions, outfit: &Outfit, bicycle: &Bicycle, rng: &mut SceneRng) -> Pose {
    let hips = bicycle.saddle() + Vector3::z() * (0.8 * outfit.radius(body, 0.048));
    let wrists = bicycle.grips().map(|grip| wrist_on(body, grip));
    let carriage = Carriage { hips, lean: 0., twist: 0., gaze: normal(rng, 0., 0.25) };
    let torso = leaning_to(body, carriage, wrists);
    let pedals = bicycle.pedals();
    let legs = [0, 1].map(|side| {
        // The ball of the foot is on the pedal.
        let ankle = pedals[side] + Vector3::new(-0.45 * body.foot, 0., body.ankle);
        let knee_way = Vector3::new(1., 0.1 * SIDES[side], 0.5);
        Limb::reaching(torso.hips[side], ankle, body.leg_bones(), knee_way)
    });
    let arms = [0, 1].map(|side| {
        let elbow_way = Vector3::new(-0.3, 0.2 * SIDES[side], -1.);
        let lengths = body.arm_bones();
        Limb::reaching(torso.shoulders[side], wrists[side], lengths, elbow_way)
    });
    Pose { torso, legs, toes: [Vector3::new(1., 0., -0.15); 2], arms }
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
        bodies::people::parts::checks::{assert_near, sound_draws, spread},
        random::{Purpose, stream},
    };

    #[test]
    fn cyclists_fill_boxes_of_the_sizes_of_kitti() {
        let riders = sound_draws(Some(Class::Cyclist), cyclist);
        assert_near(spread(&riders, |size| size.length), (1.76, 0.1), 0.03);
        assert_near(spread(&riders, |size| size.width), (0.6, 0.05), 0.03);
        assert_near(spread(&riders, |size| size.height), (1.74, 0.1), 0.03);
    }

    #[test]
    fn hands_are_on_the_handlebar_and_feet_on_the_pedals() {
        let mut rng = stream(4, 0, Purpose::Scene);
        for _ in 0..200 {
            let body = Proportions::of(normal(&mut rng, 1.74, 0.085));
            let outfit = Outfit::random(&mut rng);
            let height = SADDLE_SHARE * (body.leg() + body.ankle);
            let bicycle = Bicycle::random(height, &mut rng);
            let pose = riding(&body, &outfit, &bicycle, &mut rng);
            for side in 0..2 {
                let hand = pose.arms[side].tip - bicycle.grips()[side];
                assert!(hand.norm() < 0.6 * body.hand, "{hand}");
                let foot = pose.legs[side].tip - bicycle.pedals()[side];
                assert!(foot.norm() < 0.2, "{foot}");
            }
            assert!((0.0..MOST_LEAN).contains(&pose.torso.carriage.lean));
        }
    }
}
