//! Intensities from 0 to 1, or on another scale.

use voxelnet_files::counted;
use voxelnet_scene::{FullScale, common_full_scale};

use crate::facts::frame::FrameFacts;
use crate::facts::intensity::IntensityFacts;
use crate::finding::{Finding, Severity, rounded};
use crate::setup::Setup;

const CHECK: &str = "intensity";
const KEY: &str = "dataset.scan.intensity_scale";

/// The brightest point of a scan on the scale of 0 to 1 is brighter than this.
const LOW_HIGHEST: f64 = 0.05;

pub(crate) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let frames: Vec<&FrameFacts> =
        frames.iter().filter(|frame| frame.points.num_points > 0).collect();
    let scans: Vec<IntensityFacts> = frames.iter().map(|frame| frame.intensity).collect();
    let others: Vec<&str> = frames
        .iter()
        .filter(|frame| frame.intensity.is_other_scale)
        .map(|frame| frame.name.as_str())
        .collect();
    let common = common_full_scale(scans.iter().filter_map(|of| of.own));
    let in_use = common.filter(|_| setup.named_scale.is_none());
    let findings = [
        other_scale(&others, scans.len(), common, setup),
        in_use.and_then(|scale| scale_in_use(scale, setup.is_for_detect)),
        clamped(&scans),
        too_low(&scans, setup.is_for_detect).filter(|_| others.is_empty()),
        constant(&scans),
    ];
    findings.into_iter().flatten().collect()
}

/// Scans that look like another scale than the one in use.
fn other_scale(
    others: &[&str],
    num_scans: usize,
    common: Option<FullScale>,
    setup: &Setup<'_>,
) -> Option<Finding> {
    let (first, common) = (others.first()?, common?.get());
    let num_others = others.len();
    let (severity, sentence, remedy) = match setup.named_scale {
        Some(named) if 2 * num_others > num_scans => {
            let named = rounded(named.get().into());
            let sentence =
                format!("Intensities look like 0 to {common}, but they are divided by {named}.");
            let remedy = if setup.is_for_detect {
                format!("give `voxelnet detect --intensity-scale {common}`")
            } else {
                format!("set {KEY} = 1.0, with which their scale is found")
            };
            (Severity::Error, sentence, remedy)
        }
        _ => {
            let sentence = format!(
                "The intensities of {num_others} of {} look like another scale than those of the others, as those \
                 of {first}.",
                counted(num_scans, "scan")
            );
            (
                Severity::Warning,
                sentence,
                "write all scans with intensities on one scale".to_owned(),
            )
        }
    };
    Some(
        Finding::new(severity, CHECK, sentence, remedy)
            .with_count("scans_on_another_scale", num_others)
            .with_count("scans_read", num_scans),
    )
}

/// A scale that was found, when it is another than that to 1.
fn scale_in_use(common: FullScale, is_for_detect: bool) -> Option<Finding> {
    let full_scale = f64::from(common.get());
    let factor = significant(1. / full_scale);
    if common == FullScale::ONE {
        return None;
    }
    let (severity, sentence, remedy) = if common.is_usual() {
        let sentence = format!(
            "Intensities are written from 0 to {full_scale} and are divided by that when read."
        );
        let says_so = match is_for_detect {
            true => format!("`voxelnet detect --intensity-scale {full_scale}`"),
            false => format!("{KEY} = {factor}"),
        };
        (Severity::Note, sentence, format!("{says_so} makes it explicit"))
    } else {
        let sentence = format!(
            "Intensities are on none of the scales to 1, 255 and 65535; they are divided by {full_scale}, which \
             hardly any exceeds."
        );
        let remedy = match is_for_detect {
            true => "give the intensity of full reflection to `voxelnet detect --intensity-scale`"
                .to_owned(),
            false => format!(
                "set {KEY} to 1 divided by the intensity of full reflection, such as {factor}"
            ),
        };
        (Severity::Warning, sentence, remedy)
    };
    Some(Finding::new(severity, CHECK, sentence, remedy).with("full_scale", full_scale))
}

