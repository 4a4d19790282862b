//! The folder layout of the KITTI object benchmark.

use std::fs;
use std::path::{Path, PathBuf};

use crate::calibration::Calibration;
use crate::calibration_keys::{RAW_FILES, raw_calibration_in};
use crate::error::KittiError;
use crate::image_size::{ImageSize, read_png_size};
use crate::label::Label;
use crate::plane::{RoadPlane, read_plane};
use crate::split::check_frame_id;
use crate::truths::Truths;

/// The split whose frames are in `testing/`, without labels.
pub(crate) const TEST_SPLIT: &str = "test";

const TRAINING: &str = "training";
const TESTING: &str = "testing";

/// The folders of scans, in the order in which they are searched.
const SCAN_FOLDERS: [&str; 2] = ["velodyne", "velodyne_reduced"];

/// A dataset in KITTI layout: `training/{velodyne,calib,label_2,image_2,planes}`, `testing/{...}` without
/// labels, and `ImageSets/SPLIT.txt`. Where a frame has no scan in `velodyne`, one in `velodyne_reduced`,
/// which other projects crop to the image, takes its place.
///
/// Frames are looked up in `training/`; both halves number their frames from 000000, so that the
/// split `test` needs the view that [`KittiDataset::for_split`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct KittiDataset {
    root: PathBuf,
    half: &'static str,
}

impl KittiDataset {
    /// Opens the dataset below `root`.
    ///
    /// # Errors
    ///
    /// [`KittiError::NoFolder`] when there is no such folder, [`KittiError::Layout`] when neither `training` nor `testing` holds scans.
    pub fn open(root: impl AsRef<Path>) -> Result<Self, KittiError> {
        let root = root.as_ref().to_owned();
        if !root.is_dir() {
            let found = if root.exists() { "a file" } else { "no such folder" };
            return Err(KittiError::NoFolder { root, found });
        }
        let holds_scans =
            |half: &str| SCAN_FOLDERS.iter().any(|folder| root.join(half).join(folder).is_dir());
        if [TRAINING, TESTING].into_iter().any(holds_scans) {
            return Ok(Self { root, half: TRAINING });
        }
        let hint = if root.join("velodyne").is_dir() {
            "; this folder holds velodyne itself: name the one above it"
        } else {
            ""
        };
        Err(KittiError::Layout { root, hint })
    }

    /// The same dataset with frames looked up where the split lives: `test` in `testing/`, any other
    /// in `training/`.
    pub fn for_split(&self, split: &str) -> Self {
        Self { root: self.root.clone(), half: half_of(split) }
    }

    /// The folder the dataset was opened at.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The frame's scan.
    ///
    /// # Errors
    ///
    /// [`KittiError::MissingFile`] when the frame has none, [`KittiError::Name`] for an identifier
    /// with path separators.
    pub fn scan_path(&self, frame: &str) -> Result<PathBuf, KittiError> {
        let reduced = self.path_of(SCAN_FOLDERS[1], frame, "bin")?;
        match self.existing(SCAN_FOLDERS[0], frame, "bin", "scan") {
            Err(_) if reduced.exists() => Ok(reduced),
            other => other,
        }
    }

    /// The frame's calibration.
    ///
    /// # Errors
    ///
    /// As [`KittiDataset::scan_path`] and [`Calibration::read`].
    pub fn calibration(&self, frame: &str) -> Result<Calibration, KittiError> {
        Calibration::read(&self.calibration_path(frame)?)
    }

    /// The frame's calibration file, or the one that the folder has for all frames, as raw data does.
    fn calibration_path(&self, frame: &str) -> Result<PathBuf, KittiError> {
        let own = self.existing("calib", frame, "txt", "calibration");
        own.or_else(|error| {
            let shared = raw_calibration_in(&self.root.join(self.half).join("calib"));
            shared.ok_or(error)
        })
    }

    /// Everything that is wrong with the frame's calibration.
    pub fn calibration_problems(&self, frame: &str) -> Vec<KittiError> {
        match self.calibration_path(frame) {
            Ok(path) => Calibration::problems(&path),
            Err(error) => vec![error],
        }
    }

    /// The frame's labels, DontCare areas included.
    ///
    /// # Errors
    ///
    /// As [`KittiDataset::scan_path`] and [`read_truths`](crate::truths::read_truths).
    pub fn labels(&self, frame: &str) -> Result<Vec<Label>, KittiError> {
        Ok(self.truths(frame)?.labels)
    }

    /// The frame's labels, and what is odd about them.
    ///
    /// # Errors
    ///
    /// As [`KittiDataset::labels`].
    pub fn truths(&self, frame: &str) -> Result<Truths, KittiError> {
        Truths::read(&self.label_path(frame)?)
    }

