//! The validated options of `voxelnet detect`.

use std::path::{Path, PathBuf};

use anyhow::{Error, Result};
use voxelnet_scene::ScanOptions;

use super::format::Format;
use super::results_plan::ResultsPlan;
use super::weights::{DetectionChanges, WeightsSource};
use crate::args::detect::DetectArgs;
use crate::engine::choice::EngineRequest;
use crate::engine::kind::Engine;
use crate::scans::inputs::{DASH, Input, find_inputs};
use crate::scans::reading::ReadingOptions;
use crate::scans::stream::{Framing, MAX_BYTES};
use crate::usage::ensure_usage;

/// The scans to detect in.
pub enum Scans {
    /// All of them, in the order of their names.
    Listed(Vec<Input>),
    /// One after the other from standard input.
    Stream(Framing),
}

impl Scans {
    /// Those that are known from the start.
    pub fn listed(&self) -> &[Input] {
        match self {
            Self::Listed(inputs) => inputs,
            Self::Stream(_) => &[],
        }
    }
}

/// The scans to detect in, the network, and the files to write.
pub struct DetectPlan {
    pub scans: Scans,
    pub reading: ReadingOptions,
    pub weights: WeightsSource,
    pub changes: DetectionChanges,
    pub engine: EngineRequest,
    pub results: ResultsPlan,
    /// A file for everything that libtorch computes on the way, of the only scan.
    pub dump: Option<PathBuf>,
}

impl TryFrom<&DetectArgs> for DetectPlan {
    type Error = Error;

    fn try_from(args: &DetectArgs) -> Result<Self> {
        Ok(Self {
            scans: scans(args)?,
            reading: (&args.scan).into(),
            weights: weights(args),
            changes: DetectionChanges {
                overrides: args.overrides.clone(),
                min_score: args.min_score.clone(),
                seed: args.seed,
            },
            engine: engine(args)?,
            results: results(args)?,
            dump: args.dump.clone(),
        })
    }
}

fn scans(args: &DetectArgs) -> Result<Scans> {
    if let Some(framing) = args.stream {
        ensure_usage!(
            args.scans == [Path::new(DASH)],
            "--stream reads scans from standard input alone; the only SCAN is {DASH}"
        );
        ensure_usage!(
            args.dump.is_none(),
            "--dump writes what was computed for one scan, not for a stream"
        );
        ensure_usage!(
            !args.resume,
            "--resume skips scans that are done; those of a stream cannot be known again"
        );
        let columns = args.scan.files.columns.map_or(ScanOptions::USUAL_COLUMNS, usize::from);
        ensure_usage!(
            framing.is_possible(columns),
            "--stream {framing}: a scan of more than {MAX_BYTES} bytes"
        );
        return Ok(Scans::Stream(framing));
    }
    let inputs = find_inputs(&args.scans)?;
    ensure_usage!(
        !args.resume || inputs.iter().all(|input| input.file().is_some()),
        "--resume skips scans that are done; those of standard input cannot be known again"
    );
    ensure_usage!(
        args.dump.is_none() || inputs.len() == 1,
        "--dump writes what was computed for one scan; there are {}",
        inputs.len()
    );
    Ok(Scans::Listed(inputs))
}

fn weights(args: &DetectArgs) -> WeightsSource {
    match (&args.run, &args.weights) {
        (Some(run), _) => WeightsSource::Run { folder: run.clone(), checkpoint: args.checkpoint },
        (None, Some(path)) => WeightsSource::File(path.clone()),
        (None, None) => WeightsSource::Shipped,
    }
}

/// The engine that was asked for; only libtorch can write a dump.
fn engine(args: &DetectArgs) -> Result<EngineRequest> {
    let request = EngineRequest::from(args.compute);
    if args.dump.is_none() {
        return Ok(request);
    }
    ensure_usage!(
        request.engine != Some(Engine::Native),
        "--dump writes what libtorch computes on the way, not the native engine"
    );
    Ok(EngineRequest { engine: Some(Engine::Libtorch), ..request })
}

fn results(args: &DetectArgs) -> Result<ResultsPlan> {
    ensure_usage!(
        !args.format.contains(&Format::Camera) || (args.calib.is_some() && args.image.is_some()),
        "the camera format needs --image FILE|DIR and --calib FILE|DIR"
    );
    let out = args.out.clone().filter(|out| out != Path::new(DASH));
    ensure_usage!(
        out.is_some() || !args.resume,
        "--resume goes on in a folder; name it with --out"
    );
    ensure_usage!(
        out.is_some() || args.format == [Format::Json],
        "only json is printed; name a folder for other formats with --out"
    );
    Ok(ResultsPlan {
        out,
        formats: args.format.clone(),
        has_full_precision: args.full_precision,
        resume: args.resume,
        calibration: args.calib.clone(),
        image: args.image.clone(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::program::{Args, Command};

    fn plan(typed: &[&str]) -> Result<DetectPlan> {
        let words = ["voxelnet", "detect"].iter().chain(typed);
        let Command::Detect(args) = Args::try_parse_from(words).unwrap().command else {
            unreachable!("detect was typed")
        };
        DetectPlan::try_from(&args)
    }

    #[test]
    fn a_dash_prints_and_a_dump_needs_libtorch() {
        assert_eq!(plan(&["a.bin", "--out", "-"]).unwrap().results.out, None);
        let dump = plan(&["a.bin", "--dump", "dump.safetensors"]).unwrap();
        assert_eq!(dump.engine.engine, Some(Engine::Libtorch));
    }

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        for (typed, expected) in [
            (vec!["a.bin", "b.bin", "--dump", "d"], "for one scan; there are 2"),
            (vec!["a.bin", "--dump", "d", "--engine", "native"], "not the native engine"),
            (vec!["a.bin", "--format", "csv"], "only json is printed"),
            (vec!["a.bin", "--out", "o", "--format", "camera"], "needs --image"),
            (vec!["a.bin", "--out", "-", "--resume"], "goes on in a folder"),
            (vec!["-", "--stream", "length", "--out", "o", "--resume"], "cannot be known again"),
            (vec!["-", "--stream", "length", "--dump", "d"], "not for a stream"),
            (vec!["a.bin", "--stream", "points=3"], "the only SCAN is -"),
            (vec!["-", "a.bin", "--stream", "points=3"], "the only SCAN is -"),
            (vec!["-", "--stream", "points=62500001"], "a scan of more than 1000000000 bytes"),
            (vec!["-", "--out", "o", "--resume"], "standard input cannot be known again"),
        ] {
            let error = plan(&typed).err().unwrap().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
