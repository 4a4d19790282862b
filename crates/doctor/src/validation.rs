//! Every file of a whole dataset, checked before anything is made from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use voxelnet_config::{BoxFrame, DatasetConfig, DifficultyRule};
use voxelnet_files::{agreeing, counted};
use voxelnet_kitti::{KittiDataset, LabelOddities, LabelOddity, NumberedLabel};
use voxelnet_scene::{FullScale, ScanOptions, full_scale_of_files, read_scan_with};

use crate::facts::files::{FrameFiles, lines_of};
use crate::facts::label_values::impossible_value;
use crate::facts::labelled_object::{LabelledObject, points_in_boxes, types_without_points};
use crate::facts::split_list::SplitLists;
use crate::points_by_x::PointsByX;

/// One thing that is wrong, with the file, where it helps the line, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem(String);

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Problem {
    fn of_file(path: &Path, what: impl Display) -> Self {
        Self(format!("{}: {what}", path.display()))
    }

    fn at(path: &Path, line: usize, what: impl Display) -> Self {
        Self(format!("{}:{line}: {what}", path.display()))
    }
}

/// The result of checking a dataset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validation {
    /// Everything that makes it unusable, file by file.
    pub problems: Vec<Problem>,
    /// Everything that is odd about it.
    pub warnings: Vec<Problem>,
    /// Frames to learn and to validate on.
    pub num_training: usize,
    /// Frames without labels.
    pub num_testing: usize,
    /// Labelled objects by their type.
    pub num_objects: BTreeMap<String, usize>,
    /// The full scale of intensities that was found in the scans; `None` where the configuration names it or no scan
    /// shows it.
    pub full_scale: Option<FullScale>,
}

/// The result of checking one frame, which a process can send to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameValidation {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    objects: Vec<LabelledObject>,
    /// The oddities of its labels.
    oddities: LabelOddities,
}

/// The frames of a dataset that have any file at all: one without a scan is a problem too.
///
/// ```no_run
/// use voxelnet_config::DatasetConfig;
/// use voxelnet_doctor::DatasetFiles;
/// use voxelnet_kitti::KittiDataset;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (dataset, config) = (KittiDataset::open("data/kitti")?, DatasetConfig::default());
/// let files = DatasetFiles::list(&dataset, &config);
/// let frames = files.check(0..files.num_frames(), |_frame| (), |done| eprintln!("{done} done"));
/// for problem in files.conclude(frames).problems {
///     println!("{problem}");
/// }
/// # Ok(())
/// # }
/// ```
pub struct DatasetFiles<'a> {
    dataset: &'a KittiDataset,
    config: &'a DatasetConfig,
    full_scale: Option<FullScale>,
    training: Half,
    testing: Half,
}

/// The frames of `training` or of `testing`, sorted.
struct Half {
    dataset: KittiDataset,
    has_labels: bool,
    frames: Vec<String>,
}

impl<'a> DatasetFiles<'a> {
    /// Lists the files of a dataset, and finds the scale of its intensities.
    pub fn list(dataset: &'a KittiDataset, config: &'a DatasetConfig) -> Self {
        let half = |split, has_labels| {
            let dataset = dataset.for_split(split);
            let frames = frames_of(&dataset, config.boxes).into_iter().collect();
            Half { dataset, has_labels, frames }
        };
        let (training, testing) = (half("train", true), half("test", false));
        let paths: Vec<PathBuf> = [&training, &testing].into_iter().flat_map(Half::scans).collect();
        let full_scale = full_scale_of_files(&paths, &config.scan.options());
        Self { dataset, config, full_scale, training, testing }
    }

    /// The number of frames to check.
    pub fn num_frames(&self) -> usize {
        self.training.frames.len() + self.testing.frames.len()
    }

    /// Reads every file of some frames, in parallel; several processes can share the frames.
    ///
    /// `starts` is called before each frame with its name, `progress` after it with the number of frames that are
    /// done; both from several threads.
    pub fn check(
        &self,
        frames: Range<usize>,
        starts: impl Fn(&str) + Sync,
        progress: impl Fn(usize) + Sync,
    ) -> Vec<FrameValidation> {
        let num_done = AtomicUsize::new(0);
        let check = |index: usize| {
            let (half, index) = match index.checked_sub(self.training.frames.len()) {
                None => (&self.training, index),
                Some(index) => (&self.testing, index),
            };
            starts(&half.frames[index]);
            let found = half.check(index, self.config, &self.options());
            progress(num_done.fetch_add(1, Ordering::Relaxed) + 1);
            found
        };
        frames.into_par_iter().map(check).collect()
    }

