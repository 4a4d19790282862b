//! The feature learning network: points of a voxel -> one feature per voxel (section 2.1.1).

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};
use voxelnet_config::{NetworkConfig, PointOrigin};
use voxelnet_voxelizer::{GridSpec, NUM_FEATURES, SparseVoxels, point_features_into};

use crate::error::EngineError;
use crate::kernel::{PANEL, Panels, Rows, add_and_rectify, multiply_each, padded, segment_max};
use crate::map::SparseMap;
use crate::scratch::{Scratch, ScratchPool};
use crate::stored::Stored;
use crate::work::Work;

/// Points of a task: their features in all layers stay in the second cache.
const POINTS: usize = 384;

/// A point-wise layer of points that each have, behind the first layer, features of their own and
/// those of their voxel. Those of a voxel are multiplied once for all of its points.
#[derive(Clone, Debug)]
struct PointLayer {
    own: Panels,
    of_voxel: Option<Panels>,
    /// \[C\]
    shift: Vec<f32>,
}

/// VFE layers, a fully connected layer, and the maximum over each voxel: [P, 7] -> [K, C].
#[derive(Clone, Debug)]
pub(crate) struct FeatureLearning {
    layers: Vec<PointLayer>,
    /// The grid whose voxels' centres x and y are measured from, if they are.
    origin: Option<GridSpec>,
}

impl FeatureLearning {
    pub(crate) fn new(
        stored: &mut Stored<'_>,
        config: &NetworkConfig,
    ) -> Result<Self, EngineError> {
        let widths = config.vfe.channels.iter().map(|channels| channels / 2);
        let names = (1..=config.vfe.channels.len()).map(|number| format!("vfe.vfe{number}"));
        let all = widths.zip(names).chain([(config.voxel_channels, "vfe.fcn".to_owned())]);
        let mut layers = Vec::new();
        let mut in_channels = [NUM_FEATURES, 0];
        for (width, name) in all {
            layers.push(PointLayer::new(stored, &name, in_channels, width)?);
            in_channels = [width; 2];
        }
        let origin = (config.point_origin == PointOrigin::Voxel).then_some(config.grid);
        Ok(Self { layers, origin })
    }

    /// The features of the voxels, in their order, and how much there was to do; `features` is memory for
    /// those of the points.
    pub(crate) fn run(
        &self,
        voxels: &SparseVoxels,
        map: &mut SparseMap,
        features: &mut Vec<f32>,
        pool: &ScratchPool,
    ) -> Work {
        point_features_into(voxels, features);
        if let Some(grid) = &self.origin {
            measure_from_centers(voxels, grid, features);
        }
        map.sites.set_voxels(voxels.indices());
        let channels = self.layers.last().map_or(0, |layer| layer.shift.len());
        let (_, rows) = map.make_room(channels);
        let arch = Arch::new();
        share_out(voxels, 0..voxels.len(), rows, channels, &|range, rows| {
            pool.with(|scratch| {
                arch.dispatch(Run { network: self, voxels, features, range, rows, scratch });
            });
        });
        self.work(voxels)
    }

    fn work(&self, voxels: &SparseVoxels) -> Work {
        let (num_points, num_voxels) = (voxels.num_points(), voxels.len());
        let channels = self.layers.last().map_or(0, |layer| layer.shift.len());
        let mut work = Work::new(0, num_points * NUM_FEATURES + num_voxels * channels);
        for layer in &self.layers {
            let [own, of_voxel] = [Some(&layer.own), layer.of_voxel.as_ref()]
                .map(|panels| panels.map_or(0, Panels::len));
            let multiply_adds = num_points * own + num_voxels * of_voxel;
            work += Work::new(multiply_adds as u64, own + of_voxel);
        }
        work
    }
}

impl PointLayer {
    /// `in_channels` are those of a point and those of its voxel.
    fn new(
        stored: &mut Stored<'_>,
        name: &str,
        [own, of_voxel]: [usize; 2],
        channels: usize,
    ) -> Result<Self, EngineError> {
        let width = own + of_voxel;
        let folded = stored.folded(name, "linear", &[channels, width], 0)?;
        let panels = |first: usize, num: usize| {
            let weight =
                |_, input: usize, out: usize| folded.weight(out * width + first + input, out);
            Panels::new(1, [num, channels], weight)
        };
        let mut shift = folded.shift.clone();
        shift.resize(padded(channels), 0.);
        let of_voxel = (of_voxel > 0).then(|| panels(own, of_voxel));
        Ok(Self { own: panels(0, own), of_voxel, shift })
    }

    /// Adds the products of the points, without shift. `rows` -> `sums` [P, C]
    #[inline(always)]
    fn of_points<S: Simd>(&self, simd: S, rows: Rows<'_>, num_points: usize, sums: &mut [f32]) {
        let channels = self.shift.len();
        sums.fill(0.);
        for panel in 0..self.own.num_panels() {
            let sums = &mut sums[panel * PANEL..];
            multiply_each(simd, rows, num_points, self.own.panel(0, panel), sums, channels);
        }
    }

