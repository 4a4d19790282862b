//! Reading the frames of a dataset as the network meets them.

use std::path::PathBuf;

use nalgebra::Point3;
use voxelnet_config::{BoxFrame, DatasetConfig, DifficultyRule, FrameConfig, NetworkConfig};
use voxelnet_detection::ClassBox;
use voxelnet_kitti::{
    Calibration, Camera, ImageSize, KittiDataset, Label, LabelOddities, crop_to_image, neighbour_of,
};
use voxelnet_scene::{
    Box3d, FullScale, IntensityScale, PointCloud, Scan, ScanOptions, ScanWarning, check_scan,
    full_scale_of_files, read_scan_with,
};
use voxelnet_voxelizer::GridSpec;

use crate::error::DatasetError;
use crate::ground::GroundPlane;
use crate::labelled_scan::{LabelledScan, Obstacle};

/// Reads frames of a dataset for one configuration.
#[derive(Clone, Debug)]
pub struct FrameReader {
    dataset: KittiDataset,
    config: FrameConfig,
    options: ScanOptions,
}

impl FrameReader {
    /// A reader of `dataset`, whose files are understood as `config` says.
    pub fn new(dataset: KittiDataset, config: FrameConfig) -> Self {
        let options = config.dataset.scan.options();
        Self { dataset, config, options }
    }

    /// The full scale of intensities in the scans of most of these frames, unless the configuration names one; see
    /// [`full_scale_of_files`].
    pub fn find_full_scale(&self, frames: &[String]) -> Option<FullScale> {
        let paths: Vec<PathBuf> =
            frames.iter().filter_map(|frame| self.dataset.scan_path(frame).ok()).collect();
        full_scale_of_files(&paths, &self.options)
    }

    /// The same, with intensities on this scale in all scans, unless the configuration names one. With `None` each scan
    /// keeps its own.
    pub fn with_full_scale(mut self, full_scale: Option<FullScale>) -> Self {
        self.options = self.options.with_full_scale(full_scale);
        self
    }

    /// The options of reading its scans.
    pub fn options(&self) -> &ScanOptions {
        &self.options
    }

    /// The scale of intensities in all scans; to 1 while each scan may have its own.
    pub(crate) fn full_scale(&self) -> FullScale {
        match self.options.intensity_scale {
            IntensityScale::Fixed(full_scale) => full_scale,
            IntensityScale::Auto | IntensityScale::AsWritten => FullScale::ONE,
        }
    }

    /// The dataset that it reads.
    pub fn dataset(&self) -> &KittiDataset {
        &self.dataset
    }

    /// The section of the configuration about the dataset.
    pub fn config(&self) -> &DatasetConfig {
        &self.config.dataset
    }

    /// The network that frames are read for.
    pub fn network(&self) -> &NetworkConfig {
        &self.config.network
    }

