//! Measures of the points of a scan.

use std::{
    collections::BTreeSet,
    f32::consts::{PI, TAU},
};

use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, VoxelGrid, VoxelIndex};

use crate::scan_rows::{ScanRow, by_band};

/// The car grid of the paper.
const CAR_GRID: GridSpec =
    GridSpec { min_m: [0., -40., -3.], max_m: [70.4, 40., 1.], voxel_size_m: [0.2, 0.2, 0.4] };

/// Width of a band of range, metres, and how many there are.
const BAND: usize = 10;
const NUM_BANDS: usize = 8;

/// Width of an azimuth bin, radians: the step of an HDL-64E at 10 Hz.
const AZIMUTH_BIN: f32 = 0.173 * PI / 180.;

const BINS_IN_TURN: usize = (TAU / AZIMUTH_BIN) as usize;

/// Below this, points are on the ground: the sensor is 1.73 m above it.
const GROUND_HEIGHT: f32 = -1.45;

/// By band of range: points, occupied voxels of the car grid, share of azimuth bins with a return
/// and quartiles of the intensity; of the whole scan, the share of the azimuth bins of all rings;
/// near the sensor, how rough rings on the ground are.
pub fn rows(cloud: &PointCloud) -> Vec<ScanRow> {
    let mut bands = vec![Vec::new(); NUM_BANDS];
    for point in &cloud.points {
        let band = (point.position().coords.norm() / BAND as f64) as usize;
        if let Some(band) = bands.get_mut(band) {
            band.push(*point);
        }
    }
    let banded = |what: &str, of_band: &dyn Fn(&[Point]) -> f64| -> Vec<ScanRow> {
        by_band(what, BAND, bands.iter().map(|band| of_band(band))).collect()
    };
    let mut rows = banded("points", &|band| band.len() as f64);
    rows.extend(by_band("voxels", BAND, voxels_by_band(cloud)));
    rows.extend(banded("azimuth bins", &share_of_azimuths));
    for (quarter, name) in [(1, "lower"), (2, "middle"), (3, "upper")] {
        let name = format!("intensity, {name} quartile");
        rows.extend(banded(&name, &|band| intensity_at(band, quarter)));
        rows.push(ScanRow { name, value: intensity_at(&cloud.points, quarter) });
    }
    let value = share_of_ring_bins(cloud);
    rows.push(ScanRow { name: "azimuth bins of all rings".into(), value });
    rows.extend(by_band("range noise on ground, cm", BAND, noise_on_ground(cloud)));
    rows
}

/// Occupied voxels by the distance of their centres along the ground.
fn voxels_by_band(cloud: &PointCloud) -> [f64; NUM_BANDS] {
    let grid = VoxelGrid::new(&CAR_GRID)
        .unwrap_or_else(|error| panic!("the car grid of the paper: {error}"));
    let voxels: BTreeSet<VoxelIndex> =
        cloud.points.iter().filter_map(|point| grid.voxel_of(point)).collect();
    let center = |index: u32, axis: usize| {
        CAR_GRID.min_m[axis] + (f64::from(index) + 0.5) * CAR_GRID.voxel_size_m[axis]
    };
    let mut counts = [0.; NUM_BANDS];
    for voxel in voxels {
        let distance = center(voxel.x, 0).hypot(center(voxel.y, 1));
        if let Some(count) = counts.get_mut((distance / BAND as f64) as usize) {
            *count += 1.;
        }
    }
    counts
}

/// Share of the azimuth bins in which some ring has one of the points.
fn share_of_azimuths(points: &[Point]) -> f64 {
    let mut is_filled = vec![false; BINS_IN_TURN + 1];
    for point in points {
        is_filled[azimuth_bin(point)] = true;
    }
    is_filled.iter().filter(|is_filled| **is_filled).count() as f64 / BINS_IN_TURN as f64
}

fn azimuth_bin(point: &Point) -> usize {
    (azimuth(point) / AZIMUTH_BIN) as usize
}

/// Azimuth in [0, 2 pi].
fn azimuth(point: &Point) -> f32 {
    point.y.atan2(point.x).rem_euclid(TAU)
}

fn intensity_at(points: &[Point], quarter: usize) -> f64 {
    let mut intensities: Vec<f32> = points.iter().map(|point| point.intensity).collect();
    intensities.sort_by(f32::total_cmp);
    intensities.get(intensities.len() * quarter / 4).map_or(0., |&intensity| intensity.into())
}

/// Share of the azimuth bins of all rings that hold a point. A ring ends where the azimuth, 0 to 2 pi in
/// the order of the file, starts again.
fn share_of_ring_bins(cloud: &PointCloud) -> f64 {
    let (mut num_rings, mut num_filled, mut last) = (1, 0, 0.);
    let mut is_filled = vec![false; BINS_IN_TURN + 1];
    for point in &cloud.points {
        let azimuth = azimuth(point);
        if azimuth < last - PI {
            num_rings += 1;
            is_filled.fill(false);
        }
        last = azimuth;
        let is_filled = &mut is_filled[azimuth_bin(point)];
        num_filled += usize::from(!*is_filled);
        *is_filled = true;
    }
    num_filled as f64 / (num_rings * BINS_IN_TURN) as f64
}

/// Deviation of the range along rings on the ground, centimetres, within 40 m: from second differences of
/// three neighbours, by their median, which neither slopes nor edges move.
fn noise_on_ground(cloud: &PointCloud) -> [f64; 4] {
    let mut differences = [(); 4].map(|()| Vec::new());
    for triple in cloud.points.windows(3) {
        let is_ground = triple.iter().all(|point| point.z < GROUND_HEIGHT);
        let steps = [1, 2].map(|i| azimuth(&triple[i]) - azimuth(&triple[i - 1]));
        if !is_ground || steps.iter().any(|step| !(0.0..2. * AZIMUTH_BIN).contains(step)) {
            continue;
        }
        let [before, range, after] = [0, 1, 2].map(|i| triple[i].position().coords.norm());
        if let Some(differences) = differences.get_mut((range / BAND as f64) as usize) {
            differences.push((before - 2. * range + after).abs());
        }
    }
    differences.map(|mut differences| {
        differences.sort_by(f64::total_cmp);
        let median = differences.get(differences.len() / 2).copied().unwrap_or_default();
        // The median of a normal deviate's size is 0.6745 deviations; three ranges add up to 6 variances.
        100. * median / 0.6745 / 6_f64.sqrt()
    })
}
