//! Tables whose keys are classes, written in any mixture of capitals.

use std::collections::BTreeMap;

use crate::network::AnchorClass;
use crate::value_error::ConfigError;

/// The entry of a class.
pub(crate) fn entry_of<'a, T>(table: &'a BTreeMap<String, T>, class: &str) -> Option<&'a T> {
    let is_it = |(name, _): &(&String, &T)| name.eq_ignore_ascii_case(class);
    table.iter().find(is_it).map(|(_, value)| value)
}

/// Refuses a key that is none of the classes, with all of these, and a class that is there twice.
pub(crate) fn require_known<T>(
    key: &str,
    table: &BTreeMap<String, T>,
    classes: &[AnchorClass],
) -> Result<(), ConfigError> {
    let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
    let expected = format!("one of {}", names.join(", "));
    table.keys().enumerate().try_for_each(|(number, name)| {
        let is_it = |other: &str| other.eq_ignore_ascii_case(name);
        ConfigError::require(names.iter().any(|known| is_it(known)), key, name, &expected)?;
        let is_new = !table.keys().take(number).any(|before| is_it(before));
        ConfigError::require(is_new, key, name, "each class once, however it is written")
    })
}
