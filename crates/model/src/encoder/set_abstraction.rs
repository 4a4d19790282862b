//! Set abstraction as in PointNet++ (arXiv:1706.02413, section 3.2) in place of voxel features.

use std::cmp::Ordering;

use rayon::prelude::*;
use tch::nn::Path;
use tch::{Kind, Tensor};
use voxelnet_config::{NetworkConfig, SetAbstractionConfig};
use voxelnet_pooling::Reduction;
use voxelnet_scene::{Point, PointKdTree, farthest_points};
use voxelnet_voxelizer::SparseVoxels;

use crate::batch::VoxelBatch;
use crate::linear::LinearBlock;
use crate::norm::NormConfig;
use crate::pooling::{Segments, pool_segments};

/// Numbers that describe a point near a centre: its offset in radii, its height and its intensity.
const NUM_FEATURES: usize = 5;

/// Centres by farthest point sampling, the points in a ball around each, point-wise layers that all
/// share, and the maximum. A voxel takes the maximum of its centres, and zeros when it has none.
/// [P, 7] -> [K, C]
#[derive(Debug)]
pub(crate) struct SetAbstraction {
    layers: Vec<LinearBlock>,
    config: SetAbstractionConfig,
    out_channels: i64,
}

impl SetAbstraction {
    pub(crate) fn new(path: Path<'_>, config: &NetworkConfig, norm: &NormConfig) -> Self {
        let widths = config.set_abstraction.channels.iter().chain([&config.voxel_channels]);
        let mut in_channels = NUM_FEATURES as i64;
        let mut layers = Vec::new();
        for (number, &channels) in (1..).zip(widths) {
            let channels = [in_channels, channels as i64];
            let path = &path / format!("mlp{number}");
            layers.push(LinearBlock::new(path, channels, norm));
            in_channels = channels[1];
        }
        Self { layers, config: config.set_abstraction.clone(), out_channels: in_channels }
    }

    /// The type of its numbers.
    pub(crate) fn kind(&self) -> Kind {
        self.layers[0].kind()
    }

    pub(crate) fn forward_t(&self, batch: &VoxelBatch, train: bool) -> Tensor {
        let device = batch.features.device();
        let num_voxels = batch.num_voxels() as i64;
        let zeros = Tensor::zeros([num_voxels, self.out_channels], (self.kind(), device));
        if num_voxels == 0 && !self.layers[0].is_over_ranks() {
            return zeros;
        }
        let groups = Groups::of(batch.scans(), &self.config);
        let xs = Tensor::from_slice(groups.features.as_flattened()).to_device(device);
        let mut xs = xs.view([-1, NUM_FEATURES as i64]).to_kind(self.kind());
        for layer in &self.layers {
            xs = layer.forward_t(&xs, train); // [Q, C_in] -> [Q, C_out], Q the points of all balls
        }
        let centers = pool_rows(&xs, &groups.points_of_center); // -> [M, C]
        let voxels = pool_rows(&centers, &groups.centers_of_voxel); // -> [V, C], V voxels with centres
        let places = Tensor::from_slice(&groups.voxels).to_device(device);
        zeros.index_add(0, &places, &voxels)
    }
}

/// The maximum of so many consecutive rows each.
fn pool_rows(xs: &Tensor, counts: &[i64]) -> Tensor {
    if counts.is_empty() {
        return xs.shallow_clone();
    }
    let counts = Tensor::from_slice(counts).to_device(xs.device());
    let offsets = counts.cumsum(0, Kind::Int64).pad([1, 0], "constant", 0.);
    let owners = Tensor::arange(counts.size()[0], (Kind::Int64, xs.device()));
    let owners = owners.repeat_interleave_self_tensor(&counts, 0, None);
    pool_segments(xs, Segments { offsets: &offsets, owners: &owners }, Reduction::Maximum)
}

/// The balls of all scans, grouped by centre, and these by voxel.
#[derive(Default)]
struct Groups {
    /// Features of each point of each ball. \[Q\]
    features: Vec<[f32; NUM_FEATURES]>,
    /// Number of points in the ball of each centre. \[M\]
    points_of_center: Vec<i64>,
    /// Number of centres in each voxel that has centres. \[V\]
    centers_of_voxel: Vec<i64>,
    /// The voxels that have centres. \[V\]
    voxels: Vec<i64>,
}

impl Groups {
    fn of(scans: &[SparseVoxels], config: &SetAbstractionConfig) -> Self {
        let mut groups = Self::default();
        let mut first_voxel = 0;
        for scan in scans {
            groups.add(scan, first_voxel, config);
            first_voxel += scan.len() as i64;
        }
        groups
    }

    fn add(&mut self, scan: &SparseVoxels, first_voxel: i64, config: &SetAbstractionConfig) {
        let points = &in_own_order(scan);
        let mut centers = farthest_points(points, config.num_centers);
        // The points of a scan are grouped by voxel, so that the centres are too when they rise.
        centers.sort_unstable();
        let tree = PointKdTree::new(points);
        let ball = |&center: &usize| {
            let center = &points[center];
            let members = tree.ball_query(center.position(), config.radius_m, config.max_neighbors);
            members.into_iter().map(|i| describe(&points[i], center, config.radius_m)).collect()
        };
        let balls: Vec<Vec<[f32; NUM_FEATURES]>> = centers.par_iter().map(ball).collect();
        self.points_of_center.extend(balls.iter().map(|ball| ball.len() as i64));
        self.features.extend(balls.into_iter().flatten());

        let voxel_of = |center: &usize| scan.offsets().partition_point(|start| start <= center) - 1;
        for voxel in centers.iter().map(voxel_of) {
            let voxel = first_voxel + voxel as i64;
            match self.centers_of_voxel.last_mut() {
                Some(count) if self.voxels.last() == Some(&voxel) => *count += 1,
                _ => {
                    self.voxels.push(voxel);
                    self.centers_of_voxel.push(1);
                }
            }
        }
    }
}

/// The points of each voxel in an order that follows from them alone, so that the choice of centres does
/// not depend on that of the scan.
fn in_own_order(scan: &SparseVoxels) -> Vec<Point> {
    let mut points = scan.points().to_vec();
    for voxel in 0..scan.len() {
        points[scan.range_of(voxel)].sort_unstable_by(|a, b| {
            let key = |point: &Point| [point.x, point.y, point.z, point.intensity];
            let pairs = key(a).into_iter().zip(key(b));
            pairs
                .map(|(a, b)| a.total_cmp(&b))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        });
    }
    points
}

fn describe(point: &Point, center: &Point, radius_m: f64) -> [f32; NUM_FEATURES] {
    let offset = (point.position() - center.position()) / radius_m;
    [offset.x as f32, offset.y as f32, offset.z as f32, point.z, point.intensity]
}
