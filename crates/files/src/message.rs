//! Words of messages: counts, and what is quoted from files.

/// A number of things, such as `1 scan` or `2 scans`; nouns like `box` and `batch` get `es`.
///
/// ```
/// use voxelnet_files::counted;
///
/// assert_eq!([0, 1, 2].map(|number| counted(number, "scan")), ["0 scans", "1 scan", "2 scans"]);
/// assert_eq!([1, 2].map(|number| counted(number, "box")), ["1 box", "2 boxes"]);
/// ```
pub fn counted(number: usize, noun: &str) -> String {
    let many = if noun.ends_with('x') || noun.ends_with("ch") { "es" } else { "s" };
    format!("{number} {noun}{}", if number == 1 { "" } else { many })
}

/// The form of a word that agrees with a number.
///
/// ```
/// use voxelnet_files::agreeing;
///
/// assert_eq!([0, 1, 2].map(|number| agreeing(number, "is", "are")), ["are", "is", "are"]);
/// ```
pub const fn agreeing(number: usize, one: &'static str, many: &'static str) -> &'static str {
    if number == 1 { one } else { many }
}

/// A word from a file for a message that quotes it: on one line, harmless to a terminal, and short.
///
/// ```
/// use voxelnet_files::quotable;
///
/// assert_eq!(quotable("conv1\n\u{1b}[31m"), "conv1\u{fffd}\u{fffd}[31m");
/// assert_eq!(quotable(&"a".repeat(200)).chars().count(), 80);
/// ```
pub fn quotable(text: &str) -> String {
    on_one_line(text, 80)
}

/// The beginning of a text, on one line and harmless to a terminal.
pub fn on_one_line(text: &str, max_chars: usize) -> String {
    let replace = |char: char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char };
    text.chars().take(max_chars).map(replace).collect()
}
