//! A spinning-LiDAR simulator that writes KITTI-layout datasets.
//!
//! A frame is a street scene of triangle meshes on uneven ground, scanned by a sensor that a file
//! describes and labelled as KITTI's annotators label: 2D boxes, truncation, occlusion by the visible
//! share of rays, DontCare for what cannot be labelled. Scenes are laid out in the LiDAR frame; a
//! mounting that is pitched or rolled is a ground plane that slopes. Everything follows from a seed.
//!
//! It renders no images, moves nothing between frames and knows no detector.

mod annotation;
mod bodies;
mod body;
mod calibration;
mod class;
mod error;
mod frame;
mod ground;
mod labels;
mod library;
mod manifest;
mod mesh;
mod model;
mod object;
mod options;
mod placement;
mod plane;
mod random;
mod recipe;
mod road;
mod scan;
mod scene;
mod sensor;
mod shape;
mod span;
mod surface;
#[cfg(test)]
mod test_bodies;
mod world;
mod writer;

pub use class::Class;
pub use error::SynthError;
pub use frame::{Frame, Simulator};
pub use options::{SimulatorOptions, SynthOptions};
pub use scene::scenario::Scenario;
pub use sensor::Sensor;
pub use writer::{claim_folder, generate_dataset, write_frames, write_splits};
