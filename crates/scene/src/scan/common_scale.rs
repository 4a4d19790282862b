//! The scale of intensities that scans of one sensor have in common.

use std::path::Path;

use voxelnet_statistics::spread;

use crate::scan::intensity::common_full_scale;
use crate::scan::options::{FullScale, IntensityScale, ScanOptions};
use crate::scan::read::read_scan_with;

/// The most scans that are read to find their scale.
const MAX_SCANS: usize = 20;

/// The full scale of the intensities of most files, which belong together: of up to 20 of them, spread over all.
///
/// Files that cannot be read are passed over, and so are pipes and devices, which can be read only once. `None` where no file shows its scale, and where the options name one.
pub fn full_scale_of_files(paths: &[impl AsRef<Path>], options: &ScanOptions) -> Option<FullScale> {
    if options.intensity_scale != IntensityScale::Auto {
        return None;
    }
    let own = |path: &Path| read_scan_with(path, options).ok()?.full_scale;
    let paths = paths.iter().map(AsRef::as_ref).filter(|path: &&Path| path.is_file());
    let paths: Vec<&Path> = paths.collect();
    common_full_scale(spread(&paths, MAX_SCANS).into_iter().filter_map(own))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cloud::PointCloud;
    use crate::point::Point;
    use crate::scan::bin;

    #[test]
    fn most_of_the_files_that_can_be_read_decide() {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for (number, brightest) in [200., 0.5, 100., 0.].into_iter().enumerate() {
            let path = folder.path().join(format!("{number}.bin"));
            let cloud = PointCloud::new(vec![Point::new(1., 2., 3., brightest); 3]);
            fs::write(&path, bin::encode(&cloud)).unwrap();
            paths.push(path);
        }
        paths.push(folder.path().join("missing.bin"));
        let options = ScanOptions::default();
        assert_eq!(full_scale_of_files(&paths, &options), FullScale::new(255.));
        assert_eq!(full_scale_of_files(&paths[1..2], &options), Some(FullScale::ONE));
        assert_eq!(full_scale_of_files(&paths[3..], &options), None);
        let known = IntensityScale::Fixed(FullScale::ONE);
        let options = ScanOptions { intensity_scale: known, ..options };
        assert_eq!(full_scale_of_files(&paths, &options), None);
    }

    #[test]
    #[cfg(unix)]
    fn pipes_are_left_to_whoever_reads_the_scans() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe.bin");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        // Nobody ever writes into this one, so that opening it would not return.
        assert_eq!(full_scale_of_files(&[pipe], &ScanOptions::default()), None);
    }
}
