//! The records of a study brought together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::interval::Estimate;
use super::record::{Precision, Record};

/// Everything that a study found.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// The command line that asked for it.
    pub command: String,
    /// What it was computed on.
    pub machine: String,
    /// Names of the classes of the network, in lower case.
    pub classes: Vec<String>,
    /// Names of the conditions, the clean one first.
    pub conditions: Vec<String>,
    /// The variants in their order.
    pub variants: Vec<VariantSummary>,
}

/// What was found of one variant.
#[derive(Debug, Serialize)]
pub struct VariantSummary {
    pub name: String,
    /// By condition: moderate 3D and bird's-eye R40, the mean over the classes of the network, over the seeds.
    pub precision: BTreeMap<String, VariantPrecision>,
    /// The same of 3D boxes, the mean over all conditions but the clean one.
    pub worse: Option<Estimate>,
    /// One for each seed.
    pub records: Vec<Record>,
}

/// Average precision over the seeds, percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VariantPrecision {
    #[serde(rename = "3d")]
    pub volume: Option<Estimate>,
    pub bev: Option<Estimate>,
}

impl VariantSummary {
    /// `conditions` has the clean one first.
    pub fn new(name: String, records: Vec<Record>, conditions: &[String]) -> Self {
        let over_seeds = |condition: &String, measure: Measure| {
            let values = records.iter().filter_map(|record| mean_of(record, condition, measure));
            Estimate::of(&values.collect::<Vec<_>>())
        };
        let precision = |condition: &String| VariantPrecision {
            volume: over_seeds(condition, |precision| precision.volume),
            bev: over_seeds(condition, |precision| precision.bev),
        };
        let worse = records.iter().filter_map(|record| {
            let worse = conditions.iter().skip(1);
            let values = worse.map(|condition| mean_of(record, condition, |p| p.volume));
            mean(&values.collect::<Option<Vec<f64>>>()?)
        });
        let worse = Estimate::of(&worse.collect::<Vec<_>>());
        let precision = conditions.iter().map(|name| (name.clone(), precision(name))).collect();
        Self { name, precision, worse, records }
    }

    /// Moderate 3D R40 under a condition.
    pub fn volume(&self, condition: &str) -> Option<Estimate> {
        self.precision.get(condition)?.volume
    }

    /// A number of each record, over the seeds.
    pub fn estimate(&self, number: impl Fn(&Record) -> Option<f64>) -> Option<Estimate> {
        Estimate::of(&self.records.iter().filter_map(number).collect::<Vec<_>>())
    }
}

type Measure = fn(&Precision) -> Option<f64>;

/// The mean over the classes; none when one of them was not evaluated.
fn mean_of(record: &Record, condition: &str, measure: Measure) -> Option<f64> {
    let classes = record.conditions.get(condition)?.values();
    mean(&classes.map(measure).collect::<Option<Vec<f64>>>()?)
}

fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(super) mod tests {
    use super::super::record::Origin;
    use super::*;

    pub fn record(seed: u64, volume: f64) -> Record {
        let precision = |volume| Precision { volume: Some(volume), bev: None };
        let of = |volume| BTreeMap::from([("car".to_owned(), precision(volume))]);
        let conditions = [("clean", volume), ("jitter=0.05", volume / 2.)];
        Record {
            variant: "as configured".into(),
            seed,
            num_parameters: 1000,
            num_steps: 10,
            train_secs: 60.,
            peak_memory_mb: None,
            scan_ms: Some(20.),
            conditions: conditions.map(|(name, volume)| (name.to_owned(), of(volume))).into(),
            origin: Origin { config: String::new(), frames: Default::default() },
        }
    }

    #[test]
    fn seeds_are_averaged_and_what_was_not_measured_is_left_out() {
        let records = vec![record(1, 60.), record(2, 70.), record(3, 80.)];
        let conditions = ["clean", "jitter=0.05", "dropout=0.5"].map(str::to_owned);
        let variant = VariantSummary::new("v".into(), records.clone(), &conditions);
        assert_eq!(variant.volume("clean").unwrap().mean, 70.);
        assert!(variant.volume("clean").unwrap().half_width.unwrap() > 20.);
        assert_eq!(variant.precision["clean"].bev, None);
        assert_eq!((variant.volume("dropout=0.5"), variant.worse), (None, None));
        assert_eq!(variant.estimate(|record| record.peak_memory_mb), None);
        let variant = VariantSummary::new("v".into(), records, &conditions[..2]);
        assert_eq!(variant.worse.unwrap().mean, 35.);
    }
}
