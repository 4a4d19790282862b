//! People who sit.
//!
//! KITTI's boxes are those of the persons: seats may reach beyond them.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    annotated::Envelope,
    figure::{Outfit, figure},
    pose::{Carriage, Limb, Pose, Proportions, SIDES, Torso},
};
use crate::{
    class::Class,
    mesh::{Mesh, cuboid, tube},
    model::Model,
    random::{SceneRng, normal, pick},
    surface::Surface,
};

/// The most that boxes are longer, wider and higher than what they hold, metres.
const SLACK: Vector3<f64> = Vector3::new(0.06, 0.04, 0.03);
/// Share of people with their feet under the seat, and of those with their legs stretched out.
const FEET_BACK: f64 = 0.34;
const LEGS_OUT: f64 = 0.5;
/// Share of boxes with room ahead and behind, and how much: least and most length, metres.
const LOOSE: f64 = 0.55;
const LOOSE_LENGTH: std::ops::Range<f64> = 0.1..0.45;

/// A seat: lengths in metres; the person's hips are over x = 0.
#[derive(Clone, Copy, Debug)]
struct Seat {
    height: f64,
    half_width: f64,
    thickness: f64,
    /// Its edges.
    back: f64,
    front: f64,
    /// Height of its backrest, if it has one.
    backrest: Option<f64>,
    surface: Surface,
    leg_radius: f64,
}

impl Seat {
    fn random(rng: &mut SceneRng) -> Self {
        Self {
            height: normal(rng, 0.43, 0.02),
            half_width: rng.random_range(0.23..0.3),
            thickness: rng.random_range(0.03..0.07),
            back: rng.random_range(-0.21..-0.15),
            front: rng.random_range(0.2..0.27),
            backrest: rng.random_bool(0.75).then(|| rng.random_range(0.75..0.95)),
            surface: pick(rng, &[Surface::Wood, Surface::Rubber]),
            leg_radius: rng.random_range(0.012..0.025),
        }
    }

    fn mesh(&self) -> Mesh {
        let bottom = self.height - self.thickness;
        let mut mesh = cuboid(
            Point3::new(self.back, -self.half_width, bottom),
            Point3::new(self.front, self.half_width, self.height),
            self.surface,
        );
        let inset = 1.5 * self.leg_radius;
        for x in [self.back + inset, self.front - inset] {
            for side in SIDES {
                let foot = Point3::new(x, side * (self.half_width - inset), 0.);
                let top = Point3::new(foot.x, foot.y, bottom);
                mesh.append(tube(foot, top, self.leg_radius, 6, Surface::Metal));
            }
        }
        if let Some(top) = self.backrest {
            mesh.append(cuboid(
                Point3::new(self.back - 0.03, -self.half_width, self.height),
                Point3::new(self.back, self.half_width, top),
                self.surface,
            ));
        }
        mesh
    }
}

/// A person on a chair or on a piece of a bench, which belongs to the body.
pub(crate) fn person_sitting(rng: &mut SceneRng) -> Model {
    let body = Proportions::of(normal(rng, 1.66, 0.12)).broad(normal(rng, 0.9, 0.07));
    let outfit = Outfit::random(rng);
    let seat = Seat::random(rng);
    let pose = sitting(&body, &outfit, &seat, rng);
    let person = figure(&body, &outfit, &pose);
    let mut room = Envelope::of(&person);
    room.min.z = 0.;
    let mut slack = SLACK.map(|most| rng.random_range(0.0..most));
    if rng.random_bool(LOOSE) {
        slack.x += rng.random_range(LOOSE_LENGTH);
    }
    room.grown(slack).model(Class::PersonSitting, person.with(seat.mesh()))
}

/// The distance of the feet ahead of the hips, metres.
fn reach_of_feet(body: &Proportions, rng: &mut SceneRng) -> f64 {
    let share: f64 = rng.random();
    let (least, most) = if share < FEET_BACK {
        (0.6 * body.thigh, 0.8 * body.thigh)
    } else if share < FEET_BACK + LEGS_OUT {
        (1.3 * body.thigh, 0.73 * body.leg())
    } else {
        (0.8 * body.thigh, 1.3 * body.thigh)
    };
    rng.random_range(least..most)
}

