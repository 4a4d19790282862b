//! The engines side by side.

use anyhow::Result;
use indicatif::ProgressBar;
use voxelnet_model::Detector;
use voxelnet_voxelizer::Voxelizer;

use super::difference::Differences;
use super::median;
use super::stages::{StageTimes, time_scan};
use super::train_step::TrainStep;
use crate::args::{BenchArgs, Engine};

/// What was measured of an engine.
#[derive(Clone, Debug)]
pub struct EngineTimes {
    pub engine: Engine,
    /// Of each scan the medians over the runs.
    pub of_scans: Vec<StageTimes>,
    /// To the first engine.
    pub differences: Differences,
}

/// Times the engines on every scan. They take turns, so that what else the machine does hits all of
/// them.
pub fn time_engines(
    args: &BenchArgs,
    engines: &[Engine],
    detector: &mut Detector,
    bar: &ProgressBar,
) -> Result<Vec<EngineTimes>> {
    let grid = detector.network().layout().grid;
    let mut voxelizer = Voxelizer::new(&grid, &detector.config().network.limits);
    for engine in engines {
        // The first run gets its memory from the system, which is not what is to be timed.
        detector.network_mut().set_middle_evaluation(engine.evaluation());
        time_scan(detector, &mut voxelizer, &args.scans[0])?;
    }
    let mut all: Vec<EngineTimes> = engines
        .iter()
        .map(|&engine| EngineTimes {
            engine,
            of_scans: Vec::new(),
            differences: Differences::default(),
        })
        .collect();
    for scan in &args.scans {
        let mut runs = vec![Vec::new(); engines.len()];
        for _ in 0..args.repeat {
            let mut reference = None;
            for (measured, runs) in all.iter_mut().zip(&mut runs) {
                detector.network_mut().set_middle_evaluation(measured.engine.evaluation());
                let (times, output) = time_scan(detector, &mut voxelizer, scan)?;
                runs.push(times);
                measured.differences.add(&output, reference.as_ref().unwrap_or(&output));
                reference.get_or_insert(output);
                bar.inc(1);
            }
        }
        for (measured, runs) in all.iter_mut().zip(&runs) {
            measured.of_scans.push(StageTimes::median_of(runs));
        }
    }
    Ok(all)
}

/// The median of each engine's training steps, milliseconds.
pub fn time_train_steps(
    repeat: usize,
    engines: &[Engine],
    mut step: TrainStep,
    bar: &ProgressBar,
) -> Result<Vec<f64>> {
    let mut runs = vec![Vec::new(); engines.len()];
    // As with scans, the first step of each is not what is to be timed.
    engines.iter().try_for_each(|engine| step.run(engine.evaluation()).map(drop))?;
    for _ in 0..repeat {
        for (runs, engine) in runs.iter_mut().zip(engines) {
            runs.push(step.run(engine.evaluation())?);
            bar.inc(1);
        }
    }
    Ok(runs.into_iter().map(median).collect())
}
