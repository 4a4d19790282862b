//! The results of each scan, and of all of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use voxelnet_communicator::Communicator;
use voxelnet_config::{BoxFrame, ModelConfig};
use voxelnet_dataset::CoverageWarning;
use voxelnet_detection::{Detection, Detections};
use voxelnet_scene::Scan;

use super::format::Format;
use crate::output::found_object::FoundObject;
use crate::output::objects::{jsonl, write_csv, write_jsonl};
use crate::output::report::print;
use crate::output::scene_files::SceneFiles;
use crate::scans::cameras::{Cameras, image_of};
use crate::scans::inputs::{Input, Source};

/// The place of the results, their formats, and the files that these need.
pub struct ResultsPlan {
    /// A folder; without one JSON lines are printed.
    pub out: Option<PathBuf>,
    pub formats: Vec<Format>,
    /// Calibration of the camera: a file, or a folder with one per scan.
    pub calibration: Option<PathBuf>,
    /// Image of the camera: a file, or a folder with one per scan.
    pub image: Option<PathBuf>,
}

/// A scan to detect in, and its place among all scans.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    pub number: usize,
    pub input: &'a Input,
}

/// A scan and the detections in it.
pub struct Detected {
    pub scan: Scan,
    /// The reasons why the network sees little of it.
    pub coverage: Vec<CoverageWarning>,
    pub detections: Detections,
}

/// The objects found in one scan.
#[derive(Serialize, Deserialize)]
struct ScanObjects {
    number: usize,
    objects: Vec<FoundObject>,
}

/// Results on their way into a folder, or as JSON lines onto stdout.
pub struct Results<'a> {
    plan: &'a ResultsPlan,
    config: &'a ModelConfig,
    /// The cameras in whose frames KITTI results are, and in whose images boxes are drawn.
    cameras: Option<Cameras>,
    /// Objects of all scans until now, for the files that hold them all.
    found: Vec<ScanObjects>,
    /// Whether other ranks have found objects of other scans.
    is_shared: bool,
}

impl<'a> Results<'a> {
    /// Makes the folder of the results.
    ///
    /// # Errors
    /// When calibrations do not go with the frame of the network's boxes.
    pub fn open(plan: &'a ResultsPlan, config: &'a ModelConfig, is_shared: bool) -> Result<Self> {
        let ResultsPlan { out, formats, calibration, .. } = plan;
        let has_camera = config.dataset.boxes == BoxFrame::Camera;
        ensure!(
            !formats.contains(&Format::Kitti) || calibration.is_some() || !has_camera,
            "the kitti format is in the camera's frame; give its calibration with --calib FILE|DIR"
        );
        ensure!(
            calibration.is_none() || has_camera,
            "the network was trained on boxes in the frame of the scans; --calib has no meaning for it"
        );
        if let Some(out) = out {
            std::fs::create_dir_all(out)
                .with_context(|| format!("cannot make {}", out.display()))?;
        }
        let cameras = calibration.clone().map(|path| Cameras::new(path, &config.dataset));
        Ok(Self { plan, config, cameras, found: Vec::new(), is_shared })
    }

    /// Writes the files of a scan, or prints its objects where nothing is kept and nobody else prints.
    pub fn add(&mut self, Job { number, input }: Job, detected: &Detected) -> Result<()> {
        let object = |detection: &Detection| {
            let class = self.config.class_name(detection.class);
            FoundObject::new(&input.name, class, detection, &detected.scan.cloud)
        };
        let objects: Vec<FoundObject> = detected.detections.kept.iter().map(object).collect();
        match &self.plan.out {
            Some(out) => self.write_files(out, input, detected)?,
            None if !self.is_shared => print(&jsonl(&objects)?)?,
            None => {}
        }
        self.found.push(ScanObjects { number, objects });
        Ok(())
    }

    /// Adds the objects that all ranks have found. Collective.
    pub fn join(&mut self, communicator: &Communicator) -> Result<()> {
        if self.is_shared {
            let said = communicator.gather(&serde_json::to_vec(&self.found)?);
            self.found.clear();
            for bytes in said {
                self.found.extend(serde_json::from_slice::<Vec<_>>(&bytes)?);
            }
            self.found.sort_by_key(|scan| scan.number);
        }
        Ok(())
    }

    /// Such as `12 detections in 3 scans, 2.1 scans/s, written to results`.
    pub fn summary(&self, num_scans: usize, secs: f64) -> String {
        let num_found: usize = self.found.iter().map(|scan| scan.objects.len()).sum();
        let rate = num_scans as f64 / secs;
        let written = self.plan.out.as_ref().map(|out| format!(", written to {}", out.display()));
        format!(
            "{num_found} detections in {num_scans} scans, {rate:.1} scans/s{}",
            written.unwrap_or_default()
        )
    }

    /// Writes the files that hold the objects of all scans, or prints what could not be printed before.
    pub fn finish(self) -> Result<()> {
        let objects: Vec<FoundObject> =
            self.found.into_iter().flat_map(|scan| scan.objects).collect();
        let ResultsPlan { out, formats, .. } = self.plan;
        let Some(out) = out else {
            return if self.is_shared { print(&jsonl(&objects)?) } else { Ok(()) };
        };
        if formats.contains(&Format::Json) {
            write_jsonl(&out.join("detections.jsonl"), &objects)?;
        }
        if formats.contains(&Format::Csv) {
            write_csv(&out.join("detections.csv"), &objects)?;
        }
        Ok(())
    }

    fn write_files(&self, out: &Path, input: &Input, detected: &Detected) -> Result<()> {
        let Detected { scan, detections: Detections { kept: detections, .. }, .. } = detected;
        let files = SceneFiles { out, frame: &input.name, cloud: &scan.cloud, config: self.config };
        let camera = || self.cameras.as_ref().map(|cameras| cameras.of(&input.name)).transpose();
        for format in &self.plan.formats {
            match format {
                Format::Json | Format::Csv => {} // one file for all scans
                Format::Html => files.write_html(detections)?,
                Format::Png => files.write_png(detections)?,
                Format::Ply => {
                    require_other_file(input, &files.ply_path(), "--out")?;
                    files.write_ply(detections)?;
                }
                Format::Kitti => files.write_kitti(detections, camera()?.as_ref())?,
                Format::Camera => {
                    let camera = camera()?.context("there is no camera")?;
                    let image = self.plan.image.as_ref().context("there is no image")?;
                    let image = image_of(image, &input.name);
                    files.write_camera(detections, &image, &camera.calibration)?;
                }
            }
        }
        Ok(())
    }
}

/// An error where writing to a path would overwrite the scan.
pub fn require_other_file(input: &Input, path: &Path, option: &str) -> Result<()> {
    let Source::File(scan) = &input.source else { return Ok(()) };
    let is_same =
        scan.canonicalize().is_ok_and(|scan| path.canonicalize().is_ok_and(|path| scan == path));
    let scan = scan.display();
    ensure!(!is_same, "{scan}: the result would overwrite the scan; choose another {option}");
    Ok(())
}
