//! Single objects moved with their points.

use nalgebra::{Rotation2, Vector2, Vector3};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use voxelnet_config::ObjectNoiseConfig;
use voxelnet_scene::{Box3d, Point, bev_intersection_area, wrap_angle};

use crate::labelled_scan::LabelledScan;

/// A box that collides wherever it is moved stays where it was after so many tries.
const MAX_TRIES: usize = 10;

/// Turns each box about its own centre and moves it, with exactly the points inside it; what collides with
/// any other box seen from above is undone (arXiv:1711.06396, section 3.2).
///
/// A point inside two boxes belongs to the first. Who owns what is decided before anything moves, so that
/// no box takes along what another has left or brought.
pub(super) fn move_objects(
    scan: &mut LabelledScan,
    config: &ObjectNoiseConfig,
    rng: &mut impl RngExt,
) {
    if *config == ObjectNoiseConfig::default() {
        return;
    }
    let owned = owned_points(scan);
    for (index, owned) in owned.into_iter().enumerate() {
        let from = scan.boxes[index].box3d;
        let free =
            (0..MAX_TRIES).map(|_| moved(&from, config, rng)).find(|to| !collides(to, index, scan));
        if let Some(to) = free {
            for point in owned {
                carry(&mut scan.cloud.points[point], &from, &to);
            }
            scan.boxes[index].box3d = to;
        }
    }
}

/// The positions of the points inside each box.
fn owned_points(scan: &LabelledScan) -> Vec<Vec<usize>> {
    let mut owned = vec![Vec::new(); scan.boxes.len()];
    for (position, point) in scan.cloud.points.iter().enumerate() {
        let owner = scan.boxes.iter().position(|labelled| labelled.box3d.contains(point));
        if let Some(owner) = owner {
            owned[owner].push(position);
        }
    }
    owned
}

fn moved(from: &Box3d, config: &ObjectNoiseConfig, rng: &mut impl RngExt) -> Box3d {
    let angle = config.max_rotation * rng.random_range(-1.0..1.0);
    let [x, y, z] = config.translation_std_m.map(|deviation| {
        let drawn: f64 = StandardNormal.sample(rng);
        deviation * drawn
    });
    Box3d::new(from.center + Vector3::new(x, y, z), from.size, wrap_angle(from.yaw + angle))
}

/// Whether a box, in the place of the one at `index`, overlaps any other seen from above.
fn collides(candidate: &Box3d, index: usize, scan: &LabelledScan) -> bool {
    let others = scan.boxes.iter().enumerate().filter(|(other, _)| *other != index);
    others
        .map(|(_, labelled)| &labelled.box3d)
        .chain(scan.obstacles.iter().map(|obstacle| &obstacle.box3d))
        .any(|other| bev_intersection_area(candidate, other) > 0.)
}

