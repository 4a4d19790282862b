//! Wrong input and the message about it: one line, and no file half-written.

mod configurations;
mod datasets;
mod outputs;
mod scans;
mod weights;
