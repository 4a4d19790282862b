//! What is written of a scan, and of all of them.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use voxelnet_config::ModelConfig;
use voxelnet_detection::Detection;
use voxelnet_kitti::{Calibration, ImageSize};
use voxelnet_ranks::{Ranks, gather};
use voxelnet_scene::PointCloud;

use crate::detect::format::Format;
use crate::output::found_object::FoundObject;
use crate::output::objects::{jsonl, write_csv, write_jsonl};
use crate::output::report::print;
use crate::output::scene_files::SceneFiles;
use crate::scans::cameras::{Cameras, file_of};
use crate::scans::inputs::{Input, Source};

/// Where results go: into a folder, or JSON lines onto stdout.
pub struct Results<'a> {
    pub out: Option<&'a Path>,
    pub formats: &'a [Format],
    pub config: &'a ModelConfig,
    /// In whose frames KITTI results are, and in whose images boxes are drawn.
    pub cameras: Option<Cameras>,
    /// Those images: a file, or a folder with one per scan.
    pub image: Option<&'a Path>,
    /// Of all scans until now with their numbers, for the files that hold them all.
    pub objects: Vec<(usize, Vec<FoundObject>)>,
    /// Whether other ranks have found objects of other scans.
    pub is_shared: bool,
}

impl Results<'_> {
    /// Writes what is kept per scan, and prints where nothing is kept and nobody else prints.
    pub fn add(
        &mut self,
        number: usize,
        input: &Input,
        cloud: &PointCloud,
        detections: &[Detection],
    ) -> Result<()> {
        let object = |detection: &Detection| {
            let class = self.config.class_name(detection.class);
            FoundObject::new(&input.name, class, detection, cloud)
        };
        let objects: Vec<FoundObject> = detections.iter().map(object).collect();
        match self.out {
            Some(out) => self.write_files(out, input, cloud, detections)?,
            None if !self.is_shared => print(&jsonl(&objects)?)?,
            None => {}
        }
        self.objects.push((number, objects));
        Ok(())
    }

    /// How many objects there are.
    pub fn num_objects(&self) -> usize {
        self.objects.iter().map(|(_, objects)| objects.len()).sum()
    }

    /// Takes in what all ranks have found.
    pub fn join(&mut self, ranks: &dyn Ranks) -> Result<()> {
        if self.is_shared {
            let said = gather(ranks, &serde_json::to_vec(&self.objects)?);
            self.objects.clear();
            for bytes in said {
                self.objects.extend(serde_json::from_slice::<Vec<_>>(&bytes)?);
            }
            self.objects.sort_by_key(|(number, _)| *number);
        }
        Ok(())
    }

    /// Writes the files that hold the objects of all scans, or prints what could not be printed before.
    pub fn finish(self) -> Result<()> {
        let objects: Vec<FoundObject> =
            self.objects.into_iter().flat_map(|(_, objects)| objects).collect();
        let Some(out) = self.out else {
            return if self.is_shared { print(&jsonl(&objects)?) } else { Ok(()) };
        };
        if self.formats.contains(&Format::Json) {
            write_jsonl(&out.join("detections.jsonl"), &objects)?;
        }
        if self.formats.contains(&Format::Csv) {
            write_csv(&out.join("detections.csv"), &objects)?;
        }
        Ok(())
    }

    fn write_files(
        &self,
        out: &Path,
        input: &Input,
        cloud: &PointCloud,
        detections: &[Detection],
    ) -> Result<()> {
        let files = SceneFiles { out, frame: &input.name, cloud, config: self.config };
        for format in self.formats {
            match format {
                Format::Json | Format::Csv => {} // one file for all scans
                Format::Html => files.write_html(detections)?,
                Format::Png => files.write_png(detections)?,
                Format::Ply => {
                    require_other_file(input, &files.ply_path(), "--out")?;
                    files.write_ply(detections)?;
                }
                Format::Kitti => files.write_kitti(detections, self.camera_of(input)?.as_ref())?,
                Format::Camera => {
                    let (calibration, _) = self.camera_of(input)?.context("there is no camera")?;
                    let image = self.image.context("there is no image")?;
                    let image = file_of(image, &input.name, "png");
                    files.write_camera(detections, &image, &calibration)?;
                }
            }
        }
        Ok(())
    }

    fn camera_of(&self, input: &Input) -> Result<Option<(Calibration, ImageSize)>> {
        self.cameras.as_ref().map(|cameras| cameras.of(&input.name)).transpose()
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
