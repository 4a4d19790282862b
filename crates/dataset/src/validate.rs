//! Checking a whole dataset: everything that is wrong with it, at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use voxelnet_config::{BoxFrame, DatasetConfig, DifficultyRule};
use voxelnet_kitti::{KittiDataset, KittiError, Label, read_numbered_split, read_numbered_truths};
use voxelnet_ranks::{Ranks, gather, share};
use voxelnet_scene::read_scan;

/// Intensities above this are not on KITTI's scale of 0 to 1.
const MAX_INTENSITY: f32 = 1.001;

/// What was found out about a dataset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validation {
    /// What makes it unusable, file by file.
    pub problems: Vec<Problem>,
    /// What is odd about it.
    pub warnings: Vec<Problem>,
    /// Frames of `training` and of `testing`.
    pub num_frames: [usize; 2],
    /// Labelled objects by their type.
    pub num_objects: BTreeMap<String, usize>,
}

/// One thing that is wrong, with the file, where it helps the line, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem(String);

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Problem {
    fn of(error: &impl Display) -> Self {
        Self(error.to_string())
    }

    fn at(path: &Path, line: usize, what: impl Display) -> Self {
        Self(format!("{}:{line}: {what}", path.display()))
    }
}

/// What one frame adds.
#[derive(Default, Serialize, Deserialize)]
struct FrameFindings {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    kinds: Vec<String>,
    highest_intensity: f32,
}

/// Reads every file of a dataset, in parallel and each rank some of them, and lists all that is wrong, in the
/// order of frames. Involves all ranks.
///
/// `progress` is called from several threads with the number of frames checked so far and in total.
pub fn validate_dataset(
    dataset: &KittiDataset,
    config: &DatasetConfig,
    ranks: &dyn Ranks,
    progress: impl Fn(usize, usize) + Sync,
) -> Validation {
    let halves = [dataset.for_split("train"), dataset.for_split("test")];
    let frames = [frames_of(&halves[0], config), frames_of(&halves[1], config)];
    let total = frames.iter().map(BTreeSet::len).sum();
    let num_done = AtomicUsize::new(0);
    let mut found =
        Validation { num_frames: [0, 1].map(|i| frames[i].len()), ..Default::default() };
    for (half, frames) in frames.iter().enumerate() {
        let has_labels = half == 0;
        let frames: Vec<&String> = frames.iter().collect();
        let own: Vec<FrameFindings> = frames[share(ranks, frames.len())]
            .par_iter()
            .map(|frame| {
                ranks.works_on(&format!("checking frame {frame}"));
                let findings = check_frame(&halves[half], frame, config, has_labels);
                progress(num_done.fetch_add(1, Ordering::Relaxed) + 1, total);
                findings
            })
            .collect();
        let findings = of_all_ranks(ranks, own);
        let highest = findings.iter().map(|of_frame| of_frame.highest_intensity);
        found.warnings.extend(check_intensities(highest));
        for FrameFindings { problems, warnings, kinds, .. } in findings {
            found.problems.extend(problems);
            found.warnings.extend(warnings);
            for kind in kinds {
                *found.num_objects.entry(kind).or_default() += 1;
            }
        }
    }
    check_splits(dataset, &mut found);
    found
}

/// What all ranks found, in the order of frames.
fn of_all_ranks(ranks: &dyn Ranks, own: Vec<FrameFindings>) -> Vec<FrameFindings> {
    if ranks.size() == 1 {
        return own;
    }
    let bytes = serde_json::to_vec(&own).expect("texts and finite numbers can be written");
    let said = gather(ranks, &bytes);
    let read = |bytes: &Vec<u8>| -> Vec<FrameFindings> {
        serde_json::from_slice(bytes).expect("what the same program wrote")
    };
    said.iter().flat_map(read).collect()
}

/// All frames that have any file at all: one without a scan is a problem too.
fn frames_of(half: &KittiDataset, config: &DatasetConfig) -> BTreeSet<String> {
    let mut frames = BTreeSet::from_iter(half.scanned_frames().unwrap_or_default());
    frames.extend(half.frames_in("label_2", "txt"));
    if config.boxes == BoxFrame::Camera {
        frames.extend(half.frames_in("calib", "txt"));
    }
    frames
}

