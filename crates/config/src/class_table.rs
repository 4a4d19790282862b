//! Tables whose keys are classes, written in any mixture of capitals.

use std::collections::BTreeMap;

use crate::network::AnchorClass;
use crate::value_error::ConfigError;

/// The entry of a class.
pub(crate) fn entry_of<'a, T>(table: &'a BTreeMap<String, T>, class: &str) -> Option<&'a T> {
    let is_it = |(name, _): &(&String, &T)| name.eq_ignore_ascii_case(class);
    table.iter().find(is_it).map(|(_, value)| value)
}

/// Refuses a key that is none of the classes, with all of these.
pub(crate) fn require_known<T>(
    key: &str,
    table: &BTreeMap<String, T>,
    classes: &[AnchorClass],
) -> Result<(), ConfigError> {
    let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
    let expected = format!("one of {}", names.join(", "));
    table.keys().try_for_each(|name| {
        let is_known = names.iter().any(|known| known.eq_ignore_ascii_case(name));
        ConfigError::require(is_known, key, name, &expected)
    })
}
