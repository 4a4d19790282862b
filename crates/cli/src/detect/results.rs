//! The results of each scan, and of all of them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use voxelnet_communicator::Communicator;
use voxelnet_config::ModelConfig;
use voxelnet_dataset::CoverageWarning;
use voxelnet_detection::{Detection, Detections};
use voxelnet_files::{FolderLock, lock_folder, make_folder};
use voxelnet_scene::Scan;

use super::failure::Failure;
use super::format::Format;
use super::lines::{CSV_FILE, JSON_FILE, LineFiles};
use super::record::{RECORD, Record, Settings, whole_path};
use super::results_plan::ResultsPlan;
use super::scan_files::ScanFiles;
use super::stale::stale_files;
use crate::output::found_object::FoundObject;
use crate::output::objects::jsonl;
use crate::output::report::print_some;
use crate::scans::inputs::Input;

/// A scan to detect in, and its place among all scans.
#[derive(Clone)]
pub struct Job<'a> {
    pub number: usize,
    pub input: Cow<'a, Input>,
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
    frame: String,
    /// The path of the scan, without links.
    scan: String,
    objects: Vec<FoundObject>,
    /// Number of objects without a row in KITTI's format.
    num_lost: usize,
}

/// Results on their way into a folder, or as JSON lines onto stdout.
pub struct Results<'a> {
    plan: &'a ResultsPlan,
    config: &'a ModelConfig,
    files: ScanFiles<'a>,
    settings: Settings,
    /// The record of the detection that this one goes on with.
    earlier: Option<Record>,
    /// Open from the first scan on.
    lines: Option<LineFiles>,
    /// Objects of the scans of this rank, where several share the scans: the first writes those of all at the end.
    shared: Option<Vec<ScanObjects>>,
    num_found: usize,
    num_lost: usize,
    /// The scans whose results are written.
    written: HashSet<String>,
    /// The formats of the detection that wrote into the folder before.
    formats_before: Vec<Format>,
    /// Keeps other detections from the folder.
    _lock: Option<FolderLock>,
}

impl<'a> Results<'a> {
    /// Makes the folder of the results, and makes sure that it can be written into.
    pub fn open(plan: &'a ResultsPlan, config: &'a ModelConfig, is_shared: bool) -> Result<Self> {
        let files = ScanFiles::new(plan, config)?;
        let mut lock = None;
        if let Some(out) = &plan.out {
            let cannot = || format!("cannot write into {}", out.display());
            make_folder(out).with_context(cannot)?;
            // Several ranks write into one folder.
            lock = (!is_shared).then(|| lock_folder(out).with_context(cannot)).transpose()?;
        }
        Ok(Self {
            plan,
            config,
            files,
            settings: Settings::default(),
            earlier: None,
            lines: None,
            shared: is_shared.then(Vec::new),
            num_found: 0,
            num_lost: 0,
            written: HashSet::new(),
            formats_before: Vec::new(),
            _lock: lock,
        })
    }

    /// Begins with these settings, or goes on with what was done with the same; the scans that are left to do.
    pub fn begin(&mut self, settings: Settings, inputs: Vec<Input>) -> Result<Vec<Input>> {
        self.settings = settings;
        let Some(out) = &self.plan.out else { return Ok(inputs) };
        let earlier = Record::read(out);
        if !self.plan.resume {
            // A record that is broken is about to be replaced.
            self.formats_before = earlier.ok().flatten().map_or(Vec::new(), |of| of.formats());
            return Ok(inputs);
        }
        let Some(earlier) = earlier? else {
            let is_there = |name: &&str| out.join(name).exists();
            let lines = [JSON_FILE, CSV_FILE].into_iter().find(is_there);
            ensure!(
                lines.is_none(),
                "{}: holds {} without {RECORD}, which tells the scans that are done; leave --resume out to begin anew",
                out.display(),
                lines.unwrap_or_default()
            );
            return Ok(inputs);
        };
        earlier.check_settings(&self.settings, out)?;
        let undone = earlier.undone(inputs, out)?;
        self.written.extend(earlier.done.iter().map(|done| done.frame.clone()));
        if self.shared.is_none() {
            // At once, so that files that have changed are told before all work.
            self.lines = Some(LineFiles::reopen(out, &self.plan.formats, &earlier)?);
        }
        self.earlier = Some(earlier);
        Ok(undone)
    }

