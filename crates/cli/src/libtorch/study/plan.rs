//! The validated options of `voxelnet ablate`.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_config::Config;
use voxelnet_dataset::Corruption;

use super::data::ScanCounts;
use crate::configuration::read_configuration;
use crate::engine::choice::EngineRequest;
use crate::libtorch::args::ablate::AblateArgs;

/// A configuration, its variations, and the scans to train and to try them on.
pub struct StudyPlan {
    /// The folder of the study.
    pub out: PathBuf,
    /// The configuration that is varied.
    pub config: PathBuf,
    /// Replace keys of it for all variants.
    pub overrides: Vec<String>,
    /// The changes, one at a time, as they were typed.
    pub vary: Vec<String>,
    /// Runs of each variant.
    pub num_seeds: u64,
    /// A dataset with the splits train and val; none is simulated into the folder of the study.
    pub data: Option<PathBuf>,
    /// Scans to simulate without a dataset.
    pub simulated: ScanCounts,
    /// The conditions to try each network under, the clean scans first.
    pub noises: Vec<Corruption>,
    pub engine: EngineRequest,
}

impl StudyPlan {
    /// Reads the configuration with further assignments.
    pub fn read_config(&self, assignments: &[String]) -> Result<Config> {
        let overrides: Vec<String> = self.overrides.iter().chain(assignments).cloned().collect();
        read_configuration(&self.config, &overrides)
    }
}

impl From<&AblateArgs> for StudyPlan {
    fn from(args: &AblateArgs) -> Self {
        Self {
            out: args.out.clone(),
            config: args.config.clone(),
            overrides: args.overrides.clone(),
            vary: args.vary.clone(),
            num_seeds: args.seeds as u64,
            data: args.data.clone(),
            simulated: ScanCounts { learned: args.frames, tried: args.val_frames },
            noises: noises(args.noise.as_deref().unwrap_or(Corruption::STANDARD)),
            engine: args.compute.into(),
        }
    }
}

/// The clean scans, and each kind and strength of noise once.
fn noises(asked: &[Corruption]) -> Vec<Corruption> {
    let mut noises = vec![Corruption::Clean];
    for noise in asked {
        if noise.strength() > 0. && !noises.contains(noise) {
            noises.push(*noise);
        }
    }
    noises
}
