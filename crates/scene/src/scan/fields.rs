//! The meaning of the named fields of a point, in all formats that name them.

use crate::scan::error::{ScanProblem, printable};

/// Names of the intensity in the wild, in the order in which they are trusted.
const INTENSITY_NAMES: [&str; 7] =
    ["intensity", "intensities", "reflectance", "reflectivity", "remission", "signal", "i"];

/// What CloudCompare puts before the name of every field.
const CLOUD_COMPARE_PREFIX: &str = "scalar_";

/// A field that may be one of a point's.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a, T> {
    pub name: &'a str,
    pub field: T,
    /// Whether it is a single number, as coordinates are; of several, the first may be the intensity.
    pub is_single: bool,
}

/// The fields of a point, each with what is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointFields<T> {
    /// The fields x, y and z.
    pub coordinates: [T; 3],
    pub intensity: Option<T>,
}

impl<T: Copy> PointFields<T> {
    /// Finds the fields of a point by their names, in any case.
    ///
    /// `holder` and `kind` are for the message: what has the fields, and what they are there.
    pub fn find<'a>(
        candidates: &[Candidate<'a, T>],
        holder: &'static str,
        kind: &'static str,
    ) -> Result<Self, ScanProblem> {
        let all_named = |name: &'static str| {
            candidates.iter().filter(move |candidate| candidate.name.eq_ignore_ascii_case(name))
        };
        let coordinate = |name| {
            let singles: Vec<T> =
                all_named(name).filter(|found| found.is_single).map(|found| found.field).collect();
            match singles[..] {
                [field] => Ok(field),
                _ => Err(ScanProblem::Coordinate { holder, kind, name, num_found: singles.len() }),
            }
        };
        let is_named = |candidate: &&Candidate<'a, T>, name: &str| {
            let own = candidate.name.to_ascii_lowercase();
            own == name || own.strip_prefix(CLOUD_COMPARE_PREFIX) == Some(name)
        };
        let intensity = |name: &&str| {
            let named = || candidates.iter().filter(|candidate| is_named(candidate, name));
            // The plain name comes before the prefixed one.
            named().min_by_key(|candidate| candidate.name.len()).map(|candidate| candidate.field)
        };
        Ok(Self {
            coordinates: [coordinate("x")?, coordinate("y")?, coordinate("z")?],
            intensity: INTENSITY_NAMES.iter().find_map(intensity),
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

/// The names of fields that are neither a coordinate nor padding, for a message.
pub fn other_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    const MAX_NAMES: usize = 12;
    let is_other =
        |name: &&str| !["x", "y", "z", "_", ""].contains(&name.to_ascii_lowercase().as_str());
    names.into_iter().filter(is_other).take(MAX_NAMES).map(printable).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn find(names: &[&'static str]) -> Result<PointFields<usize>, ScanProblem> {
        let candidate = |(field, &name)| Candidate { name, field, is_single: true };
        let candidates: Vec<_> = names.iter().enumerate().map(candidate).collect();
        PointFields::find(&candidates, "row", "number")
    }

    #[test]
    fn fields_are_found_in_any_order_and_case() {
        let fields = find(&["i", "Z", "rgb", "y", "Intensity", "x"]).unwrap();
        assert_eq!(fields, PointFields { coordinates: [5, 3, 1], intensity: Some(4) });
        assert_eq!(find(&["x", "y", "z", "rgb"]).unwrap().intensity, None);
    }

    #[test]
    fn the_first_name_of_an_intensity_is_taken_and_the_plain_one_before_the_prefixed_one() {
        let order =
            ["intensity", "Intensities", "REFLECTANCE", "reflectivity", "remission", "signal", "I"];
        let prefixed = order.map(|name| format!("Scalar_{name}"));
        for (position, name) in order.iter().enumerate() {
            let behind = |names: &[&'static str]| {
                let names = [&["x", "y", "z"], names].concat();
                find(&names).unwrap().intensity.map(|field| names[field])
            };
            let less_trusted: Vec<&str> = order[position..].iter().rev().copied().collect();
            assert_eq!(behind(&less_trusted), Some(*name));
            let prefixed: &'static str = prefixed[position].clone().leak();
            assert_eq!(behind(&[prefixed]), Some(prefixed));
            assert_eq!(behind(&[prefixed, name]), Some(*name));
        }
    }

    #[test]
    fn an_intensity_may_have_several_numbers_but_no_coordinate_may() {
        let of = |name, is_single| Candidate { name, field: name, is_single };
        let [x, y, z] = ["x", "y", "z"].map(|name| of(name, true));
        let several = [x, y, z, of("intensity", false)];
        let fields = PointFields::find(&several, "row", "number").unwrap();
        assert_eq!(fields.intensity, Some("intensity"));
        let several = [of("x", false), y, z];
        assert!(PointFields::find(&several, "row", "number").is_err());
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
