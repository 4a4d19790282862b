//! The height of the road below the sensor, and scans that are upside down.

use voxelnet_dataset::anchor_feet_m;
use voxelnet_files::counted;
use voxelnet_statistics::lower_median;

use crate::facts::frame::FrameFacts;
use crate::facts::ground::GroundFacts;
use crate::finding::{Finding, Severity, rounded};
use crate::setup::Setup;
use crate::statistics::share;

/// The check of scans that are upside down.
pub(crate) const UPSIDE_DOWN: &str = "upside-down";

/// Anchors that stand by more beside the road lose objects, metres.
const MAX_OFFSET_M: f64 = 0.4;
/// Anchors that stand by more beside the road find nothing, metres.
const HOPELESS_OFFSET_M: f64 = 1.;
/// Without a road in so many of the scans something is wrong with them.
const MIN_SHARE_WITH_ROAD: f64 = 0.5;

pub(crate) fn check(frames: &[FrameFacts], setup: &Setup<'_>) -> Vec<Finding> {
    let scans: Vec<GroundFacts> = frames
        .iter()
        .filter(|frame| frame.points.num_points > 0)
        .map(|frame| frame.ground)
        .collect();
    let num_upside_down = scans.iter().filter(|of| of.is_upside_down).count();
    if 4 * num_upside_down > 3 * scans.len() {
        return vec![upside_down(num_upside_down, scans.len(), setup.is_for_detect)];
    }
    let heights: Vec<f64> = scans.iter().filter_map(|of| of.height_m).collect();
    let with_road = share(heights.len(), scans.len());
    match lower_median(heights.iter().copied()) {
        Some(height) if with_road >= MIN_SHARE_WITH_ROAD => {
            let findings = [out_of_range(height, setup), beside_anchors(height, setup)];
            // A road out of range stands beside the anchors too, and both have the same remedy.
            findings.into_iter().flatten().take(1).collect()
        }
        _ => no_road(heights.len(), scans.len()).into_iter().collect(),
    }
}

fn upside_down(num_upside_down: usize, num_scans: usize, is_for_detect: bool) -> Finding {
    let sentence = "The scans are upside down: the road lies above the sensor.";
    let remedy = if is_for_detect {
        "give `voxelnet detect --lidar-transform 0,0,0,3.141593,0,0`, or export the scans with z up"
    } else {
        "turn the points by half a turn about x when the scans are exported, so that z is up"
    };
    Finding::new(Severity::Error, UPSIDE_DOWN, sentence, remedy)
        .with_count("scans_upside_down", num_upside_down)
        .with_count("scans_read", num_scans)
}

fn no_road(num_roads: usize, num_scans: usize) -> Option<Finding> {
    (num_scans > 0).then(|| {
        let sentence = format!(
            "Below {} of {} no road is found, so the height of the sensor is not known.",
            num_scans - num_roads,
            counted(num_scans, "scan")
        );
        let remedy =
            "`voxelnet view` draws scans: see whether z points up and lengths are in metres";
        Finding::new(Severity::Warning, "sensor-height", sentence, remedy)
            .with_count("scans_with_road", num_roads)
            .with_count("scans_read", num_scans)
    })
}

fn foot_of_anchors(setup: &Setup<'_>) -> f64 {
    anchor_feet_m(setup.anchors.classes())
}

fn out_of_range(height: f64, setup: &Setup<'_>) -> Option<Finding> {
    let spec = setup.grid.spec();
    let (min_z, max_z) = (spec.min_m[2], spec.max_m[2]);
    (!(min_z..max_z).contains(&height)).then(|| {
        let sentence = format!(
            "The road lies at z = {height:.2} m, outside the range of the network, {min_z} to {max_z} m."
        );
        finding(Severity::Error, sentence, height, setup)
            .with("range_from_m", min_z)
            .with("range_to_m", max_z)
    })
}

fn beside_anchors(height: f64, setup: &Setup<'_>) -> Option<Finding> {
    let foot = foot_of_anchors(setup);
    let offset = height - foot;
    let severity = match offset.abs() {
        size if size > HOPELESS_OFFSET_M => Severity::Error,
        size if size > MAX_OFFSET_M => Severity::Warning,
        _ => return None,
    };
    let sentence = format!(
        "The road lies at z = {height:.2} m, and the anchors stand at {foot:.2} m, {:.2} m too {}.",
        offset.abs(),
        if offset > 0. { "low" } else { "high" }
    );
    Some(finding(severity, sentence, height, setup))
}

fn finding(severity: Severity, sentence: String, height: f64, setup: &Setup<'_>) -> Finding {
    let foot = foot_of_anchors(setup);
    let remedy = if setup.is_for_detect {
        let rise = (100. * (foot - height)).round() / 100.;
        format!("give `voxelnet detect --lidar-transform 0,0,{rise},0,0,0`")
    } else {
        let [x, y, z] = setup.config.frames.dataset.scan.translation_m;
        format!(
            "set dataset.scan.translation_m = [{x:?}, {y:?}, {}] (the height of the sensor less that of \
             the anchors' road), or move network.grid and center_z of network.classes by {} m",
            rounded(z + foot - height),
            rounded(height - foot)
        )
    };
    Finding::new(severity, "sensor-height", sentence, remedy)
        .with("road_z_m", height)
        .with("anchors_stand_at_m", foot)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_case::{Case, expect, of_check};

    const CHECK: &str = "sensor-height";

    /// Scans of a sensor that stands lower by some metres, and its boxes.
    fn lowered(by: f64) -> Case {
        Case::with(|frame| {
            frame.cloud.points.iter_mut().for_each(|point| point.z += by as f32);
            let calibration = frame.calibration.clone();
            for label in frame.labels.iter_mut().filter(|label| !label.is_kind("DontCare")) {
                let mut box3d = calibration.lidar_box_from_camera(&label.camera_box);
                box3d.center.z += by;
                label.camera_box = calibration.camera_box_from_lidar(&box3d);
            }
        })
    }

    #[test]
    fn a_low_sensor_is_told_with_the_translation_that_lifts_it() {
        for (by, severity) in
            [(0.7, Severity::Warning), (1.3, Severity::Error), (3.5, Severity::Error)]
        {
            let report = lowered(by).examine(&["train.crop_to_image=false"]);
            let found = expect(&report, CHECK, severity);
            assert!(found.remedy.contains("dataset.scan.translation_m = [0.0, 0.0, -"));
            let z = found.evidence.get("road_z_m").unwrap_or_default();
            assert!((z + 1.73 - by).abs() < 0.1, "{}", report.text());
            let lifted = format!("dataset.scan.translation_m=[0.0, 0.0, {}]", -by);
            let report = lowered(by).examine(&["train.crop_to_image=false", &lifted]);
            assert_eq!(of_check(&report, CHECK).len(), 0, "{}", report.text());
            assert_eq!(report.count(Severity::Error), 0, "{}", report.text());
        }
    }

    #[test]
    fn scans_upside_down_are_told() {
        let case = Case::with_points(|point| (point.y, point.z) = (-point.y, -point.z));
        expect(&case.examine(&[]), "upside-down", Severity::Error);
    }

    #[test]
    fn without_a_road_the_height_is_not_known() {
        // Everything ahead of the sensor in one place.
        let case = Case::with_points(|point| {
            (point.x, point.y) = (10. + point.x / 100., point.y / 100.);
        });
        let report = case.examine(&["train.crop_to_image=false"]);
        expect(&report, CHECK, Severity::Warning);
    }
}
