//! Growth that nobody cuts: ragged in outline, with gaps and shoots.

mod cover;
mod ivy;
mod overgrown_hedge;
mod shoot;
mod shrubbery;
mod thicket;
mod undergrowth;

pub(crate) use ivy::ivy_wall;
pub(crate) use overgrown_hedge::overgrown_hedge;
pub(crate) use shrubbery::shrubbery;
pub(crate) use thicket::thicket;
pub(crate) use undergrowth::undergrowth;
