//! A tip for an option that is misspelt.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// The most letters that differ between what was typed and a suggestion.
const MAX_SLIPS: usize = 3;

/// Adds the nearest option of the command to an error about an unknown one, where clap itself finds none.
pub fn suggest_option(error: &mut Error, program: &Command, typed: impl Iterator<Item = String>) {
    let is_unknown = error.kind() == ErrorKind::UnknownArgument;
    if !is_unknown || error.get(ContextKind::SuggestedArg).is_some() {
        return;
    }
    let Some(ContextValue::String(unknown)) = error.get(ContextKind::InvalidArg) else { return };
    let Some(name) = unknown.strip_prefix("--") else { return };
    let command = typed.into_iter().find_map(|word| program.find_subcommand(word));
    let options = command.into_iter().chain([program]).flat_map(Command::get_arguments);
    let options = options.filter(|option| !option.is_hide_set());
    let nearest = nearest(name, options.filter_map(|option| option.get_long()));
    if let Some(nearest) = nearest {
        let tip = ContextValue::String(format!("--{nearest}"));
        error.insert(ContextKind::SuggestedArg, tip);
        // Clap's tip for what it has no suggestion for.
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(Vec::new()));
    }
}

/// The name with the fewest slips: one that begins or ends what was typed counts as near.
fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let slips = |name: &str| {
        let is_part = typed.starts_with(name) || name.starts_with(typed);
        let slips = strsim::osa_distance(typed, name);
        let is_near = is_part || (slips <= MAX_SLIPS && 2 * slips < typed.len());
        is_near.then_some((!is_part, slips))
    };
    names.filter_map(|name| Some((slips(name)?, name))).min().map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_few_slips_or_a_part_of_the_word_is_near() {
        let names = ["out", "run", "min-score", "no-difficulty"];
        for (typed, expected) in [
            ("ouput", Some("out")),
            ("output", Some("out")),
            ("out-dir", Some("out")),
            ("no-diff", Some("no-difficulty")),
            ("minscore", Some("min-score")),
            ("rnu", Some("run")),
            ("zzz", None),
            ("x", None),
        ] {
            assert_eq!(nearest(typed, names.into_iter()), expected, "{typed}");
        }
    }
}