    /// Writes the files of a scan, or prints its objects where nothing is kept and nobody else prints.
    pub fn add(&mut self, job: &Job, detected: &Detected) -> Result<(), Failure> {
        let (input, found) = (&job.input, &detected.detections.kept);
        let cloud = &detected.scan.cloud;
        let num_lost = match &self.plan.out {
            Some(out) => self.files.write(out, input, cloud, found)?,
            None => 0,
        };
        let object = |detection: &Detection| {
            let class = self.config.class_name(detection.class);
            let object = FoundObject::new(&input.name, class, detection, cloud);
            if self.plan.has_full_precision { object } else { object.rounded() }
        };
        let objects = found.iter().map(object).collect();
        let (number, frame, scan) = (job.number, input.name.clone(), whole_path(input));
        let of_scan = ScanObjects { number, frame, scan, objects, num_lost };
        match &mut self.shared {
            Some(shared) => shared.push(of_scan),
            None => self.write_lines(of_scan).map_err(Failure::Fatal)?,
        }
        Ok(())
    }

    /// Adds the objects that all ranks have found. Collective.
    pub fn join(&mut self, communicator: &Communicator) -> Result<()> {
        let Some(own) = self.shared.take() else { return Ok(()) };
        let mut all = Vec::new();
        for bytes in communicator.gather(&serde_json::to_vec(&own)?) {
            all.extend(serde_json::from_slice::<Vec<ScanObjects>>(&bytes)?);
        }
        if communicator.is_first() {
            all.sort_by_key(|scan| scan.number);
            all.into_iter().try_for_each(|scan| self.write_lines(scan))?;
        }
        Ok(())
    }

    /// The folder of the results, if there is one.
    pub fn out(&self) -> Option<&Path> {
        self.plan.out.as_deref()
    }

    /// Number of objects that were found.
    pub fn num_found(&self) -> usize {
        self.num_found
    }

    /// Number of objects outside the image, without a row in KITTI's format.
    pub fn num_lost(&self) -> usize {
        self.num_lost
    }

    /// Number of scans that were done before.
    pub fn num_done_before(&self) -> usize {
        self.earlier.as_ref().map_or(0, |earlier| earlier.done.len())
    }

    /// Whether the folder has a record of this detection, with which another can go on.
    pub fn has_record(&self) -> bool {
        self.lines.is_some()
    }

    /// Replaces the lines of an earlier detection where this one has found no scan to write any of.
    pub fn replace_earlier(&mut self) -> Result<()> {
        match (&self.plan.out, &self.earlier) {
            (Some(out), None) => self.open_lines(out).map(drop),
            _ => Ok(()),
        }
    }

    /// Waits until everything is on the disk.
    pub fn sync(&mut self) -> Result<()> {
        self.lines.as_mut().map_or(Ok(()), LineFiles::sync)
    }

    /// A warning of files in the folder that an earlier detection left there and this one did not replace.
    pub fn stale_files(&self) -> Option<String> {
        let ResultsPlan { out, formats, .. } = self.plan;
        stale_files(out.as_deref()?, formats, &self.formats_before, &self.written)
    }

    /// Writes the lines of a scan into the files that hold all scans, or prints them.
    fn write_lines(&mut self, of_scan: ScanObjects) -> Result<()> {
        let ScanObjects { frame, scan, objects, num_lost, .. } = of_scan;
        match &self.plan.out {
            Some(out) => self.open_lines(out)?.append(&frame, scan, &objects)?,
            None => print_some(&jsonl(&objects)?)?,
        }
        self.num_found += objects.len();
        self.num_lost += num_lost;
        if self.plan.out.is_some() {
            self.written.insert(frame);
        }
        Ok(())
    }

    fn open_lines(&mut self, out: &Path) -> Result<&mut LineFiles> {
        let lines = match self.lines.take() {
            Some(open) => open,
            None => match &self.earlier {
                Some(earlier) => LineFiles::reopen(out, &self.plan.formats, earlier)?,
                None => LineFiles::create(out, &self.plan.formats, &self.settings)?,
            },
        };
        Ok(self.lines.insert(lines))
    }
}
