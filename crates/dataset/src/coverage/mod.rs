//! Scans of which a network sees little: nothing in its range, the road at another height, points behind it.

mod extent;
mod look;
mod motion;
mod scans_behind;
mod warning;

pub use extent::Extent;
pub use look::coverage_warnings;
pub use motion::Motion;
pub use scans_behind::ScansBehind;
pub use warning::CoverageWarning;
