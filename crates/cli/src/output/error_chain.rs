//! Errors as a line of text.

use std::io::{Error as IoError, ErrorKind};

/// The words before the number of an error of the system.
const CODE: &str = " (os error ";

/// An error with its causes on one line; a cause that the text before already ends with is not said
/// twice.
pub fn chain_of(error: &anyhow::Error) -> String {
    let mut message = String::new();
    for cause in error.chain() {
        let cause = cause.to_string();
        if message.is_empty() {
            message = cause;
        } else if !message.ends_with(&cause) {
            message = format!("{message}: {cause}");
        }
    }
    without_codes(message)
}

/// A message with errors of the system in plain words, such as `no such file or folder` in place of
/// `No such file or directory (os error 2)`.
fn without_codes(mut message: String) -> String {
    while let Some((code, end)) = first_code(&message) {
        let error = IoError::from_raw_os_error(code);
        let words = error.to_string();
        let start = end - words.len().min(end);
        match plain_words(error.kind()) {
            Some(plain) if message.get(start..end) == Some(&words) => {
                message.replace_range(start..end, plain);
            }
            _ => message.replace_range(end - format!("{CODE}{code})").len()..end, ""),
        }
    }
    message
}

/// The number of the first error of the system in a message, and the end of its text.
fn first_code(message: &str) -> Option<(i32, usize)> {
    let (before, after) = message.split_once(CODE)?;
    let (code, _) = after.split_once(')')?;
    Some((code.parse().ok()?, before.len() + CODE.len() + code.len() + 1))
}

fn plain_words(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::NotFound => Some("no such file or folder"),
        ErrorKind::NotADirectory => Some("not a folder"),
        ErrorKind::IsADirectory => Some("a folder, expected a file"),
        ErrorKind::AlreadyExists => Some("it exists and is no folder"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::*;

    #[test]
    fn every_cause_is_said_once() {
        let error = anyhow!("not found").context("a.bin: not found").context("cannot read");
        assert_eq!(chain_of(&error), "cannot read: a.bin: not found");
    }

    #[test]
    fn errors_of_the_system_are_said_in_plain_words() {
        let missing = IoError::from_raw_os_error(2);
        let error = anyhow!("b: {missing}").context(format!("a: {missing}"));
        assert_eq!(chain_of(&error), "a: no such file or folder: b: no such file or folder");
        let full = chain_of(&anyhow!("a: {}", IoError::from_raw_os_error(28)));
        assert_eq!(full, "a: No space left on device");
        for odd in ["a (os error 2)", "a (os error x)", "a (os error 2", "(os error 2)"] {
            assert!(!chain_of(&anyhow!("{odd}")).is_empty());
        }
        assert_eq!(chain_of(&anyhow!("é (os error 2)")), "é");
    }
}
