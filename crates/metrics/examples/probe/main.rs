//! Compares result files on real frames before and after a change, with paired confidence intervals.
//!
//!     cargo run --release -p voxelnet-metrics --example probe -- KITTI_REAL AFTER... [--before BEFORE...]
//!
//! KITTI_REAL is a folder in KITTI layout whose `ImageSets/val.txt` lists the frames. AFTER and BEFORE are folders of
//! result files, one for each seed of the training. A row of the table has the mean over the seeds before and after,
//! their difference and its 95% interval. All folders have the same resamples of the frames, so that the difference of
//! nearly equal detectors has a narrow interval. It holds the chance of the frames, not that of the training.
//! Without `--before` the interval is that of the value.

mod arguments;
mod comparison;
mod quantity;
mod rows;
mod scored;
mod table;

use std::env;
use std::error::Error;
use std::process::ExitCode;

use crate::arguments::Arguments;
use crate::rows::rows;
use crate::scored::Scorer;

fn main() -> ExitCode {
    let Some(arguments) = Arguments::parse(env::args().skip(1)) else {
        eprintln!("usage: probe KITTI_REAL AFTER... [--before BEFORE...]");
        return ExitCode::from(2);
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error.to_string().replace('\n', "; "));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let scorer = Scorer::new(&arguments.data)?;
    let [before, after] = [&arguments.before, &arguments.after].map(|folders| scorer.read(folders));
    let (before, after) = (before?, after?);
    let rows = rows(scorer.rules(), &before);
    print!("{}", table::table(&rows, &before, &after, scorer.num_frames()));
    Ok(())
}