    /// The sums added to all points of a voxel, the shift included. `largest` -> `sums` [K, C]
    #[inline(always)]
    fn of_voxels<S: Simd>(&self, simd: S, largest: Rows<'_>, num_voxels: usize, sums: &mut [f32]) {
        let channels = self.shift.len();
        sums.chunks_exact_mut(channels).for_each(|row| row.copy_from_slice(&self.shift));
        let Some(of_voxel) = &self.of_voxel else { return };
        for panel in 0..of_voxel.num_panels() {
            let sums = &mut sums[panel * PANEL..];
            multiply_each(simd, largest, num_voxels, of_voxel.panel(0, panel), sums, channels);
        }
    }
}

/// Halves ranges of voxels until they have few points. `rows` [K, C]
fn share_out(
    voxels: &SparseVoxels,
    range: Range<usize>,
    rows: &mut [f32],
    channels: usize,
    work: &(impl Fn(Range<usize>, &mut [f32]) + Sync),
) {
    let offsets = voxels.offsets();
    if range.len() > 1 && offsets[range.end] - offsets[range.start] > POINTS {
        let middle = range.start + range.len() / 2;
        let (left, right) = rows.split_at_mut((middle - range.start) * channels);
        rayon::join(
            || share_out(voxels, range.start..middle, left, channels, work),
            || share_out(voxels, middle..range.end, right, channels, work),
        );
    } else if !range.is_empty() {
        work(range, rows);
    }
}

/// x and y of each point from the centre of its voxel on.
fn measure_from_centers(voxels: &SparseVoxels, grid: &GridSpec, features: &mut [f32]) {
    let (rows, _) = features.as_chunks_mut::<NUM_FEATURES>();
    for (voxel, index) in voxels.indices().iter().enumerate() {
        let center = [(0, index.x), (1, index.y)].map(|(axis, index)| {
            (grid.min_m[axis] + grid.voxel_size_m[axis] * (index as f64 + 0.5)) as f32
        });
        for row in &mut rows[voxels.range_of(voxel)] {
            row[0] -= center[0];
            row[1] -= center[1];
        }
    }
}

/// Some voxels, compiled for each instruction set.
struct Run<'a> {
    network: &'a FeatureLearning,
    voxels: &'a SparseVoxels,
    features: &'a [f32],
    range: Range<usize>,
    rows: &'a mut [f32],
    scratch: &'a mut Scratch,
}

impl WithSimd for Run<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { network, voxels, features, range, rows, scratch } = self;
        let offsets = &voxels.offsets()[range.start..=range.end];
        let (num_voxels, num_points) = (range.len(), offsets[num_voxels_of(offsets)] - offsets[0]);
        let [own, next] = &mut scratch.points;
        let [largest, base] = &mut scratch.voxels;
        let features = &features[offsets[0] * NUM_FEATURES..];
        let mut width = None;
        for (number, layer) in network.layers.iter().enumerate() {
            let channels = layer.shift.len();
            let seen = match width {
                None => Rows { numbers: features, stride: NUM_FEATURES },
                Some(stride) => Rows { numbers: own.numbers(), stride },
            };
            let sums = next.room(num_points * channels);
            layer.of_points(simd, seen, num_points, sums);
            let base = base.room(num_voxels * channels);
            let seen = Rows { numbers: largest.numbers(), stride: width.unwrap_or(0) };
            layer.of_voxels(simd, seen, num_voxels, base);
            if number + 1 == network.layers.len() {
                pool_last(simd, sums, base, offsets, rows);
            } else {
                pool(simd, sums, base, offsets, largest.room(num_voxels * channels));
            }
            std::mem::swap(own, next);
            width = Some(channels);
        }
    }
}

fn num_voxels_of(offsets: &[usize]) -> usize {
    offsets.len() - 1
}

/// Finishes the features of the points in place and finds the largest of each voxel.
///
/// # Shapes
/// `sums` [P, C], `base` [K, C] -> `largest` [K, C]
#[inline(always)]
fn pool<S: Simd>(simd: S, sums: &mut [f32], base: &[f32], offsets: &[usize], largest: &mut [f32]) {
    let channels = base.len() / num_voxels_of(offsets);
    let voxels = base.chunks_exact(channels).zip(largest.chunks_exact_mut(channels));
    for ((base, largest), ends) in voxels.zip(offsets.windows(2)) {
        let rows = (ends[0] - offsets[0]) * channels..(ends[1] - offsets[0]) * channels;
        let rows = &mut sums[rows];
        for row in rows.chunks_exact_mut(channels) {
            add_and_rectify(simd, row, base);
        }
        segment_max(simd, rows, largest);
    }
}

/// As [`pool`] where the features of the points are not needed: what all points of a voxel have in
/// common, and ReLU, may come behind the maximum.
#[inline(always)]
fn pool_last<S: Simd>(simd: S, sums: &[f32], base: &[f32], offsets: &[usize], largest: &mut [f32]) {
    let channels = base.len() / num_voxels_of(offsets);
    let voxels = base.chunks_exact(channels).zip(largest.chunks_exact_mut(channels));
    for ((base, largest), ends) in voxels.zip(offsets.windows(2)) {
        let rows = (ends[0] - offsets[0]) * channels..(ends[1] - offsets[0]) * channels;
        segment_max(simd, &sums[rows], largest);
        add_and_rectify(simd, largest, base);
    }
}
