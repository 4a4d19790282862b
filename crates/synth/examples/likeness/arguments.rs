//! Command-line arguments.

use std::{env, error::Error, path::PathBuf};

use voxelnet_synth::Scenario;

const DEFAULT_FRAMES: u64 = 60;
const DEFAULT_SEED: u64 = 1;

/// Takes the place of a folder that is not given.
const NO_FOLDER: &str = "-";

/// The real data, and the scans to simulate.
pub struct Arguments {
    /// A folder in KITTI layout.
    pub root: PathBuf,
    /// Simulated scans.
    pub num_frames: u64,
    pub seed: u64,
    /// A folder of label files.
    pub labels: Option<PathBuf>,
    pub scenario: Scenario,
}

impl Arguments {
    /// Parses the arguments of the program.
    pub fn parse() -> Result<Self, Box<dyn Error>> {
        let mut args = env::args().skip(1);
        Ok(Self {
            root: args.next().ok_or("expected a folder in KITTI layout")?.into(),
            num_frames: args.next().map_or(Ok(DEFAULT_FRAMES), |text| text.parse())?,
            seed: args.next().map_or(Ok(DEFAULT_SEED), |text| text.parse())?,
            labels: args.next().filter(|text| text != NO_FOLDER).map(PathBuf::from),
            scenario: args.next().map_or(Ok(Scenario::default()), |name| name.parse())?,
        })
    }
}
