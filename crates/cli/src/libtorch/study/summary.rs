//! The records of a study brought together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::interval::Estimate;
use super::record::{Precision, Record};
use super::variant::Variant;

/// Everything that a study found.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// The command line that added to it last.
    pub command: String,
    /// The machine that computed it.
    pub machine: String,
    /// Names of the classes of the network, in lower case.
    pub classes: Vec<String>,
    /// Names of the conditions, the clean one first.
    pub conditions: Vec<String>,
    /// The configured value of each key that is varied.
    pub configured: BTreeMap<String, String>,
    /// The variants in their order, the configuration as it is first.
    pub variants: Vec<VariantSummary>,
}

/// The findings about one variant.
#[derive(Debug, Serialize)]
pub struct VariantSummary {
    pub name: String,
    /// The key that is changed; none of the configuration as it is.
    pub key: Option<String>,
    /// The new value of the key.
    pub value: Option<String>,
    /// By condition: moderate 3D and bird's-eye R40, the mean over the classes of the network, over the seeds.
    pub precision: BTreeMap<String, VariantPrecision>,
    /// The same of 3D boxes, the mean over all conditions but the clean one.
    pub worse: Option<Estimate>,
    /// The difference of that to the clean scans in the same run.
    pub change: Option<Estimate>,
    /// One for each seed.
    pub records: Vec<Record>,
}

/// Average precision over the seeds, percent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct VariantPrecision {
    #[serde(rename = "3d")]
    pub volume: Option<Estimate>,
    pub bev: Option<Estimate>,
    /// The difference of the 3D precision to that of the clean scans in the same run. It varies less over the
    /// seeds than either.
    pub change: Option<Estimate>,
}

impl VariantSummary {
    /// `conditions` has the clean one first.
    pub fn new(variant: &Variant, records: Vec<Record>, conditions: &[String]) -> Self {
        let over_seeds = |number: &dyn Fn(&Record) -> Option<f64>| {
            Estimate::of(&records.iter().filter_map(number).collect::<Vec<_>>())
        };
        let volume = |record: &Record, name: &String| mean_of(record, name, |p| p.volume);
        let clean = |record: &Record| volume(record, conditions.first()?);
        let precision = |name: &String| VariantPrecision {
            volume: over_seeds(&|record| volume(record, name)),
            bev: over_seeds(&|record| mean_of(record, name, |p| p.bev)),
            change: over_seeds(&|record| Some(volume(record, name)? - clean(record)?)),
        };
        let worse = |record: &Record| {
            let values = conditions.iter().skip(1).map(|name| volume(record, name));
            mean(&values.collect::<Option<Vec<f64>>>()?)
        };
        Self {
            name: variant.to_string(),
            key: variant.key().map(str::to_owned),
            value: variant.value().map(str::to_owned),
            precision: conditions.iter().map(|name| (name.clone(), precision(name))).collect(),
            worse: over_seeds(&worse),
            change: over_seeds(&|record| Some(worse(record)? - clean(record)?)),
            records,
        }
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
            step_ms: 70.,
            peak_memory_mb: None,
            scan_ms: Some(20.),
            engine: "native".into(),
            conditions: conditions.map(|(name, volume)| (name.to_owned(), of(volume))).into(),
            origin: Origin { config: String::new(), frames: Default::default() },
        }
    }

    /// Two runs as configured and one of another pooling, clean and with jitter.
    pub fn summary() -> Summary {
        let conditions = ["clean", "jitter=0.05"].map(str::to_owned).to_vec();
        let average = Variant::named("vfe.pooling=average").unwrap();
        let of = |variant, records| VariantSummary::new(variant, records, &conditions);
        let variants = vec![
            of(&Variant::BASE, vec![record(1, 60.), record(2, 62.)]),
            of(&average, vec![record(1, 50.)]),
        ];
        Summary {
            command: String::new(),
            machine: String::new(),
            classes: vec!["car".into()],
            conditions,
            configured: [("vfe.pooling".to_owned(), "max".to_owned())].into(),
            variants,
        }
    }

    #[test]
    fn seeds_are_averaged_and_what_was_not_measured_is_left_out() {
        let records = vec![record(1, 60.), record(2, 70.), record(3, 80.)];
        let conditions = ["clean", "jitter=0.05", "dropout=0.5"].map(str::to_owned);
        let variant = VariantSummary::new(&Variant::BASE, records.clone(), &conditions);
        assert_eq!(variant.volume("clean").unwrap().mean, 70.);
        assert!(variant.volume("clean").unwrap().half_width.unwrap() > 20.);
        assert_eq!(variant.precision["clean"].bev, None);
        assert_eq!((variant.volume("dropout=0.5"), variant.worse), (None, None));
        assert_eq!(variant.estimate(|record| record.peak_memory_mb), None);
        let variant = VariantSummary::new(&Variant::BASE, records, &conditions[..2]);
        assert_eq!((variant.worse.unwrap().mean, variant.change.unwrap().mean), (35., -35.));
        assert_eq!(variant.precision["jitter=0.05"].change.unwrap().mean, -35.);
        assert_eq!(variant.precision["clean"].change.unwrap().mean, 0.);
    }
}