    /// The options of reading all scans.
    fn options(&self) -> ScanOptions {
        self.config.scan.options().with_full_scale(self.full_scale)
    }

    /// Joins the results of all frames, which are in the order of frames, and checks the splits.
    pub fn conclude(&self, frames: Vec<FrameValidation>) -> Validation {
        let (num_training, num_testing) = (self.training.frames.len(), self.testing.frames.len());
        let full_scale = self.full_scale;
        let mut found =
            Validation { num_training, num_testing, full_scale, ..Validation::default() };
        let (training, testing) = frames.split_at(num_training.min(frames.len()));
        for half in [training, testing] {
            for FrameValidation { problems, warnings, objects, .. } in half {
                found.problems.extend_from_slice(problems);
                found.warnings.extend_from_slice(warnings);
                for LabelledObject { kind, .. } in objects {
                    *found.num_objects.entry(kind.clone()).or_default() += 1;
                }
            }
        }
        self.check_labels(training, &mut found);
        let objects = training.iter().flat_map(|frame| &frame.objects);
        found.warnings.extend(types_without_points(objects).into_iter().map(Problem));
        self.check_splits(&mut found);
        found
    }

    /// Oddities of labels: headings in degrees are a problem, the others are warned of.
    fn check_labels(&self, frames: &[FrameValidation], found: &mut Validation) {
        let mut oddities = LabelOddities::default();
        frames.iter().for_each(|frame| oddities.add(frame.oddities.clone()));
        for oddity in LabelOddity::ALL {
            let Some(line) = oddities.line_of(oddity) else { continue };
            match oddity {
                LabelOddity::RotationInDegrees => found.problems.push(Problem(line)),
                LabelOddity::UnknownOcclusion
                    if self.config.difficulty != DifficultyRule::Pixels => {}
                _ => found.warnings.push(Problem(line)),
            }
        }
    }

    fn check_splits(&self, found: &mut Validation) {
        let lists = SplitLists::read(self.dataset);
        for list in lists.0.values() {
            match list {
                Err(error) => found.problems.extend(lines_of(error).into_iter().map(Problem)),
                Ok(list) => found.problems.extend(list.without_scan.iter().map(|listed| {
                    let frame = &listed.frame;
                    let what = format!("frame {frame} has no scan, expected frames of the dataset");
                    Problem::at(&list.path, listed.line, what)
                })),
            }
        }
        let shared = lists.learned_and_evaluated().len();
        if shared > 0 {
            let what = format!(
                "{} {} in train.txt too, and `train` refuses {}",
                counted(shared, "frame"),
                agreeing(shared, "is", "are"),
                agreeing(shared, "it", "them")
            );
            found.warnings.push(Problem::of_file(&self.dataset.split_path("val"), what));
        }
    }
}

fn frames_of(half: &KittiDataset, boxes: BoxFrame) -> BTreeSet<String> {
    let mut frames = BTreeSet::from_iter(half.scanned_frames().unwrap_or_default());
    frames.extend(half.frames_in("label_2", "txt"));
    if boxes == BoxFrame::Camera {
        frames.extend(half.frames_in("calib", "txt"));
    }
    frames
}

impl Half {
    /// The scans that there are.
    fn scans(&self) -> impl Iterator<Item = PathBuf> {
        self.frames.iter().filter_map(|frame| self.dataset.scan_path(frame).ok())
    }

