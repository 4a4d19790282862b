//! The part that a single row plays at the hard level, which holds all others.

use voxelnet_kitti::Label;

use super::class::Role;
use super::difficulty::{DetectionFlag, Difficulty, TruthFlag};
use super::frame::Row;
use super::rules::Rules;

impl Rules {
    /// Whether a labelled object is one of those that must be found; levels by points know none.
    pub(crate) fn has_to_be_found(&self, label: &Label) -> bool {
        let row = Row::new(label, &self.classes);
        let Role::Member(class) = row.role else { return false };
        self.levels.truth_flag(&row, class, Difficulty::Hard) == TruthFlag::Valid
    }

    /// Whether a detection is too low in the image to be right or false.
    pub(crate) fn is_too_low(&self, detection: &Label) -> bool {
        let row = Row::new(detection, &self.classes);
        let Role::Member(class) = row.role else { return false };
        self.levels.detection_flag(&row, class, Difficulty::Hard) == DetectionFlag::Small
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{detection, small, truth};
    use super::*;

    #[test]
    fn low_rows_and_other_classes_play_no_part() {
        let rules = Rules::default();
        let found = |label| rules.has_to_be_found(&label);
        assert!(found(truth("Car", 0.)) && !found(truth("Van", 0.)));
        assert!(!found(small(truth("Car", 0.))) && !found(truth("DontCare", 0.)));
        let low = |label| rules.is_too_low(&label);
        assert!(low(small(detection("Car", 0., 0.5))) && !low(detection("Car", 0., 0.5)));
        assert!(!low(small(detection("Truck", 0., 0.5))));
    }
}
