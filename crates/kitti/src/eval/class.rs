//! The classes the benchmark evaluates.

use serde::Serialize;

/// A class with an average precision of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// `Car`; a `Van` may be taken for one without penalty.
    Car,
    /// `Pedestrian`; a `Person_sitting` may be taken for one without penalty.
    Pedestrian,
    /// `Cyclist`.
    Cyclist,
}

impl Class {
    /// The classes in the order reports list them.
    pub const ALL: [Self; 3] = [Self::Car, Self::Pedestrian, Self::Cyclist];

    /// The lower-case name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Car => "car",
            Self::Pedestrian => "pedestrian",
            Self::Cyclist => "cyclist",
        }
    }

    const fn neighbour(self) -> Option<&'static str> {
        match self {
            Self::Car => Some("van"),
            Self::Pedestrian => Some("person_sitting"),
            Self::Cyclist => None,
        }
    }
}

/// What a row's type name means to the evaluation; names compare without regard to case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Member(Class),
    Neighbour(Class),
    DontCare,
    Unrelated,
}

impl Role {
    pub(super) fn of(kind: &str) -> Self {
        let is = |name: &str| kind.eq_ignore_ascii_case(name);
        if is("dontcare") {
            return Self::DontCare;
        }
        let role = Class::ALL.into_iter().find_map(|class| match class.neighbour() {
            _ if is(class.name()) => Some(Self::Member(class)),
            Some(neighbour) if is(neighbour) => Some(Self::Neighbour(class)),
            _ => None,
        });
        role.unwrap_or(Self::Unrelated)
    }
}

/// One value per evaluated class.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PerClass<T> {
    /// Of [`Class::Car`].
    pub car: T,
    /// Of [`Class::Pedestrian`].
    pub pedestrian: T,
    /// Of [`Class::Cyclist`].
    pub cyclist: T,
}

impl<T> PerClass<T> {
    pub(super) fn from_fn(mut value: impl FnMut(Class) -> T) -> Self {
        Self {
            car: value(Class::Car),
            pedestrian: value(Class::Pedestrian),
            cyclist: value(Class::Cyclist),
        }
    }

    /// The value of one class.
    pub const fn get(&self, class: Class) -> &T {
        match class {
            Class::Car => &self.car,
            Class::Pedestrian => &self.pedestrian,
            Class::Cyclist => &self.cyclist,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_compare_without_regard_to_case() {
        for (kind, role) in [
            ("Car", Role::Member(Class::Car)),
            ("CAR", Role::Member(Class::Car)),
            ("cyclist", Role::Member(Class::Cyclist)),
            ("vAn", Role::Neighbour(Class::Car)),
            ("Person_Sitting", Role::Neighbour(Class::Pedestrian)),
            ("dontcare", Role::DontCare),
            ("DontCare", Role::DontCare),
            ("Truck", Role::Unrelated),
            ("Cars", Role::Unrelated),
        ] {
            assert_eq!(Role::of(kind), role, "{kind}");
        }
    }
}
