//! People on foot.
//!
//! KITTI's annotators give a person one size for a whole track. So the box of a walker is the room of the
//! whole gait, with the swing of the arms and with luggage, whatever the moment.

use nalgebra::Vector3;
use rand::RngExt;

use super::{
    annotated::{Envelope, on_the_ground},
    arms::Hold,
    companion::Companion,
    figure::{Outfit, Skirt, figure},
    gait::{Gait, walking},
    luggage::Luggage,
    pose::{Pose, Proportions},
    stance::Stance,
};
use crate::{
    class::Class,
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal, pick},
    surface::Surface,
};

const WALKERS: f64 = 0.71;
const SKIRTS: f64 = 0.2;
/// Share of children, and their stature with shoes, metres.
const CHILDREN: f64 = 0.025;
const CHILD: std::ops::Range<f64> = 1.1..1.5;
/// Share of tall adults, and the stature with shoes of these and of others: mean and deviation, metres.
const TALL: f64 = 0.55;
const TALL_STATURE: (f64, f64) = (1.82, 0.07);
const OTHER_STATURE: (f64, f64) = (1.665, 0.085);
/// Factor on the breadth of shoulders, mean and deviation.
const BREADTH: (f64, f64) = (0.9, 0.11);
/// Half the distance of hands that hang, mean and deviation, metres.
const HALF_SPAN: (f64, f64) = (0.268, 0.085);
/// Least stature (metres) of people with a companion: handles are made for adults.
const LEAST_WITH_COMPANION: f64 = 1.55;
/// The most that boxes are longer, wider and higher than what they hold, metres.
const SLACK: Vector3<f64> = Vector3::new(0.08, 0.04, 0.03);
/// Share of boxes with room on both sides, and how much: least and most width, metres.
const LOOSE: f64 = 0.17;
const LOOSE_WIDTH: std::ops::Range<f64> = 0.06..0.24;
/// Moments of a gait that its room is taken from.
const NUM_MOMENTS: usize = 12;

/// A person on foot.
pub(crate) fn pedestrian(rng: &mut SceneRng) -> Model {
    Person::random(rng).model()
}

/// What a person does.
#[derive(Clone, Debug)]
enum Activity {
    Walking(Gait),
    Standing(Box<Pose>),
    /// A person who was seen upright, too, and bends down at the moment.
    Bending {
        now: Box<Pose>,
        upright: Box<Pose>,
    },
}

/// A person on foot with what is carried or goes along.
struct Person {
    body: Proportions,
    outfit: Outfit,
    luggage: Vec<Luggage>,
    companion: Option<Companion>,
    activity: Activity,
    /// The growth of the box beyond what it holds, metres.
    slack: Vector3<f64>,
}

impl Person {
    fn random(rng: &mut SceneRng) -> Self {
        let body = Proportions::of(stature(rng)).broad(normal(rng, BREADTH.0, BREADTH.1));
        let outfit = Outfit { skirt: random_skirt(rng), ..Outfit::random(rng) };
        let spread = arm_spread(&body, &outfit, rng);
        let luggage = Luggage::random(&body, rng);
        let is_walking = rng.random_bool(WALKERS);
        let holds = if is_walking { Hold::walking(rng) } else { Hold::standing(rng) };
        let holds = loaded(holds, &luggage);
        let is_big = is_walking && body.stature > LEAST_WITH_COMPANION;
        let companion = Companion::random(rng).filter(|_| is_big && luggage.len() < 2);
        let activity = if is_walking {
            let holds = companion.map_or(holds, |companion| companion.holds(&body, holds));
            Activity::Walking(Gait::random(&body, spread, holds, rng))
        } else {
            match Stance::random(rng) {
                Stance::Bending => Activity::Bending {
                    now: Box::new(Stance::Bending.pose(&body, spread, [Hold::Free; 2], rng)),
                    upright: Box::new(Stance::Waiting.pose(&body, spread, holds, rng)),
                },
                stance => Activity::Standing(Box::new(stance.pose(&body, spread, holds, rng))),
            }
        };
        let mut slack = SLACK.map(|most| rng.random_range(0.0..most));
        if rng.random_bool(LOOSE) {
            slack.y += rng.random_range(LOOSE_WIDTH);
        }
        Self { body, outfit, luggage, companion, activity, slack }
    }

    /// The pose of the moment.
    fn pose(&self) -> Pose {
        match &self.activity {
            Activity::Walking(gait) => walking(&self.body, gait),
            Activity::Standing(pose) | Activity::Bending { now: pose, .. } => **pose,
        }
    }

    /// What a box holds of the person in a pose.
    fn figure(&self, pose: &Pose) -> Mesh {
        let luggage = self.luggage.iter().map(|luggage| luggage.mesh(&self.body, pose));
        luggage.fold(figure(&self.body, &self.outfit, pose), Mesh::with)
    }

