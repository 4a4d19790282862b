//! The time that a scan takes, stage by stage.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use serde::Serialize;
use tch::Device;
use voxelnet_head::suppress;
use voxelnet_model::{Detector, RpnOutput, VoxelBatch};
use voxelnet_scene::{PointCloud, read_scan};
use voxelnet_voxelizer::{SampleKey, Voxelizer};

use super::median;

/// Milliseconds of each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct StageTimes {
    pub read: f64,
    pub voxelize: f64,
    pub vfe: f64,
    pub middle: f64,
    pub rpn: f64,
    pub decode: f64,
    pub nms: f64,
    pub total: f64,
}

impl StageTimes {
    /// The stages by name, in the order in which they run, the total last.
    pub fn by_name(&self) -> [(&'static str, f64); 8] {
        [
            ("read", self.read),
            ("voxelize", self.voxelize),
            ("vfe", self.vfe),
            ("middle", self.middle),
            ("rpn", self.rpn),
            ("decode", self.decode),
            ("nms", self.nms),
            ("total", self.total),
        ]
    }

    /// The median of each stage on its own.
    pub fn median_of(times: &[Self]) -> Self {
        let of = |stage: fn(&Self) -> f64| median(times.iter().map(stage).collect());
        Self {
            read: of(|times| times.read),
            voxelize: of(|times| times.voxelize),
            vfe: of(|times| times.vfe),
            middle: of(|times| times.middle),
            rpn: of(|times| times.rpn),
            decode: of(|times| times.decode),
            nms: of(|times| times.nms),
            total: of(|times| times.total),
        }
    }
}

/// Reads a scan, detects in it, and takes the time of each stage.
pub fn time_scan(
    detector: &Detector,
    voxelizer: &mut Voxelizer,
    path: &Path,
) -> Result<(StageTimes, RpnOutput)> {
    let mut watch = Stopwatch::start(Device::Cpu);
    let cloud = read_scan(path)?.cloud;
    let read = watch.lap();
    let (times, output) = time_cloud(detector, voxelizer, &cloud);
    Ok((StageTimes { read, total: times.total + read, ..times }, output))
}

/// Detects in a cloud and takes the time of each stage but reading.
pub fn time_cloud(
    detector: &Detector,
    voxelizer: &mut Voxelizer,
    cloud: &PointCloud,
) -> (StageTimes, RpnOutput) {
    let network = detector.network();
    let mut watch = Stopwatch::start(network.device());
    let seed = detector.config().detection.seed;
    let cloud = detector.config().dataset.scan.network_cloud(cloud);
    let voxels = voxelizer.voxelize(&cloud, SampleKey { seed, ..SampleKey::default() });
    let shape = network.layout().grid.shape();
    let batch = VoxelBatch::new(&[&voxels], shape, network.device());
    let voxelize = watch.lap();

    let (vfe, middle, rpn, output, host) = tch::no_grad(|| {
        let features = network.voxel_features(&batch, false);
        let vfe = watch.lap();
        let map = network.middle(&features, &batch, false);
        let middle = watch.lap();
        let output = network.rpn(map, false);
        let host = output.to_host();
        (vfe, middle, watch.lap(), output, host)
    });
    let candidates = detector.candidates(&host);
    let decode = watch.lap();
    suppress(candidates, &detector.config().detection);
    let nms = watch.lap();

    let total = voxelize + vfe + middle + rpn + decode + nms;
    (StageTimes { read: 0., voxelize, vfe, middle, rpn, decode, nms, total }, output)
}

struct Stopwatch {
    device: Device,
    last: Instant,
}

impl Stopwatch {
    fn start(device: Device) -> Self {
        Self { device, last: Instant::now() }
    }

    /// Milliseconds since the last lap.
    fn lap(&mut self) -> f64 {
        if let Device::Cuda(number) = self.device {
            tch::Cuda::synchronize(number as i64); // what was asked for may not be done yet
        }
        let now = Instant::now();
        let elapsed = now - self.last;
        self.last = now;
        elapsed.as_secs_f64() * 1e3
    }
}
