//! Small networks of all shapes, on random scans and odd ones.

use proptest::prelude::*;
use voxelnet_config::PointOrigin;
use voxelnet_detection::{Detections, Detector};
use voxelnet_model::LibtorchDetector;
use voxelnet_scene::PointCloud;

use crate::support::{Shape, difference, expected, in_metres};

/// In standard deviations of a map; a tenth of the maps of calibrated networks, whose own is 1, where a
/// scan leaves them flat.
const TOLERANCE: f64 = 2e-4;
const LEAST_DEVIATION: f64 = 0.1;

fn assert_same(shape: &Shape, seed: u64, scans: &[PointCloud]) {
    let (network, mut detector) = shape.networks(seed);
    for scan in scans {
        let voxels = detector.voxelizer().voxels(scan);
        let found =
            difference(&detector.outputs(&voxels), &expected(&network, &voxels), LEAST_DEVIATION);
        assert!(found < TOLERANCE, "{found:.1e} on {} voxels, {shape:?}", voxels.len());
    }
}

fn cloud(points: &[[f32; 3]]) -> PointCloud {
    PointCloud::new(points.iter().map(|&position| in_metres(position, 0.5)).collect())
}

#[test]
fn empty_full_and_nearly_empty_scans_give_the_same_maps() {
    let shape = Shape::small();
    let [depth, height, width] = shape.grid.map(|len| len as f32 - 0.01);
    let corners: Vec<[f32; 3]> = (0..8)
        .map(|i| {
            let end = |bit: usize, len: f32| if i >> bit & 1 == 1 { len } else { 0. };
            [end(0, width), end(1, height), end(2, depth)]
        })
        .collect();
    let scans = [
        shape.scan(600, 1),
        PointCloud::default(),
        cloud(&[[17.5, 20.5, 3.5]]),
        cloud(&[[17.1, 20.1, 3.1], [17.9, 20.9, 3.9], [17.5, 20.5, 3.5]]),
        cloud(&corners[..1]),
        cloud(&corners),
        shape.full(),
        // What the scan before left in memory has no influence.
        PointCloud::default(),
        shape.scan(600, 2),
    ];
    assert_same(&shape, 3, &scans);
}

/// Networks of all shapes that the configuration allows, small.
fn shapes() -> impl Strategy<Value = Shape> {
    let axis = || (1_usize..3, 0_usize..3);
    let conv = (1_usize..40, axis(), axis(), axis())
        .prop_map(|(channels, z, y, x)| (channels, [z.0, y.0, x.0], [z.1, y.1, x.1]));
    let usual = (1_usize..40, 1_usize..3, 0_usize..2)
        .prop_map(|(channels, stride, padding)| (channels, [stride, 1, 1], [padding, 1, 1]));
    let middle = prop::collection::vec(prop_oneof![3 => usual, 1 => conv], 1..4);
    let blocks = prop::collection::vec((1_usize..40, 1_usize..4, 1_usize..4), 1..4);
    let sizes = (3_usize..9, 4_usize..24, 4_usize..24);
    let vfe = prop::collection::vec((1_usize..20).prop_map(|half| half * 2), 1..4);
    let rest = (1_usize..40, 1_usize..30, 1_usize..5, any::<bool>(), any::<bool>());
    let up = (0_usize..3, 1_usize..3);
    (sizes, vfe, middle, blocks, rest, up).prop_map(|(grid, vfe, middle, blocks, rest, up)| {
        let (voxel_channels, up_channels, num_classes, direction_head, of_voxel) = rest;
        let origin = if of_voxel { PointOrigin::Voxel } else { PointOrigin::Sensor };
        let grid = [grid.0, grid.1, grid.2];
        let shape = Shape {
            grid,
            vfe,
            voxel_channels,
            middle,
            blocks,
            up_channels,
            up_padding: up.0,
            finer: up.1,
            num_classes,
            direction_head,
            origin,
        };
        with_fitting_grid(shape)
    })
}

/// The grid enlarged until the maps of all blocks come out at one size.
fn with_fitting_grid(mut shape: Shape) -> Shape {
    let fits =
        |shape: &Shape| voxelnet_detection::NetworkLayout::new(&shape.config().network).is_ok();
    let start = shape.grid;
    for more in 0..4096_usize {
        // Depth may be too small as well, height and width have to suit all strides.
        let [z, y, x] = [more % 4, more / 4 % 32, more / 128];
        shape.grid = [start[0] + 2 * z, start[1] + y, start[2] + x];
        if fits(&shape) {
            break;
        }
    }
    shape
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn random_networks_give_the_same_maps(shape in shapes(), seed in 0_u64..1000, num in 1_usize..500) {
        prop_assume!(voxelnet_detection::NetworkLayout::new(&shape.config().network).is_ok());
        assert_same(&shape, seed, &[shape.scan(num, seed + 1), shape.scan(30, seed + 2)]);
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let shape = Shape { grid: [6, 80, 72], ..Shape::small() };
    let (_, mut detector) = shape.networks(5);
    let voxels = detector.voxelizer().voxels(&shape.scan(4000, 6));
    let mut maps_on = |num_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
        pool.install(|| detector.outputs(&voxels))
    };
    let expected = maps_on(1);
    for num_threads in [2, 3, 7] {
        assert_eq!(maps_on(num_threads), expected);
    }
}

#[test]
fn detections_are_those_of_libtorch_in_any_order_of_scans() {
    let shape = Shape::small();
    let (network, mut detector) = shape.networks(7);
    let mut reference = LibtorchDetector::new(network, shape.config());
    let scans: Vec<PointCloud> = (0..4).map(|seed| shape.scan(500, 10 + seed)).collect();
    let found: Vec<_> = scans.iter().map(|scan| detector.detect(scan).kept).collect();
    assert!(found.iter().map(Vec::len).sum::<usize>() > 10);
    for (scan, found) in scans.iter().zip(&found) {
        let expected = reference.detect(scan).kept;
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found.class, expected.class);
            assert!((found.score - expected.score).abs() < 1e-4);
            assert!((found.box3d.center - expected.box3d.center).norm() < 1e-2);
        }
        assert_eq!(&detector.detect(scan).kept, found);
    }
    assert_eq!(detector.detect(&PointCloud::default()), Detections::default());
}
