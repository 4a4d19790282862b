//! The times of the native engine beside the least that the machine allows.

use std::fmt::Write as _;

use serde::{Serialize, Serializer};
use voxelnet_engine::Work;
use voxelnet_statistics::median;

use super::machine::MachineRates;
use super::stages::StageTimes;
use super::table::row;
use super::work::StageWork;

/// The native engine beside the machine.
#[derive(Clone, Debug, Serialize)]
pub struct Limits {
    /// Multiply-adds of all threads in registers, thousands of millions a second.
    pub gmac_per_s: f64,
    /// Bytes that all threads copy, read and written, thousands of millions a second.
    pub gbytes_per_s: f64,
    /// By stage, in their order.
    #[serde(serialize_with = "as_map")]
    pub stages: Vec<(&'static str, StageLimit)>,
}

/// A stage beside the machine, medians over the scans.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StageLimit {
    /// Multiply-adds, thousands of millions.
    pub gmac: f64,
    /// The least that must be read and written, millions of bytes.
    pub mbytes: f64,
    /// Milliseconds at the machine's rate of multiply-adds.
    pub arithmetic_ms: f64,
    /// Milliseconds at the machine's rate of bytes.
    pub memory_ms: f64,
    /// The larger of both over what was measured, 0 to 1.
    pub share: f64,
}

impl Limits {
    /// The limits from `work` and `times` of the same scans.
    pub fn new(rates: &MachineRates, work: &[StageWork], times: &[StageTimes]) -> Self {
        let of = |work_of: fn(&StageWork) -> Work, time_of: fn(&StageTimes) -> f64| {
            let scans = work.iter().zip(times);
            let limits =
                scans.map(|(work, times)| StageLimit::new(rates, work_of(work), time_of(times)));
            StageLimit::median_of(&limits.collect::<Vec<_>>())
        };
        let stages = [
            ("vfe", of(|work| work.features, |times| times.vfe)),
            ("middle", of(|work| work.middle, |times| times.middle)),
            ("rpn", of(|work| work.rpn, |times| times.rpn)),
        ];
        Self {
            gmac_per_s: rates.multiply_adds_per_s / 1e9,
            gbytes_per_s: rates.bytes_per_s / 1e9,
            stages: stages.to_vec(),
        }
    }

    /// Adds a table.
    pub fn add_to(&self, table: &mut String) {
        let Self { gmac_per_s, gbytes_per_s, stages } = self;
        let _ = writeln!(
            table,
            "\nnative beside this machine's {gmac_per_s:.0} GMAC/s and {gbytes_per_s:.1} GB/s"
        );
        let heads = ["GMAC", "least, ms", "MB", "least, ms", "of the limit"];
        row(table, "", heads.map(String::from));
        for (name, limit) in stages {
            let StageLimit { gmac, mbytes, arithmetic_ms, memory_ms, share } = *limit;
            let cells = [
                format!("{gmac:.2}"),
                format!("{arithmetic_ms:.1}"),
                format!("{mbytes:.0}"),
                format!("{memory_ms:.1}"),
                format!("{:.0}%", 100. * share),
            ];
            row(table, name, cells);
        }
    }
}

impl StageLimit {
    fn new(rates: &MachineRates, work: Work, measured_ms: f64) -> Self {
        let arithmetic_ms = 1e3 * work.multiply_adds as f64 / rates.multiply_adds_per_s;
        let memory_ms = 1e3 * work.bytes as f64 / rates.bytes_per_s;
        Self {
            gmac: work.multiply_adds as f64 / 1e9,
            mbytes: work.bytes as f64 / 1e6,
            arithmetic_ms,
            memory_ms,
            share: arithmetic_ms.max(memory_ms) / measured_ms,
        }
    }

    fn median_of(limits: &[Self]) -> Self {
        let of = |number: fn(&Self) -> f64| median(limits.iter().map(number)).unwrap_or(f64::NAN);
        Self {
            gmac: of(|limit| limit.gmac),
            mbytes: of(|limit| limit.mbytes),
            arithmetic_ms: of(|limit| limit.arithmetic_ms),
            memory_ms: of(|limit| limit.memory_ms),
            share: of(|limit| limit.share),
        }
    }
}

fn as_map<S: Serializer>(stages: &[(&str, StageLimit)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(stages.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slower_of_arithmetic_and_memory_is_the_limit() {
        let rates = MachineRates { multiply_adds_per_s: 1e11, bytes_per_s: 1e10 };
        let work = Work { multiply_adds: 2_000_000_000, bytes: 50_000_000 };
        let limit = StageLimit::new(&rates, work, 40.);
        assert_eq!((limit.arithmetic_ms, limit.memory_ms, limit.share), (20., 5., 0.5));
        let work = Work { multiply_adds: 2_000_000, ..work };
        assert_eq!(StageLimit::new(&rates, work, 10.).share, 0.5);
    }
}
