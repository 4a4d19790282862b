//! Warnings about many scans, of which a few of each kind are shown.

use std::collections::BTreeMap;

use voxelnet_files::counted;

/// The warnings of one kind that are shown.
const MOST_SHOWN: usize = 3;

/// Warnings about scans, by kind: what a warning says but for its numbers and the scan.
#[derive(Debug, Default)]
pub struct WarningTally {
    kinds: BTreeMap<String, Kind>,
}

#[derive(Debug)]
struct Kind {
    /// The first warning, with its scan.
    first: String,
    number: usize,
}

impl WarningTally {
    /// Counts a warning about a scan; the line to show, if its kind was not shown often before.
    pub fn line(&mut self, scan: &str, warning: &str) -> Option<String> {
        let kind = warning.replace(scan, "").replace(|char: char| char.is_ascii_digit(), "");
        let new = || Kind { first: format!("{scan}: {warning}"), number: 0 };
        let kind = self.kinds.entry(kind).or_insert_with(new);
        kind.number += 1;
        (kind.number <= MOST_SHOWN).then(|| format!("{scan}: {warning}"))
    }

    /// A line for each kind of which warnings were not shown.
    pub fn rest(&self) -> impl Iterator<Item = String> {
        let hidden = self.kinds.values().filter(|kind| kind.number > MOST_SHOWN);
        hidden.map(|Kind { first, number }| {
            format!("{} like that of {first}", counted(number - MOST_SHOWN, "more warning"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_a_kind_are_shown_and_the_others_counted() {
        let mut tally = WarningTally::default();
        let mut shown = Vec::new();
        for number in 0..40 {
            let scan = format!("scans/{number:06}.bin");
            shown.extend(tally.line(&scan, &format!("{number} points; run `doctor {scan}`")));
            if number == 7 {
                shown.extend(tally.line(&scan, "no point is left"));
            }
        }
        let expected = [
            "scans/000000.bin: 0 points; run `doctor scans/000000.bin`",
            "scans/000001.bin: 1 points; run `doctor scans/000001.bin`",
            "scans/000002.bin: 2 points; run `doctor scans/000002.bin`",
            "scans/000007.bin: no point is left",
        ];
        assert_eq!(shown, expected);
        let rest: Vec<String> = tally.rest().collect();
        assert_eq!(
            rest,
            [
                "37 more warnings like that of scans/000000.bin: 0 points; run `doctor scans/000000.bin`"
            ]
        );
    }
}
