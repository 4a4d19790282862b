//! One interface for the engines: from a scan to detections.

use voxelnet_config::ModelConfig;
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::SparseVoxels;

use crate::decode::select;
use crate::detections::Detections;
use crate::head_outputs::HeadOutputs;
use crate::scan_voxelizer::ScanVoxelizer;

/// A trained network that finds objects in scans.
///
/// # Examples
/// ```
/// use voxelnet_detection::Detector;
/// use voxelnet_scene::PointCloud;
///
/// /// The names of the classes that are found in a scan, the most certain first.
/// fn class_names(detector: &mut dyn Detector, cloud: &PointCloud) -> Vec<String> {
///     let detections = detector.detect(cloud);
///     let names = detections.kept.iter().map(|found| detector.config().class_name(found.class));
///     names.map(str::to_owned).collect()
/// }
/// ```
pub trait Detector {
    /// The configuration of the network and of its detections.
    fn config(&self) -> &ModelConfig;

    /// The voxelizer of scans for this network.
    fn voxelizer(&self) -> &ScanVoxelizer;

    /// All that the heads say of a scan, written out.
    fn outputs(&mut self, voxels: &SparseVoxels) -> HeadOutputs;

    /// Boxes before suppression, in the network's frame; none for a scan without voxels. Impossible boxes are dropped
    /// and counted.
    fn candidates(&mut self, voxels: &SparseVoxels) -> Detections;

    /// Finds objects, the most certain first, from the voxels that [`Self::voxelizer`] made of a scan.
    ///
    /// The boxes are in the frame of the scan.
    fn detect_in(&mut self, voxels: &SparseVoxels) -> Detections {
        let candidates = self.candidates(voxels);
        select(candidates, self.config())
    }

    /// Finds the objects of a scan, the most certain first, in the frame of the scan.
    fn detect(&mut self, cloud: &PointCloud) -> Detections {
        let voxels = self.voxelizer().voxels(cloud);
        self.detect_in(&voxels)
    }
}
