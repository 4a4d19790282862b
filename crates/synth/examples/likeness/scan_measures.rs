//! Measures of a scan, and the table that compares real and simulated ones.

use std::{
    collections::BTreeSet,
    f32::consts::{PI, TAU},
};

use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, VoxelGrid, VoxelIndex};

/// The car grid of the paper.
const CAR_GRID: GridSpec =
    GridSpec { min_m: [0., -40., -3.], max_m: [70.4, 40., 1.], voxel_size_m: [0.2, 0.2, 0.4] };

/// Width of a band of range, metres, and how many there are.
const BAND: f64 = 10.;
const NUM_BANDS: usize = 8;

/// Width of an azimuth bin, radians: the step of an HDL-64E at 10 Hz.
const AZIMUTH_BIN: f32 = 0.173 * PI / 180.;

const BINS_IN_TURN: usize = (TAU / AZIMUTH_BIN) as usize;

/// Below this, points are on the ground: the sensor is 1.73 m above it.
const GROUND_HEIGHT: f32 = -1.45;

/// Real values are widened by this share of themselves.
const WIDENED: f64 = 0.2;

/// The largest value that reads as 0 in real scans, whose intensities are hundredths.
const ROUNDING: f64 = 0.005;

/// The numbers of one scan.
pub struct Measured(Vec<(String, f64)>);

impl Measured {
    /// By band of range: points, occupied voxels of the car grid, share of azimuth bins with a return
    /// and quartiles of the intensity; of the whole scan, the share of the azimuth bins of all rings;
    /// near the sensor, how rough rings on the ground are.
    pub fn of(cloud: &PointCloud) -> Self {
        let mut bands = vec![Vec::new(); NUM_BANDS];
        for point in &cloud.points {
            let band = (point.position().coords.norm() / BAND) as usize;
            if let Some(band) = bands.get_mut(band) {
                band.push(*point);
            }
        }
        let mut rows = by_band("points", bands.iter().map(|band| band.len() as f64));
        rows.extend(by_band("voxels", voxels_by_band(cloud).into_iter()));
        rows.extend(by_band("azimuth bins", bands.iter().map(|band| share_of_azimuths(band))));
        for (quarter, name) in [(1, "lower"), (2, "middle"), (3, "upper")] {
            let quartiles = bands.iter().map(|band| intensity_at(band, quarter));
            rows.extend(by_band(&format!("intensity, {name} quartile"), quartiles));
            let whole = intensity_at(&cloud.points, quarter);
            rows.push((format!("intensity, {name} quartile"), whole));
        }
        rows.push(("azimuth bins of all rings".into(), share_of_ring_bins(cloud)));
        rows.extend(by_band("range noise on ground, cm", noise_on_ground(cloud).into_iter()));
        Self(rows)
    }
}

/// Prints a row per number; whether all simulated means are within.
pub fn print(real: &[Measured], simulated: &[Measured]) -> bool {
    println!(
        "{:<38} {:>10} {:>10}   {:>10} {:>10} {:>10}",
        "", "real least", "greatest", "sim. least", "mean", "greatest"
    );
    let mut all_within = true;
    for (row, (name, _)) in real[0].0.iter().enumerate() {
        let column = |scans: &[Measured]| scans.iter().map(|s| s.0[row].1).collect::<Vec<_>>();
        let (real, simulated) = (column(real), column(simulated));
        let least = |values: &[f64]| values.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = |values: &[f64]| values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mean = simulated.iter().sum::<f64>() / simulated.len() as f64;
        let rounding = if name.starts_with("intensity") { ROUNDING } else { 0. };
        let allowed = least(&real) * (1. - WIDENED)..=greatest(&real) * (1. + WIDENED) + rounding;
        let within = allowed.contains(&mean);
        all_within &= within;
        let digits = if greatest(&real) < 10. { 3 } else { 0 };
        println!(
            "{name:<38} {:>10.digits$} {:>10.digits$}   {:>10.digits$} {mean:>10.digits$} {:>10.digits$}  {}",
            least(&real),
            greatest(&real),
            least(&simulated),
            greatest(&simulated),
            if within { "within" } else { "NOT WITHIN" }
        );
    }
    all_within
}

fn by_band(what: &str, values: impl Iterator<Item = f64>) -> Vec<(String, f64)> {
    let name = |band: usize| format!("{what}, {} to {} m", band * 10, (band + 1) * 10);
    values.enumerate().map(|(band, value)| (name(band), value)).collect()
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
        if let Some(count) = counts.get_mut((distance / BAND) as usize) {
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
        if let Some(differences) = differences.get_mut((range / BAND) as usize) {
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
