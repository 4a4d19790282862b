//! Networks and scans for the tests.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::Device;
use voxelnet_config::{
    AnchorClass, ChannelAttention, ConvSpec, DatasetConfig, DetectionConfig, Encoder,
    MiddleEvaluation, MinScore, ModelConfig, NetworkConfig, PointOrigin, RpnBlockSpec, RpnConfig,
    ScoreCalibration, SetAbstractionConfig, UpsampleSpec, VfeConfig, VfePooling,
};
use voxelnet_detection::{HeadOutputs, Weights};
use voxelnet_engine::NativeDetector;
use voxelnet_model::{VoxelBatch, VoxelNet};
use voxelnet_scene::{BoxSize, Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, SparseVoxels, VoxelLimits};

/// The lower corner of the grids.
const MIN_M: [f64; 3] = [-3.5, 2., -1.25];

/// Their voxels, powers of two, so that places can be given in voxels without rounding.
const VOXEL_M: [f64; 3] = [0.5, 0.25, 2.];

/// The properties in which the networks of the tests differ.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Voxels (z, y, x), of [`VOXEL_M`] from [`MIN_M`] on.
    pub grid: [usize; 3],
    pub vfe: Vec<usize>,
    pub voxel_channels: usize,
    /// Channels, stride and padding.
    pub middle: Vec<(usize, [usize; 3], [usize; 3])>,
    /// Channels, convolutions and stride.
    pub blocks: Vec<(usize, usize, usize)>,
    pub up_channels: usize,
    /// Padding of the layers that bring the blocks to one size; their kernels are larger than their strides
    /// by twice as much.
    pub up_padding: usize,
    /// The factor by which the output is finer than the first block.
    pub finer: usize,
    pub num_classes: usize,
    pub direction_head: bool,
    pub origin: PointOrigin,
}

impl Shape {
    /// One of each kind of layer.
    pub fn small() -> Self {
        Self {
            grid: [6, 40, 36],
            vfe: vec![8, 16],
            voxel_channels: 12,
            middle: vec![(10, [2, 1, 1], [1; 3]), (8, [1; 3], [0, 1, 1])],
            blocks: vec![(16, 2, 2), (20, 2, 2)],
            up_channels: 24,
            up_padding: 0,
            finer: 1,
            num_classes: 2,
            direction_head: true,
            origin: PointOrigin::Sensor,
        }
    }

    /// Boxes may have any size, as random weights ask for any.
    pub fn config(&self) -> ModelConfig {
        ModelConfig {
            network: self.network(),
            detection: DetectionConfig {
                min_score: MinScore::Same(0.4),
                calibration: ScoreCalibration::default(),
                max_candidates: 200,
                max_iou: 0.3,
                max_detections: 50,
                max_size_ratio: 0.,
                seed: 0,
            },
            dataset: DatasetConfig::default(),
        }
    }

    fn network(&self) -> NetworkConfig {
        let [depth, height, width] = self.grid;
        NetworkConfig {
            encoder: Encoder::Vfe,
            voxel_channels: self.voxel_channels,
            direction_head: self.direction_head,
            point_origin: self.origin,
            batch_norm_momentum: 0.1,
            vfe: VfeConfig { channels: self.vfe.clone(), pooling: VfePooling::Max },
            set_abstraction: SetAbstractionConfig::default(),
            grid: GridSpec {
                min_m: MIN_M,
                max_m: [0, 1, 2]
                    .map(|axis| MIN_M[axis] + VOXEL_M[axis] * [width, height, depth][axis] as f64),
                voxel_size_m: VOXEL_M,
            },
            limits: VoxelLimits { max_points_per_voxel: Some(5), ..VoxelLimits::dynamic() },
            middle: MiddleEvaluation::Dense,
            middle_layers: self
                .middle
                .iter()
                .map(|&(channels, stride, padding)| ConvSpec { channels, stride, padding })
                .collect(),
            rpn: RpnConfig { attention: ChannelAttention::None, blocks: self.block_specs() },
            classes: (0..self.num_classes).map(class).collect(),
        }
    }

    fn block_specs(&self) -> Vec<RpnBlockSpec> {
        let mut stretch = self.finer;
        let spec = |(i, &(channels, num_convs, stride)): (usize, &(usize, usize, usize))| {
            if i > 0 {
                stretch *= stride;
            }
            let upsample = UpsampleSpec {
                channels: self.up_channels,
                kernel: stretch + 2 * self.up_padding,
                stride: stretch,
                padding: self.up_padding,
            };
            RpnBlockSpec { channels, num_convs, stride, upsample }
        };
        self.blocks.iter().enumerate().map(spec).collect()
    }

