//! All that is measured of scans, and the tables of it.

use voxelnet_kitti::Label;

use crate::{
    clutter::{self, clutter},
    label_statistics,
    labelled_scan::LabelledScan,
    length_by_view,
    pooled::{self, PooledRow},
    scan_measures,
    scan_rows::{self, ScanRow},
    thin_structures::{self, ThinStructure, thin_structures},
    tightness::{self, Tightness, tightness},
};

/// Scans that reach less far behind the sensor have had their rear cut off, metres.
const REAR: f32 = -20.;

/// The numbers and objects of one scan.
pub struct ScanReport {
    rows: Vec<ScanRow>,
    thin_structures: Vec<ThinStructure>,
    cars: Vec<Tightness>,
    labels: Vec<Label>,
    /// The least x of its points, metres.
    least_x: f32,
}

impl ScanReport {
    /// Measures a scan.
    pub fn of(scan: &LabelledScan) -> Self {
        let clutter = clutter(scan);
        let thin_structures = thin_structures(&clutter);
        let mut rows = scan_measures::rows(&scan.cloud);
        rows.extend(clutter::rows(&clutter));
        rows.extend(thin_structures::rows(&thin_structures));
        Self {
            rows,
            thin_structures,
            cars: tightness(scan),
            labels: scan.labels.clone(),
            least_x: scan.cloud.points.iter().map(|point| point.x).fold(f32::INFINITY, f32::min),
        }
    }
}

/// The x behind which none of the scans has a point, metres, when their rear was cut off.
pub fn rear_of(scans: &[ScanReport]) -> Option<f32> {
    let least = scans.iter().map(|scan| scan.least_x).fold(f32::INFINITY, f32::min);
    (least > REAR).then_some(least)
}

/// The labels of each scan.
pub fn labels_of(scans: &[ScanReport]) -> Vec<Vec<Label>> {
    scans.iter().map(|scan| scan.labels.clone()).collect()
}

/// Prints the tables of scans, pooled objects and labels; whether all rows are within.
pub fn print(real: &[ScanReport], simulated: &[ScanReport], real_labels: &[Vec<Label>]) -> bool {
    let [real_rows, simulated_rows] = [real, simulated]
        .map(|scans| scans.iter().map(|scan| scan.rows.as_slice()).collect::<Vec<_>>());
    let mut all_within = scan_rows::print(&real_rows, &simulated_rows);
    println!();
    let mut compare = |title, real: Vec<PooledRow>, simulated: Vec<PooledRow>| {
        all_within &= pooled::print(title, &real, &simulated);
    };
    let [real_thin, simulated_thin] = [real, simulated]
        .map(|scans| thin_structures::pooled_rows(&all(scans, |s| &s.thin_structures)));
    compare("height of thin structures, m", real_thin, simulated_thin);
    let [real_cars, simulated_cars] =
        [real, simulated].map(|scans| tightness::pooled_rows(&all(scans, |s| &s.cars)));
    compare("from faces of boxes of cars to points, m", real_cars, simulated_cars);
    let labels = labels_of(simulated);
    let statistics = label_statistics::pooled_rows;
    compare("labels", statistics(real_labels), statistics(&labels));
    let lengths = length_by_view::pooled_rows;
    compare("length of cars by view, m", lengths(real_labels), lengths(&labels));
    all_within
}

/// The objects of all scans.
fn all<T>(scans: &[ScanReport], objects: impl Fn(&ScanReport) -> &Vec<T>) -> Vec<&T> {
    scans.iter().flat_map(objects).collect()
}
