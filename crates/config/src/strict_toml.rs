//! TOML that forgives no misspelt key and can be overridden from the command line.

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use toml::{Table, Value};
use voxelnet_files::{on_one_line, quotable};

/// The most of a parser's message that is shown; it may quote any part of the text.
const MAX_MESSAGE: usize = 400;

/// The errors of a configuration text.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TomlError {
    /// The text is no TOML.
    #[error("line {line}: {message}")]
    Syntax {
        /// Line of the text, from 1.
        line: usize,
        /// The message of the parser.
        message: String,
    },
    /// A key is missing or its value has the wrong type.
    #[error("{0}")]
    Content(String),
    /// A key has no meaning.
    #[error("unknown key `{key}`{}", nearest.as_ref().map_or(String::new(), |n| format!(", did you mean `{n}`?")))]
    UnknownKey {
        /// Path of the key.
        key: String,
        /// The known key that it resembles most.
        nearest: Option<String>,
    },
    /// An override reaches into something that has no such part.
    #[error("override of `{key}`: there is no place called `{part}`")]
    NoPlace {
        /// The key that was to be replaced.
        key: String,
        /// The part of it that is not there.
        part: String,
    },
    /// An override does not have the form `key=value`.
    #[error("override `{0}`, expected key=value, such as train.batch_size=2")]
    Override(String),
}

/// Parses a configuration, after replacing the keys named by `overrides` (`train.batch_size=2`). The names
/// `tables` are known even where the text has no such table.
///
/// # Errors
/// [`TomlError`], one line that names the key or the line.
pub(crate) fn parse_toml<T: DeserializeOwned + Serialize>(
    text: &str,
    overrides: &[String],
    tables: &[&str],
) -> Result<T, TomlError> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| TomlError::Syntax {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        message: on_one_line(&one_line(error.message()), MAX_MESSAGE),
    })?;
    let mut root = Value::Table(table);
    for assignment in overrides {
        apply_override(&mut root, assignment)?;
    }
    let parsed: T = root
        .clone()
        .try_into()
        .map_err(|error: toml::de::Error| content_error(&root, &one_line(&error.to_string())))?;
    let mut known =
        Table::try_from(&parsed).map_err(|error| TomlError::Content(error.to_string()))?;
    for &table in tables {
        known.entry(table).or_insert_with(|| Value::Table(Table::new()));
    }
    let known = Value::Table(known);
    match unknown_key(&root, &known, "") {
        None => Ok(parsed),
        Some(key) => {
            let nearest = nearest_key(&key, &known);
            Err(TomlError::UnknownKey { key: quotable(&key), nearest })
        }
    }
}

/// The error of a content that does not fit. A key that differs from a missing one by a slip is what is wrong.
fn content_error(root: &Value, message: &str) -> TomlError {
    misspelt_key(root, message)
        .unwrap_or_else(|| TomlError::Content(on_one_line(message, MAX_MESSAGE)))
}

/// The key in place of the missing one that a message such as "missing field `a` in `b.c`" names.
fn misspelt_key(root: &Value, message: &str) -> Option<TomlError> {
    let mut quoted = message.strip_prefix("missing field ")?.split('`').skip(1).step_by(2);
    let (missing, parent) = (quoted.next()?, quoted.next().unwrap_or(""));
    let max_slips = if missing.len() < 10 { 1 } else { 2 };
    let mut keys = place_of(root, parent)?.as_table()?.keys();
    let typed = keys.find(|key| strsim::osa_distance(key, missing) <= max_slips)?;
    let path = |key: &str| {
        if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") }
    };
    Some(TomlError::UnknownKey { key: quotable(&path(typed)), nearest: Some(path(missing)) })
}

/// The value at a path such as `network.classes.0`.
fn place_of<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').filter(|part| !part.is_empty()).try_fold(root, |place, part| match place {
        Value::Array(array) => array.get(part.parse::<usize>().ok()?),
        other => other.get(part),
    })
}

