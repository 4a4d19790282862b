//! Datasets in KITTI's layout.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use rayon::prelude::*;
use voxelnet_files::write_atomically;
use voxelnet_kitti::{write_labels, write_plane, write_split};
use voxelnet_scene::write_bin;
use voxelnet_shard::Shard;

use crate::error::{SynthError, io_error};
use crate::frame::{Frame, Simulator};
use crate::manifest::Manifest;
use crate::options::SynthOptions;

/// Frames are named by six digits.
const MAX_FRAMES: usize = 1_000_000;

/// Writes a dataset: `training/{velodyne,label_2,calib,planes}`, `ImageSets/{train,val,trainval}.txt` and
/// `manifest.json`.
///
/// The bytes depend on the options alone, not on the number of threads of the rayon pool. A folder
/// that holds the same dataset unfinished is finished; the splits are written last. `progress` is
/// called after each frame with the number of frames done so far, from any thread.
///
/// # Errors
/// Those of [`claim_folder`], [`write_frames`] and [`write_splits`].
pub fn generate_dataset(
    out: &Path,
    options: &SynthOptions,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<(), SynthError> {
    claim_folder(out, options)?;
    write_frames(out, options, Shard::whole(), &|_| ControlFlow::Continue(()), progress)?;
    write_splits(out, options)
}

/// Writes `manifest.json`, the first step: a folder without it is no unfinished dataset.
///
/// # Errors
/// Options that make no dataset, a folder that cannot be written, that holds anything else, or that
/// holds a dataset made with other options.
pub fn claim_folder(out: &Path, options: &SynthOptions) -> Result<(), SynthError> {
    options.check()?;
    Manifest::of(options).claim(out)
}

/// Writes the files of a shard's frames, the second step; frames that are there are left alone.
///
/// `starts` is called before each frame with its name; when it breaks off, that frame and those not yet begun are left
/// out. `progress` is called after each frame with the number of frames that are done. Both are called from several
/// threads.
///
/// # Errors
/// A file or folder that cannot be written.
pub fn write_frames(
    out: &Path,
    options: &SynthOptions,
    shard: Shard,
    starts: &(dyn Fn(&str) -> ControlFlow<()> + Sync),
    progress: &(dyn Fn(usize) + Sync),
) -> Result<(), SynthError> {
    let folders = Folders::make(&out.join("training"))?;
    let simulator = Simulator::new(options.simulator.clone());
    let num_done = AtomicUsize::new(0);
    let ids = options.frame_ids();
    let own = ids.par_iter().enumerate().filter(|(index, _)| shard.owns(*index));
    let written = own.try_for_each(|(index, id)| {
        if starts(id).is_break() {
            return Err(None);
        }
        if !folders.hold(id) {
            folders.write(id, &simulator.frame(index as u64)).map_err(Some)?;
        }
        progress(num_done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    });
    match written {
        Err(Some(error)) => Err(error),
        Ok(()) | Err(None) => Ok(()),
    }
}

/// Writes the lists of frames, the last step.
///
/// # Errors
/// A file or folder that cannot be written.
pub fn write_splits(out: &Path, options: &SynthOptions) -> Result<(), SynthError> {
    let (folder, ids) = (out.join("ImageSets"), options.frame_ids());
    fs::create_dir_all(&folder).map_err(|reason| io_error(&folder, reason))?;
    let num_val = (ids.len() as f64 * options.val_fraction).round() as usize;
    let (train, val) = ids.split_at(ids.len() - num_val.min(ids.len()));
    for (name, frames) in [("train", train), ("val", val), ("trainval", &ids)] {
        write_split(&folder.join(name).with_extension("txt"), frames)?;
    }
    Ok(())
}

impl SynthOptions {
    fn check(&self) -> Result<(), SynthError> {
        let Self { frames: num_frames, val_fraction, ref simulator } = *self;
        if !(1..=MAX_FRAMES).contains(&num_frames) {
            return Err(SynthError::NumFrames { num_frames });
        }
        if !(0.0..=1.).contains(&val_fraction) {
            return Err(SynthError::ValFraction { val_fraction });
        }
        if simulator.classes.is_empty() {
            return Err(SynthError::NoClasses);
        }
        Ok(())
    }

    fn frame_ids(&self) -> Vec<String> {
        (0..self.frames).map(|index| format!("{index:06}")).collect()
    }
}

/// The folders that hold the files of the frames.
struct Folders {
    velodyne: PathBuf,
    label_2: PathBuf,
    calib: PathBuf,
    planes: PathBuf,
}

impl Folders {
    fn make(training: &Path) -> Result<Self, SynthError> {
        let [velodyne, label_2, calib, planes] =
            ["velodyne", "label_2", "calib", "planes"].map(|name| training.join(name));
        for folder in [&velodyne, &label_2, &calib, &planes] {
            fs::create_dir_all(folder).map_err(|reason| io_error(folder, reason))?;
        }
        Ok(Self { velodyne, label_2, calib, planes })
    }

    fn paths(&self, id: &str) -> [PathBuf; 4] {
        [
            self.velodyne.join(id).with_extension("bin"),
            self.label_2.join(id).with_extension("txt"),
            self.calib.join(id).with_extension("txt"),
            self.planes.join(id).with_extension("txt"),
        ]
    }

    /// Whether all files of a frame are there; each is written at once or not at all.
    fn hold(&self, id: &str) -> bool {
        self.paths(id).iter().all(|path| path.is_file())
    }

    fn write(&self, id: &str, frame: &Frame) -> Result<(), SynthError> {
        let [scan, labels, calibration, plane] = self.paths(id);
        write_bin(&scan, &frame.cloud)?;
        write_labels(&labels, &frame.labels)?;
        write_plane(&plane, frame.plane.into())?;
        write_atomically(&calibration, frame.calibration.to_text().as_bytes())
            .map_err(|reason| io_error(&calibration, reason))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::{collections::BTreeMap, error::Error};

    use super::*;
    use crate::class::Class;
    use crate::options::SimulatorOptions;
    use crate::scene::scenario::Scenario;
    use crate::sensor::Sensor;

    fn simulator(seed: u64) -> SimulatorOptions {
        SimulatorOptions {
            seed,
            sensor: Sensor::load("hdl-64e").unwrap(),
            scenario: Scenario::Street,
            classes: Class::ALL.to_vec(),
            full_circle: false,
        }
    }

    fn options() -> SynthOptions {
        SynthOptions { frames: 5, val_fraction: 0.4, simulator: simulator(11) }
    }

    fn generate(out: &Path, options: &SynthOptions) -> Result<(), SynthError> {
        generate_dataset(out, options, &|_| ())
    }

    /// Paths below a folder with the bytes of the files.
    fn contents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(root).unwrap().to_owned();
                    files.insert(name, fs::read(path).unwrap());
                }
            }
        }
        files
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_number_of_threads() {
        let datasets = [1, 2].map(|num_threads| {
            let folder = tempfile::tempdir().unwrap();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
            pool.install(|| generate(folder.path(), &options())).unwrap();
            contents(folder.path())
        });
        assert_eq!(datasets[0].len(), 5 * 4 + 3 + 1);
        assert!(datasets[0] == datasets[1]);
    }

    #[test]
    fn the_dataset_reads_back_through_the_kitti_layout() {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), &options()).unwrap();
        let dataset = voxelnet_kitti::KittiDataset::open(folder.path()).unwrap();
        let ids = |split| dataset.frame_ids(split).unwrap();
        assert_eq!(ids("train"), ["000000", "000001", "000002"]);
        assert_eq!(ids("val"), ["000003", "000004"]);
        assert_eq!(ids("trainval").len(), 5);
        let frame = Simulator::new(simulator(11)).frame(3);
        assert_eq!(dataset.calibration("000003").unwrap(), frame.calibration);
        let scan = voxelnet_scene::read_scan(&dataset.scan_path("000003").unwrap()).unwrap();
        assert_eq!(scan.cloud, frame.cloud);
        let rows: Vec<String> =
            dataset.labels("000003").unwrap().iter().map(ToString::to_string).collect();
        let expected: Vec<String> = frame.labels.iter().map(ToString::to_string).collect();
        assert_eq!(rows, expected);
        assert_eq!(dataset.image_size("000003").unwrap(), None);
        let plane = folder.path().join("training/planes/000003.txt");
        assert_eq!(voxelnet_kitti::read_plane(&plane).unwrap(), frame.plane.into());
    }

    #[test]
    fn an_unfinished_dataset_is_finished_and_finished_frames_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), &options()).unwrap();
        let whole = contents(folder.path());
        let labels = folder.path().join("training/label_2");
        fs::remove_file(labels.join("000001.txt")).unwrap();
        fs::write(labels.join("000002.txt"), "").unwrap();
        let counts = std::sync::Mutex::new(Vec::new());
        generate_dataset(folder.path(), &options(), &|done| counts.lock().unwrap().push(done))
            .unwrap();
        let mut counts = counts.into_inner().unwrap();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2, 3, 4, 5]);
        let name = Path::new("training/label_2");
        let finished = contents(folder.path());
        assert_eq!(finished[&name.join("000001.txt")], whole[&name.join("000001.txt")]);
        assert!(finished[&name.join("000002.txt")].is_empty());
    }

    #[test]
    fn a_dataset_of_a_sensor_with_many_digits_is_continued() {
        let folder = tempfile::tempdir().unwrap();
        let sensor_file = folder.path().join("calibrated.toml");
        let shipped = include_str!("../../../configs/sensors/vlp-16.toml");
        let calibrated = shipped.replace("from_deg = 15.0", "from_deg = 19.225430273733583");
        fs::write(&sensor_file, calibrated).unwrap();
        let sensor = Sensor::load(&sensor_file.display().to_string()).unwrap();
        let simulator = SimulatorOptions { sensor, ..simulator(1) };
        let options = SynthOptions { frames: 1, val_fraction: 0., simulator };
        let out = folder.path().join("out");
        generate(&out, &options).unwrap();
        generate(&out, &options).unwrap();
        let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
        assert!(manifest.contains("\"half_range_m\": \"inf\""), "{manifest}");
    }

    #[test]
    fn folders_with_something_else_in_them_are_refused_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path();
        fs::write(out.join("holiday.jpg"), "x").unwrap();
        let error = generate(out, &options()).unwrap_err();
        assert!(matches!(error, SynthError::ForeignFolder { .. }), "{error}");
        assert_eq!(contents(out).len(), 1);

        let out = out.join("dataset");
        generate(&out, &SynthOptions { frames: 1, ..options() }).unwrap();
        let before = contents(&out);
        let other_seed = SynthOptions { frames: 1, simulator: simulator(12), ..options() };
        let message = generate(&out, &other_seed).unwrap_err().to_string();
        assert!(message.contains("made with seed 11, expected seed 12"), "{message}");
        assert!(contents(&out) == before);

        fs::write(out.join("manifest.json"), "{").unwrap();
        let error = generate(&out, &other_seed).unwrap_err();
        assert!(matches!(error, SynthError::BadManifest { .. }), "{error}");
    }

    #[test]
    fn a_folder_that_cannot_be_made_and_options_that_make_nothing_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let error = generate(&file.join("out"), &options()).unwrap_err();
        assert!(error.to_string().contains("file/out") && error.source().is_some(), "{error}");

        let out = folder.path().join("out");
        let error = generate(&out, &SynthOptions { frames: 0, ..options() }).unwrap_err();
        assert!(matches!(error, SynthError::NumFrames { num_frames: 0 }));
        for val_fraction in [-0.1, 1.1, f64::NAN] {
            let error = generate(&out, &SynthOptions { val_fraction, ..options() }).unwrap_err();
            assert!(matches!(error, SynthError::ValFraction { .. }), "{error}");
        }
        let none = SimulatorOptions { classes: Vec::new(), ..simulator(11) };
        let error = generate(&out, &SynthOptions { simulator: none, ..options() }).unwrap_err();
        assert!(matches!(error, SynthError::NoClasses), "{error}");
        assert!(!out.exists());
    }
}
