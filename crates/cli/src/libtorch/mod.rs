//! Everything of the program that needs libtorch; `without_libtorch.rs` stands in for it in a program that is
//! built without.

mod args;
pub mod bench;
pub mod command;
mod commands;
pub mod detector;
pub mod device;
pub mod dump;
mod engine;
mod progress;
pub mod runtime;
mod starting;
mod study;
mod training_data;
mod training_view;