    /// The frame's label file.
    ///
    /// # Errors
    ///
    /// As [`KittiDataset::scan_path`].
    pub fn label_path(&self, frame: &str) -> Result<PathBuf, KittiError> {
        self.existing("label_2", frame, "txt", "label file")
    }

    /// The size of the frame's image, or `None` when the frame has no image.
    ///
    /// # Errors
    ///
    /// As [`read_png_size`], and [`KittiError::Name`].
    pub fn image_size(&self, frame: &str) -> Result<Option<ImageSize>, KittiError> {
        let path = self.path_of("image_2", frame, "png")?;
        if path.exists() { read_png_size(&path).map(Some) } else { Ok(None) }
    }

    /// The folder of the label files.
    pub fn label_folder(&self) -> PathBuf {
        self.root.join(self.half).join("label_2")
    }

    /// The road plane of a frame, or `None` when the dataset has none.
    ///
    /// # Errors
    ///
    /// As [`read_plane`], and [`KittiError::Name`].
    pub fn plane(&self, frame: &str) -> Result<Option<RoadPlane>, KittiError> {
        let path = self.path_of("planes", frame, "txt")?;
        if path.exists() { read_plane(&path).map(Some) } else { Ok(None) }
    }

    /// Whether there are scans in `testing/`.
    pub fn has_testing(&self) -> bool {
        !self.for_split(TEST_SPLIT).scanned_frames().unwrap_or_default().is_empty()
    }

    /// The frames with a file in a folder of this half, such as `label_2`, sorted; none when there is
    /// no such folder.
    pub fn frames_in(&self, folder: &str, extension: &str) -> Vec<String> {
        let stems = file_stems(&self.root.join(self.half).join(folder), extension);
        let mut frames = stems.unwrap_or_default();
        frames.retain(|frame| !RAW_FILES.contains(&&*format!("{frame}.{extension}")));
        frames
    }

    fn path_of(&self, folder: &str, frame: &str, extension: &str) -> Result<PathBuf, KittiError> {
        check_frame_id(frame)?;
        Ok(self.root.join(self.half).join(folder).join(format!("{frame}.{extension}")))
    }

    fn existing(
        &self,
        folder: &str,
        frame: &str,
        extension: &str,
        what: &'static str,
    ) -> Result<PathBuf, KittiError> {
        let path = self.path_of(folder, frame, extension)?;
        if path.exists() {
            return Ok(path);
        }
        Err(KittiError::MissingFile { path, what, frame: frame.to_owned() })
    }

    /// The frames of this half that have a scan, sorted.
    ///
    /// # Errors
    ///
    /// [`KittiError::Io`] when there is no folder of scans.
    pub fn scanned_frames(&self) -> Result<Vec<String>, KittiError> {
        let [whole, reduced] =
            SCAN_FOLDERS.map(|folder| file_stems(&self.root.join(self.half).join(folder), "bin"));
        match (whole, reduced) {
            (Ok(mut frames), Ok(reduced)) => {
                frames.extend(reduced);
                frames.sort();
                frames.dedup();
                Ok(frames)
            }
            (Err(_), Ok(frames)) | (Ok(frames), Err(_)) => Ok(frames),
            (Err(error), Err(_)) => Err(error),
        }
    }
}

fn half_of(split: &str) -> &'static str {
    if split == TEST_SPLIT { TESTING } else { TRAINING }
}

