//! Points that the limits on voxels take away.

use voxelnet_voxelizer::VoxelLimits;

use crate::facts::frame::FrameFacts;
use crate::facts::voxels::VoxelFacts;
use crate::finding::{Finding, NO_REMEDY, Severity};
use crate::statistics::{percent, share};

const CHECK: &str = "voxel-limits";

/// Points lost to the limit are spread evenly, points lost to the cap leave holes.
const MAX_OVER_POINT_LIMIT: f64 = 0.5;
const NOTED_OVER_POINT_LIMIT: f64 = 0.1;
const HOPELESS_OVER_CAP: f64 = 0.5;
const MAX_OVER_CAP: f64 = 0.05;

pub(crate) fn check(
    frames: &[FrameFacts],
    limits: &VoxelLimits,
    is_for_detect: bool,
) -> Vec<Finding> {
    let sum = |number: fn(&VoxelFacts) -> usize| -> usize {
        frames.iter().map(|frame| number(&frame.voxels)).sum()
    };
    let over_limit = sum(|of| of.dropped.num_over_point_limit);
    let over_cap = sum(|of| of.dropped.num_over_voxel_cap);
    let num_in_range = sum(|of| of.num_kept) + over_limit + over_cap;
    let findings = [
        limits.max_points_per_voxel.and_then(|limit| {
            of_point_limit(limit, share(over_limit, num_in_range), is_for_detect)
        }),
        limits.max_voxels.and_then(|cap| of_cap(cap, share(over_cap, num_in_range), is_for_detect)),
    ];
    findings.into_iter().flatten().collect()
}

fn of_point_limit(limit: usize, lost: f64, is_for_detect: bool) -> Option<Finding> {
    let severity = match lost {
        lost if lost > MAX_OVER_POINT_LIMIT => Severity::Warning,
        lost if lost > NOTED_OVER_POINT_LIMIT => Severity::Note,
        _ => return None,
    };
    let sentence = format!(
        "{} of the points in range are left out, at random, because their voxel holds more than {limit}.",
        percent(lost)
    );
    // A trained network keeps the limit that it has learned with.
    let remedy =
        if is_for_detect { NO_REMEDY } else { "raise network.limits.max_points_per_voxel" };
    Some(Finding::new(severity, CHECK, sentence, remedy).with("share_left_out", lost))
}

fn of_cap(cap: usize, lost: f64, is_for_detect: bool) -> Option<Finding> {
    let severity = match lost {
        lost if lost > HOPELESS_OVER_CAP => Severity::Error,
        lost if lost > MAX_OVER_CAP => Severity::Warning,
        lost if lost > 0. => Severity::Note,
        _ => return None,
    };
    let sentence = format!(
        "{} of the points in range are left out because a scan has more voxels than {cap}.",
        percent(lost)
    );
    let remedy = if is_for_detect {
        NO_REMEDY
    } else {
        "raise network.limits.max_voxels, or leave it out for no limit"
    };
    Some(Finding::new(severity, CHECK, sentence, remedy).with("share_left_out", lost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn what_a_limit_takes_away_is_told_with_its_key() {
        let report = Case::healthy().examine(&["network.limits.max_voxels=1000"]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.remedy.contains("network.limits.max_voxels"), "{}", found.remedy);
        let report = Case::healthy().examine(&["network.limits.max_points_per_voxel=1"]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert!(found.remedy.contains("max_points_per_voxel"), "{}", found.remedy);
        let report = Case::healthy().examine(&["network.limits.max_points_per_voxel=1000"]);
        assert_eq!(of_check(&report, CHECK).len(), 0);
    }
}
