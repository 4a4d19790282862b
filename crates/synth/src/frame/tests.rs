use std::collections::BTreeSet;

use nalgebra::Point3;
use voxelnet_scene::BoxSize;

use super::*;
use crate::{
    class::Class,
    scan::sighting::Sighting,
    scene::scenario::Scenario,
    sensor::Sensor,
    sensor::direction,
    test_bodies::{block, car, truck},
};

const HEIGHT: f64 = 1.73;

fn sensor() -> Sensor {
    Sensor::load("hdl-64e").unwrap()
}

fn simulator(scenario: Scenario, seed: u64, full_circle: bool) -> Simulator {
    let classes = Class::ALL.to_vec();
    Simulator::new(SimulatorOptions { seed, sensor: sensor(), scenario, classes, full_circle })
}

fn flat_world() -> World {
    World::new(Ground::level(HEIGHT))
}

fn exact_scan(world: &World) -> Scan {
    let mut rng = stream(0, 0, Purpose::Scan);
    scan(world, &sensor().ideal(), &kitti_like(HEIGHT), View::FullCircle, &mut rng)
}

fn labels_in(world: &World, scan: &Scan) -> Vec<Label> {
    let mut rng = stream(0, 0, Purpose::Annotation);
    labels(&world.objects, &scan.sightings, &kitti_like(HEIGHT), &mut rng)
}

fn at(x: f64, y: f64) -> Placement {
    Placement { x, y, yaw: 0. }
}

fn grown(bounds: &Box3d, margin: f64) -> Box3d {
    let BoxSize { length, width, height } = bounds.size;
    let grown = |extent: f64| extent + 2. * margin;
    let size = BoxSize { length: grown(length), width: grown(width), height: grown(height) };
    Box3d { size, ..*bounds }
}

