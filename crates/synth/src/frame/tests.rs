use nalgebra::Point3;
use voxelnet_scene::{Box3d, BoxSize};

use super::*;
use crate::{
    car::car,
    ground::Ground,
    material::Material,
    object::Kind,
    placement::Placement,
    props::block,
    sensor::{NUM_CHANNELS, direction, elevation},
};

const HEIGHT: f64 = 1.73;

fn flat_world() -> World {
    World::new(Ground::level(HEIGHT))
}

fn exact_scan(world: &World, full_circle: bool) -> Scan {
    scan(world, Noise::NONE, full_circle, &mut stream(0, 0, Purpose::Scan))
}

fn at(x: f64, y: f64) -> Placement {
    Placement { x, y, yaw: 0. }
}

fn inflated(bounds: &Box3d, margin: f64) -> Box3d {
    let BoxSize { length, width, height } = bounds.size;
    let grown = |extent: f64| extent + 2. * margin;
    let size = BoxSize { length: grown(length), width: grown(width), height: grown(height) };
    Box3d { size, ..*bounds }
}

#[test]
fn rings_on_flat_ground_have_the_radii_of_their_elevations() {
    let echoes = exact_scan(&flat_world(), true).echoes;
    let radii: Vec<f64> = (0..NUM_CHANNELS)
        .map(elevation)
        .filter(|angle| *angle < 0. && -HEIGHT / angle.sin() <= 120.)
        .map(|angle| HEIGHT / -angle.tan())
        .collect();
    assert_eq!(radii.len(), 55);
    assert_eq!(echoes.len(), 2080 * radii.len());
    for (ring, radius) in echoes.chunks(2080).zip(radii) {
        for echo in ring {
            let measured = echo.point.position().coords.xy().norm();
            assert!((measured - radius).abs() < 0.01, "{measured} m, expected {radius} m");
        }
    }
}

#[test]
fn a_board_returns_exactly_the_beams_that_pass_through_its_outline() {
    // Square to the view and higher than the sensor, so that only its front is in sight.
    let mut world = flat_world();
    let size = BoxSize { length: 0.02, width: 2., height: HEIGHT + 0.5 };
    assert!(world.try_place(&block(size, Material::solid(0.5)), at(11.01, 0.), 0.));
    let scan = exact_scan(&world, true);

    let mut rng = stream(0, 0, Purpose::Scan);
    let mut expected = 0;
    for azimuth in azimuths(rng.random_range(0.0..TAU), true) {
        for channel in 0..NUM_CHANNELS {
            let ray = direction(azimuth, elevation(channel));
            let (y, z) = (11. * ray.y / ray.x, 11. * ray.z / ray.x);
            expected += u32::from(ray.x > 0. && y.abs() < 1. && z < 0.5 && z > -HEIGHT);
        }
    }
    assert!(expected > 1000, "{expected}");
    let on_board = scan.echoes.iter().filter(|echo| echo.object == Some(0));
    assert_eq!(on_board.count(), expected as usize);
    let sighting = &scan.sightings[0];
    assert_eq!((sighting.beams.visible, sighting.num_returns), (expected, expected));
}

#[test]
fn a_hidden_car_has_neither_points_nor_a_label() {
    let mut world = flat_world();
    let car = car(&mut stream(1, 0, Purpose::Scene));
    assert!(world.try_place(&car, at(20., 0.), 0.));
    let seen = exact_scan(&world, false);
    assert!(seen.sightings[0].num_returns > 100);
    assert!(seen.sightings[0].visible_share() >= 1.);
    assert_eq!(labels(&world.objects, &seen.sightings, &seen.calibration).len(), 1);

    let wall = BoxSize { length: 0.3, width: 8., height: 4. };
    assert!(world.try_place(&block(wall, Material::solid(0.5)), at(12., 0.), 0.));
    let hidden = exact_scan(&world, false);
    assert_eq!(hidden.sightings[0].num_returns, 0);
    assert_eq!(hidden.sightings[0].beams.visible, 0);
    assert_eq!(hidden.sightings[0].beams.alone, seen.sightings[0].beams.alone);
    assert_eq!(labels(&world.objects, &hidden.sightings, &hidden.calibration), []);
}

#[test]
fn a_half_hidden_car_is_partly_occluded() {
    let mut world = flat_world();
    assert!(world.try_place(&car(&mut stream(1, 0, Purpose::Scene)), at(20., 0.), 0.));
    let wall = BoxSize { length: 0.3, width: 4., height: 4. };
    assert!(world.try_place(&block(wall, Material::solid(0.5)), at(15., 2.), 0.));
    let scan = exact_scan(&world, false);
    let label = labels(&world.objects, &scan.sightings, &scan.calibration).pop().unwrap();
    assert_eq!(label.occlusion, 1);
    assert!((0.4..0.6).contains(&scan.sightings[0].visible_share()));
}