/// Moves a point as a box that it belongs to was moved.
fn carry(point: &mut Point, from: &Box3d, to: &Box3d) {
    let offset = point.position() - from.center;
    let flat = Rotation2::new(to.yaw - from.yaw) * Vector2::new(offset.x, offset.y);
    let carried = to.center + Vector3::new(flat.x, flat.y, offset.z);
    (point.x, point.y, point.z) = (carried.x as f32, carried.y as f32, carried.z as f32);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::super::tests::{boxes_inside, car_at, scan_of};
    use super::*;
    use crate::labelled_scan::Obstacle;

    const PAPER: ObjectNoiseConfig = ObjectNoiseConfig {
        max_rotation: std::f64::consts::PI / 10.,
        translation_std_m: [1., 1., 1.],
    };

    fn noisy(scan: &LabelledScan, config: &ObjectNoiseConfig, seed: u64) -> LabelledScan {
        let mut noisy = scan.clone();
        move_objects(&mut noisy, config, &mut ChaCha8Rng::seed_from_u64(seed));
        noisy
    }

    proptest! {
        #[test]
        fn boxes_take_exactly_their_points_along(seed in 0_u64..1000) {
            let scan = scan_of(&[car_at(15., 5., 0.3), car_at(25., -6., 2.), car_at(40., 0., -1.)]);
            let noisy = noisy(&scan, &PAPER, seed);
            for (position, owner) in boxes_inside(&scan).into_iter().enumerate() {
                let (before, after) = (scan.cloud.points[position], noisy.cloud.points[position]);
                let Some(owner) = owner else {
                    prop_assert_eq!(before, after);
                    continue;
                };
                // In the frame of its box every point is where it was.
                let local = scan.boxes[owner].box3d.local_from_lidar(before.position());
                let moved = noisy.boxes[owner].box3d.local_from_lidar(after.position());
                prop_assert!((local - moved).norm() < 1e-4, "{} {}", local, moved);
            }
            for i in 0..3 {
                prop_assert_ne!(scan.boxes[i], noisy.boxes[i]);
                for j in 0..i {
                    let (a, b) = (&noisy.boxes[i].box3d, &noisy.boxes[j].box3d);
                    prop_assert_eq!(bev_intersection_area(a, b), 0.);
                }
            }
        }
    }

    #[test]
    fn turns_and_shifts_are_distributed_as_in_the_paper() {
        let scan = scan_of(&[car_at(15., 5., 0.3)]);
        let moves: Vec<(f64, Vector3<f64>)> = (0..2000)
            .map(|seed| {
                let (before, after) =
                    (scan.boxes[0].box3d, noisy(&scan, &PAPER, seed).boxes[0].box3d);
                (after.yaw - before.yaw, after.center - before.center)
            })
            .collect();
        let largest = moves.iter().map(|(angle, _)| angle.abs()).fold(0., f64::max);
        assert!((0.3..=PAPER.max_rotation).contains(&largest), "{largest}");
        for axis in 0..3 {
            let squares: f64 = moves.iter().map(|(_, shift)| shift[axis] * shift[axis]).sum();
            let deviation = (squares / moves.len() as f64).sqrt();
            assert!((deviation - 1.).abs() < 0.06, "{deviation} along axis {axis}");
        }
    }

    #[test]
    fn a_box_without_room_stays_with_its_points() {
        // Obstacles all around, of other classes.
        let mut scan = scan_of(&[car_at(20., 0., 0.)]);
        let wall = |x, y| Box3d {
            size: voxelnet_scene::BoxSize { length: 40., width: 3., height: 2. },
            ..car_at(x, y, 0.)
        };
        scan.obstacles =
            [wall(20., 2.4), wall(20., -2.4), car_at(24.2, 0., 0.), car_at(15.8, 0., 0.)]
                .map(|box3d| Obstacle { box3d, may_pass_for: None })
                .to_vec();
        let far = ObjectNoiseConfig { translation_std_m: [0.3, 0.3, 0.], ..PAPER };
        let mut num_moved = 0;
        for seed in 0..100 {
            let noisy = noisy(&scan, &far, seed);
            let is_free =
                |other: &Obstacle| bev_intersection_area(&noisy.boxes[0].box3d, &other.box3d) == 0.;
            assert!(noisy.obstacles.iter().all(is_free));
            if noisy.boxes == scan.boxes {
                assert_eq!(noisy.cloud, scan.cloud);
            } else {
                num_moved += 1;
            }
        }
        assert!(num_moved < 90, "{num_moved}");
    }

    #[test]
    fn a_point_in_two_boxes_belongs_to_the_first_and_moves_once() {
        let scan = scan_of(&[car_at(20., 0., 0.), car_at(21., 0., 0.)]);
        let owned = owned_points(&scan);
        let shared = |position: &usize| {
            scan.boxes.iter().all(|labelled| labelled.box3d.contains(&scan.cloud.points[*position]))
        };
        assert!(owned[0].iter().filter(|position| shared(position)).count() > 10);
        assert!(!owned[1].iter().any(shared));
    }
}
