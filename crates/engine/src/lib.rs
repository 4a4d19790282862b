//! VoxelNet on the CPU in nothing but Rust: reads a trained network and finds objects in scans.
//!
//! The numbers are those of the libtorch network to rounding; the work is only that of the places that
//! points have an influence on. The README of the crate tells how it works and how fast it is.
//!
//! ```no_run
//! use voxelnet_engine::NativeDetector;
//! use voxelnet_detection::Detector;
//! use voxelnet_scene::read_scan;
//!
//! let mut detector = NativeDetector::load("data/weights/synthetic.safetensors".as_ref())?;
//! let scan = read_scan("scan.bin".as_ref())?;
//! for detection in detector.detect(&scan.cloud).kept {
//!     println!("{:.2} {:?}", detection.score, detection.box3d.center);
//! }
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
mod sites;
mod stored;
mod work;

pub use detector::NativeDetector;
pub use error::EngineError;
pub use network::{Stage, check_supported};
pub use work::Work;
