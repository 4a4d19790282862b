//! The time that a scan takes, stage by stage.

use std::time::Instant;

use serde::Serialize;
use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detection, Detector, HeadOutputs, suppress};
use voxelnet_engine::{NativeDetector, Stage};
use voxelnet_scene::PointCloud;
use voxelnet_statistics::median;
use voxelnet_voxelizer::{SampleKey, SparseVoxels, Voxelizer};

use super::work::StageWork;

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

    /// With the total of all stages.
    pub fn summed(self) -> Self {
        let Self { read, voxelize, vfe, middle, rpn, decode, nms, .. } = self;
        Self { total: read + voxelize + vfe + middle + rpn + decode + nms, ..self }
    }

    /// With the time that reading took.
    pub fn with_read(self, read: f64) -> Self {
        Self { read, ..self }.summed()
    }

    /// The median of each stage on its own.
    pub fn median_of(times: &[Self]) -> Self {
        let of = |stage: fn(&Self) -> f64| median(times.iter().map(stage)).unwrap_or(f64::NAN);
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

/// The time that a scan takes, and the detections in it.
pub struct Measured {
    pub times: StageTimes,
    /// Work of the native engine.
    pub work: Option<StageWork>,
    pub outputs: HeadOutputs,
    /// Before suppression.
    pub num_candidates: usize,
    /// After it.
    pub detections: Vec<Detection>,
}

/// Detects in a cloud with the native engine and takes the time of each stage but reading.
pub fn time_native(
    detector: &mut NativeDetector,
    voxelizer: &mut Voxelizer,
    cloud: &PointCloud,
) -> Measured {
    let mut watch = Stopwatch::start();
    let voxels = seen_voxels(detector.config(), voxelizer, cloud);
    let mut times = StageTimes { voxelize: watch.lap(), ..StageTimes::default() };
    let mut work = StageWork::default();
    let candidates = detector.candidates_by_stage(&voxels, &mut |stage, done| {
        work.set(stage, done);
        match stage {
            Stage::Features => times.vfe = watch.lap(),
            Stage::Middle => times.middle = watch.lap(),
            Stage::Rpn => times.rpn = watch.lap(),
        }
    });
    times.decode = watch.lap();
    let num_candidates = candidates.kept.len();
    let detections = suppress(candidates, &detector.config().detection).kept;
    times.nms = watch.lap();

    let outputs = detector.outputs(&voxels);
    Measured { times: times.summed(), work: Some(work), outputs, num_candidates, detections }
}

/// The voxels of a cloud as the network sees it.
pub fn seen_voxels(
    config: &ModelConfig,
    voxelizer: &mut Voxelizer,
    cloud: &PointCloud,
) -> SparseVoxels {
    let cloud = config.dataset.scan.network_cloud(cloud);
    voxelizer.voxelize(&cloud, SampleKey { seed: config.detection.seed, ..SampleKey::default() })
}

/// Takes the time between one lap and the next.
pub struct Stopwatch {
    last: Instant,
}

impl Stopwatch {
    pub fn start() -> Self {
        Self { last: Instant::now() }
    }

    /// Milliseconds since the last lap.
    pub fn lap(&mut self) -> f64 {
        let now = Instant::now();
        let elapsed = now - self.last;
        self.last = now;
        elapsed.as_secs_f64() * 1e3
    }
}
