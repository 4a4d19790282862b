//! A number that tells one set of frames from another.

use voxelnet_kitti::KittiDataset;

use crate::error::DatasetError;
use crate::order::fnv1a;

/// A hash of the names of frames, in their order, and of the sizes of their scans.
///
/// # Errors
/// When a scan is missing.
pub fn fingerprint(dataset: &KittiDataset, frames: &[String]) -> Result<String, DatasetError> {
    let mut bytes = Vec::new();
    for frame in frames {
        let path = dataset.scan_path(frame)?;
        let data = std::fs::metadata(&path);
        let length = data.map_err(|source| DatasetError::Io { path, source })?.len();
        bytes.extend(frame.bytes().chain([0]).chain(length.to_le_bytes()));
    }
    Ok(format!("{:016x}", fnv1a(bytes.into_iter())))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_dataset::TestDataset;

    #[test]
    fn names_order_and_sizes_matter() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[20., 3., -1., 0.5]], "");
        dataset.frame("000001", &[[20., 3., -1., 0.5]], "");
        let of = |frames: &[&str]| {
            let frames: Vec<String> = frames.iter().map(|&frame| frame.into()).collect();
            fingerprint(&dataset.open(), &frames).unwrap()
        };
        let both = of(&["000000", "000001"]);
        assert_eq!(both, of(&["000000", "000001"]));
        assert_ne!(both, of(&["000001", "000000"]));
        assert_ne!(both, of(&["000000"]));
        dataset.frame("000001", &[[20., 3., -1., 0.5]; 2], "");
        assert_ne!(both, of(&["000000", "000001"]));
    }
}
