//! Errors as a line of text.

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
    message
}

#[cfg(test)]
mod tests {
    use anyhow::anyhow;

    use super::chain_of;

    #[test]
    fn every_cause_is_said_once() {
        let error = anyhow!("not found").context("a.bin: not found").context("cannot read");
        assert_eq!(chain_of(&error), "cannot read: a.bin: not found");
    }
}
