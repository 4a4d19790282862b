//! Options of a dataset, on which all its bytes depend.

use crate::class::Class;
use crate::scene::scenario::Scenario;
use crate::sensor::Sensor;

/// The sensor and the scenes of a simulator.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatorOptions {
    /// The seed that everything follows from.
    pub seed: u64,
    /// The sensor.
    pub sensor: Sensor,
    /// The kind of scenes.
    pub scenario: Scenario,
    /// Classes that stand in the scenes; others are left out.
    pub classes: Vec<Class>,
    /// Whether scans cover the full circle instead of the camera's field of view.
    pub full_circle: bool,
}

/// The size of a dataset, and the simulator of its frames.
#[derive(Clone, Debug, PartialEq)]
pub struct SynthOptions {
    /// Number of frames.
    pub frames: usize,
    /// Share of the frames that make the validation split, 0 to 1: the last ones.
    pub val_fraction: f64,
    /// The simulator of its frames.
    pub simulator: SimulatorOptions,
}
