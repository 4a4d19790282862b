//! Feature maps that are constant almost everywhere, and convolutions that work on the rest alone.
//!
//! In a receptive field without points, the value of a map depends only on how near the border of the
//! grid is. A [`SparseMap`] keeps these values once, as the same layers make them of a tiny
//! empty grid (its *background*), and a row of features for every other place (a *site*). By
//! linearity, what a convolution makes of it is what it makes of the background, plus what each site
//! gives to the places that see it through being different from the background. The result and its
//! gradients are those of the dense layer to rounding, BatchNorm's statistics included, in which the
//! background counts as often as it stands on the real grid.

mod axis;
mod conv;
mod map;
mod norm;
mod rulebook;
mod sites;

pub(crate) use axis::{Axis, background_len};
pub(crate) use conv::SparseConv;
pub(crate) use map::SparseMap;
