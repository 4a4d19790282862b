//! A network in libtorch that is timed.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tch::Device;
use voxelnet_config::{Config, ModelConfig};
use voxelnet_detection::{Detector, Weights, suppress};
use voxelnet_model::{LibtorchDetector, VoxelBatch, VoxelNet};
use voxelnet_scene::PointCloud;
use voxelnet_statistics::median;
use voxelnet_voxelizer::{SampleKey, Voxelizer, voxelize};

use super::train_step::TrainStep;
use crate::bench::config::BenchConfig;
use crate::bench::engine::{BenchEngine, StepTime};
use crate::bench::scans::read_seen;
use crate::bench::stages::{Measured, StageTimes, Stopwatch, seen_voxels};
use crate::engine::device::DeviceChoice;
use crate::engine::network::TrainedNetwork;
use crate::libtorch::device::resolve;
use crate::progress::Progress;

/// A network in libtorch, whose middle layers are computed in either of the two ways.
pub struct TimedNetwork {
    detector: LibtorchDetector,
}

impl TimedNetwork {
    pub fn new(network: &TrainedNetwork, device: DeviceChoice) -> Result<Self> {
        let TrainedNetwork { weights, path, config } = network;
        let device = resolve(device)?;
        let detector = LibtorchDetector::with_weights(weights, path, config.clone(), device)?;
        Ok(Self { detector })
    }

    pub(super) fn of_network(network: VoxelNet, config: ModelConfig) -> Self {
        Self { detector: LibtorchDetector::new(network, config) }
    }

    /// Detects in a cloud and takes the time of each stage but reading.
    pub fn time(
        &mut self,
        engine: BenchEngine,
        voxelizer: &mut Voxelizer,
        cloud: &PointCloud,
    ) -> Measured {
        if let Some(evaluation) = engine.evaluation() {
            self.detector.network_mut().set_middle_evaluation(evaluation);
        }
        time_libtorch(&self.detector, voxelizer, cloud)
    }

    /// Takes training steps on a scan with each engine that can, in turn; the median of each.
    pub fn time_train_steps(
        self,
        engines: &[BenchEngine],
        repeat: usize,
        config: &Config,
        scan: &Path,
        progress: Progress,
    ) -> Result<Vec<StepTime>> {
        let mut step = TrainStep::new(self.detector.into_network(), config, scan)?;
        let bar = progress.bar((repeat * engines.len()) as u64, "training", "steps");
        let able = engines.iter().filter_map(|&engine| Some((engine, engine.evaluation()?)));
        let mut runs: Vec<_> = able.map(|(engine, way)| (engine, way, Vec::new())).collect();
        for (_, way, _) in &runs {
            // As with scans, the first step of each is not what is to be timed.
            step.run(*way)?;
        }
        for _ in 0..repeat {
            for (_, way, times) in &mut runs {
                times.push(step.run(*way)?);
                bar.inc(1);
            }
        }
        bar.finish_and_clear();
        let step_time =
            |(engine, _, times)| StepTime { engine, median_ms: median(times).unwrap_or(f64::NAN) };
        Ok(runs.into_iter().map(step_time).collect())
    }
}

/// Random weights whose outputs depend on the scans: BatchNorm has their statistics.
pub fn random_weights(
    config: &BenchConfig,
    scans: &[PathBuf],
    device: DeviceChoice,
) -> Result<Weights> {
    let BenchConfig { model, seed } = config;
    let device = resolve(device)?;
    let mut network = VoxelNet::new(&model.network, device, *seed)?;
    let grid = network.layout().grid;
    let batches = scans.iter().map(|path| {
        let cloud = read_seen(path, &model.dataset)?;
        let voxels = voxelize(&cloud, &grid, &model.network.limits, SampleKey::default());
        Ok(VoxelBatch::new(&[&voxels], grid.shape(), device))
    });
    network.calibrate(&batches.collect::<Result<Vec<_>>>()?);
    Ok(network.weights(&model.to_text(), 0))
}

/// Detects in a cloud in libtorch and takes the time of each stage but reading.
fn time_libtorch(
    detector: &LibtorchDetector,
    voxelizer: &mut Voxelizer,
    cloud: &PointCloud,
) -> Measured {
    let network = detector.network();
    let mut watch = Stopwatch::start();
    let mut lap = || {
        if let Device::Cuda(number) = network.device() {
            tch::Cuda::synchronize(number as i64); // what was asked for may not be done yet
        }
        watch.lap()
    };
    let voxels = seen_voxels(detector.config(), voxelizer, cloud);
    let shape = network.layout().grid.shape();
    let batch = VoxelBatch::new(&[&voxels], shape, network.device());
    let mut times = StageTimes { voxelize: lap(), ..StageTimes::default() };

    let outputs = tch::no_grad(|| {
        let features = network.voxel_features(&batch, false);
        times.vfe = lap();
        let map = network.middle(&features, &batch, false);
        times.middle = lap();
        let outputs = network.rpn(map, false).to_host();
        times.rpn = lap();
        outputs
    });
    let candidates = detector.decode(&outputs);
    times.decode = lap();
    let num_candidates = candidates.kept.len();
    let detections = suppress(candidates, &detector.config().detection).kept;
    times.nms = lap();

    Measured { times: times.summed(), work: None, outputs, num_candidates, detections }
}
