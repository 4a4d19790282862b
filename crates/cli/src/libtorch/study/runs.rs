//! The runs of a study: each variant with each seed.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_config::Config;

use super::data::StudyData;
use super::plan::StudyPlan;
use super::record::Origin;
use super::variant::Variant;

/// Everything that all runs of a study share.
pub struct Study<'a> {
    pub plan: &'a StudyPlan,
    /// The configuration as it is.
    pub config: &'a Config,
    pub variants: &'a [Variant],
    pub data: &'a StudyData,
}

/// One variant with one seed.
pub struct Run<'a> {
    pub variant: &'a Variant,
    pub seed: u64,
    /// Change the configuration into that of this run.
    pub assignments: Vec<String>,
    pub config: Config,
    pub folder: PathBuf,
    pub record_path: PathBuf,
}

impl<'a> Study<'a> {
    /// All runs, the seeds of each variant after each other.
    pub fn runs(&self) -> Result<Vec<Run<'a>>> {
        let seeds = 1..=self.plan.num_seeds;
        let of_variant = |variant| seeds.clone().map(move |seed| self.find(variant, seed));
        self.variants.iter().flat_map(of_variant).collect()
    }

    /// The run of a variant with a seed.
    pub fn find<'v>(&self, variant: &'v Variant, seed: u64) -> Result<Run<'v>> {
        let name = format!("{}-seed-{seed}", variant.folder());
        // What is best on the frames that it is tried on is not to be chosen by them.
        let fixed = ["train.validation.every_epochs=0".into(), format!("train.seed={seed}")];
        let own: Vec<String> = variant.assignment().into_iter().chain(fixed).collect();
        Ok(Run {
            variant,
            seed,
            config: self.plan.read_config(&own)?,
            assignments: self.plan.overrides.iter().cloned().chain(own).collect(),
            folder: self.plan.out.join("runs").join(&name),
            record_path: self.records_folder().join(format!("{name}.json")),
        })
    }

    /// The folder with a record of each run.
    pub fn records_folder(&self) -> PathBuf {
        self.plan.out.join("records")
    }

    /// The origin that the record of a run has to have.
    pub fn origin(&self, run: &Run) -> Origin {
        Origin { config: run.config.to_text(), frames: self.data.fingerprints.clone() }
    }

    /// Scans that a run learns from, each as often as it does.
    pub fn num_learned(&self, run: &Run) -> u64 {
        run.config.train.epochs * self.data.counts.learned as u64
    }

    /// Scans that a run learns from and is tried on under all conditions.
    pub fn num_scans(&self, run: &Run) -> u64 {
        self.num_learned(run) + (self.plan.noises.len() * self.data.counts.tried) as u64
    }
}
