//! The network against itself computed densely, and against one written in PyTorch.

// A test that meets something unexpected has failed; there is nobody to hand an error to.
#![allow(clippy::unwrap_used)]

mod oracle;
mod published_errors;
mod real_scans;
mod sparse_equals_dense;
mod support;
