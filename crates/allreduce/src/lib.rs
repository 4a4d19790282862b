//! Sums over ranks within libtorch's automatic differentiation: [`Summation`] is one that gradients flow
//! through, [`on_gradient`] hears of each gradient as soon as it is known.
//!
//! Both need what libtorch offers to C++ alone, so a short shim in C++ is part of this crate.

mod ffi;
mod summation;

pub use ffi::on_gradient;
pub use summation::Summation;
