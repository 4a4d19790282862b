//! The network that the native engine computes against this one.

// A test that meets something unexpected has failed; there is nobody to hand an error to.
#![allow(clippy::unwrap_used)]

mod real_scans;
mod small_networks;
mod support;
