//! The variants of a configuration.

use std::fmt::{self, Display, Formatter};

use anyhow::{Context, Result};
use voxelnet_config::Config;

use crate::usage::{WrongUsage, ensure_usage};

/// Keys that may be typed without their section, with all values that they take.
const KNOWN: [(&str, &[&str]); 3] = [
    ("vfe.pooling", &["max", "average", "min", "median", "max+average"]),
    ("rpn.attention", &["none", "gap", "gmp", "both"]),
    ("encoder", &["vfe", "occupancy", "set-abstraction", "mean"]),
];
const SECTION: &str = "network.";

/// The study decides these.
const NOT_VARIED: [&str; 2] = ["train.seed", "train.validation"];

/// One change to a configuration, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant(Option<Change>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    /// With its section.
    key: String,
    value: String,
}

impl Variant {
    /// The configuration as it is.
    pub const BASE: Self = Self(None);

    /// The variant that is shown by this name.
    pub fn named(name: &str) -> Result<Self> {
        if name == Self::BASE.to_string() {
            return Ok(Self::BASE);
        }
        let (key, values) = change_of(name)?;
        Ok(Self(Some(Change { key, value: values.join("|") })))
    }

    /// The key that is changed, as short as it may be typed.
    pub fn key(&self) -> Option<&str> {
        self.0.as_ref().map(Change::short_key)
    }

    /// The new value of the key.
    pub fn value(&self) -> Option<&str> {
        self.0.as_ref().map(|change| change.value.as_str())
    }

    /// The change as an argument of `--set`.
    pub fn assignment(&self) -> Option<String> {
        self.0.as_ref().map(|Change { key, value }| format!("{key}={value}"))
    }

    /// A name for a folder.
    pub fn folder(&self) -> String {
        self.to_string().replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-")
    }
}

impl Display for Variant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("as configured"),
            Some(change) => write!(f, "{}={}", change.short_key(), change.value),
        }
    }
}

impl Change {
    fn short_key(&self) -> &str {
        let short = self.key.strip_prefix(SECTION).filter(|short| known_values(short).is_some());
        short.unwrap_or(&self.key)
    }
}

