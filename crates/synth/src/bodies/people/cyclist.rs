//! People who ride bicycles.
//!
//! KITTI's boxes of cyclists are as wide as the handlebar, and many differ from it: some leave the grips
//! out, some have room on all sides.

use nalgebra::Vector3;
use rand::RngExt;

use super::{
    annotated::{Envelope, on_the_ground},
    bicycle::Bicycle,
    figure::{Outfit, figure},
    headgear::Headgear,
    luggage::Luggage,
    pose::Proportions,
    riding::Ride,
};
use crate::{
    class::Class,
    model::Model,
    random::{SceneRng, normal},
};

/// Stature with shoes, metres: mean and deviation.
const STATURE: (f64, f64) = (1.67, 0.09);
/// Shares of riders with a backpack and with a helmet.
const BACKPACKS: f64 = 0.2;
const HELMETS: f64 = 0.3;
/// Height of the saddle as a share of that of the hip joints when standing.
const SADDLE_SHARE: f64 = 0.98;
/// Share of boxes with room on all sides, and how much: least and most length and width, metres.
const LOOSE: f64 = 0.16;
const LOOSE_LENGTH: std::ops::Range<f64> = 0.08..0.32;
const LOOSE_WIDTH: std::ops::Range<f64> = 0.08..0.32;
/// Share of boxes that leave the ends of the handlebar out, and how much of the width, metres.
const TIGHT: f64 = 0.38;
const TIGHT_WIDTH: std::ops::Range<f64> = 0.04..0.2;
/// The most that other boxes are longer, wider and higher than what they hold, metres.
const SLACK: Vector3<f64> = Vector3::new(0.06, 0.03, 0.03);

/// A rider and the bicycle.
pub(crate) fn cyclist(rng: &mut SceneRng) -> Model {
    let body = Proportions::of(normal(rng, STATURE.0, STATURE.1)).broad(normal(rng, 0.95, 0.08));
    let mut outfit = Outfit::random(rng);
    if rng.random_bool(HELMETS) {
        outfit.headgear = Headgear::Helmet;
    }
    let ride = Ride::random(rng);
    let mut bicycle = Bicycle::random(saddle_height(&body), rng);
    bicycle.crank_angle = ride.crank_angle(bicycle.crank_angle);
    let pose = ride.pose(&body, &outfit, &bicycle, rng);
    let mut mesh = figure(&body, &outfit, &pose).with(bicycle.mesh());
    if rng.random_bool(BACKPACKS) {
        mesh.append(Luggage::backpack(&body, rng).mesh(&body, &pose));
    }
    let mesh = on_the_ground(mesh);
    Envelope::of(&mesh).grown(slack(rng)).model(Class::Cyclist, mesh)
}

/// Height of the saddle of a rider's bicycle, metres.
pub(super) fn saddle_height(body: &Proportions) -> f64 {
    SADDLE_SHARE * (body.leg() + body.ankle)
}

/// The growth of a box beyond what it holds.
fn slack(rng: &mut SceneRng) -> Vector3<f64> {
    let mut slack = SLACK.map(|most| rng.random_range(0.0..most));
    let share: f64 = rng.random();
    if share < LOOSE {
        slack.x += rng.random_range(LOOSE_LENGTH);
        slack.y += rng.random_range(LOOSE_WIDTH);
    } else if share < LOOSE + TIGHT {
        slack.y -= rng.random_range(TIGHT_WIDTH);
    }
    slack
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::people::{
        parts::checks::sound_draws,
        size_statistics::{KITTI_CYCLISTS, SizeStatistics, Tolerance},
    };

    #[test]
    fn cyclists_have_boxes_of_the_sizes_of_kitti() {
        let statistics = SizeStatistics::of(&sound_draws(Some(Class::Cyclist), cyclist));
        // The least width of KITTI's is that of one track of 90 frames.
        let tolerance =
            Tolerance { mean: 0.02, deviation_share: 0.2, percentile: 0.1, correlation: 0.2 };
        statistics.assert_near(&KITTI_CYCLISTS, tolerance);
    }

    #[test]
    fn only_the_sides_of_a_rider_reach_beyond_the_box() {
        let mut num_reaching = 0;
        for Model { size, mesh, .. } in sound_draws(Some(Class::Cyclist), cyclist) {
            let (min, max) = mesh.bounds();
            assert!(max.x < size.length / 2. + 1e-9 && max.z < size.height + 1e-9, "{size:?}");
            assert!((min.y + max.y).abs() < 1e-9 && min.z.abs() < 1e-9, "{min} {max}");
            let beyond = max.y - size.width / 2.;
            assert!(beyond < TIGHT_WIDTH.end / 2., "{beyond}");
            num_reaching += usize::from(beyond > 0.);
        }
        assert!((100..500).contains(&num_reaching), "{num_reaching}");
    }
}