#[test]
fn points_of_labelled_objects_lie_in_their_boxes() {
    let mut num_points = 0;
    for index in 0..12 {
        let world = random_world(&mut stream(4, index, Purpose::Scene));
        let mut rng = stream(4, index, Purpose::Scan);
        for echo in scan(&world, Noise::REALISTIC, false, &mut rng).echoes {
            let Some(object) = echo.object.map(|object| &world.objects[object]) else { continue };
            if object.kind == Kind::Clutter {
                continue;
            }
            // Noise of the range is cut at 2.5 deviations of 2 cm.
            let bounds = inflated(&object.bounds, 0.051);
            assert!(bounds.contains(&echo.point), "{:?} {:?}", object.kind, echo.point);
            num_points += 1;
        }
    }
    assert!(num_points > 10_000, "{num_points}");
}

#[test]
fn near_cars_in_full_view_have_many_points_in_their_boxes() {
    let mut num_cars = 0;
    for index in 0..15 {
        let frame = simulate_frame(4, index, false);
        for label in frame.labels.iter().filter(|l| l.is_kind("Car") && l.occlusion == 0) {
            let bounds = frame.calibration.lidar_box_from_camera(&label.camera_box);
            if bounds.center.x > 20. || label.truncation > 0.3 {
                continue;
            }
            let inside = frame.cloud.points.iter().filter(|point| bounds.contains(point)).count();
            assert!(inside >= 40, "{inside} points at {}", bounds.center);
            num_cars += 1;
        }
    }
    assert!(num_cars > 10, "{num_cars}");
}

#[test]
fn no_two_objects_overlap_and_all_stand_on_the_ground() {
    for index in 0..8 {
        let world = random_world(&mut stream(8, index, Purpose::Scene));
        for (i, a) in world.objects.iter().enumerate() {
            let Point3 { coords, .. } = a.bounds.center;
            let ground = world.ground.height(coords.x, coords.y);
            assert!((a.bounds.bottom() - ground).abs() < 1e-9);
            for b in &world.objects[..i] {
                assert_eq!(voxelnet_scene::bev_intersection_area(&a.bounds, &b.bounds), 0.);
            }
        }
    }
}

#[test]
fn frames_follow_from_seed_and_index() {
    let frame = simulate_frame(3, 5, false);
    assert_eq!(frame, simulate_frame(3, 5, false));
    assert_ne!(frame, simulate_frame(3, 6, false));
    assert_ne!(frame, simulate_frame(4, 5, false));
}

#[test]
fn the_full_circle_holds_more_points_and_the_same_boxes() {
    let (cropped, full) = (simulate_frame(3, 5, false), simulate_frame(3, 5, true));
    assert!(full.cloud.len() > 3 * cropped.cloud.len());
    let boxes = |frame: &Frame| -> Vec<String> {
        let objects = frame.labels.iter().filter(|label| !label.is_kind("DontCare"));
        objects.map(|label| format!("{:?}", label.camera_box)).collect()
    };
    let (in_cropped, in_full) = (boxes(&cropped), boxes(&full));
    let shared = in_cropped.iter().filter(|&camera_box| in_full.contains(camera_box)).count();
    assert!(shared > 0 && in_cropped.len() - shared <= 1, "{shared} of {}", in_cropped.len());
}

#[test]
fn frames_hold_enough_cars_and_enough_of_them_are_partly_hidden() {
    let frames: Vec<Frame> = (0..30).map(|index| simulate_frame(0, index, false)).collect();
    let cars: Vec<&Label> =
        frames.iter().flat_map(|f| &f.labels).filter(|l| l.is_kind("Car")).collect();
    let is_moderate = |label: &&&Label| {
        label.rect.bottom - label.rect.top > 25. && label.occlusion <= 1 && label.truncation <= 0.3
    };
    let num_moderate = cars.iter().filter(is_moderate).count();
    assert!(num_moderate >= 4 * 30, "{num_moderate} in 30 frames");
    let num_hidden = cars.iter().filter(|label| label.occlusion > 0).count();
    assert!(5 * num_hidden >= cars.len(), "{num_hidden} of {}", cars.len());
    let without_any = frames.iter().filter(|f| !f.labels.iter().any(|l| l.is_kind("Car"))).count();
    assert!(without_any <= 3, "{without_any} frames without a car");
}
