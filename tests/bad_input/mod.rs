//! What is wrong with the input, and what the program says of it: one line, nothing half-written.

mod configurations;
mod datasets;
mod outputs;
mod scans;
mod weights;