fn clamped(scans: &[IntensityFacts]) -> Option<Finding> {
    let outside = || scans.iter().map(|of| of.clamped).filter(|of| of.num_points > 0);
    let num_scans = outside().count();
    if num_scans == 0 {
        return None;
    }
    let largest = outside().map(|of| of.largest).fold(f64::NEG_INFINITY, f64::max);
    let smallest = outside().map(|of| of.smallest).fold(f64::INFINITY, f64::min);
    let num_points: usize = outside().map(|of| of.num_points).sum();
    let range = match smallest {
        smallest if smallest < 0. && largest <= 0. => format!("down to {}", rounded(smallest)),
        smallest if smallest < 0. => {
            format!("from {} to {}", rounded(smallest), rounded(largest))
        }
        _ => format!("up to {}", rounded(largest)),
    };
    let sentence = format!(
        "The intensities of {} in {num_scans} of {} lie outside their scale, {range}; they are clamped.",
        counted(num_points, "point"),
        counted(scans.len(), "scan")
    );
    let remedy =
        "write intensities from 0 on when the scans are exported; look at the order of the columns";
    Some(
        Finding::new(Severity::Warning, CHECK, sentence, remedy)
            .with_count("points_clamped", num_points)
            .with("lowest_as_written", smallest)
            .with("highest_as_written", largest)
            .with_count("scans_read", scans.len()),
    )
}

fn too_low(scans: &[IntensityFacts], is_for_detect: bool) -> Option<Finding> {
    let highest = scans.iter().map(|of| of.highest).fold(f64::NEG_INFINITY, f64::max);
    let lowest = scans.iter().map(|of| of.lowest).fold(f64::INFINITY, f64::min);
    (highest < LOW_HIGHEST && highest > lowest).then(|| {
        let sentence = format!(
            "Intensities reach only {} as the network sees them, expected 0 to 1.",
            rounded(highest)
        );
        let remedy = if is_for_detect {
            "give the intensity of full reflection to `voxelnet detect --intensity-scale`"
                .to_owned()
        } else {
            format!("set {KEY} to 1 divided by the intensity of full reflection")
        };
        Finding::new(Severity::Warning, CHECK, sentence, remedy).with("highest_intensity", highest)
    })
}

fn constant(scans: &[IntensityFacts]) -> Option<Finding> {
    let same: Vec<&IntensityFacts> = scans.iter().filter(|of| of.lowest == of.highest).collect();
    let value = same.first()?.highest;
    let sentence = format!(
        "In {} of {} all points have the same intensity, {}: a network that learned from intensities \
         finds less there.",
        same.len(),
        counted(scans.len(), "scan"),
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
    let digits = (5. - value.abs().log10().floor()).clamp(1., 12.) as usize;
    format!("{value:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn intensities_of_8_and_16_bits_are_noted_with_the_scale() {
        for (most, expected) in [(255., "= 0.00392157"), (65_535., "= 0.0000152590")] {
            let case =
                Case::with_points(|point| point.intensity = (point.intensity * most).round());
            let report = case.examine(&[]);
            let found = expect(&report, CHECK, Severity::Note);
            assert!(found.remedy.contains(expected), "{}", found.remedy);
            let scale = expected.trim_start_matches("= ");
            let explicit = case.examine(&[&format!("{KEY}={scale}")]);
            assert_eq!(of_check(&explicit, CHECK).len(), 0, "{}", explicit.text());
        }
    }

    #[test]
    fn a_scale_that_the_scans_contradict_is_told() {
        for factor in ["0.00392157", "0.0000152590", "100.0"] {
            let report = Case::healthy().examine(&[&format!("{KEY}={factor}")]);
            let found = of_check(&report, CHECK);
            assert!(!found.is_empty(), "{factor}");
        }
        let report = Case::healthy().examine(&["dataset.scan.intensity_scale=0.00392157"]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.remedy.contains("intensity_scale = 1.0"), "{}", found.remedy);
    }

    #[test]
    fn scans_on_no_usual_scale_are_told() {
        let report = Case::with_points(|point| point.intensity *= 1e7).examine(&[]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert!(found.sentence.contains("none of the scales"), "{}", found.sentence);
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
