//! The arguments of the command line.

use std::path::PathBuf;

/// The folders to compare.
#[derive(Debug, PartialEq)]
pub struct Arguments {
    /// The real frames, a folder in KITTI layout.
    pub data: PathBuf,
    /// Folders of result files after a change, one for each seed.
    pub after: Vec<PathBuf>,
    /// The same before it; empty when nothing is compared.
    pub before: Vec<PathBuf>,
}

impl Arguments {
    /// The meaning of some words; none when they make no sense.
    pub fn parse(words: impl Iterator<Item = String>) -> Option<Self> {
        let words: Vec<String> = words.collect();
        let mut groups = words.split(|word| word == "--before");
        let (first, before) = (groups.next()?, groups.next());
        let is_option = |word: &String| word.starts_with('-');
        if groups.next().is_some() || words.iter().any(|word| is_option(word) && word != "--before")
        {
            return None;
        }
        let (data, after) = first.split_first()?;
        if after.is_empty() || before.is_some_and(<[String]>::is_empty) {
            return None;
        }
        let folders = |words: &[String]| words.iter().map(PathBuf::from).collect();
        let before = folders(before.unwrap_or_default());
        Some(Self { data: data.into(), after: folders(after), before })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &str) -> Option<Arguments> {
        Arguments::parse(words.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn folders_stand_before_and_behind_the_option() {
        let folders = |names: &[&str]| names.iter().map(PathBuf::from).collect::<Vec<_>>();
        let arguments = |after: &[&str], before: &[&str]| {
            Some(Arguments { data: "real".into(), after: folders(after), before: folders(before) })
        };
        assert_eq!(parsed("real a b"), arguments(&["a", "b"], &[]));
        assert_eq!(parsed("real a --before b c"), arguments(&["a"], &["b", "c"]));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for words in [
            "",
            "real",
            "real --before a",
            "real a --before",
            "real a --seed 1",
            "r a --before b --before c",
        ] {
            assert_eq!(parsed(words), None, "{words}");
        }
    }
}