/// The names, sorted and without their extension, of a folder's files that have it; hidden files,
/// such as those still being written, are not counted.
///
/// # Errors
///
/// When the folder cannot be read.
pub fn file_stems(folder: &Path, extension: &str) -> Result<Vec<String>, KittiError> {
    let failed = |reason| KittiError::io(folder, reason);
    let mut stems = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if let Some((stem, found)) = name.rsplit_once('.')
            && found == extension
            && check_frame_id(stem).is_ok()
        {
            stems.push(stem.to_owned());
        }
    }
    stems.sort();
    Ok(stems)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::calibration::tests::{aligned, slightly_turned};
    use crate::image_size::tests::png_header;

    fn dataset_of(files: &[(&str, Vec<u8>)]) -> (TempDir, KittiDataset) {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let dataset = KittiDataset::open(folder.path()).unwrap();
        (folder, dataset)
    }

    #[test]
    fn scans_are_listed_in_order_and_other_files_are_not() {
        let scans = ["000010.bin", "000002.bin", "notes.txt", ".000003.bin"];
        let files = scans.map(|name| (format!("training/velodyne/{name}"), vec![]));
        let files: Vec<_> = files.iter().map(|(name, bytes)| (&name[..], bytes.clone())).collect();
        let (_folder, dataset) = dataset_of(&files);
        assert_eq!(dataset.scanned_frames().unwrap(), ["000002", "000010"]);
    }

    #[test]
    fn the_test_split_lives_in_testing() {
        let (folder, dataset) = dataset_of(&[
            ("training/velodyne/000001.bin", vec![]),
            ("training/calib/000002.txt", slightly_turned().to_text().into_bytes()),
            ("testing/velodyne/000002.bin", vec![]),
            ("testing/calib/000002.txt", aligned().to_text().into_bytes()),
        ]);
        let test = dataset.for_split("test");
        assert_eq!(test.scanned_frames().unwrap(), ["000002"]);
        assert_eq!(
            test.scan_path("000002").unwrap(),
            folder.path().join("testing/velodyne/000002.bin")
        );
        assert_eq!(test.calibration("000002").unwrap(), aligned());
        assert_eq!(dataset.calibration("000002").unwrap(), slightly_turned());
    }

    #[test]
    fn a_reduced_scan_takes_the_place_of_one_that_is_not_there() {
        let (folder, dataset) = dataset_of(&[
            ("training/velodyne/000001.bin", vec![]),
            ("training/velodyne_reduced/000001.bin", vec![]),
            ("training/velodyne_reduced/000002.bin", vec![]),
        ]);
        assert_eq!(dataset.scanned_frames().unwrap(), ["000001", "000002"]);
        for (frame, file) in [("000001", "velodyne"), ("000002", "velodyne_reduced")] {
            let expected = folder.path().join(format!("training/{file}/{frame}.bin"));
            assert_eq!(dataset.scan_path(frame).unwrap(), expected);
        }
        let error = dataset.scan_path("000003").unwrap_err().to_string();
        assert!(error.contains("velodyne/000003.bin: the scan"), "{error}");
    }

    #[test]
    fn a_road_plane_is_optional() {
        let (_folder, dataset) = dataset_of(&[
            ("training/velodyne/000001.bin", vec![]),
            ("training/planes/000001.txt", b"0 -1 0 1.65".to_vec()),
        ]);
        assert_eq!(dataset.plane("000001").unwrap(), Some([0., -1., 0., 1.65].into()));
        assert_eq!(dataset.plane("000002").unwrap(), None);
    }

    #[test]
    fn calibration_files_of_raw_data_are_for_all_frames() {
        let row = |numbers: &str| format!("P_rect_02: {numbers}\nR_rect_00: 1 0 0 0 1 0 0 0 1\n");
        let cameras = row("700 0 600 0 0 700 180 0 0 0 1 0");
        let (_folder, dataset) = dataset_of(&[
            ("training/velodyne/000001.bin", vec![]),
            ("training/calib/calib_cam_to_cam.txt", cameras.into_bytes()),
            (
                "training/calib/calib_velo_to_cam.txt",
                b"R: 0 -1 0 0 0 -1 1 0 0\nT: 0 0 0\n".to_vec(),
            ),
            ("training/calib/000002.txt", slightly_turned().to_text().into_bytes()),
        ]);
        assert_eq!(dataset.calibration("000001").unwrap(), aligned());
        assert_eq!(dataset.calibration("000002").unwrap(), slightly_turned());
        assert_eq!(dataset.frames_in("calib", "txt"), ["000002"]);
    }

    #[test]
    fn missing_files_are_named_with_what_they_would_hold() {
        let (_folder, dataset) = dataset_of(&[("training/velodyne/000001.bin", vec![])]);
        let error = dataset.calibration("000001").unwrap_err().to_string();
        assert!(
            error
                .ends_with("training/calib/000001.txt: the calibration of frame 000001 is missing")
        );
        assert!(
            dataset
                .labels("000001")
                .unwrap_err()
                .to_string()
                .contains("label_2/000001.txt: the label")
        );
        assert!(matches!(dataset.scan_path("../x"), Err(KittiError::Name { .. })));
    }

    #[test]
    fn an_image_gives_its_size_and_no_image_none() {
        let (_folder, dataset) = dataset_of(&[
            ("training/velodyne/000001.bin", vec![]),
            ("training/image_2/000001.png", png_header(1224, 370)),
            ("training/image_2/000002.png", vec![]),
        ]);
        let size = Some(ImageSize { width: 1224, height: 370 });
        assert_eq!(dataset.image_size("000001").unwrap(), size);
        assert!(dataset.image_size("000002").is_err());
        assert_eq!(dataset.image_size("000003").unwrap(), None);
    }

    #[test]
    fn another_layout_is_refused_with_the_expected_one() {
        let folder = tempfile::tempdir().unwrap();
        let error = KittiDataset::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("training/velodyne/000000.bin"), "{error}");
        assert!(!error.contains("name the one above it"));
        fs::create_dir(folder.path().join("velodyne")).unwrap();
        let error = KittiDataset::open(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("name the one above it"), "{error}");
    }
}
