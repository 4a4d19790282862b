//! A small dataset and a run on it, made once per test process.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use super::{overrides, shipped_config, succeed};

/// `configs/quick.toml` on cells of 0.4 m: a quarter of the work.
pub const SMALL_NETWORK: &str = "network.grid.voxel_size_m=[0.4, 0.4, 0.8]";

/// Steps of the fixture's run.
const NUM_STEPS: usize = 60;

/// Six simulated frames, four to train on and two to validate on, and a run that has learned the
/// four by heart. Tests may read both, and change copies of them.
pub struct Fixture {
    pub data: PathBuf,
    pub run: PathBuf,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(Fixture::make);

/// The fixture; the first test to ask for it makes it.
pub fn fixture() -> &'static Fixture {
    &FIXTURE
}

impl Fixture {
    /// Frames of the split `train`.
    pub const TRAIN: [&str; 4] = ["000000", "000001", "000002", "000003"];
    /// Frames of the split `val`.
    pub const VAL: [&str; 2] = ["000004", "000005"];
    /// Steps of the run.
    pub const NUM_STEPS: usize = NUM_STEPS;

    fn make() -> Self {
        let folder = new_folder();
        let (data, run) = (folder.join("data"), folder.join("run"));
        succeed(&mut voxelnet!(
            "synth",
            "--out",
            data,
            "--frames",
            "6",
            "--seed",
            "3",
            "--val-fraction",
            "0.34"
        ));
        let mut train = voxelnet!("train", "--data", data, "--run", run, "--config");
        train.arg(shipped_config("quick.toml")).args(overrides(&[
            SMALL_NETWORK,
            "detection.min_score=0.0",
            "train.batch_size=1",
            "train.epochs=15",
            "train.validation.every_epochs=0",
            "augment.flip_probability=0.0",
            "augment.max_rotation=0.0",
            "augment.scale=[1.0, 1.0]",
        ]));
        succeed(&mut train);
        Self { data, run }
    }

    /// A file of a frame, such as `velodyne/000000.bin`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.data.join("training").join(name)
    }

    /// The scan of a frame.
    pub fn scan(&self, frame: &str) -> PathBuf {
        self.file(&format!("velodyne/{frame}.bin"))
    }

    /// The last weights file of the run.
    pub fn weights(&self) -> PathBuf {
        last_weights(&self.run)
    }
}

/// The weights file that the last checkpoint of a run is.
fn last_weights(run: &Path) -> PathBuf {
    let name = fs::read_to_string(run.join("last")).unwrap();
    run.join("checkpoints").join(name.trim())
}

/// A folder below the build folder. Nothing is dropped at the end of a test process, so the next one
/// clears away what old ones left.
fn new_folder() -> PathBuf {
    const PREFIX: &str = "fixture-";
    const OLD: Duration = Duration::from_secs(3600);
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for entry in fs::read_dir(parent).unwrap().flatten() {
        let age = entry.metadata().and_then(|data| data.modified()).map(|time| time.elapsed());
        let is_old = matches!(age, Ok(Ok(age)) if age > OLD);
        if is_old && entry.file_name().to_string_lossy().starts_with(PREFIX) {
            // Another test process may be clearing the same one away.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent).unwrap().keep()
}
