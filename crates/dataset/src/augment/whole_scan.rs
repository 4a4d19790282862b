//! The whole scan flipped, turned and scaled (arXiv:1711.06396, section 3.2; flipping is an addition).

use rand::RngExt;
use voxelnet_config::AugmentConfig;
use voxelnet_scene::{Box3d, wrap_angle};

use crate::labelled_scan::LabelledScan;

/// Flips, turns and scales points and boxes together.
pub(super) fn vary_whole_scan(
    scan: &mut LabelledScan,
    config: &AugmentConfig,
    rng: &mut impl RngExt,
) {
    // Every number is drawn whatever the configuration, so that switching one variation off does
    // not change the others.
    let flips = rng.random::<f64>() < config.flip_probability;
    let angle = config.max_rotation * rng.random_range(-1.0..1.0);
    let factor = config.scale[0] + (config.scale[1] - config.scale[0]) * rng.random::<f64>();
    if flips {
        flip(scan);
    }
    rotate(scan, angle);
    scale(scan, factor);
}

/// The boxes that are to be found, and the obstacles.
pub(super) fn all_boxes(scan: &mut LabelledScan) -> impl Iterator<Item = &mut Box3d> {
    let labelled = scan.boxes.iter_mut().map(|labelled| &mut labelled.box3d);
    labelled.chain(scan.obstacles.iter_mut().map(|obstacle| &mut obstacle.box3d))
}

fn flip(scan: &mut LabelledScan) {
    scan.cloud.points.iter_mut().for_each(|point| point.y = -point.y);
    for box3d in all_boxes(scan) {
        box3d.center.y = -box3d.center.y;
        box3d.yaw = wrap_angle(-box3d.yaw);
    }
}

fn rotate(scan: &mut LabelledScan, angle: f64) {
    let (sin, cos) = angle.sin_cos();
    for point in &mut scan.cloud.points {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        point.x = (x * cos - y * sin) as f32;
        point.y = (x * sin + y * cos) as f32;
    }
    for box3d in all_boxes(scan) {
        let center = &mut box3d.center;
        (center.x, center.y) = (center.x * cos - center.y * sin, center.x * sin + center.y * cos);
        box3d.yaw = wrap_angle(box3d.yaw + angle);
    }
}

fn scale(scan: &mut LabelledScan, factor: f64) {
    for point in &mut scan.cloud.points {
        for value in [&mut point.x, &mut point.y, &mut point.z] {
            *value = (f64::from(*value) * factor) as f32;
        }
    }
    for box3d in all_boxes(scan) {
        box3d.center *= factor;
        let size = &mut box3d.size;
        for value in [&mut size.length, &mut size.width, &mut size.height] {
            *value *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::super::tests::{boxes_inside, car_at, scan_of};
    use super::*;
    use crate::labelled_scan::Obstacle;

    fn scan() -> LabelledScan {
        scan_of(&[car_at(12., 5., 0.7), car_at(30., -8., -2.)])
    }

    fn varied(config: &AugmentConfig, seed: u64) -> LabelledScan {
        let mut varied = scan();
        vary_whole_scan(&mut varied, config, &mut ChaCha8Rng::seed_from_u64(seed));
        varied
    }

    #[test]
    fn the_points_of_a_box_stay_its_points() {
        let inside = boxes_inside(&scan());
        for config in [
            AugmentConfig { flip_probability: 1., ..AugmentConfig::none() },
            AugmentConfig { max_rotation: 0.8, ..AugmentConfig::none() },
            AugmentConfig { scale: [0.9, 1.1], ..AugmentConfig::none() },
            AugmentConfig {
                flip_probability: 0.5,
                max_rotation: 0.8,
                scale: [0.9, 1.1],
                ..AugmentConfig::none()
            },
        ] {
            for seed in 0..30 {
                let varied = varied(&config, seed);
                assert_ne!(varied.boxes, scan().boxes);
                assert_eq!(boxes_inside(&varied), inside);
            }
        }
    }

    #[test]
    fn everything_switched_off_changes_nothing() {
        assert_eq!(varied(&AugmentConfig::none(), 1), scan());
    }

    #[test]
    fn a_flip_turns_a_left_bend_into_a_right_bend() {
        let box3d = varied(&AugmentConfig { flip_probability: 1., ..AugmentConfig::none() }, 1)
            .boxes[0]
            .box3d;
        assert_eq!((box3d.center.y, box3d.yaw), (-5., wrap_angle(-0.7)));
    }

    #[test]
    fn obstacles_are_where_the_scene_around_them_is() {
        let mut turned = scan();
        turned.obstacles = vec![Obstacle { box3d: turned.boxes[1].box3d, may_pass_for: None }];
        let config = AugmentConfig {
            flip_probability: 0.5,
            max_rotation: 0.8,
            scale: [0.9, 1.1],
            ..AugmentConfig::none()
        };
        vary_whole_scan(&mut turned, &config, &mut ChaCha8Rng::seed_from_u64(3));
        assert_eq!(turned.obstacles[0].box3d, turned.boxes[1].box3d);
    }

    #[test]
    fn turns_scales_and_flips_are_spread_as_configured() {
        let config = AugmentConfig {
            flip_probability: 0.3,
            max_rotation: 0.8,
            scale: [0.9, 1.2],
            ..AugmentConfig::none()
        };
        let original = scan().boxes[0].box3d;
        let (mut num_flipped, mut angles, mut factors) = (0, Vec::new(), Vec::new());
        for seed in 0..2000 {
            let varied = varied(&config, seed).boxes[0].box3d;
            // Whether left and right are exchanged shows in how the heading turns about the sensor.
            let bearing = |b: &Box3d| wrap_angle(b.yaw - b.center.y.atan2(b.center.x));
            let is_flipped = (bearing(&varied) - bearing(&original)).abs() > 1e-6;
            num_flipped += i32::from(is_flipped);
            let sign = if is_flipped { -1. } else { 1. };
            angles.push(wrap_angle(varied.yaw - sign * original.yaw));
            factors.push(varied.size.length / original.size.length);
        }
        assert!((540..660).contains(&num_flipped), "{num_flipped}");
        let extremes = |values: &[f64]| {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            (least, values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
        };
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let ((least, most), (small, large)) = (extremes(&angles), extremes(&factors));
        assert!((-0.8..-0.79).contains(&least) && (0.79..0.8).contains(&most), "{least} {most}");
        assert!((0.9..0.905).contains(&small) && (1.195..1.2).contains(&large), "{small} {large}");
        assert!(mean(&angles).abs() < 0.04 && (mean(&factors) - 1.05).abs() < 0.01);
    }
}
