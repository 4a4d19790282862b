//! The engine that computes a trained network, and the device it computes on.

pub mod choice;
pub mod device;
pub mod kind;
pub mod network;