fn check_frame(
    half: &KittiDataset,
    frame: &str,
    config: &DatasetConfig,
    has_labels: bool,
) -> FrameFindings {
    let mut findings = FrameFindings::default();
    let FrameFindings { problems, warnings, kinds, highest_intensity } = &mut findings;
    match half.scan_path(frame) {
        Err(error) => problems.push(Problem::of(&error)),
        Ok(path) => match read_scan(&path) {
            Err(error) => problems.push(Problem::of(&error)),
            Ok(scan) => {
                let said = scan.warnings.iter().map(ToString::to_string);
                let empty = scan.cloud.is_empty().then(|| "no point, expected a scan".to_owned());
                let odd = said.chain(empty);
                warnings.extend(odd.map(|odd| Problem(format!("{}: {odd}", path.display()))));
                let scale = config.scan.intensity_scale as f32;
                let intensities = scan.cloud.points.iter().map(|point| point.intensity * scale);
                // A number, so that one rank can tell it to another.
                *highest_intensity = intensities.fold(0., f32::max).min(f32::MAX);
            }
        },
    }
    if config.boxes == BoxFrame::Camera {
        problems.extend(half.calibration_problems(frame).iter().map(Problem::of));
        problems.extend(half.image_size(frame).err().as_ref().map(Problem::of));
        problems.extend(half.plane(frame).err().as_ref().map(Problem::of));
    }
    if has_labels {
        match half.label_path(frame).and_then(|path| Ok((read_numbered_truths(&path)?, path))) {
            Err(KittiError::MalformedRows { rows }) => {
                problems.extend(rows.iter().map(Problem::of));
            }
            Err(error) => problems.push(Problem::of(&error)),
            Ok(((labels, malformed), path)) => {
                problems.extend(malformed.iter().map(Problem::of));
                for (line, label) in labels {
                    let wrong = impossible(&label, config.difficulty);
                    problems.extend(wrong.map(|what| Problem::at(&path, line, what)));
                    kinds.push(label.kind);
                }
            }
        }
    }
    findings
}

/// A warning when intensities are not on the scale that networks are used to, once for all scans.
fn check_intensities(highest: impl Iterator<Item = f32> + Clone) -> Option<Problem> {
    let too_high = highest.filter(|&intensity| intensity > MAX_INTENSITY);
    let (count, most) = (too_high.clone().count(), too_high.fold(0., f32::max));
    (count > 0).then(|| {
        Problem(format!(
            "{count} scans have intensities above 1, up to {most}; set dataset.scan.intensity_scale in \
             the configuration"
        ))
    })
}

/// A value of a label that no object has. Truncation and occlusion may be unknown, -1, and are not read
/// where points make the difficulty.
fn impossible(label: &Label, difficulty: DifficultyRule) -> Option<String> {
    if label.is_kind("DontCare") {
        return None;
    }
    let size = label.camera_box.size;
    let is_read = difficulty == DifficultyRule::Pixels;
    let (truncation, occlusion) = (label.truncation, label.occlusion);
    let truncated = !is_read || truncation == -1. || (0. ..=1.).contains(&truncation);
    let occluded = !is_read || (-1..=3).contains(&occlusion);
    let checks = [
        ("truncation", truncation, truncated, "0 to 1, or -1 when unknown"),
        ("occlusion", occlusion.into(), occluded, "0 to 3, or -1 when unknown"),
        ("height", size.height, size.height > 0., "metres above 0"),
        ("width", size.width, size.width > 0., "metres above 0"),
        ("length", size.length, size.length > 0., "metres above 0"),
    ];
    let wrong = checks.into_iter().find(|(_, _, holds, _)| !holds);
    wrong.map(|(field, found, _, expected)| format!("{field} is {found}, expected {expected}"))
}

