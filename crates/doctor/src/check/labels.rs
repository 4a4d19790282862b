//! Labels that can be read and yet hardly say what was meant.

use voxelnet_config::DifficultyRule;
use voxelnet_kitti::{LabelOddities, LabelOddity};

use crate::finding::{Finding, Severity};

/// One finding for each oddity; occlusions matter only where they make the difficulty.
pub(crate) fn check(oddities: &LabelOddities, difficulty: DifficultyRule) -> Vec<Finding> {
    let matters = |oddity: &LabelOddity| match oddity {
        LabelOddity::UnknownOcclusion => difficulty == DifficultyRule::Pixels,
        _ => true,
    };
    let finding = |oddity: LabelOddity| {
        let rows = oddities.of(oddity)?;
        let severity = match oddity {
            LabelOddity::RotationInDegrees => Severity::Error,
            _ => Severity::Warning,
        };
        let sentence = format!("{}.", rows.sentence(oddity));
        Some(
            Finding::new(severity, "labels", sentence, oddity.remedy())
                .with_count("rows", rows.num_rows)
                .with_count("files", rows.num_files),
        )
    };
    LabelOddity::ALL.into_iter().filter(matters).filter_map(finding).collect()
}

/// Whether headings are in degrees, so that no box stands as it should.
pub(crate) fn are_in_degrees(oddities: &LabelOddities) -> bool {
    oddities.of(LabelOddity::RotationInDegrees).is_some()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use crate::finding::Severity;
    use crate::test_case::{Case, expect, name, of_check};

    #[test]
    fn headings_in_degrees_are_one_error_and_no_other_finding_about_headings() {
        let case = Case::with(|frame| {
            for label in frame.labels.iter_mut().filter(|label| !label.is_kind("DontCare")) {
                label.camera_box.rotation_y = label.camera_box.rotation_y.to_degrees();
            }
        });
        let report = case.examine(&[]);
        let found = expect(&report, "labels", Severity::Error);
        assert!(found.sentence.contains("which looks like degrees, in "), "{}", found.sentence);
        assert!(found.remedy.contains("pi / 180"), "{}", found.remedy);
        assert_eq!(of_check(&report, "yaw").len(), 0, "{}", report.text());
        assert_eq!(report.count(Severity::Error), 1, "{}", report.text());
    }

    #[test]
    fn a_column_too_many_is_a_warning() {
        let case = Case::healthy();
        for index in 0..2 {
            let path = case.path(&format!("training/label_2/{}.txt", name(index)));
            let rows = fs::read_to_string(&path).unwrap();
            let more: String = rows.lines().map(|row| format!("{row} 0.0000\n")).collect();
            fs::write(path, more).unwrap();
        }
        let report = case.examine(&[]);
        let found = expect(&report, "labels", Severity::Warning);
        assert!(found.sentence.contains("the 16th column, 0.0000"), "{}", found.sentence);
        assert_eq!(found.evidence.get("files"), Some(2.));
    }
}
