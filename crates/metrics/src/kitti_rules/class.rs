//! The role of a row in the evaluation, which its type name decides.

use voxelnet_kitti::neighbour_of;

/// The place of a class in the rules.
pub(super) type ClassId = usize;

/// A class that is evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct EvaluatedClass {
    /// Its name; names compare without regard to case, reports write them in lower case.
    pub name: String,
    /// A class so similar that its objects may be taken for this one without gain or loss.
    pub neighbour: Option<String>,
    /// The overlap a match must exceed in the image, in bird's-eye view and in 3D.
    pub min_overlap: f64,
    /// The same in bird's-eye view and 3D for [`Report::loose`](crate::kitti_rules::report::Report::loose).
    pub loose_overlap: f64,
}

impl EvaluatedClass {
    /// The benchmark's classes in the order of its tables. A `Van` may be taken for a car, a sitting
    /// person for a pedestrian.
    pub fn official() -> Vec<Self> {
        [("car", 0.7, 0.5), ("pedestrian", 0.5, 0.25), ("cyclist", 0.5, 0.25)]
            .map(|(name, min_overlap, loose_overlap)| Self {
                name: name.to_owned(),
                neighbour: neighbour_of(name).map(str::to_owned),
                min_overlap,
                loose_overlap,
            })
            .into()
    }
}

/// The role that a type name gives a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Member(ClassId),
    Neighbour(ClassId),
    DontCare,
    Unrelated,
}

impl Role {
    pub(super) fn of(kind: &str, classes: &[EvaluatedClass]) -> Self {
        let is = |name: &str| kind.eq_ignore_ascii_case(name);
        let position = |is_it: &dyn Fn(&EvaluatedClass) -> bool| classes.iter().position(is_it);
        if is("dontcare") {
            Self::DontCare
        } else if let Some(class) = position(&|class| is(&class.name)) {
            Self::Member(class)
        } else if let Some(class) = position(&|class| class.neighbour.as_deref().is_some_and(is)) {
            Self::Neighbour(class)
        } else {
            Self::Unrelated
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_compare_without_regard_to_case() {
        for (kind, role) in [
            ("Car", Role::Member(0)),
            ("CAR", Role::Member(0)),
            ("cyclist", Role::Member(2)),
            ("vAn", Role::Neighbour(0)),
            ("Person_Sitting", Role::Neighbour(1)),
            ("dontcare", Role::DontCare),
            ("DontCare", Role::DontCare),
            ("Truck", Role::Unrelated),
            ("Cars", Role::Unrelated),
        ] {
            assert_eq!(Role::of(kind, &EvaluatedClass::official()), role, "{kind}");
        }
    }
}