fn check_splits(dataset: &KittiDataset, found: &mut Validation) {
    let mut listed = BTreeMap::<String, BTreeSet<String>>::new();
    for split in dataset.splits() {
        let path = dataset.split_path(&split);
        match read_numbered_split(&path) {
            Err(KittiError::MalformedRows { rows }) => {
                found.problems.extend(rows.iter().map(Problem::of));
            }
            Err(error) => found.problems.push(Problem::of(&error)),
            Ok(frames) => {
                let half = dataset.for_split(&split);
                let missing = frames.iter().filter(|(_, frame)| half.scan_path(frame).is_err());
                found.problems.extend(missing.map(|(line, frame)| {
                    let what = format!("frame {frame} has no scan, expected frames of the dataset");
                    Problem::at(&path, *line, what)
                }));
                listed.insert(split, frames.into_iter().map(|(_, frame)| frame).collect());
            }
        }
    }
    if let (Some(train), Some(val)) = (listed.get("train"), listed.get("val")) {
        let shared = train.intersection(val).count();
        if shared > 0 {
            let path = dataset.split_path("val");
            let what = format!("{shared} frames are in train.txt too, an evaluation says nothing");
            found.warnings.push(Problem(format!("{}: {what}", path.display())));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use voxelnet_ranks::Alone;

    use super::*;
    use crate::test_dataset::TestDataset;

    fn validate(dataset: &TestDataset, config: &DatasetConfig) -> (Vec<String>, Vec<String>) {
        let found = validate_dataset(&dataset.open(), config, &Alone, |_, _| {});
        let root = dataset.path("").display().to_string();
        let text = |problems: Vec<Problem>| {
            let texts = problems.iter().map(|problem| problem.to_string().replace(&root, ""));
            texts.collect()
        };
        (text(found.problems), text(found.warnings))
    }

    const CAR: &str = "Car 0.00 0 0 0 0 9 9 1.5 1.6 4.0 0 1.7 20 0";

    #[test]
    fn a_good_dataset_has_no_problem() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[1., 0., 0., 0.5]], CAR);
        dataset.frame("000001", &[[1., 0., 0., 0.5]], "");
        dataset.write("ImageSets/train.txt", "000000\n");
        let found = validate_dataset(&dataset.open(), &DatasetConfig::default(), &Alone, |_, _| {});
        assert_eq!((found.problems, found.warnings), (vec![], vec![]));
        assert_eq!(found.num_frames, [2, 0]);
        assert_eq!(found.num_objects, BTreeMap::from([("Car".to_owned(), 1)]));
    }

    #[test]
    fn every_problem_is_found_at_once_with_file_and_line() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[1., 0., 0., 0.5]], &format!("{CAR}\nCar 1 2\n"));
        let impossible = format!("Car x\n{}", CAR.replace("4.0", "0"));
        dataset.frame("000001", &[[1., 0., 0., 0.5]], &impossible);
        dataset.write("training/calib/000001.txt", "P2: 1\nR0_rect: a\n");
        dataset.write("training/image_2/000001.png", "no image");
        dataset.write("training/planes/000001.txt", "flat");
        dataset.frame("000002", &[], "");
        fs::write(dataset.path("training/velodyne/000002.bin"), [0; 7]).unwrap();
        fs::remove_file(dataset.path("training/label_2/000002.txt")).unwrap();
        dataset.write("training/label_2/000003.txt", CAR);
        dataset.write("ImageSets/val.txt", "000000\n\n000009\n");
        let (problems, warnings) = validate(&dataset, &DatasetConfig::default());
        for (found, start) in problems.iter().zip([
            "training/label_2/000000.txt:2: 3 columns",
            "training/calib/000001.txt:1: P2 has 1 numbers",
            "training/calib/000001.txt:2: R0_rect holds \"a\"",
            "training/calib/000001.txt: Tr_velo_to_cam is missing",
            "training/image_2/000001.png: not a readable PNG",
            "training/planes/000001.txt:1: \"flat\"",
            "training/label_2/000001.txt:1: 2 columns",
            "training/label_2/000001.txt:2: length is 0",
            "training/velodyne/000002.bin: ",
            "training/label_2/000002.txt: the label file of frame 000002 is missing",
            "training/velodyne/000003.bin: the scan of frame 000003 is missing",
            "training/calib/000003.txt: the calibration of frame 000003 is missing",
            "ImageSets/val.txt:3: frame 000009 has no scan",
        ]) {
            assert!(found.starts_with(start), "{found}, expected {start}");
        }
        assert_eq!(problems.len(), 13, "{problems:#?}");
        assert_eq!(warnings, Vec::<String>::new());
    }

    #[test]
    fn odd_scans_and_splits_that_share_frames_are_warned_of() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[1., 0., 0., 200.]], "");
        dataset.frame("000001", &[[f32::NAN, 0., 0., 0.5], [1., 0., 0., 0.5]], "");
        dataset.write("ImageSets/train.txt", "000000\n000001\n");
        dataset.write("ImageSets/val.txt", "000001\n");
        let (problems, warnings) = validate(&dataset, &DatasetConfig::default());
        assert_eq!(problems, Vec::<String>::new());
        for (found, part) in warnings.iter().zip([
            "1 scans have intensities above 1, up to 200",
            "000001.bin: dropped 1 point",
            "val.txt: 1 frames are in train.txt too",
        ]) {
            assert!(found.contains(part), "{found}");
        }
        let mut scaled = DatasetConfig::default();
        scaled.scan.intensity_scale = 1. / 255.;
        assert_eq!(validate(&dataset, &scaled).1.len(), 2);
    }

    #[test]
    fn boxes_in_the_frame_of_the_scans_need_no_calibration() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[1., 0., 0., 0.5]], CAR);
        fs::remove_dir_all(dataset.path("training/calib")).unwrap();
        let config = DatasetConfig { boxes: BoxFrame::Lidar, ..DatasetConfig::default() };
        assert_eq!(validate(&dataset, &config).0, Vec::<String>::new());
        let (problems, _) = validate(&dataset, &DatasetConfig::default());
        assert!(problems[0].contains("calib/000000.txt: the calibration"), "{problems:?}");
    }
}
