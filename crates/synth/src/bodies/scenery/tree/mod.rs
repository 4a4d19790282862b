//! Trees: a trunk, what grows or stands at its foot, boughs and a crown of leaves.

mod foot;
mod form;
mod trunk;

pub(crate) use form::tree;