/// The first key that the parsed configuration does not contain.
fn unknown_key(given: &Value, known: &Value, path: &str) -> Option<String> {
    let below = |key: &dyn std::fmt::Display| {
        if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
    };
    match (given, known) {
        (Value::Table(given), Value::Table(known)) => given.iter().find_map(|(key, value)| {
            let path = below(key);
            match known.get(key) {
                Some(known) => unknown_key(value, known, &path),
                None => Some(path),
            }
        }),
        (Value::Array(given), Value::Array(known)) => given
            .iter()
            .zip(known)
            .enumerate()
            .find_map(|(i, (given, known))| unknown_key(given, known, &below(&i))),
        _ => None,
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn apply_override(root: &mut Value, assignment: &str) -> Result<(), TomlError> {
    let malformed = || TomlError::Override(assignment.into());
    let (path, text) = assignment.split_once('=').ok_or_else(malformed)?;
    let mut place = root;
    for key in path.trim().split('.') {
        let nowhere = || TomlError::NoPlace { key: path.trim().into(), part: key.into() };
        place = child(place, key).filter(|_| !key.is_empty()).ok_or_else(nowhere)?;
    }
    *place = parse_value(text.trim());
    Ok(())
}

/// The value under a key of a table, made when missing, or at a position of an array.
fn child<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    match value {
        Value::Table(table) => Some(table.entry(key).or_insert_with(|| Value::Table(Table::new()))),
        Value::Array(array) => array.get_mut(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// A TOML value; a bare word is taken as a string, so that shells need no double quoting.
fn parse_value(text: &str) -> Value {
    let parsed = format!("value = {text}").parse::<Table>();
    parsed
        .ok()
        .filter(|table| table.len() == 1)
        .and_then(|mut table| table.remove("value"))
        .unwrap_or_else(|| Value::String(text.into()))
}

/// The key beside `key` that resembles it most, as a whole path.
fn nearest_key(key: &str, known: &Value) -> Option<String> {
    let (parent, last) = key.rsplit_once('.').unwrap_or(("", key));
    let nearest = place_of(known, parent)?
        .as_table()?
        .keys()
        .max_by(|a, b| strsim::jaro_winkler(a, last).total_cmp(&strsim::jaro_winkler(b, last)))?;
    Some(if parent.is_empty() { nearest.clone() } else { format!("{parent}.{nearest}") })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Config {
        train: Train,
        classes: Vec<Class>,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Train {
        batch_size: usize,
        learning_rate: f64,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Class {
        name: String,
    }

    const TEXT: &str =
        "[train]\nbatch_size = 2\nlearning_rate = 0.1\n[[classes]]\nname = \"Car\"\n";

    fn error_of(text: &str, overrides: &[&str]) -> String {
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        parse_toml::<Config>(text, &overrides, &[]).unwrap_err().to_string()
    }

    #[test]
    fn overrides_reach_tables_and_arrays_and_take_bare_words() {
        let overrides = ["train.batch_size=4".into(), "classes.0.name = Van".into()];
        let config: Config = parse_toml(TEXT, &overrides, &[]).unwrap();
        assert_eq!((config.train.batch_size, config.classes[0].name.as_str()), (4, "Van"));
    }

    #[test]
    fn a_misspelt_key_is_answered_with_the_nearest_known_one() {
        let text = TEXT.replace("0.1", "0.1\nbatchsize = 3");
        let expected = "unknown key `train.batchsize`, did you mean `train.batch_size`?";
        assert_eq!(error_of(&text, &[]), expected);
        assert_eq!(error_of(TEXT, &["train.batchsize=3"]), expected);
        assert_eq!(
            error_of(TEXT, &["trian.batch_size=3"]),
            "unknown key `trian`, did you mean `train`?"
        );
    }

    #[test]
    fn a_misspelt_key_that_is_needed_is_answered_likewise() {
        let expected = "unknown key `train.bach_size`, did you mean `train.batch_size`?";
        assert_eq!(error_of(&TEXT.replace("batch_size", "bach_size"), &[]), expected);
        let expected = "unknown key `trian`, did you mean `train`?";
        assert_eq!(error_of(&TEXT.replace("[train]", "[trian]"), &[]), expected);
        let nothing_near = error_of(&TEXT.replace("batch_size", "size"), &[]);
        assert!(nothing_near.starts_with("missing field `batch_size`"), "{nothing_near}");
    }

    #[test]
    fn a_misspelt_key_of_one_kind_among_several_is_found_too() {
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "lowercase")]
        enum Shape {
            Circle { radius: f64 },
            Point {},
        }
        #[derive(Debug, Serialize, Deserialize)]
        struct Drawing {
            shape: Shape,
        }
        let text = "shape = { kind = 'circle', radius = 1.0, radus = 2.0 }";
        let error = parse_toml::<Drawing>(text, &[], &[]).unwrap_err().to_string();
        assert_eq!(error, "unknown key `shape.radus`, did you mean `shape.radius`?");
        assert!(parse_toml::<Drawing>("shape = { kind = 'point' }", &[], &[]).is_ok());
    }

    #[test]
    fn errors_are_one_line_that_says_where() {
        assert!(error_of("[train]\nbatch_size = = 2", &[]).starts_with("line 2: "));
        for message in [
            error_of(&TEXT.replace("= 2", "= \"two\""), &[]),
            error_of(&TEXT.replace("batch_size = 2", ""), &[]),
        ] {
            assert!(message.contains("batch_size") && !message.contains('\n'), "{message}");
        }
        assert!(error_of(TEXT, &["train.batch_size"]).contains("expected key=value"));
        let nowhere = "override of `classes.7.name`: there is no place called `7`";
        assert_eq!(error_of(TEXT, &["classes.7.name=x"]), nowhere);
        assert!(error_of(TEXT, &["train.batch_size.x=1"]).contains("called `x`"));
    }
}
