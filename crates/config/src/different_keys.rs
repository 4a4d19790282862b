//! In what two configurations differ.

use std::collections::BTreeSet;

use serde::Serialize;
use toml::Value;

/// The keys, such as `network.classes.0.name`, that have another value in another configuration of the same kind.
pub fn different_keys<T: Serialize>(config: &T, other: &T) -> Vec<String> {
    let [config, other] = [config, other].map(|config| {
        Value::try_from(config)
            .unwrap_or_else(|error| unreachable!("every configuration can be written: {error}"))
    });
    let mut keys = Vec::new();
    compare(&config, &other, "", &mut keys);
    keys
}

fn compare(value: &Value, other: &Value, path: &str, keys: &mut Vec<String>) {
    match (value, other) {
        (Value::Table(table), Value::Table(others)) => {
            let names: BTreeSet<&String> = table.keys().chain(others.keys()).collect();
            for name in names {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                match (table.get(name), others.get(name)) {
                    (Some(value), Some(other)) => compare(value, other, &path, keys),
                    _ => keys.push(path),
                }
            }
        }
        (Value::Array(values), Value::Array(others)) if values.len() == others.len() => {
            for (i, (value, other)) in values.iter().zip(others).enumerate() {
                compare(value, other, &format!("{path}.{i}"), keys);
            }
        }
        _ if value == other => {}
        _ => keys.push(path.to_owned()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;
    use crate::sections::FromSections;

    fn quick(overrides: &[&str]) -> Config {
        let text = include_str!("../../../configs/quick.toml");
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        Config::parse(text, Path::new("quick.toml"), &overrides).unwrap()
    }

    #[test]
    fn the_key_is_named_however_deep_it_lies() {
        let own = quick(&[]);
        for (change, key) in [
            ("train.epochs=7", "train.epochs"),
            ("network.vfe.pooling=average", "network.vfe.pooling"),
            ("network.rpn.blocks.1.num_convs=9", "network.rpn.blocks.1.num_convs"),
            ("train.keep_checkpoints=9", "train.keep_checkpoints"),
        ] {
            assert_eq!(different_keys(&own, &quick(&[change])), [key]);
        }
        assert!(different_keys(&own, &quick(&[])).is_empty());
    }
}
