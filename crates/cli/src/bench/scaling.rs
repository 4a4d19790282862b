//! The growth of the time with the number of voxels.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use voxelnet_scene::PointCloud;

use super::engine::BenchEngine;
use super::stages::StageTimes;
use super::subject::Subject;

/// Shares of the points that are tried, percent.
const PERCENTS: [u32; 8] = [1, 2, 5, 10, 20, 40, 70, 100];

/// The time that a part of a scan takes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ScalingRow {
    pub percent_of_points: u32,
    pub voxels: usize,
    pub middle_ms: f64,
    pub total_ms: f64,
}

/// Times parts of a scan, chosen at random; of each the median over `repeat` runs.
pub fn time_parts(
    subject: &mut Subject,
    engine: BenchEngine,
    cloud: &PointCloud,
    repeat: usize,
    seed: u64,
) -> Vec<ScalingRow> {
    let row = |percent_of_points: u32| {
        let part = part_of(cloud, percent_of_points, seed);
        let runs: Vec<StageTimes> =
            (0..repeat).map(|_| subject.time_cloud(engine, &part).times).collect();
        let times = StageTimes::median_of(&runs);
        ScalingRow {
            percent_of_points,
            voxels: subject.num_voxels(&part),
            middle_ms: times.middle,
            total_ms: times.total,
        }
    };
    PERCENTS.into_iter().map(row).collect()
}

/// A share of the points, each with the same chance.
fn part_of(cloud: &PointCloud, percent: u32, seed: u64) -> PointCloud {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut is_kept = || rng.random_range(0..100) < percent;
    PointCloud::new(cloud.points.iter().filter(|_| is_kept()).copied().collect())
}