/// The value of a key of [`Variant::key`] in a configuration, as it would be typed.
pub fn configured_value(config: &Config, short_key: &str) -> Option<String> {
    let known = known_values(short_key).is_some();
    let key = if known { format!("{SECTION}{short_key}") } else { short_key.to_owned() };
    let config = serde_json::to_value(config).ok()?;
    match config.pointer(&format!("/{}", key.replace('.', "/")))? {
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// The variants that are asked for, such as `vfe.pooling,encoder` or `train.batch_size=1|4`: one for each
/// value that changes the configuration, behind the configuration itself. `read` gives the configuration
/// with assignments such as `train.batch_size=4`.
pub fn variants(
    asked: &[String],
    read: impl Fn(&[String]) -> Result<Config>,
) -> Result<Vec<Variant>> {
    let base = read(&[])?;
    let mut variants = vec![Variant::BASE];
    for asked in asked.iter().flat_map(|asked| split_at_commas(asked)) {
        let (key, values) = change_of(asked)?;
        for value in values {
            let variant = Variant(Some(Change { key: key.clone(), value: value.into() }));
            let assignment: Vec<String> = variant.assignment().into_iter().collect();
            if read(&assignment).with_context(|| format!("cannot use {variant}"))? == base {
                continue;
            }
            let is_new = variants.iter().all(|other| other.folder() != variant.folder());
            ensure_usage!(
                is_new,
                "--vary: {variant} is asked for twice, or is like another in all letters"
            );
            variants.push(variant);
        }
    }
    Ok(variants)
}

/// The key and the values of one `--vary`.
fn change_of(asked: &str) -> Result<(String, Vec<&str>)> {
    let (key, values) = match asked.split_once('=') {
        Some((key, values)) => (key.trim(), Some(values.split('|').map(str::trim).collect())),
        None => (asked.trim(), None),
    };
    let short = key.strip_prefix(SECTION).unwrap_or(key);
    let known = known_values(short);
    let values = values.or(known.map(<[&str]>::to_vec)).with_context(|| {
        let keys = KNOWN.map(|(key, _)| key).join(", ");
        WrongUsage::new(format!("--vary {asked}: expected one of {keys}, or KEY=VALUE|VALUE"))
    })?;
    let key = if known.is_some() { format!("{SECTION}{short}") } else { key.to_owned() };
    let is_free = !NOT_VARIED.iter().any(|fixed| key.starts_with(fixed));
    ensure_usage!(is_free, "--vary {asked}: the study itself decides this key");
    Ok((key, values))
}

fn known_values(short: &str) -> Option<&'static [&'static str]> {
    KNOWN.iter().find(|(key, _)| *key == short).map(|(_, values)| *values)
}

/// The parts between commas that stand in no brackets.
fn split_at_commas(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let is_comma = |c: char| {
        match c {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    };
    text.split(is_comma).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_config::FromSections;

    use super::*;

    fn read(overrides: &[String]) -> Result<Config> {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/quick.toml"));
        Ok(Config::read(path, overrides)?)
    }

    fn asked(texts: &[&str]) -> Result<Vec<Variant>> {
        let texts: Vec<String> = texts.iter().map(|&text| text.into()).collect();
        variants(&texts, read)
    }

    fn names(texts: &[&str]) -> Vec<String> {
        asked(texts).unwrap().iter().map(Variant::to_string).collect()
    }

    #[test]
    fn every_value_but_the_configured_one_makes_a_variant() {
        let expected = [
            "as configured",
            "vfe.pooling=average",
            "vfe.pooling=min",
            "vfe.pooling=median",
            "vfe.pooling=max+average",
            "encoder=occupancy",
            "encoder=set-abstraction",
            "encoder=mean",
        ];
        assert_eq!(names(&["vfe.pooling,encoder"]), expected);
        assert_eq!(names(&["network.vfe.pooling", "encoder"]), expected);
        assert_eq!(names(&["rpn.attention=gap|none"]), ["as configured", "rpn.attention=gap"]);
        // Two are what is configured, however they are written.
        assert_eq!(names(&["train.batch_size=1|2|4|+2"]).len(), 3);
        let lists = names(&["network.vfe.channels=[16, 32]|[32, 64],encoder=mean"]);
        assert_eq!(lists[1..], ["network.vfe.channels=[32, 64]", "encoder=mean"]);
    }

    #[test]
    fn what_cannot_be_varied_is_named() {
        for (texts, expected) in [
            (vec!["vfe.poling"], "expected one of vfe.pooling, rpn.attention, encoder"),
            (vec!["train.batchsize=1|2"], "cannot use train.batchsize=1"),
            (vec!["encoder=mean", "encoder"], "encoder=mean is asked for twice"),
            (vec!["encoder=mean,network.encoder=mean"], "encoder=mean is asked for twice"),
            (vec!["train.seed=1|2"], "the study itself decides this key"),
        ] {
            let error = asked(&texts).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_variant_is_known_by_its_name() {
        let texts = ["vfe.pooling,encoder", "network.vfe.channels=[16, 32]|[32, 64]"];
        for variant in asked(&texts).unwrap() {
            assert_eq!(Variant::named(&variant.to_string()).unwrap(), variant);
        }
        assert!(Variant::named("as in the paper").is_err());
    }

    #[test]
    fn what_is_configured_is_told_of_short_and_whole_keys() {
        let config = read(&[]).unwrap();
        for (key, value) in [
            ("vfe.pooling", Some("max")),
            ("rpn.attention", Some("none")),
            ("train.batch_size", Some("2")),
            ("network.rpn.blocks.0.channels", Some("32")),
            ("network.vfe.channels", Some("[16,32]")),
            ("train.optimiser", None),
        ] {
            assert_eq!(configured_value(&config, key).as_deref(), value, "{key}");
        }
    }

    #[test]
    fn folders_have_plain_names() {
        let all = asked(&["vfe.pooling=max+average"]).unwrap();
        assert_eq!(all[1].folder(), "vfe.pooling-max-average");
    }
}