    /// The network in libtorch, with statistics of random scans, and in the engine.
    pub fn networks(&self, seed: u64) -> (VoxelNet, NativeDetector) {
        let config = self.config();
        let mut network = VoxelNet::new(&config.network, Device::Cpu, seed).unwrap();
        let voxelizer = voxelnet_detection::ScanVoxelizer::new(&config, network.layout());
        // Two scans, as a map of one place alone has no variance.
        let voxels = [300, 400].map(|num_points| voxelizer.voxels(&self.scan(num_points, seed)));
        network.calibrate(&[batch(&network, &[&voxels[0], &voxels[1]])]);
        let mut weights = network.weights("", 0);
        vary(&mut weights, seed);
        network.load(&weights, "weights".as_ref()).unwrap();
        let detector = NativeDetector::with_weights(&weights, "weights".as_ref(), config).unwrap();
        (network, detector)
    }

    /// Points in clusters, all over the grid and beyond.
    pub fn scan(&self, num_points: usize, seed: u64) -> PointCloud {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let [depth, height, width] = self.grid.map(|len| len as f32);
        let mut center = [0.; 3];
        let points = (0..num_points).map(|i| {
            if i % 20 == 0 {
                center = [width, height, depth].map(|len| rng.random_range(-1.0..len + 1.));
            }
            let [x, y, z] = center.map(|position| position + rng.random_range(-1.5..1.5_f32));
            in_metres([x, y, z], rng.random_range(0.0..1.0))
        });
        PointCloud::new(points.collect())
    }

    /// A point in every voxel.
    pub fn full(&self) -> PointCloud {
        let [depth, height, width] = self.grid;
        let cells = (0..depth * height * width)
            .map(|cell| [cell % width, cell / width % height, cell / (width * height)]);
        let point = |cell: [usize; 3]| {
            let [x, y, z] = cell.map(|index| index as f32 + 0.3 + (index % 5) as f32 * 0.1);
            in_metres([x, y, z], (cell[0] % 3) as f32 / 3.)
        };
        PointCloud::new(cells.map(point).collect())
    }
}

/// A point at a place of the grid, counted in voxels from its corner on.
pub fn in_metres(position: [f32; 3], intensity: f32) -> Point {
    let [x, y, z] =
        [0, 1, 2].map(|axis| MIN_M[axis] as f32 + VOXEL_M[axis] as f32 * position[axis]);
    Point::new(x, y, z, intensity)
}

/// Gives everything that starts as 0 or 1 other numbers: scales and shifts of BatchNorm, biases.
fn vary(weights: &mut Weights, seed: u64) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    for (name, tensor) in &mut weights.tensors {
        if name.ends_with("bn.weight") || name.ends_with(".bias") {
            tensor.data.iter_mut().for_each(|number| *number += rng.random_range(-0.4..0.4));
        }
    }
}

fn class(number: usize) -> AnchorClass {
    AnchorClass {
        name: format!("Class{number}"),
        size: BoxSize { length: 3. + number as f64, width: 1.5, height: 1.5 },
        center_z: 1.,
        positive_iou: 0.6,
        negative_iou: 0.45,
    }
}

fn batch(network: &VoxelNet, voxels: &[&SparseVoxels]) -> VoxelBatch {
    VoxelBatch::new(voxels, network.layout().grid.shape(), Device::Cpu)
}

/// The output of libtorch for a scan.
pub fn expected(network: &VoxelNet, voxels: &SparseVoxels) -> HeadOutputs {
    tch::no_grad(|| network.forward_t(&batch(network, &[voxels]), false)).to_host()
}

/// The largest difference of each map, in standard deviations of what is expected, at least `least`.
pub fn difference(found: &HeadOutputs, expected: &HeadOutputs, least: f64) -> f64 {
    let mut maps = vec![
        (&found.scores[..], &expected.scores[..]),
        (&found.residuals[..], &expected.residuals[..]),
    ];
    assert_eq!(found.directions.is_some(), expected.directions.is_some());
    if let (Some(found), Some(expected)) = (&found.directions, &expected.directions) {
        maps.push((found, expected));
    }
    let of_map = |(found, expected): &(&[f32], &[f32])| {
        assert_eq!(found.len(), expected.len());
        let numbers = expected.iter().map(|&number| f64::from(number));
        let mean = numbers.clone().sum::<f64>() / expected.len() as f64;
        let variance = numbers.map(|number| (number - mean).powi(2)).sum::<f64>();
        let deviation = (variance / expected.len() as f64).sqrt().max(least);
        let differences = found.iter().zip(*expected);
        let largest = differences.map(|(found, expected)| f64::from((found - expected).abs()));
        largest.map(|number| if number.is_nan() { f64::MAX } else { number }).fold(0., f64::max)
            / deviation
    };
    maps.iter().map(of_map).fold(0., f64::max)
}
