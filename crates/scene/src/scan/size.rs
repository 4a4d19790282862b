//! The amount of data behind a header, and its limit.

use crate::point::Point;
use crate::scan::error::ScanProblem;

/// Far more than any scan has, so that neither an endless stream nor what a file unpacks to fills the
/// memory.
pub const MAX_BYTES: u64 = 1 << 30;

/// Makes sure that `data` is as long as declared, white space behind it apart.
pub fn check_exact_size(
    data: &[u8],
    num_expected: u128,
    element: &'static str,
) -> Result<(), ScanProblem> {
    let num_found = data.len();
    let rest = usize::try_from(num_expected).ok().and_then(|num_bytes| data.get(num_bytes..));
    match rest.map(|rest| rest.trim_ascii().len()) {
        None => Err(ScanProblem::TooShort { num_expected, num_found }),
        Some(0) => Ok(()),
        Some(num_bytes) => Err(ScanProblem::Surplus { element, num_bytes }),
    }
}

/// Refuses a table that would, with its points, take more memory than a scan may.
pub fn check_memory(num_bytes: u128, num_points: u128) -> Result<(), ScanProblem> {
    let of_points = num_points.saturating_mul(size_of::<Point>() as u128);
    if num_bytes.saturating_add(of_points) > u128::from(MAX_BYTES) {
        return Err(ScanProblem::TooLarge { max_bytes: MAX_BYTES });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_as_long_as_declared_or_has_white_space_behind() {
        for (data, num_expected, message) in [
            ("abc", 3, None),
            ("abc \r\n", 3, None),
            ("ab", 3, Some("at least 3 bytes, 2 follow")),
            ("abc d\n", 3, Some("1 byte follows the last row")),
            ("", u128::MAX, Some("0 follow")),
        ] {
            let result = check_exact_size(data.as_bytes(), num_expected, "row");
            let found = result.err().map(|problem| problem.to_string());
            match (&found, message) {
                (None, None) => {}
                (Some(found), Some(message)) => assert!(found.contains(message), "{found}"),
                _ => panic!("{data:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_table_and_its_points_share_the_memory() {
        let max = u128::from(MAX_BYTES);
        assert!(check_memory(max - 16, 1).is_ok());
        assert!(check_memory(max - 15, 1).is_err());
        assert!(check_memory(0, max / 16 + 1).is_err());
        assert!(check_memory(u128::MAX, u128::MAX).is_err());
    }
}
