//! Medians and quantiles of lists of numbers, and some of many items.
//!
//! Quantiles of few numbers differ by definition. Each function names its own, and the `method` of
//! NumPy's `numpy.quantile` that gives the same. Numbers are ordered by [`f64::total_cmp`], so that a
//! NaN counts as the greatest. Functions return `None` for an empty list.

mod quantile;
mod spread;

pub use quantile::{linear_quantile, lower_median, lower_quantile, median};
pub use spread::spread;
