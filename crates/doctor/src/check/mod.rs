//! What is checked, a file per question. A check takes its numbers of each frame on its own (`..Facts`),
//! then judges those of all frames.

mod anchor_size;
mod boxes;
mod classes;
mod copies;
mod detection;
mod evaluation;
mod files;
mod ground;
mod intensity;
mod matching;
mod points;
mod pose;
mod range;
mod reach;
mod splits;
mod standing;
mod units;
mod voxels;

pub(crate) use classes::check_classes;
pub(crate) use copies::{check_copies, check_same_scans};
pub(crate) use detection::check_detection;
pub(crate) use evaluation::check_evaluation;
pub(crate) use files::{FileProblem, ListedFrame, check_files};
pub(crate) use ground::GroundFacts;
pub(crate) use intensity::IntensityFacts;
pub(crate) use matching::Matching;
pub(crate) use points::PointFacts;
pub(crate) use pose::counts_by_pose;
pub(crate) use range::RangeFacts;
pub(crate) use splits::check_splits;
pub(crate) use standing::gap_below;
pub(crate) use voxels::VoxelFacts;

use crate::facts::FrameFacts;
use crate::finding::Finding;
use crate::setup::Setup;

/// What the points and the boxes of frames say.
pub(crate) fn check_frames(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    if frames.is_empty() {
        return Vec::new();
    }
    let mut findings = points::check(frames);
    findings.extend(intensity::check(frames, &setup.config.frames.dataset.scan));
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
        of_places.extend(pose::check(frames, &setup.config.frames.dataset));
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
    if of_places.is_empty() && !is_upside_down {
        findings.extend(boxes::check_points(frames, setup));
        findings.extend(reach::check(frames, setup));
        if of_ground.is_empty() && !knows_order(&of_sizes) {
            findings.extend(anchor_size::check_height(frames, setup));
        }
    }
    findings.extend(of_ground);
    findings.extend(of_places);
    findings.extend(of_sizes);
    findings.extend(matching::check(frames, setup));
    findings.extend(voxels::check(frames, &setup.config.frames.network.limits));
    findings
}
