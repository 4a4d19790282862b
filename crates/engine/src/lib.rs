//! VoxelNet on the CPU in nothing but Rust: reads a trained network and finds objects in scans.
//!
//! The numbers are those of the libtorch network to rounding; the work is only that of the places that
//! points have an influence on. The README of the crate tells how it works and how fast it is.
//!
//! ```
//! use voxelnet_engine::{Detector, NativeDetector, read_scan};
//!
//! // Or `NativeDetector::load` with weights of your own: the shipped ones know simulated scans alone.
//! let mut detector = NativeDetector::shipped()?;
//! let scan = read_scan("../../tests/data/scans/cars.bin".as_ref())?;
//! let detections = detector.detect(&scan.cloud).kept;
//! for detection in &detections {
//!     let class = detector.config().class_name(detection.class);
//!     println!("{class} {:.2} {:?}", detection.score, detection.box3d);
//! }
//! # assert!(!detections.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod background;
mod conv;
mod detector;
mod error;
mod features;
mod head_map;
mod kernel;
mod layers;
mod map;
mod network;
mod scratch;
mod shipped;
mod sites;
mod stored;
mod work;

pub use detector::NativeDetector;
pub use error::EngineError;
pub use network::{Stage, check_supported};
pub use shipped::{SHIPPED_NAME, shipped_weights};
pub use work::Work;

// What a user of the crate needs of the crates below.
pub use voxelnet_config::{ConfigFileError, ModelConfig};
pub use voxelnet_detection::{Detection, Detections, Detector, Weights, WeightsError};
pub use voxelnet_scene::{
    Box3d, BoxSize, Point, PointCloud, Scan, ScanError, ScanFormat, ScanOptions, decode_scan,
    read_scan, read_scan_with,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadMe;
