//! The meaning of the named fields of a point, in all formats that name them.

use crate::scan::error::ScanProblem;

/// Names of the intensity in the wild, in the order in which they are trusted; `scalar_` is what
/// CloudCompare puts before every field.
const INTENSITY_NAMES: [&str; 5] =
    ["intensity", "scalar_intensity", "reflectance", "remission", "i"];

/// The fields of a point, each with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointFields<T> {
    /// The fields x, y and z.
    pub coordinates: [T; 3],
    pub intensity: Option<T>,
}

impl<T: Copy> PointFields<T> {
    /// Finds the fields of a point by their names, in any case, among those that are a single number.
    ///
    /// `holder` and `kind` are for the message: what has the fields, and what they are there.
    pub fn find<'a>(
        candidates: impl IntoIterator<Item = (&'a str, T)>,
        holder: &'static str,
        kind: &'static str,
    ) -> Result<Self, ScanProblem> {
        let candidates: Vec<(&str, T)> = candidates.into_iter().collect();
        let all_named = |name: &str| -> Vec<T> {
            let found = candidates.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
            found.map(|&(_, field)| field).collect()
        };
        let coordinate = |name| match all_named(name)[..] {
            [field] => Ok(field),
            ref found => {
                Err(ScanProblem::Coordinate { holder, kind, name, num_found: found.len() })
            }
        };
        Ok(Self {
            coordinates: [coordinate("x")?, coordinate("y")?, coordinate("z")?],
            intensity: INTENSITY_NAMES.iter().find_map(|name| all_named(name).first().copied()),
        })
    }

    /// The same for something else that is known of a field.
    pub fn map<U>(self, of_field: impl Fn(T) -> U) -> PointFields<U> {
        PointFields {
            coordinates: self.coordinates.map(&of_field),
            intensity: self.intensity.map(of_field),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn find(names: &[&'static str]) -> Result<PointFields<usize>, ScanProblem> {
        let candidates = names.iter().copied().zip(0..);
        PointFields::find(candidates, "row", "number")
    }

    #[test]
    fn fields_are_found_in_any_order_and_case() {
        let fields = find(&["i", "Z", "rgb", "y", "Intensity", "x"]).unwrap();
        assert_eq!(fields, PointFields { coordinates: [5, 3, 1], intensity: Some(4) });
        assert_eq!(find(&["x", "y", "z", "rgb"]).unwrap().intensity, None);
    }

    #[test]
    fn a_coordinate_that_is_missing_or_twice_there_is_named() {
        for (names, num_found) in [(["a", "y", "z", "_"], 0), (["x", "y", "z", "X"], 2)] {
            assert_eq!(
                find(&names).unwrap_err().to_string(),
                format!("the row needs exactly one number \"x\", has {num_found}")
            );
        }
    }
}