    /// The box of the whole track.
    fn envelope(&self) -> Envelope {
        let room = |pose: &Pose| Envelope::of(&on_the_ground(self.figure(pose)));
        let whole = match &self.activity {
            Activity::Walking(gait) => gait
                .cycle(NUM_MOMENTS)
                .map(|gait| room(&walking(&self.body, &gait)))
                .reduce(Envelope::joined)
                .unwrap_or_else(|| room(&self.pose())),
            Activity::Standing(pose) => room(pose),
            Activity::Bending { now, upright } => room(now).joined(room(upright)),
        };
        whole.grown(self.slack)
    }

    fn model(&self) -> Model {
        let pose = self.pose();
        let person = self.figure(&pose);
        let ground = person.bounds().0.z;
        let hands = [0, 1].map(|hand| pose.hand(&self.body, hand) - Vector3::z() * ground);
        let companion = self.companion.map_or_else(Mesh::new, |companion| companion.mesh(hands));
        let mesh = person.shifted(0., 0., -ground).with(companion);
        self.envelope().model(Class::Pedestrian, mesh)
    }
}

/// Stature with shoes, metres.
fn stature(rng: &mut SceneRng) -> f64 {
    if rng.random_bool(CHILDREN) {
        return rng.random_range(CHILD);
    }
    let (mean, deviation) = if rng.random_bool(TALL) { TALL_STATURE } else { OTHER_STATURE };
    normal(rng, mean, deviation)
}

fn random_skirt(rng: &mut SceneRng) -> Option<Skirt> {
    rng.random_bool(SKIRTS).then(|| Skirt {
        surface: pick(rng, &[Surface::Trousers, Surface::Coat]),
        hem: rng.random_range(0.5..1.6),
        flare: rng.random_range(0.01..0.06),
    })
}

/// The arms with what they carry.
fn loaded(mut holds: [Hold; 2], luggage: &[Luggage]) -> [Hold; 2] {
    for hand in luggage.iter().filter_map(|luggage| luggage.hand()) {
        holds[hand] = Hold::Loaded;
    }
    holds
}

/// The angle of hanging arms off the body (radians), from the distance of the hands.
fn arm_spread(body: &Proportions, outfit: &Outfit, rng: &mut SceneRng) -> f64 {
    let half_span = normal(rng, HALF_SPAN.0, HALF_SPAN.1).min(0.22 * body.stature);
    let room = half_span - body.shoulder - outfit.radius(body, 0.02);
    (room / (body.arm() + 0.5 * body.hand)).clamp(0., 0.35).asin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::{
            parts::checks::sound_draws,
            size_statistics::{KITTI_PEDESTRIANS, SizeStatistics, Tolerance},
        },
        random::{Purpose, stream},
    };

    #[test]
    fn pedestrians_have_boxes_of_the_sizes_of_kitti() {
        let statistics = SizeStatistics::of(&sound_draws(Some(Class::Pedestrian), pedestrian));
        let tolerance =
            Tolerance { mean: 0.02, deviation_share: 0.2, percentile: 0.05, correlation: 0.15 };
        statistics.assert_near(&KITTI_PEDESTRIANS, tolerance);
    }

    fn people() -> Vec<Person> {
        let mut rng = stream(12, 0, Purpose::Scene);
        (0..300).map(|_| Person::random(&mut rng)).collect()
    }

    #[test]
    fn people_are_inside_their_boxes_and_only_companions_stick_out() {
        for person in people() {
            let own = on_the_ground(person.figure(&person.pose())).bounds();
            let Envelope { min, max } = person.envelope();
            let slack = 0.01;
            assert!((own.0 - min).min() > -slack && (max - own.1).min() > -slack, "{own:?}");
            let Model { size, mesh, .. } = person.model();
            let (low, high) = mesh.bounds();
            let sticks_out = low.x < -size.length / 2. - slack
                || high.x > size.length / 2. + slack
                || high.z > size.height + slack;
            assert!(person.companion.is_some() || !sticks_out, "{low} {high} {size:?}");
            assert!(person.companion.is_none() || sticks_out, "{low} {high} {size:?}");
        }
    }

    #[test]
    fn the_box_of_a_walker_is_that_of_the_whole_gait_around_the_hips() {
        for person in people() {
            let Activity::Walking(gait) = person.activity else { continue };
            if gait.holds != [Hold::Free; 2] {
                continue;
            }
            let passing = Person {
                activity: Activity::Walking(Gait { phase: 0.3, ..gait }),
                luggage: Vec::new(),
                ..person
            };
            let (own, whole) = (passing.figure(&passing.pose()).bounds(), passing.envelope());
            assert!(whole.size().length > own.1.x - own.0.x + 0.5 * gait.stride, "{gait:?}");
            assert!(nalgebra::center(&whole.min, &whole.max).x.abs() < 0.2, "{whole:?}");
        }
    }

    #[test]
    fn people_who_bend_down_keep_the_height_of_their_track() {
        let bent: Vec<Person> = people()
            .into_iter()
            .filter(|person| matches!(person.activity, Activity::Bending { .. }))
            .collect();
        assert!(!bent.is_empty());
        for person in bent {
            let Model { size, mesh, .. } = person.model();
            assert!(size.height > 0.95 * person.body.stature);
            assert!(mesh.bounds().1.z < size.height - 0.1, "{size:?}");
        }
    }
}
