//! Intensities from 0 to 1, or on another scale.

use voxelnet_config::ScanConfig;

use crate::facts::frame::FrameFacts;
use crate::facts::intensity::{IntensityFacts, MAX_INTENSITY};
use crate::finding::{Finding, Severity, rounded};

const CHECK: &str = "intensity";
const KEY: &str = "dataset.scan.intensity_scale";

/// Intensities that a hand's breadth of other scales could not explain.
const FAR_TOO_HIGH: f64 = 2.;
/// The brightest point of a scan on the scale of 0 to 1 is brighter than this.
const LOW_HIGHEST: f64 = 0.05;

pub(crate) fn check(frames: &[FrameFacts], scan: &ScanConfig) -> Vec<Finding> {
    let with_points = frames.iter().filter(|frame| frame.points.num_points > 0);
    let scans: Vec<IntensityFacts> = with_points.map(|frame| frame.intensity).collect();
    let highest = scans.iter().map(|of| of.highest).fold(f64::NEG_INFINITY, f64::max);
    let lowest = scans.iter().map(|of| of.lowest).fold(f64::INFINITY, f64::min);
    let scale = scan.intensity_scale;
    let is_too_low = highest < LOW_HIGHEST && highest > lowest;
    let findings = [
        too_high(&scans, highest, scale),
        too_low(highest, scale).filter(|_| is_too_low),
        negative(lowest),
        constant(&scans),
    ];
    findings.into_iter().flatten().collect()
}

fn too_high(scans: &[IntensityFacts], highest: f64, scale: f64) -> Option<Finding> {
    let num_high = scans.iter().filter(|of| IntensityFacts::is_too_high(of.highest)).count();
    if num_high == 0 {
        return None;
    }
    let written = highest / scale;
    let (range, proposed) = match written {
        written if written <= MAX_INTENSITY => ("1", 1.),
        written if written <= 255.5 => ("255", 1. / 255.),
        written if written <= 65_535.5 => ("65535", 1. / 65_535.),
        _ => ("what is no usual scale", 1. / written),
    };
    let is_far = highest > FAR_TOO_HIGH && 2 * num_high > scans.len();
    let severity = if is_far { Severity::Error } else { Severity::Warning };
    let sentence = format!(
        "Intensities reach {} as the network sees them, expected 0 to 1; as written they go from 0 to {range}.",
        rounded(highest)
    );
    let remedy = format!("set {KEY} = {}", significant(proposed));
    Some(
        Finding::new(severity, CHECK, sentence, remedy)
            .with("highest_intensity", highest)
            .with("highest_as_written", written)
            .with_count("scans_above_1", num_high)
            .with_count("scans_read", scans.len()),
    )
}

fn too_low(highest: f64, scale: f64) -> Option<Finding> {
    let written = highest / scale;
    let is_scaled_twice = scale < 0.1 && written <= MAX_INTENSITY;
    let (severity, sentence, remedy) = if is_scaled_twice {
        let sentence = format!(
            "Intensities are scaled although they are written on the scale 0 to 1: the network sees at most {}.",
            rounded(highest)
        );
        (Severity::Error, sentence, format!("set {KEY} = 1.0"))
    } else {
        let sentence = format!(
            "Intensities reach only {} as the network sees them, expected 0 to 1.",
            rounded(highest)
        );
        (Severity::Warning, sentence, format!("set {KEY} = {}", significant(scale / highest)))
    };
    let finding = Finding::new(severity, CHECK, sentence, remedy);
    Some(finding.with("highest_intensity", highest).with("highest_as_written", written))
}

fn negative(lowest: f64) -> Option<Finding> {
    (lowest < 0.).then(|| {
        let sentence =
            format!("There are intensities down to {}, expected 0 to 1.", rounded(lowest));
        let remedy = "write intensities from 0 on when the scans are exported; look at the order of the columns";
        Finding::new(Severity::Warning, CHECK, sentence, remedy).with("lowest_intensity", lowest)
    })
}

fn constant(scans: &[IntensityFacts]) -> Option<Finding> {
    let same: Vec<&IntensityFacts> = scans.iter().filter(|of| of.lowest == of.highest).collect();
    let value = same.first()?.highest;
    let sentence = format!(
        "In {} of {} scans all points have the same intensity, {}: a network that learned from intensities \
         finds less there.",
        same.len(),
        scans.len(),
        rounded(value)
    );
    let remedy = "write the intensities into the fourth column; without any, train and detect on scans that have \
                  none alike";
    Some(
        Finding::new(Severity::Warning, CHECK, sentence, remedy)
            .with("intensity", value)
            .with_count("scans_with_one_intensity", same.len())
            .with_count("scans_read", scans.len()),
    )
}

/// Six digits, as a configuration has them.
fn significant(value: f64) -> String {
    if value == 1. {
        return "1.0".into();
    }
    let digits = (5. - value.abs().log10().floor()).clamp(1., 12.) as usize;
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn intensities_of_8_and_16_bits_are_told_with_the_scale() {
        for (most, expected) in [(255., "= 0.00392157"), (65_535., "= 0.0000152590")] {
            let case =
                Case::with_points(|point| point.intensity = (point.intensity * most).round());
            let report = case.examine(&[]);
            let found = expect(&report, CHECK, Severity::Error);
            assert!(found.remedy.ends_with(expected), "{}", found.remedy);
            let scale = found.remedy.split("= ").nth(1).unwrap_or_default();
            let mended = case.examine(&[&format!("{KEY}={scale}")]);
            assert_eq!(of_check(&mended, CHECK).len(), 0, "{}", mended.text());
        }
    }

    #[test]
    fn intensities_that_are_scaled_twice_are_told() {
        let report = Case::healthy().examine(&["dataset.scan.intensity_scale=0.00392157"]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.remedy.ends_with("intensity_scale = 1.0"), "{}", found.remedy);
        let report = Case::healthy().examine(&["dataset.scan.intensity_scale=100.0"]);
        assert!(expect(&report, CHECK, Severity::Error).remedy.ends_with("= 1.0"));
    }

    #[test]
    fn scans_without_intensities_and_with_negative_ones_are_told() {
        let report = Case::with_points(|point| point.intensity = 0.).examine(&[]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert_eq!(found.evidence.get("scans_with_one_intensity"), Some(8.));
        let report = Case::with_points(|point| point.intensity -= 0.5).examine(&[]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert!(found.sentence.contains("down to -0.500"), "{}", found.sentence);
    }
}
