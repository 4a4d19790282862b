//! Sums over ranks within libtorch's automatic differentiation: [`Summation`] is one that gradients flow through,
//! [`on_gradient`] reports each gradient as soon as it is known.
//!
//! libtorch offers both to C++ only, so a short shim in C++ is part of this module; `build.rs` compiles it.

mod ffi;
mod summation;

pub use ffi::on_gradient;
pub(crate) use summation::Summation;
