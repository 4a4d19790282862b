//! Rows whose values are not those of a box.

use voxelnet_kitti::{Label, Rect, looks_like_degrees};

use super::row_source::RowSource;
use crate::kitti_rules::difficulty::Levels;
use crate::kitti_rules::rules::Rules;
use crate::warning::{RowDefect, RowKind, ScoreWarning};

/// Size of a row that has a 2D box alone.
const NO_SIZE: f64 = -1.;

/// Warns of sizes, angles and, where they count, 2D boxes that no object has. Labels matter when their class is
/// evaluated, results always.
pub(super) fn impossible_rows(source: &RowSource, rules: &Rules) -> Vec<ScoreWarning> {
    let matters =
        |row: &Label| source.kind == RowKind::Result || rules.class_of(&row.kind).is_some();
    let of = |defect: fn(&Label) -> Option<RowDefect>| {
        source.impossible(|row| if matters(row) { defect(row) } else { None })
    };
    let mut warnings: Vec<ScoreWarning> = [of(size), of(rotation)].into_iter().flatten().collect();
    if !matches!(rules.levels, Levels::Points(_)) {
        warnings.extend([of(corners), of(observation_angle)].into_iter().flatten());
    }
    if rules.levels == Levels::Pixels {
        warnings.extend(of(no_rectangle));
    }
    warnings
}

fn size(row: &Label) -> Option<RowDefect> {
    let size = row.camera_box.size;
    let sizes = [("height", size.height), ("width", size.width), ("length", size.length)];
    if sizes.iter().all(|(_, metres)| *metres == NO_SIZE) {
        return None;
    }
    let (name, metres) = sizes.into_iter().find(|(_, metres)| *metres <= 0.)?;
    Some(RowDefect::Size { name, metres })
}

fn rotation(row: &Label) -> Option<RowDefect> {
    angle("rotation_y", row.camera_box.rotation_y)
}

fn observation_angle(row: &Label) -> Option<RowDefect> {
    angle("alpha", row.alpha)
}

fn angle(name: &'static str, angle: f64) -> Option<RowDefect> {
    looks_like_degrees(angle).then_some(RowDefect::Angle { name, angle })
}

fn corners(row: &Label) -> Option<RowDefect> {
    let Rect { left, top, right, bottom } = row.rect;
    (left > right || top > bottom).then_some(RowDefect::Corners(row.rect))
}

fn no_rectangle(row: &Label) -> Option<RowDefect> {
    is_missing(&row.rect).then_some(RowDefect::NoRectangle(row.rect))
}

/// Whether all that stands in place of a 2D box is one point, such as 0 0 0 0 or -1 -1 -1 -1.
pub(super) fn is_missing(rect: &Rect) -> bool {
    rect.left == rect.right && rect.top == rect.bottom
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{labels, results, rows_of_frame};
    use super::*;
    use crate::kitti_rules::difficulty::PointLevel;

    const CAR: &str = "Car 0 0 0 500 100 700 300 1.5 1.6 4.0 0 1.65 20 0";
    const DONT_CARE: &str = "DontCare -1 -1 -10 0 0 100 100 -1 -1 -1 -1000 -1000 -1000 -10";

    fn warnings(row: &str, rules: &Rules) -> Vec<String> {
        let frames = rows_of_frame(CAR, &format!("{CAR} 0.9\n{DONT_CARE} 0.1\n{row} 0.8\n"));
        let warnings = impossible_rows(&results(&frames), rules);
        warnings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn values_that_no_box_has_are_named_with_the_first_row_and_their_number() {
        let flat = CAR.replace("1.5 1.6", "1.5 0");
        let mirrored = CAR.replace("500 100 700 300", "700 100 500 300");
        let upside_down = CAR.replace("500 100 700 300", "500 300 700 100");
        let turned = CAR.replace("20 0", "20 -85.94");
        let observed = CAR.replace("0 500", "90 500");
        let unseen = CAR.replace("500 100 700 300", "-1 -1 -1 -1");
        for (row, expected) in [
            (flat, "width is 0, expected metres above 0; boxes like it, in 1 result row, overlap"),
            (mirrored, "the 2D box is 700 100 500 300, expected left, top, right, bottom in this"),
            (upside_down, "the 2D box is 500 300 700 100, expected left, top, right, bottom in "),
            (
                turned,
                "rotation_y is -85.94, which looks like degrees, in 1 result row; expected radians",
            ),
            (observed, "alpha is 90, which looks like degrees"),
            (unseen, "the 2D box is -1 -1 -1 -1, and KITTI's levels ignore boxes like it, in 1 "),
        ] {
            let found = warnings(&row, &Rules::default());
            let expected = format!("results/000000.txt:3: {expected}");
            assert!(found.len() == 1 && found[0].starts_with(&expected), "{found:?}, {expected}");
        }
    }

    #[test]
    fn what_nobody_looks_at_is_no_reason_to_warn() {
        let clean = [CAR.to_owned(), CAR.replace("0 500", "-10 500"), CAR.replace("20 0", "20 6")];
        for row in clean {
            assert_eq!(warnings(&row, &Rules::default()), Vec::<String>::new(), "{row}");
        }
        let only_2d = "Car 0 0 0 500 100 700 300 -1 -1 -1 -1000 -1000 -1000 -10";
        assert_eq!(warnings(only_2d, &Rules::default()), Vec::<String>::new());
        let level = PointLevel { min_points: 1, max_distance_m: 80. };
        let points = Rules { levels: Levels::Points([level; 3]), ..Rules::default() };
        for rect in ["-1 -1 -1 -1", "700 100 500 300"] {
            let row = CAR.replace("500 100 700 300", rect);
            assert_eq!(warnings(&row, &points), Vec::<String>::new(), "{rect}");
        }
    }

    #[test]
    fn labels_matter_when_their_class_is_evaluated() {
        let found = |kind: &str| {
            let row = CAR.replace("20 0", "20 90").replace("Car", kind);
            let frames = rows_of_frame(&format!("{DONT_CARE}\n{row}\n"), "");
            impossible_rows(&labels(&frames), &Rules::default()).len()
        };
        assert_eq!([found("Car"), found("Truck")], [1, 0]);
    }
}