    /// The scan of a frame, whole.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn scan(&self, frame: &str) -> Result<Scan, DatasetError> {
        Ok(read_scan_with(&self.dataset.scan_path(frame)?, &self.options)?)
    }

    /// The points of a frame as they are in its scan, and what was odd about its file.
    ///
    /// # Errors
    /// When the scan, or the calibration that cropping needs, is missing or malformed.
    pub fn cloud(&self, frame: &str) -> Result<(PointCloud, Vec<ScanWarning>), DatasetError> {
        let scan = self.scan(frame)?;
        let cloud = match self.window(frame)? {
            Some(camera) => crop_to_image(&scan.cloud, &camera.calibration, camera.image),
            None => scan.cloud,
        };
        Ok((cloud, scan.warnings))
    }

    /// The camera that a frame's points are cropped to the image of, if they are.
    pub(crate) fn window(&self, frame: &str) -> Result<Option<Camera>, DatasetError> {
        if !self.config.crop_to_image {
            return Ok(None);
        }
        let calibration = self.dataset.calibration(frame)?;
        Ok(Some(Camera { calibration, image: self.image_size(frame)? }))
    }

    /// The camera of a frame, which data with boxes in the frame of the scans does not have.
    ///
    /// # Errors
    /// When the calibration is missing or malformed, or there is an image that is none.
    pub fn camera(&self, frame: &str) -> Result<Option<Camera>, DatasetError> {
        let Some(calibration) = self.calibration(frame)? else { return Ok(None) };
        Ok(Some(Camera { calibration, image: self.image_size(frame)? }))
    }

    /// The size of the frame's image, or the configured one when it has none.
    ///
    /// # Errors
    /// When there is an image that is none.
    pub fn image_size(&self, frame: &str) -> Result<ImageSize, DatasetError> {
        let [width, height] = self.config().image_size;
        Ok(self.dataset.image_size(frame)?.unwrap_or(ImageSize { width, height }))
    }

    /// The calibration of a frame, which data with boxes in the frame of the scans does not have.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn calibration(&self, frame: &str) -> Result<Option<Calibration>, DatasetError> {
        match self.config().boxes {
            BoxFrame::Camera => Ok(Some(self.dataset.calibration(frame)?)),
            BoxFrame::Lidar => Ok(None),
        }
    }

    /// The points and boxes of a frame as the network sees them.
    ///
    /// # Errors
    /// When a file of the frame is missing or malformed.
    pub fn labelled(&self, frame: &str) -> Result<LabelledScan, DatasetError> {
        let calibration = self.calibration(frame)?;
        let (mut boxes, mut obstacles) = (Vec::new(), Vec::new());
        for label in self.dataset.labels(frame)? {
            if self.config().class_name(&label.kind).eq_ignore_ascii_case("DontCare") {
                continue;
            }
            let scan_box = scan_box(&label, calibration.as_ref());
            let box3d = self.config().scan.network_box_from_scan(&scan_box);
            match self.class_of(&label) {
                Some(class) => boxes.push(ClassBox { class, box3d }),
                None => {
                    let may_pass_for = self.lookalike_class(&label);
                    obstacles.push(Obstacle { box3d, may_pass_for });
                }
            }
        }
        let (mut cloud, warnings) = self.cloud(frame)?;
        self.config().scan.network_from_scan(&mut cloud);
        let ground = match &calibration {
            Some(calibration) => self.dataset.plane(frame)?.and_then(|plane| {
                GroundPlane::from_camera_plane(plane, calibration, &self.config().scan)
            }),
            None => None,
        };
        Ok(LabelledScan { cloud, boxes, obstacles, ground, warnings })
    }

    /// Checks that a frame has a scan of a possible size, and that its labels and calibration can be
    /// read, so that a run does not find out hours later. Returns what is odd about its labels.
    ///
    /// # Errors
    /// When one of them is missing or malformed.
    pub fn check(&self, frame: &str) -> Result<LabelOddities, DatasetError> {
        self.check_scan(frame)?;
        Ok(self.dataset.truths(frame)?.oddities)
    }

    /// As [`Self::check`], of a frame that needs no labels.
    ///
    /// # Errors
    /// When the scan or the calibration is missing or malformed, or an image or a plane malformed.
    pub fn check_scan(&self, frame: &str) -> Result<(), DatasetError> {
        check_scan(&self.dataset.scan_path(frame)?, &self.options)?;
        if self.calibration(frame)?.is_some() {
            self.image_size(frame)?;
            self.dataset.plane(frame)?;
        }
        Ok(())
    }

    /// Whether the centre of a box in the frame of the scan is where the network looks.
    pub fn looks_at(&self, scan_box: &Box3d) -> bool {
        self.sees(self.config().scan.network_box_from_scan(scan_box).center)
    }

    /// Whether a centre in the frame of the network is where it looks.
    pub(crate) fn sees(&self, center: Point3<f64>) -> bool {
        is_above_grid(&self.network().grid, center)
    }

    /// The names of the classes of the network.
    pub fn class_names(&self) -> impl Iterator<Item = &str> {
        self.network().classes.iter().map(|class| class.name.as_str())
    }

    /// The class of the configuration that the evaluation lets a label of another type pass for.
    fn lookalike_class(&self, label: &Label) -> Option<usize> {
        if self.config().difficulty == DifficultyRule::Points {
            return None;
        }
        let kind = self.config().class_name(&label.kind);
        let is_kind = |name: &str| name.eq_ignore_ascii_case(kind);
        let classes = &self.network().classes;
        classes.iter().position(|class| neighbour_of(&class.name).is_some_and(is_kind))
    }

    /// The class of the configuration that a label belongs to.
    fn class_of(&self, label: &Label) -> Option<usize> {
        let name = self.config().class_name(&label.kind);
        self.network().classes.iter().position(|class| class.name.eq_ignore_ascii_case(name))
    }
}

