//! Counting the scans with many points behind the network's range, which are told of once.

use voxelnet_files::counted;

use super::warning::CoverageWarning;

/// The scans of a command with many points behind the network's range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScansBehind {
    num_scans: usize,
    /// The name of the first, and what is said of it.
    first: Option<(String, CoverageWarning)>,
}

impl ScansBehind {
    /// Takes the warning about points behind out of those of a scan.
    pub fn take(&mut self, name: &str, warnings: &mut Vec<CoverageWarning>) {
        warnings.retain(|&warning| {
            let is_behind = matches!(warning, CoverageWarning::Behind { .. });
            if is_behind {
                self.num_scans += 1;
                self.first.get_or_insert_with(|| (name.to_owned(), warning));
            }
            !is_behind
        });
    }

    /// One warning about all of them, if there are any; `options` make the motion of a warning.
    pub fn warning(&self, options: impl Fn(&CoverageWarning) -> Option<String>) -> Option<String> {
        let (name, warning) = self.first.as_ref()?;
        let others = match self.num_scans {
            1 => String::new(),
            count => format!(" (as in {})", counted(count - 1, "other scan")),
        };
        let remedy = options(warning).map(|options| format!("; to look there, give {options}"));
        Some(format!("{name}: {warning}{others}{}", remedy.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_are_counted_and_the_first_is_named() {
        let mut behind = ScansBehind::default();
        let options = |_: &CoverageWarning| Some("--turn".to_owned());
        assert_eq!(behind.warning(options), None);
        let road = CoverageWarning::RoadOff { road_m: 0., feet_m: -1.7 };
        for name in ["a", "b", "c"] {
            let mut warnings = vec![road, CoverageWarning::Behind { share: 0.5, quarter_turns: 2 }];
            behind.take(name, &mut warnings);
            assert_eq!(warnings, [road]);
        }
        behind.take("d", &mut vec![road]);
        let expected = "a: 50% of the points lie behind the network's range, where no objects are looked for \
                        (as in 2 other scans); to look there, give --turn";
        assert_eq!(behind.warning(options).as_deref(), Some(expected));
    }
}
