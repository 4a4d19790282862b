//! Wrong usage: a mistake in the command line, whatever the files hold.

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Error, Result};
use thiserror::Error as ThisError;
use voxelnet_config::OverrideError;

/// The exit code of wrong usage, which is also that of clap.
const EXIT_CODE: u8 = 2;

/// A mistake in the command line.
#[derive(Debug, ThisError)]
#[error("{0}")]
pub struct WrongUsage(String);

impl WrongUsage {
    pub fn new(message: impl Display) -> Self {
        Self(message.to_string())
    }
}

/// The exit code of a command that ended with an error.
pub fn exit_code(error: &Error) -> ExitCode {
    if is_wrong_usage(error) { ExitCode::from(EXIT_CODE) } else { ExitCode::FAILURE }
}

/// Whether an error comes from the command line: one of ours, or a `--set` that the configuration does not take.
fn is_wrong_usage(error: &Error) -> bool {
    // A context is no cause of its own, and is found by a downcast alone.
    error.is::<WrongUsage>()
        || error.chain().any(|cause| cause.is::<WrongUsage>() || cause.is::<OverrideError>())
}

/// Returns a mistake in the command line; takes what `anyhow::bail!` takes.
macro_rules! bail_usage {
    ($($message:tt)*) => {
        return Err($crate::usage::WrongUsage::new(format_args!($($message)*)).into())
    };
}

/// Returns a mistake in the command line unless a condition holds; takes what `anyhow::ensure!` takes.
macro_rules! ensure_usage {
    ($condition:expr, $($message:tt)*) => {
        if !$condition {
            $crate::usage::bail_usage!($($message)*);
        }
    };
}

pub(crate) use {bail_usage, ensure_usage};

/// Refuses the path that an option gives a file to write or to read, when its name does not end as its kind does.
pub fn require_extension(path: &Path, extensions: &[&str], option: &str) -> Result<()> {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    let expected = || {
        let names: Vec<String> = extensions.iter().map(|name| format!(".{name}")).collect();
        names.join(" or ")
    };
    ensure_usage!(
        extensions.iter().any(|known| extension == *known),
        "{option} {}: expected a name that ends in {}",
        path.display(),
        expected()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};
    use voxelnet_config::{DatasetConfig, FromSections};

    use super::*;

    fn refuse(number: usize) -> Result<()> {
        ensure_usage!(number == 1, "one is expected, there are {number}");
        Ok(())
    }

    fn is_refused(result: Result<impl Sized>) -> bool {
        result.is_err_and(|error| is_wrong_usage(&error))
    }

    #[test]
    fn wrong_usage_is_found_among_causes_and_contexts() {
        assert!(refuse(1).is_ok());
        assert!(is_refused(refuse(2)));
        assert!(is_refused(refuse(2).context("in the plan").context("of detect")));
        assert!(is_refused(Err::<(), _>(anyhow!("invalid digit")).context(WrongUsage::new("--x"))));
        assert!(!is_refused(Err::<(), _>(anyhow!("a.bin: no such file")).context("cannot read")));
    }

    #[test]
    fn a_name_ends_as_its_kind_does() {
        let check = |name: &str| require_extension(name.as_ref(), &["svg", "png"], "--out");
        assert!(check("a.svg").is_ok() && check("b/a.PNG").is_ok());
        let error = check("svg").err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some("--out svg: expected a name that ends in .svg or .png"));
        assert!(is_refused(check("a.gif")));
    }

    #[test]
    fn an_override_is_wrong_usage_and_a_key_of_the_file_is_not() {
        let parse = |text: &str, typed: &str| {
            let config = DatasetConfig::parse(text, "a.toml".as_ref(), &[typed.to_owned()]);
            config.context("cannot use the configuration")
        };
        assert!(is_refused(parse("", "dataset.bxes=lidar")));
        assert!(is_refused(parse("", "dataset.boxes")));
        assert!(!is_refused(parse("[dataset]\nbxes = 'lidar'", "dataset.boxes=lidar")));
    }
}
