//! The report that `voxelnet bench` prints and writes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use voxelnet_files::counted;
use voxelnet_statistics::median;

use super::agreement::Agreement;
use super::difference::PerOutput;
use super::limits::Limits;
use super::scaling::ScalingRow;
use super::stages::StageTimes;
use super::table::row;

/// The result of a measurement. Fields may be added, not renamed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BenchReport {
    pub scans: usize,
    pub threads: usize,
    /// Times and memory by engine.
    pub engines: BTreeMap<&'static str, EngineReport>,
    /// Largest difference of an engine's output to that of `dense` over the scans, over the standard
    /// deviation of the output.
    pub difference: BTreeMap<&'static str, PerOutput>,
    /// The least standard deviation of an output of `dense` over the scans.
    pub spread: Option<PerOutput>,
    /// The detections of an engine beside those of `dense`.
    pub agreement: BTreeMap<&'static str, Agreement>,
    /// Limits of the native engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub native_limits: Option<Limits>,
    /// Training steps by engine.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub train_step: BTreeMap<&'static str, TrainStepReport>,
    /// Measurements of the sparse engine on parts of the scan of median size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scaling: Vec<ScalingRow>,
    /// The same of the native engine.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub native_scaling: Vec<ScalingRow>,
}

/// The time and the memory that an engine takes to detect.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct EngineReport {
    /// Median of each stage over the scans.
    pub median_ms: StageTimes,
    pub peak_rss_mb: Option<f64>,
    /// The speed as a multiple of that of `dense`, where that was measured too.
    pub speedup: Option<Speedup>,
}

/// The whole time of the reference over that of an engine, scan by scan.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Speedup {
    pub median: f64,
    pub least: f64,
}

impl Speedup {
    /// The speedup of `times` over `reference`, both of the same scans.
    pub fn new(reference: &[StageTimes], times: &[StageTimes]) -> Self {
        let ratios: Vec<f64> =
            reference.iter().zip(times).map(|(dense, times)| dense.total / times.total).collect();
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        Self { median: median(ratios).unwrap_or(f64::NAN), least }
    }
}

/// The time and the memory that an engine takes for a training step.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TrainStepReport {
    pub ms: f64,
    pub peak_rss_mb: Option<f64>,
}

/// The engine that others are compared to.
const REFERENCE: &str = "dense";

impl BenchReport {
    /// A report on so many scans without any numbers.
    pub fn new(scans: usize) -> Self {
        let threads = rayon::current_num_threads();
        Self { scans, threads, ..Self::default() }
    }

    /// The numbers as a table: a column per engine, and one per engine with the reference's time over
    /// its own.
    pub fn table(&self) -> String {
        let names: Vec<&str> = self.engines.keys().copied().collect();
        let others: Vec<&str> = match self.engines.contains_key(REFERENCE) {
            true => names.iter().copied().filter(|&name| name != REFERENCE).collect(),
            false => Vec::new(),
        };
        let mut table = format!(
            "{}, {}; medians, milliseconds\n\n",
            counted(self.scans, "scan"),
            counted(self.threads, "thread")
        );
        let mut head = names.clone();
        let ratios: Vec<String> =
            others.iter().map(|name| format!("{REFERENCE} / {name}")).collect();
        head.extend(ratios.iter().map(String::as_str));
        row(&mut table, "", head.iter().map(|name| name.to_string()));

        for (stage, (name, _)) in StageTimes::default().by_name().into_iter().enumerate() {
            let of = |engine: &str| self.engines[engine].median_ms.by_name()[stage].1;
            compare(&mut table, name, &names, &others, of);
        }
        peaks(&mut table, names.iter().map(|name| self.engines[name].peak_rss_mb));
        self.add_train_steps(&mut table);
        self.add_speedups(&mut table);
        self.add_differences(&mut table);
        self.add_agreement(&mut table);
        if let Some(limits) = &self.native_limits {
            limits.add_to(&mut table);
        }
        self.add_scaling(&mut table);
        table
    }

    fn add_train_steps(&self, table: &mut String) {
        if self.train_step.is_empty() {
            return;
        }
        let names: Vec<&str> = self.train_step.keys().copied().collect();
        let is_compared = self.train_step.contains_key(REFERENCE);
        let others = names.iter().copied().filter(|&name| is_compared && name != REFERENCE);
        *table += "\n";
        let others: Vec<&str> = others.collect();
        let ratios = others.iter().map(|name| format!("{REFERENCE} / {name}"));
        row(table, "", names.iter().map(|name| name.to_string()).chain(ratios));
        compare(table, "training step", &names, &others, |name| self.train_step[name].ms);
        peaks(table, names.iter().map(|name| self.train_step[name].peak_rss_mb));
    }

    fn add_speedups(&self, table: &mut String) {
        let speedups =
            self.engines.iter().filter_map(|(name, engine)| Some((name, engine.speedup?)));
        let speedups: Vec<_> = speedups.filter(|(name, _)| **name != REFERENCE).collect();
        if speedups.is_empty() {
            return;
        }
        *table += "\ntimes faster than dense, scan by scan, all stages\n";
        row(table, "", ["median", "least"].map(String::from));
        for (name, Speedup { median, least }) in speedups {
            row(table, name, [median, least].map(|ratio| format!("{ratio:.2}")));
        }
    }

    fn add_scaling(&self, table: &mut String) {
        for (name, parts) in [("sparse", &self.scaling), ("native", &self.native_scaling)] {
            if parts.is_empty() {
                continue;
            }
            let _ = writeln!(table, "\n{name}, on parts of the scan of median size");
            row(table, "share of points", ["voxels", "middle, ms", "total, ms"].map(String::from));
            for part in parts {
                let cells =
                    [part.voxels as f64, part.middle_ms, part.total_ms].map(|n| format!("{n:.0}"));
                row(table, &format!("{}%", part.percent_of_points), cells);
            }
        }
    }

    fn add_agreement(&self, table: &mut String) {
        if self.agreement.is_empty() {
            return;
        }
        *table += "\ndetections beside those of dense, all scans; candidates of the scan with the fewest\n";
        row(table, "", ["candidates", "detections", "same", "missing"].map(String::from));
        for (name, agreement) in &self.agreement {
            let Agreement { least_candidates, detections, same, missing, .. } = *agreement;
            let numbers = [least_candidates, detections, same, missing];
            row(table, name, numbers.map(|number| number.to_string()));
        }
    }

    fn add_differences(&self, table: &mut String) {
        let Some(spread) = self.spread else { return };
        *table += "\nlargest difference to dense, in standard deviations of the output\n";
        row(table, "", ["scores", "residuals"].map(String::from));
        for (name, difference) in &self.difference {
            let numbers = [difference.scores, difference.residuals];
            row(table, name, numbers.map(|value| format!("{value:.1e}")));
        }
        let numbers = [spread.scores, spread.residuals];
        row(table, "(deviation)", numbers.map(|value| format!("{value:.3}")));
    }
}

fn compare(
    table: &mut String,
    what: &str,
    names: &[&str],
    others: &[&str],
    of: impl Fn(&str) -> f64,
) {
    let mut cells: Vec<String> = names.iter().map(|name| format!("{:.1}", of(name))).collect();
    cells.extend(others.iter().map(|name| format!("{:.2}", of(REFERENCE) / of(name))));
    row(table, what, cells);
}

fn peaks(table: &mut String, peaks: impl Iterator<Item = Option<f64>>) {
    let cells = peaks.map(|peak| peak.map_or("-".into(), |megabytes| format!("{megabytes:.0}")));
    row(table, "peak memory, MiB", cells);
}
