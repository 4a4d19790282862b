//! The list of all checks, in the order in which they are made.

use std::path::PathBuf;

use voxelnet_dataset::FrameReader;

use crate::check::{
    anchor_size, boxes, classes, copies, detection, evaluation, files, ground, intensity, labels,
    matching, points, pose, range, reach, splits, standing, units, voxels,
};
use crate::examined_split::ExaminedSplit;
use crate::facts::frame::FrameFacts;
use crate::facts::split::SplitFacts;
use crate::facts::split_list::SplitLists;
use crate::finding::Finding;
use crate::setup::Setup;

/// Checks a split of a dataset: its files, its frames, its labels, and the thresholds of detection.
pub(crate) fn check_split(
    split: &ExaminedSplit,
    facts: &SplitFacts,
    reader: &FrameReader,
    setup: &Setup<'_>,
) -> Vec<Finding> {
    let SplitFacts { frames, objects, problems, oddities } = facts;
    let num_frames = split.frames.len();
    let mut findings = files::check(problems, num_frames);
    findings.extend(splits::check(split, &SplitLists::read(&split.dataset)));
    findings.extend(copies::check(split));
    findings.extend(labels::check(oddities, setup.config.frames.dataset.difficulty));
    findings.extend(check_frames(frames, labels::are_in_degrees(oddities), setup));
    // Without any label that could be read nothing is known of classes.
    if split.has_labels() && (problems.is_empty() || !objects.is_empty()) {
        findings.extend(classes::check(objects, setup));
        findings.extend(evaluation::check(frames, reader, setup, num_frames));
    }
    findings.extend(detection::check(&setup.config.detection, setup.is_for_detect));
    findings
}

/// Checks scans without labels, and the thresholds of detection.
pub(crate) fn check_scans(
    scans: &[PathBuf],
    frames: &[FrameFacts],
    setup: &Setup<'_>,
) -> Vec<Finding> {
    let mut findings: Vec<Finding> = copies::check_scans(scans).into_iter().collect();
    findings.extend(check_frames(frames, false, setup));
    findings.extend(detection::check(&setup.config.detection, setup.is_for_detect));
    findings
}

/// Checks the points and the boxes of frames. Of boxes whose headings are in degrees only the sizes mean anything.
fn check_frames(frames: &[FrameFacts], are_in_degrees: bool, setup: &Setup<'_>) -> Vec<Finding> {
    if frames.is_empty() {
        return Vec::new();
    }
    let mut findings = points::check(frames);
    findings.extend(intensity::check(frames, setup));
    findings.extend(boxes::check_sizes(frames));
    let of_units = units::check(frames);
    if !of_units.is_empty() {
        // All that follows is measured in metres.
        findings.extend(of_units);
        return findings;
    }
    let of_ground = ground::check(frames, setup);
    let is_upside_down = of_ground.iter().any(|finding| finding.check == ground::UPSIDE_DOWN);
    let mut of_places = Vec::new();
    if !is_upside_down {
        if !are_in_degrees {
            of_places.extend(pose::check(frames, &setup.config.frames.dataset));
        }
        if of_places.is_empty() {
            of_places.extend(standing::check(frames));
        }
        findings.extend(range::check(frames, setup));
    }
    let mut of_sizes = anchor_size::check(frames, setup);
    let knows_order =
        |findings: &[Finding]| findings.iter().any(|finding| finding.check == anchor_size::ORDER);
    // What is explained is not reported once more from another side.
    if knows_order(&of_places) {
        of_sizes.clear();
    }
    if of_places.is_empty() && !is_upside_down && !are_in_degrees {
        findings.extend(boxes::check_points(frames, setup));
        findings.extend(reach::check(frames, setup));
        if of_ground.is_empty() && !knows_order(&of_sizes) {
            findings.extend(anchor_size::check_height(frames, setup));
        }
    }
    findings.extend(of_ground);
    findings.extend(of_places);
    findings.extend(of_sizes);
    if !are_in_degrees {
        findings.extend(matching::check(frames, setup));
    }
    findings.extend(voxels::check(
        frames,
        &setup.config.frames.network.limits,
        setup.is_for_detect,
    ));
    findings
}