#[test]
fn rings_on_flat_ground_have_the_radii_of_their_elevations() {
    let echoes = exact_scan(&flat_world()).echoes;
    let sensor = sensor();
    let reached = |angle: &&f64| **angle < 0. && HEIGHT / -angle.sin() <= 80.;
    let radii: Vec<f64> =
        sensor.elevations().iter().filter(reached).map(|a| HEIGHT / -a.tan()).collect();
    assert_eq!(radii.len(), 54);
    assert_eq!(echoes.len(), 2081 * radii.len());
    for (ring, radius) in echoes.chunks(2081).zip(radii) {
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
    let board = block(BoxSize { length: 0.02, width: 2., height: HEIGHT + 0.5 });
    assert!(world.try_place(&board, at(11.01, 0.), 0.));
    let scan = exact_scan(&world);

    let sensor = sensor();
    let mut rng = stream(0, 0, Purpose::Scan);
    let mut expected = 0;
    for azimuth in sensor.azimuths(&mut rng) {
        for &elevation in sensor.elevations() {
            let ray = direction(azimuth, elevation);
            let (y, z) = (11. * ray.y / ray.x, 11. * ray.z / ray.x);
            expected += u32::from(ray.x > 0. && y.abs() < 1. && z < 0.5 && z > -HEIGHT);
        }
    }
    assert!(expected > 1000, "{expected}");
    let on_board = scan.echoes.iter().filter(|echo| echo.object == Some(0));
    assert_eq!(on_board.count(), expected as usize);
}

#[test]
fn a_turned_box_returns_exactly_the_beams_that_meet_it() {
    let mut world = flat_world();
    let place = Placement { x: 15., y: 6., yaw: 0.7 };
    assert!(world.try_place(&car(), place, 0.));
    let bounds = world.objects[0].bounds;
    let scan = exact_scan(&world);
    let sensor = sensor();
    let mut rng = stream(0, 0, Purpose::Scan);
    let (sin, cos) = bounds.yaw.sin_cos();
    let half = [bounds.size.length / 2., bounds.size.width / 2., bounds.size.height / 2.];
    let meets = |ray: nalgebra::Vector3<f64>| {
        let turned =
            |v: nalgebra::Vector3<f64>| [v.x * cos + v.y * sin, v.y * cos - v.x * sin, v.z];
        let (center, ray) = (turned(bounds.center.coords), turned(ray));
        let spans = [0, 1, 2].map(|axis| {
            let [a, b] = [-1., 1.].map(|side| (center[axis] + side * half[axis]) / ray[axis]);
            (a.min(b), a.max(b))
        });
        let enter = spans.iter().map(|span| span.0).fold(0., f64::max);
        enter < spans.iter().map(|span| span.1).fold(f64::INFINITY, f64::min)
    };
    let azimuths = sensor.azimuths(&mut rng);
    let beams = azimuths.iter().flat_map(|&a| sensor.elevations().iter().map(move |&e| (a, e)));
    let expected =
        beams.filter(|&(azimuth, elevation)| meets(direction(azimuth, elevation))).count();
    assert!(expected > 300, "{expected}");
    let returned = scan.echoes.iter().filter(|echo| echo.object == Some(0)).count();
    assert_eq!(returned, expected);
}

#[test]
fn a_hidden_car_has_no_points_and_an_occlusion_level_of_3() {
    let mut world = flat_world();
    assert!(world.try_place(&car(), at(20., 0.), 0.));
    let seen = exact_scan(&world);
    assert!(seen.sightings[0].num_returns > 100);
    assert_eq!(labels_in(&world, &seen)[0].occlusion, 0);

    let mut place = at(12., 0.);
    place.yaw = std::f64::consts::FRAC_PI_2;
    assert!(world.try_place(&truck(), place, 0.));
    let hidden = exact_scan(&world);
    let Sighting { alone, visible, num_returns, .. } = hidden.sightings[0];
    assert_eq!((visible, num_returns), (0, 0));
    assert_eq!(alone, seen.sightings[0].alone);
    let labels: Vec<_> =
        labels_in(&world, &hidden).into_iter().map(|l| (l.kind, l.occlusion)).collect();
    assert_eq!(labels, [("Car".to_owned(), 3), ("Truck".to_owned(), 0)]);
}

#[test]
fn a_car_behind_a_wall_is_not_known_of() {
    let mut world = flat_world();
    assert!(world.try_place(&car(), at(20., 0.), 0.));
    let wall = block(BoxSize { length: 0.3, width: 8., height: 4. });
    assert!(world.try_place(&wall, at(12., 0.), 0.));
    let hidden = exact_scan(&world);
    assert_eq!((hidden.sightings[0].num_returns, hidden.sightings[0].visible), (0, 0));
    assert_eq!(labels_in(&world, &hidden), []);
}

#[test]
fn a_car_behind_a_wall_with_another_car_before_it_is_not_known_of() {
    let mut world = flat_world();
    assert!(world.try_place(&car(), at(20., 0.), 0.));
    let wall = block(BoxSize { length: 0.3, width: 8., height: 4. });
    assert!(world.try_place(&wall, at(15., 0.), 0.));
    assert!(world.try_place(&car().stretched(nalgebra::Vector3::new(1., 2., 2.)), at(9., 0.), 0.));
    let labels = labels_in(&world, &exact_scan(&world));
    assert_eq!(labels.len(), 1, "{labels:?}");
    assert_eq!(labels[0].occlusion, 0);
}

#[test]
fn a_half_hidden_car_is_partly_occluded() {
    let mut world = flat_world();
    assert!(world.try_place(&car(), at(20., 0.), 0.));
    let wall = block(BoxSize { length: 0.3, width: 4., height: 4. });
    assert!(world.try_place(&wall, at(15., 2.), 0.));
    let scan = exact_scan(&world);
    assert_eq!(labels_in(&world, &scan)[0].occlusion, 1);
    assert!((0.4..0.6).contains(&scan.sightings[0].visible_share()));
}

#[test]
fn points_of_labelled_objects_lie_in_their_boxes_but_what_goes_along_with_people() {
    const PEOPLE: [Class; 3] = [Class::Pedestrian, Class::Cyclist, Class::PersonSitting];
    let simulator = simulator(Scenario::Mixed, 4, false);
    let (mut num_points, mut num_of_people, mut num_outside) = (0, 0, 0);
    for index in 0..10 {
        let world = simulator.world(index);
        for echo in simulator.scan(&world, View::Image, index).echoes {
            let Some(object) = echo.object.map(|object| &world.objects[object]) else { continue };
            let Some(class) = object.class() else { continue };
            // Noise of the range is cut at 2.5 deviations of at most 2.3 cm, a beam strays by a milliradian
            // at most, and mirrors stand out of boxes by 16 cm.
            let mirrors = if PEOPLE.contains(&class) { 0. } else { 0.16 };
            let bounds =
                grown(&object.bounds, 0.06 + mirrors + 0.001 * object.bounds.center.coords.norm());
            let is_inside = bounds.contains(&echo.point);
            num_points += 1;
            if PEOPLE.contains(&class) {
                num_of_people += 1;
                num_outside += u32::from(!is_inside);
            } else {
                assert!(is_inside, "{class} {:?}", echo.point);
            }
        }
    }
    assert!(num_points > 10_000, "{num_points}");
    assert!(num_outside * 6 < num_of_people, "{num_outside} of {num_of_people}");
}

#[test]
fn labels_without_points_are_of_occluded_objects() {
    let simulator = simulator(Scenario::Mixed, 2, true);
    let mut num_labels = 0;
    for index in 0..10 {
        let frame = simulator.frame(index);
        for label in frame.labels.iter().filter(|label| !label.is_kind("DontCare")) {
            let bounds = grown(&frame.calibration.lidar_box_from_camera(&label.camera_box), 0.1);
            let has_points = frame.cloud.points.iter().any(|point| bounds.contains(point));
            assert!(has_points || label.occlusion > 0, "{label} in frame {index}");
            num_labels += 1;
        }
    }
    assert!(num_labels > 50, "{num_labels}");
}

#[test]
fn no_two_objects_overlap_and_all_stand_on_the_ground() {
    let simulator = simulator(Scenario::Mixed, 8, false);
    for index in 0..6 {
        let world = simulator.world(index);
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
    let frame = |seed, index| simulator(Scenario::Street, seed, false).frame(index);
    assert_eq!(frame(3, 5), frame(3, 5));
    assert_ne!(frame(3, 5), frame(3, 6));
    assert_ne!(frame(3, 5), frame(4, 5));
}

#[test]
fn a_full_circle_is_ordered_by_ring_and_azimuth_as_in_kittis_files() {
    let cloud = simulator(Scenario::Street, 3, true).frame(5).cloud;
    let azimuths: Vec<f32> = cloud
        .points
        .iter()
        .map(|point| point.y.atan2(point.x).rem_euclid(std::f32::consts::TAU))
        .collect();
    let wraps = azimuths.windows(2).filter(|pair| pair[1] < pair[0] - std::f32::consts::PI);
    assert_eq!(wraps.count(), 63);
}

#[test]
fn the_full_circle_holds_more_points_and_the_same_boxes() {
    let [cropped, full] = [false, true].map(|full| simulator(Scenario::Street, 3, full).frame(5));
    assert!(full.cloud.len() > 3 * cropped.cloud.len());
    let boxes = |frame: &Frame| -> BTreeSet<String> {
        let objects = frame.labels.iter().filter(|label| !label.is_kind("DontCare"));
        objects.map(|label| format!("{:?}", label.camera_box)).collect()
    };
    let (in_cropped, in_full) = (boxes(&cropped), boxes(&full));
    let differing = in_cropped.symmetric_difference(&in_full).count();
    assert!(in_full.len() > 4 && differing <= 2, "{differing} of {}", in_full.len());
}

#[test]
fn only_wanted_classes_stand_in_a_scene() {
    let classes = vec![Class::Cyclist, Class::Pedestrian];
    let options = simulator(Scenario::Mixed, 6, false).options;
    let simulator = Simulator::new(SimulatorOptions { classes: classes.clone(), ..options });
    let mut kinds = BTreeSet::new();
    for index in 0..6 {
        let objects: Vec<Object> = simulator.world(index).objects;
        kinds.extend(objects.iter().filter_map(|object| object.class()));
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), [Class::Pedestrian, Class::Cyclist]);
}

#[test]
fn the_default_scenario_shows_fifty_thousand_triangles() {
    let full_circle = simulator(Scenario::default(), 0, true);
    for index in 0..6 {
        let number = full_circle.frame(index).num_triangles_in_view;
        assert!(number >= 100_000, "{number} triangles around frame {index}");
    }
    let in_image = simulator(Scenario::default(), 0, false);
    let numbers = (0..24).map(|index| in_image.frame(index).num_triangles_in_view);
    let mut numbers: Vec<usize> = numbers.collect();
    numbers.sort_unstable();
    assert!(numbers[12] >= 60_000 && numbers[2] >= 50_000, "{numbers:?} triangles in images");
}

#[test]
fn scenes_hold_many_cars_and_enough_of_them_are_partly_hidden() {
    let simulator = simulator(Scenario::default(), 0, false);
    let labels: Vec<Label> = (0..24).flat_map(|index| simulator.frame(index).labels).collect();
    let cars: Vec<&Label> = labels.iter().filter(|label| label.is_kind("Car")).collect();
    let is_moderate = |label: &&&Label| {
        label.rect.bottom - label.rect.top > 25. && label.occlusion <= 1 && label.truncation <= 0.3
    };
    let num_moderate = cars.iter().filter(is_moderate).count();
    assert!(num_moderate >= 3 * 24, "{num_moderate} in 24 frames");
    let num_hidden = cars.iter().filter(|label| label.occlusion > 0).count();
    assert!(5 * num_hidden >= cars.len(), "{num_hidden} of {}", cars.len());
    for kind in ["Pedestrian", "Cyclist", "Van"] {
        assert!(labels.iter().filter(|label| label.is_kind(kind)).count() > 5, "{kind}");
    }
}

#[test]
fn cars_head_as_on_streets() {
    let simulator = simulator(Scenario::Street, 1, false);
    let yaws: Vec<f64> = (0..12)
        .flat_map(|index| simulator.world(index).objects)
        .filter(|object| object.class() == Some(Class::Car) && object.bounds.center.x.abs() < 40.)
        .map(|object| object.bounds.yaw)
        .collect();
    let share = |heads: &dyn Fn(f64) -> bool| {
        yaws.iter().filter(|yaw| heads(**yaw)).count() as f64 / yaws.len() as f64
    };
    let ahead = share(&|yaw| yaw.cos() > 0.95);
    let oncoming = share(&|yaw| yaw.cos() < -0.95);
    assert!(yaws.len() > 100 && ahead > 0.35 && oncoming > 0.2, "{ahead} {oncoming}");
    assert!(ahead + oncoming > 0.8, "{ahead} {oncoming}");
}

#[test]
fn every_class_is_labelled_somewhere() {
    let simulator = simulator(Scenario::Mixed, 3, false);
    let mut kinds = BTreeSet::new();
    for index in 0..60 {
        kinds.extend(simulator.frame(index).labels.into_iter().map(|label| label.kind));
    }
    for class in Class::ALL {
        assert!(kinds.contains(class.kitti_name()), "{class} in {kinds:?}");
    }
    assert!(kinds.contains("DontCare"));
}
