//! The validated options of `voxelnet calibrate`.

use std::path::PathBuf;

use anyhow::{Context, Error, Result};
use voxelnet_metrics::ThresholdRule;

use crate::args::calibrate::CalibrateArgs;
use crate::engine::choice::EngineRequest;
use crate::eval::plan::{Networks, NetworksSource, RunNetworks};
use crate::usage::{WrongUsage, require_extension};

/// Every detection down to the network's own score is judged, without the map that the weights may have.
const RAW: [&str; 2] = ["detection.min_score=0.05", "detection.calibration.enabled=false"];

/// The network to calibrate, the frames to fit on, and the files to write.
pub struct CalibratePlan {
    /// The one network, with [`RAW`] scores.
    pub network: Networks,
    pub engine: EngineRequest,
    pub rule: ThresholdRule,
    /// Whether scores are mapped, not only compared.
    pub maps: bool,
    pub overrides: Vec<String>,
    pub out: PathBuf,
    pub json: Option<PathBuf>,
    /// None is a folder that is gone afterwards.
    pub results: Option<PathBuf>,
}

impl TryFrom<&CalibrateArgs> for CalibratePlan {
    type Error = Error;

    fn try_from(args: &CalibrateArgs) -> Result<Self> {
        require_extension(&args.out, &["safetensors"], "--out")?;
        let rule = match (args.precision, args.false_per_scan) {
            (Some(precision), _) => ThresholdRule::Precision(precision),
            (None, Some(number)) => ThresholdRule::FalsePerFrame(number),
            (None, None) => ThresholdRule::BestF1,
        };
        // Behind what was typed: thresholds and maps that a user sets are for the file, not for the fit.
        let overrides = args.overrides.iter().cloned().chain(RAW.map(str::to_owned));
        Ok(Self {
            network: Networks {
                source: source(args)?,
                split: args.split.clone(),
                overrides: overrides.collect(),
            },
            engine: args.compute.into(),
            rule,
            maps: !args.no_map,
            overrides: args.overrides.clone(),
            out: args.out.clone(),
            json: args.json.clone(),
            results: args.results.clone(),
        })
    }
}

fn source(args: &CalibrateArgs) -> Result<NetworksSource> {
    // The results go elsewhere, see `CalibratePlan::results`.
    let (data, results) = (args.data.clone(), PathBuf::new());
    Ok(match (&args.run, &args.weights) {
        (Some(run), _) => NetworksSource::Runs(RunNetworks {
            folders: vec![run.clone()],
            checkpoint: args.checkpoint,
            data,
            results: Some(results),
        }),
        (None, weights) => NetworksSource::Weights {
            file: weights.clone().context(WrongUsage::new("give --run DIR or --weights FILE"))?,
            data: data.context(WrongUsage::new("give --data DIR"))?,
            results,
        },
    })
}