    fn check(
        &self,
        index: usize,
        config: &DatasetConfig,
        options: &ScanOptions,
    ) -> FrameValidation {
        let Self { dataset, has_labels, frames } = self;
        let frame = &frames[index];
        let read = |path: &Path| Ok((path.to_owned(), read_scan_with(path, options)?));
        let files = FrameFiles::read(dataset, frame, config.boxes, *has_labels, read);
        let mut found = FrameValidation::default();
        let messages = files.problems.into_iter().flat_map(|problem| problem.messages);
        found.problems = messages.map(Problem).collect();
        let mut points = None;
        if let Some((path, scan)) = files.scan {
            let said = scan.warnings.iter().map(ToString::to_string);
            let empty = scan.cloud.is_empty().then(|| "no point, expected a scan".to_owned());
            found.warnings.extend(said.chain(empty).map(|odd| Problem::of_file(&path, odd)));
            points = Some(PointsByX::new(scan.cloud.points));
        }
        let holds_point = points_in_boxes(dataset, frame, config.boxes, points);
        if let Ok(path) = dataset.label_path(frame) {
            for NumberedLabel { line, label } in files.labels {
                let wrong = impossible_value(&label, config.difficulty);
                found.problems.extend(wrong.map(|what| Problem::at(&path, line, what)));
                let holds_point = holds_point(&label);
                found.objects.push(LabelledObject { kind: label.kind, holds_point });
            }
        }
        found.oddities = files.oddities;
        found
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::test_dataset::TestDataset;

    fn check(dataset: &TestDataset, config: &DatasetConfig) -> Validation {
        let dataset = dataset.open();
        let files = DatasetFiles::list(&dataset, config);
        let frames = files.check(0..files.num_frames(), |_| {}, |_| {});
        // As one process says it to another.
        let said = serde_json::to_string(&frames).unwrap();
        files.conclude(serde_json::from_str(&said).unwrap())
    }

    fn validate(dataset: &TestDataset, config: &DatasetConfig) -> (Vec<String>, Vec<String>) {
        let found = check(dataset, config);
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
        dataset.frame("000000", &[[20., 0., -1., 0.5]], CAR);
        dataset.frame("000001", &[[1., 0., 0., 0.5]], "");
        dataset.write("ImageSets/train.txt", "000000\n");
        let found = check(&dataset, &DatasetConfig::default());
        assert_eq!((found.problems, found.warnings), (vec![], vec![]));
        assert_eq!((found.num_training, found.num_testing), (2, 0));
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
            "training/calib/000001.txt:1: P2 has 1 number,",
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
        let kitti = dataset.open();
        let scale = DatasetFiles::list(&kitti, &DatasetConfig::default()).full_scale;
        assert_eq!(scale, FullScale::new(255.));
        dataset.write("ImageSets/train.txt", "000000\n000001\n");
        dataset.write("ImageSets/val.txt", "000001\n");
        let (problems, warnings) = validate(&dataset, &DatasetConfig::default());
        assert_eq!(problems, Vec::<String>::new());
        for (found, part) in warnings.iter().zip([
            "000001.bin: dropped 1 point",
            "000001.bin: intensities look like 0 to 1, but are divided by 255",
            "val.txt: 1 frame is in train.txt too, and `train` refuses it",
        ]) {
            assert!(found.contains(part), "{found}");
        }
        let mut scaled = DatasetConfig::default();
        scaled.scan.intensity_scale = 1. / 255.;
        assert_eq!(validate(&dataset, &scaled).1.len(), 3);
    }

    #[test]
    fn labels_that_hardly_say_what_was_meant_are_told_once_with_their_number() {
        let dataset = TestDataset::new();
        let turned = CAR.replace("20 0", "20 90");
        let rows = format!("{turned} 0.0\n{turned} 0.0\n").replace("Car 0.00 0", "Car 0.00 4");
        dataset.frame("000000", &[[20., 0., -1., 0.5]], &rows);
        dataset.frame("000001", &[[20., 0., -1., 0.5]], &rows);
        let (problems, warnings) = validate(&dataset, &DatasetConfig::default());
        assert_eq!(problems.len(), 1, "{problems:#?}");
        let degrees =
            "000000.txt:1: rotation_y is 90, which looks like degrees, in 4 rows of 2 files";
        assert!(problems[0].contains(degrees), "{problems:#?}");
        assert_eq!(warnings.len(), 2, "{warnings:#?}");
        assert!(warnings[0].contains("occlusion is 4, in 4 rows of 2 files"), "{warnings:#?}");
        assert!(warnings[1].contains("the 16th column, 0.0 in all rows"), "{warnings:#?}");
    }

    #[test]
    fn a_type_none_of_whose_boxes_holds_a_point_is_warned_of() {
        let dataset = TestDataset::new();
        let walker = CAR.replace("Car", "Pedestrian").replace("1.7 20", "9.7 20");
        let far = CAR.replace("1.7 20", "1.7 60");
        let rows = [CAR, &far, &walker, &walker].join("\n");
        dataset.frame("000000", &[[20., 0., -1., 0.5]], &rows);
        let (problems, warnings) = validate(&dataset, &DatasetConfig::default());
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(warnings.len(), 1, "{warnings:#?}");
        assert!(warnings[0].starts_with("no point lies in any of the 2 boxes of Pedestrian"));
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