fn sitting(body: &Proportions, outfit: &Outfit, seat: &Seat, rng: &mut SceneRng) -> Pose {
    // Cloth and flesh give way under the weight.
    let hips = Point3::new(0., 0., seat.height + 0.7 * outfit.radius(body, 0.048));
    let carriage = Carriage {
        hips,
        lean: rng.random_range(-0.15..0.3),
        twist: normal(rng, 0., 0.08),
        gaze: normal(rng, 0., 0.5),
    };
    let torso = Torso::new(body, carriage);
    let reach = reach_of_feet(body, rng);
    let legs = [0, 1].map(|side| {
        let out = SIDES[side] * rng.random_range(0.0..0.08);
        let foot = Point3::new(
            reach + rng.random_range(-0.05..0.05),
            torso.hips[side].y + out,
            body.ankle,
        );
        let knee_way = Vector3::new(1., 0.2 * out, 1.);
        Limb::reaching(torso.hips[side], foot, body.leg_bones(), knee_way)
    });
    let elbows = rng.random_range(0.1..0.7);
    let arms = [0, 1].map(|side| {
        // Hands rest on the thighs, or hold something before the belly.
        let thigh = legs[side].at(rng.random_range(0.4..0.95));
        let lift = if rng.random_bool(0.25) { 0.25 } else { 0.07 };
        let hand = thigh + Vector3::z() * (lift + outfit.radius(body, 0.03));
        let wrist = hand - Vector3::x() * (0.5 * body.hand);
        let elbow_way = Vector3::new(-1., elbows * SIDES[side], -0.3);
        let lengths = body.arm_bones();
        Limb::reaching(torso.shoulders[side], wrist, lengths, elbow_way)
    });
    Pose { torso, legs, toes: SIDES.map(|side| Vector3::new(1., 0.15 * side, 0.)), arms }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::{
            parts::checks::sound_draws,
            size_statistics::{KITTI_SITTERS, SizeStatistics, Tolerance},
        },
        random::{Purpose, stream},
    };

    #[test]
    fn sitters_have_boxes_of_the_sizes_of_kitti() {
        let people = sound_draws(Some(Class::PersonSitting), person_sitting);
        // KITTI's are few.
        let tolerance =
            Tolerance { mean: 0.1, deviation_share: 0.35, percentile: 0.15, correlation: 0.75 };
        SizeStatistics::of(&people).assert_near(&KITTI_SITTERS, tolerance);
        for Model { size, mesh, .. } in people {
            assert!(mesh.bounds().1.z < size.height + 1e-9 && size.width < 0.9, "{size:?}");
        }
    }

    #[test]
    fn thighs_lie_on_the_seat_and_feet_on_the_ground() {
        let mut rng = stream(8, 0, Purpose::Scene);
        for _ in 0..100 {
            let body = Proportions::of(normal(&mut rng, 1.7, 0.08));
            let seat = Seat::random(&mut rng);
            let pose = sitting(&body, &Outfit::random(&mut rng), &seat, &mut rng);
            for Limb { root, middle, tip } in pose.legs {
                assert!(
                    (middle.z - root.z).abs() < 0.25 && middle.z > seat.height - 0.08,
                    "{middle}"
                );
                assert!((tip.z - body.ankle).abs() < 0.02, "{tip}");
            }
        }
    }

    #[test]
    fn a_seat_without_a_backrest_is_no_higher_than_it_says() {
        let mut rng = stream(9, 0, Purpose::Scene);
        let seat = Seat { backrest: None, ..Seat::random(&mut rng) };
        let (min, max) = seat.mesh().bounds();
        assert!((max.z - seat.height).abs() < 1e-12 && min.z == 0.);
    }
}
