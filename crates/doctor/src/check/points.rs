//! Scans without points, with points that are none, and points that the image leaves out.

use voxelnet_files::{agreeing, counted};
use voxelnet_statistics::lower_median;

use crate::facts::frame::FrameFacts;
use crate::finding::{Finding, Severity};
use crate::statistics::{percent, share};

const CHECK: &str = "points";

/// A scan with fewer is hardly one.
const FEW_POINTS: f64 = 500.;
/// The image of a camera shows a sixth of a full turn; of less than this share nothing can be learned.
const MIN_SHARE_IN_IMAGE: f64 = 0.02;

pub(crate) fn check(frames: &[FrameFacts]) -> Vec<Finding> {
    let points = || frames.iter().map(|frame| &frame.points);
    let num_points: usize = points().map(|of| of.num_points).sum();
    let mut findings = Vec::new();
    findings.extend(empty_scans(frames));
    findings.extend(not_finite(points().map(|of| of.num_not_finite).sum(), num_points));
    findings.extend(at_sensor(points().map(|of| of.num_at_sensor).sum(), num_points));
    let cropped = points().filter_map(|of| Some((of.num_in_image?, of.num_points)));
    let (in_image, of) =
        cropped.fold((0, 0), |(seen, all), (in_image, of)| (seen + in_image, all + of));
    findings.extend(outside_image(in_image, of));
    findings
}

fn empty_scans(frames: &[FrameFacts]) -> Option<Finding> {
    let remedy =
        "export the scans again: x, y, z in metres and intensity as four 32-bit floats a point";
    let empty: Vec<&FrameFacts> =
        frames.iter().filter(|frame| frame.points.num_points == 0).collect();
    if let Some(first) = empty.first() {
        let severity =
            if empty.len() == frames.len() { Severity::Error } else { Severity::Warning };
        let sentence = format!(
            "{} of {} {} no point; the first is {}.",
            empty.len(),
            counted(frames.len(), "scan"),
            agreeing(empty.len(), "holds", "hold"),
            first.name
        );
        let finding = Finding::new(severity, CHECK, sentence, remedy);
        return Some(
            finding.with_count("empty_scans", empty.len()).with_count("scans_read", frames.len()),
        );
    }
    let usual = lower_median(frames.iter().map(|frame| frame.points.num_points as f64))?;
    (usual < FEW_POINTS).then(|| {
        let sentence =
            format!("Scans hold only some {usual:.0} points, too few to tell objects by.");
        Finding::new(Severity::Warning, CHECK, sentence, remedy).with("median_points", usual)
    })
}

fn not_finite(num_not_finite: usize, num_points: usize) -> Option<Finding> {
    let share = share(num_not_finite, num_not_finite + num_points);
    let severity = match share {
        0. => return None,
        share if share > 0.5 => Severity::Error,
        share if share > 0.01 => Severity::Warning,
        _ => Severity::Note,
    };
    let sentence = format!(
        "{} of all points have a number that is not finite (NaN or infinite) and are left out.",
        percent_of_few(share)
    );
    let remedy = "leave beams without return out when scans are exported; look at the type and order of the \
                  columns when it is most of the points";
    Some(
        Finding::new(severity, CHECK, sentence, remedy)
            .with_count("points_not_finite", num_not_finite)
            .with_count("points", num_points),
    )
}

fn at_sensor(num_at_sensor: usize, num_points: usize) -> Option<Finding> {
    let share = share(num_at_sensor, num_points);
    (share > 0.01).then(|| {
        let sentence = format!(
            "{} of all points lie at the sensor itself, where beams without return are often put.",
            percent(share)
        );
        let remedy = "leave these points out when scans are exported";
        let severity = if share > 0.5 { Severity::Error } else { Severity::Warning };
        Finding::new(severity, CHECK, sentence, remedy).with("share_at_sensor", share)
    })
}

fn outside_image(num_in_image: usize, num_points: usize) -> Option<Finding> {
    let share = share(num_in_image, num_points);
    (num_points > 0 && share < MIN_SHARE_IN_IMAGE).then(|| {
        let sentence = format!(
            "Only {} of all points lie in the camera's image, and training shows no others.",
            percent_of_few(share)
        );
        let remedy = "look at Tr_velo_to_cam and P2 in calib/ and at dataset.image_size, or set \
                      train.crop_to_image = false";
        Finding::new(Severity::Error, CHECK, sentence, remedy).with("share_in_image", share)
    })
}

/// A share in percent with a decimal where it is small.
fn percent_of_few(share: f64) -> String {
    if share < 0.1 { format!("{:.2}%", 100. * share) } else { percent(share) }
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::Point;

    use super::*;
    use crate::test_case::{Case, expect, of_check};

    #[test]
    fn points_that_are_no_numbers_are_counted() {
        let case =
            Case::with(|frame| frame.cloud.points[..100].fill(Point::new(f32::NAN, 0., 0., 0.)));
        let report = case.examine(&[]);
        let found = expect(&report, CHECK, Severity::Note);
        assert_eq!(found.evidence.get("points_not_finite"), Some(800.));
        let case = Case::with(|frame| {
            frame
                .cloud
                .points
                .iter_mut()
                .skip(1)
                .step_by(2)
                .for_each(|point| point.x = f32::INFINITY);
            frame.cloud.points[0].x = f32::NAN;
        });
        expect(&case.examine(&[]), CHECK, Severity::Error);
    }

    #[test]
    fn beams_without_return_at_the_sensor_are_told() {
        let case = Case::with(|frame| {
            let num_points = frame.cloud.len();
            frame.cloud.points[..num_points / 4].fill(Point::default());
        });
        let report = case.examine(&["dataset.scan.translation_m=[0.0, 0.0, 0.1]"]);
        let found = expect(&report, CHECK, Severity::Warning);
        assert!(
            found.sentence.starts_with("25% of all points lie at the sensor"),
            "{}",
            report.text()
        );
    }

    #[test]
    fn scans_without_points_and_with_few_are_told() {
        let emptied = |count: usize| Case::with(move |frame| frame.cloud.points.truncate(count));
        expect(&emptied(0).examine(&[]), CHECK, Severity::Error);
        let report = emptied(100).examine(&[]);
        assert!(of_check(&report, CHECK)[0].sentence.contains("only some 100 points"));
    }

    #[test]
    fn points_that_the_image_leaves_out_are_told() {
        let case = Case::with_points(|point| point.x = -point.x);
        let report = case.examine(&[]);
        let found = expect(&report, CHECK, Severity::Error);
        assert!(found.remedy.contains("train.crop_to_image"), "{}", report.text());
        let report = case.examine(&["train.crop_to_image=false"]);
        assert_eq!(of_check(&report, CHECK).len(), 0, "{}", report.text());
    }
}
