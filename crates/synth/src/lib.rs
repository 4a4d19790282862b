//! A spinning-LiDAR simulator that writes KITTI-layout datasets.
//!
//! A frame is a street scene of convex bodies on uneven ground, scanned by a model of the Velodyne
//! HDL-64E and labelled as KITTI's annotators label: 2D boxes, truncation, occlusion by the visible
//! share of rays, DontCare for what cannot be labelled. Scenes are laid out in the LiDAR frame; a
//! mounting that is pitched or rolled is a ground plane that slopes. Everything follows from a seed.
//!
//! It renders no images, moves nothing between frames and knows no detector.

mod calibration;
mod car;
mod cast;
mod convex;
mod error;
mod frame;
mod ground;
mod labels;
mod manifest;
mod material;
mod object;
mod people;
mod placement;
mod props;
mod random;
mod road;
mod roadside;
mod scenario;
mod sensor;
mod shape;
mod traffic;
mod world;
mod writer;

pub use error::SynthError;
pub use frame::{Frame, simulate_frame};
pub use writer::{SynthOptions, generate_dataset};
