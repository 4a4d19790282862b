//! Medians and quantiles of lists of numbers, some of many items, and isotonic regression.
//!
//! Quantiles of few numbers differ by definition. Each function names its own, and the `method` of
//! NumPy's `numpy.quantile` that gives the same. Numbers are ordered by [`f64::total_cmp`], so that a
//! NaN counts as the greatest. Functions return `None` for an empty list.

mod isotonic;
mod quantile;
mod spread;

pub use isotonic::{IsotonicBlock, Weighted, isotonic_blocks};
pub use quantile::{linear_quantile, lower_median, lower_quantile, median};
pub use spread::spread;
