//! The time of a training step.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow};
use voxelnet_communicator::Communicator;
use voxelnet_config::{Config, MiddleEvaluation};
use voxelnet_detection::{AnchorGrid, ClassBox};
use voxelnet_model::{TargetAssigner, VoxelNet};
use voxelnet_scene::{Box3d, Point, PointCloud};
use voxelnet_train::{Learner, LearningRate, PreparedBatch};
use voxelnet_voxelizer::{SampleKey, voxelize};

use crate::bench::scans::read_seen;

/// A training step on one scan, again and again.
pub struct TrainStep {
    learner: Learner,
    batch: PreparedBatch,
}

/// Boxes that the step should find.
const NUM_BOXES: usize = 10;
/// Small, so that every step sees nearly the same network.
const RATE: LearningRate = LearningRate { rate: 1e-6, momentum: None };

impl TrainStep {
    /// A step on a scan. It has no labels: boxes are put on points of it.
    pub fn new(network: VoxelNet, config: &Config, scan: &Path) -> Result<Self> {
        let cloud = read_seen(scan, &config.dataset)?;
        let layout = network.layout();
        let voxels = voxelize(&cloud, &layout.grid, &config.network.limits, SampleKey::default());
        let assigner = TargetAssigner::new(AnchorGrid::new(&config.network, layout));
        let in_range = PointCloud::new(voxels.iter().flat_map(|(_, p)| p.to_vec()).collect());
        let targets = vec![assigner.assign(&boxes_on(&in_range, config), &[])];
        let batch = PreparedBatch { voxels: vec![voxels], targets, ..PreparedBatch::default() };
        Ok(Self { learner: Learner::new(network, config, &Communicator::alone())?, batch })
    }

    /// One step; returns its milliseconds.
    pub fn run(&mut self, evaluation: MiddleEvaluation) -> Result<f64> {
        self.learner.set_middle_evaluation(evaluation);
        let started = Instant::now();
        self.learner.step(&self.batch, RATE).map_err(|problem| {
            anyhow!("{} of the training step is {}", problem.term, problem.value)
        })?;
        Ok(started.elapsed().as_secs_f64() * 1e3)
    }
}

/// Boxes of all classes in turn, on points from all over the scan, at all yaws.
fn boxes_on(cloud: &PointCloud, config: &Config) -> Vec<ClassBox> {
    let classes = &config.network.classes;
    let num_boxes = NUM_BOXES.min(cloud.len());
    (0..num_boxes)
        .map(|i| {
            let Point { x, y, .. } = cloud.points[i * cloud.len() / num_boxes];
            let class = i % classes.len();
            let center = [f64::from(x), f64::from(y), classes[class].center_z].into();
            ClassBox { class, box3d: Box3d::new(center, classes[class].size, i as f64 * 0.6) }
        })
        .collect()
}
