//! Examining scans alone.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use voxelnet_dataset::DatasetError;
use voxelnet_files::counted;
use voxelnet_scene::{ScanOptions, full_scale_of_files};
use voxelnet_voxelizer::Voxelizer;

use crate::checklist::check_scans;
use crate::error::DoctorError;
use crate::facts::frame::FrameFacts;
use crate::finding::{Finding, NO_REMEDY, Severity, said_by};
use crate::report::{LookedAt, Report};
use crate::seen_frame::SeenFrame;
use crate::setup::{DoctorConfig, Setup};

/// Looks at scans without labels, read as the options say, as a network of `config` would meet them.
///
/// `configuration` names the source of `config`. `progress` is called from several threads with the
/// number of scans read and to read.
///
/// # Errors
/// When the configuration describes no network. Scans that cannot be read are findings.
pub fn examine_scans(
    scans: &[PathBuf],
    options: &ScanOptions,
    config: &DoctorConfig,
    configuration: &str,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Report, DoctorError> {
    let setup = Setup::for_scans(config, options)?;
    let num_done = AtomicUsize::new(0);
    let options = options.with_full_scale(full_scale_of_files(scans, options));
    let read = |voxelizer: &mut Voxelizer, path: &PathBuf| {
        let seen = SeenFrame::of_scan(path, &options, &setup);
        let name = path.display().to_string();
        let facts = seen.map(|seen| FrameFacts::of(&name, seen, &setup, voxelizer));
        progress(num_done.fetch_add(1, Ordering::Relaxed) + 1, scans.len());
        facts.map_err(|error| unreadable(&error))
    };
    let results: Vec<Result<FrameFacts, Finding>> =
        scans.par_iter().map_init(|| setup.voxelizer(), read).collect();
    let (mut frames, mut findings) = (Vec::new(), Vec::new());
    for result in results {
        result.map_or_else(|finding| findings.push(finding), |facts| frames.push(facts));
    }
    findings.extend(check_scans(scans, &frames, &setup));
    let what = match scans {
        [scan] => scan.display().to_string(),
        scans => counted(scans.len(), "scan"),
    };
    let looked_at = LookedAt {
        what,
        configuration: configuration.to_owned(),
        frames: scans.len(),
        frames_read: frames.len(),
        points: frames.iter().map(|frame| frame.points.num_points).sum(),
        objects: Default::default(),
    };
    Ok(Report::new(looked_at, findings))
}

fn unreadable(error: &DatasetError) -> Finding {
    let sentence = format!("A scan cannot be used: {}.", said_by(error));
    // The sentence says what was expected.
    Finding::new(Severity::Error, "files", sentence, NO_REMEDY)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_case::{Case, config, expect};

    #[test]
    fn what_detect_cannot_change_has_no_remedy() {
        let case = Case::healthy();
        let scans = [case.path("training/velodyne/000000.bin"), case.path("none.bin")];
        let config = config(&["network.limits.max_points_per_voxel=1"]);
        let options = ScanOptions::default();
        let report = examine_scans(&scans, &options, &config, "a test", |_, _| {}).unwrap();
        for check in ["voxel-limits", "files"] {
            let found = report.findings().iter().find(|finding| finding.check == check).unwrap();
            assert_eq!(found.remedy, "", "{}", report.text());
        }
    }

    #[test]
    fn remedies_for_scans_alone_are_options_of_detect() {
        let remedy = |change: fn(&mut voxelnet_scene::Point), check: &str| {
            let case = Case::with_points(change);
            let scans = [case.path("training/velodyne/000000.bin")];
            let report =
                examine_scans(&scans, &ScanOptions::default(), &config(&[]), "a test", |_, _| {})
                    .unwrap();
            let found = report.findings().iter().find(|finding| finding.check == check);
            found.unwrap_or_else(|| panic!("{}", report.text())).remedy.clone()
        };
        let of_height = remedy(|point| point.z += 1.4, "sensor-height");
        assert!(of_height.contains("detect --lidar-transform 0,0,-1."), "{of_height}");
        let turned = |point: &mut voxelnet_scene::Point| {
            (point.x, point.y) = (-point.x, -point.y);
        };
        let of_turn = remedy(turned, "range");
        assert!(of_turn.contains("detect --lidar-transform 0,0,0,0,0,3.1416"), "{of_turn}");
        let of_intensity = remedy(|point| point.intensity *= 255., "intensity");
        assert!(of_intensity.contains("detect --intensity-scale 255"), "{of_intensity}");
    }

    #[test]
    fn scans_alone_are_looked_at_without_labels() {
        let case = Case::with_points(|point| point.intensity *= 255.);
        let mut scans: Vec<PathBuf> = ["000000", "000001"]
            .map(|name| case.path(&format!("training/velodyne/{name}.bin")))
            .into();
        let report =
            examine_scans(&scans, &ScanOptions::default(), &config(&[]), "a test", |_, _| {})
                .unwrap();
        expect(&report, "intensity", Severity::Note);
        assert_eq!((report.count(Severity::Error), report.looked_at.frames_read), (0, 2));
        scans.push(case.path("none.bin"));
        let report =
            examine_scans(&scans, &ScanOptions::default(), &config(&[]), "a test", |_, _| {})
                .unwrap();
        let found = expect(&report, "files", Severity::Error);
        assert!(found.sentence.contains("none.bin: cannot read"), "{}", found.sentence);
    }
}
