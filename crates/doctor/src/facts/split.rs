//! The numbers of a split, and what its files hold.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::LabelOddities;
use voxelnet_scene::check_scan;
use voxelnet_statistics::spread;
use voxelnet_voxelizer::Voxelizer;

use super::files::{FileKind, FileProblem, FrameFiles};
use super::frame::FrameFacts;
use crate::examined_split::ExaminedSplit;
use crate::seen_frame::{SeenFrame, named};
use crate::setup::Setup;

/// The numbers of the frames of a split, and their labels.
pub(crate) struct SplitFacts {
    /// Facts of the frames whose points are read.
    pub(crate) frames: Vec<FrameFacts>,
    /// Labelled objects of all frames by their type, under its name among the classes.
    pub(crate) objects: BTreeMap<String, usize>,
    pub(crate) problems: Vec<FileProblem>,
    /// The oddities of the labels of all frames.
    pub(crate) oddities: LabelOddities,
}

impl SplitFacts {
    pub(crate) fn of(
        reader: &FrameReader,
        split: &ExaminedSplit,
        setup: &Setup<'_>,
        max_frames: usize,
        step: &(dyn Fn() + Sync),
    ) -> Self {
        let has_labels = split.has_labels();
        let list = |frame: &String| {
            let boxes = reader.config().boxes;
            let check = |path: &Path| check_scan(path, reader.options());
            let files = FrameFiles::read(reader.dataset(), frame, boxes, has_labels, check);
            step();
            files
        };
        let listed: Vec<FrameFiles<()>> = split.frames.par_iter().map(list).collect();
        let readable = split.frames.iter().zip(&listed).filter(|(_, of)| of.problems.is_empty());
        let readable: Vec<&String> = readable.map(|(frame, _)| frame).collect();
        let read = |voxelizer: &mut Voxelizer, frame: &String| {
            let seen = SeenFrame::of_dataset(reader, frame, has_labels, setup);
            let facts = seen.map(|seen| FrameFacts::of(frame, seen, setup, voxelizer));
            step();
            facts.map_err(|error| FileProblem::of(FileKind::Scan, &error))
        };
        let results: Vec<Result<FrameFacts, FileProblem>> = spread(&readable, max_frames)
            .into_par_iter()
            .map_init(|| setup.voxelizer(), read)
            .collect();

        let mut all = Self {
            frames: vec![],
            objects: BTreeMap::new(),
            problems: vec![],
            oddities: LabelOddities::default(),
        };
        for files in listed {
            all.oddities.add(files.oddities.clone());
            // A file of which a row is malformed is left out as a whole.
            if !files.lacks(FileKind::Label) {
                let labels = files.labels.into_iter().map(|numbered| named(numbered.label, reader));
                for label in labels.filter(|label| !label.is_kind("DontCare")) {
                    *all.objects.entry(label.kind).or_default() += 1;
                }
            }
            all.problems.extend(files.problems);
        }
        for result in results {
            match result {
                Ok(facts) => all.frames.push(facts),
                Err(problem) => all.problems.push(problem),
            }
        }
        all
    }
}