/// The box of a label in the frame of the scan; with a calibration, the label's is in the camera's.
pub fn scan_box(label: &Label, calibration: Option<&Calibration>) -> Box3d {
    match calibration {
        Some(calibration) => calibration.lidar_box_from_camera(&label.camera_box),
        None => label.lidar_box(),
    }
}

/// Whether a centre lies inside the grid seen from above: no cell elsewhere could find it.
pub fn is_above_grid(grid: &GridSpec, center: Point3<f64>) -> bool {
    (grid.min_m[0]..grid.max_m[0]).contains(&center.x)
        && (grid.min_m[1]..grid.max_m[1]).contains(&center.y)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_config::ScanConfig;

    use super::*;
    use crate::test_dataset::TestDataset;
    use voxelnet_config::FromSections;

    const LABELS: &str = "Car 0 0 0 0 0 9 9 1.5 1.6 4.0 -3 1.0 20 -1.5707963
Truck 0 0 0 0 0 9 9 3.0 2.5 9.0 5 1.5 30 0
Car 0 0 0 0 0 9 9 1.5 1.6 4.0 0 1.0 90 0
DontCare -1 -1 -10 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -10
";

    fn reader(dataset: &TestDataset, config: DatasetConfig, crops: bool) -> FrameReader {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
        let network = NetworkConfig::read(&path, &[]).unwrap();
        let config = FrameConfig { dataset: config, network, crop_to_image: crops };
        FrameReader::new(dataset.open(), config)
    }

    fn center_of(scan: &LabelledScan) -> [f64; 3] {
        scan.boxes[0].box3d.center.into()
    }

    fn assert_near(found: [f64; 3], expected: [f64; 3]) {
        let is_near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(is_near, "{found:?}, expected {expected:?}");
    }

    #[test]
    fn boxes_of_the_classes_are_learned_and_others_are_obstacles() {
        let dataset = TestDataset::new();
        // The second point is beside the image.
        dataset.frame("000000", &[[20., 3., -1., 0.5], [5., 20., -1., 0.5]], LABELS);
        let scan = reader(&dataset, DatasetConfig::default(), true).labelled("000000").unwrap();
        assert_eq!((scan.boxes.len(), scan.obstacles.len(), scan.cloud.len()), (2, 1, 1));
        assert_near(center_of(&scan), [20., 3., -0.25]);
        assert!(scan.boxes[0].box3d.contains(&scan.cloud.points[0]));
        assert_eq!(scan.ground, None);
        let scan = reader(&dataset, DatasetConfig::default(), false).labelled("000000").unwrap();
        assert_eq!(scan.cloud.len(), 2);
    }

    #[test]
    fn vans_and_objects_with_too_few_points_may_pass_for_cars() {
        let dataset = TestDataset::new();
        let labels = "Car 0 0 0 0 0 9 9 1.5 1.6 4.0 -3 1.0 20 -1.5707963
Car 0 0 0 0 0 9 9 1.5 1.6 4.0 -8 1.0 20 -1.5707963
Van 0 0 0 0 0 9 9 2.0 1.9 5.0 3 1.0 20 -1.5707963
Truck 0 0 0 0 0 9 9 3.0 2.5 9.0 5 1.5 40 0
";
        // Two points in the first car, none in the second.
        dataset.frame("000000", &[[20., 3., -0.5, 0.5], [20.5, 3., -0.5, 0.5]], labels);
        let scan = reader(&dataset, DatasetConfig::default(), false).labelled("000000").unwrap();
        assert_eq!(scan.boxes.len(), 2);
        let classes: Vec<Option<usize>> = scan.obstacles.iter().map(|o| o.may_pass_for).collect();
        assert_eq!(classes, [Some(0), None]);
        for (min_points, num_left) in [(0, 2), (1, 1), (2, 1), (3, 0)] {
            let mut seen = scan.clone();
            seen.set_aside_boxes_below(min_points);
            assert_eq!(seen.boxes.len(), num_left, "{min_points}");
            assert_eq!(seen.lookalikes().len(), 3 - num_left, "{min_points}");
        }
    }

    #[test]
    fn names_and_the_frame_of_the_scan_are_those_of_the_configuration() {
        let dataset = TestDataset::new();
        let label = "Vehicle 0 0 -10 -1 -1 -1 -1 1.5 1.6 4.0 20 3 -1.2 0.5\n";
        dataset.frame("000000", &[[20., 3., -1.2, 51.]], label);
        std::fs::remove_dir_all(dataset.path("training/calib")).unwrap();
        let config = DatasetConfig {
            boxes: BoxFrame::Lidar,
            names: [("vehicle".to_owned(), "Car".to_owned())].into(),
            scan: ScanConfig {
                intensity_scale: 1. / 255.,
                translation_m: [0., 0., 0.5],
                ..ScanConfig::default()
            },
            ..DatasetConfig::default()
        };
        let reader = reader(&dataset, config, false);
        let scan = reader.labelled("000000").unwrap();
        assert_near(center_of(&scan), [20., 3., -0.7]);
        assert_eq!(scan.boxes[0].box3d.yaw, 0.5);
        let point = scan.cloud.points[0];
        assert!((point.z + 0.7).abs() < 1e-6 && (point.intensity - 0.2).abs() < 1e-6, "{point:?}");
        // What is evaluated is in the frame of the scan.
        assert_eq!(reader.cloud("000000").unwrap().0.points[0].z, -1.2);
    }

    #[test]
    fn intensities_have_the_scale_of_most_scans() {
        let dataset = TestDataset::new();
        let frames = ["000000", "000001", "000002"].map(str::to_owned);
        for (frame, intensity) in frames.iter().zip([51., 102., 0.25]) {
            dataset.frame(frame, &[[20., 3., -1., intensity]; 3], "");
        }
        let reader = reader(&dataset, DatasetConfig::default(), false);
        let full_scale = reader.find_full_scale(&frames);
        assert_eq!(full_scale, FullScale::new(255.));
        let reader = reader.with_full_scale(full_scale);
        let intensity = |frame: &String| reader.labelled(frame).unwrap().cloud.points[0].intensity;
        assert_eq!(frames.each_ref().map(intensity)[..2], [0.2, 0.4]);
        let warnings = reader.labelled("000002").unwrap().warnings;
        assert!(warnings[0].to_string().contains("look like 0 to 1"), "{warnings:?}");
    }

    #[test]
    fn the_road_is_where_the_dataset_says() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[], "");
        dataset.write("training/planes/000000.txt", "0 -1 0 1.6");
        let scan = reader(&dataset, DatasetConfig::default(), false).labelled("000000").unwrap();
        assert!(scan.ground.is_some_and(|ground| (ground.z_at(10., 5.) + 1.6).abs() < 1e-9));
    }
}
