//! Several reports in one table.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde::Deserialize;
use voxelnet_files::counted;

use super::average::AveragePrecision;
use super::columns::{precision_cells, write_header};
use super::difficulty::LEVEL_NAMES;
use super::measure::{Measure, Named, Table};
use super::per_difficulty::PerDifficulty;
use super::report::Report;
use super::summary::summary;
use super::table::TableOptions;

/// Longer names are cut off at the front: what tells results apart stands at the end of a path.
const MAX_NAME: usize = 40;

/// The part of the JSON of a report that a table over several results needs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ComparedReport {
    /// The number of frames.
    pub frames: usize,
    /// At the official minimum overlaps.
    pub classes: Table<AveragePrecision>,
    /// At the loose minimum overlaps.
    pub loose: Table<AveragePrecision>,
    /// The rule of the levels: `pixels`, `points` for data without images, or `none`.
    #[serde(default = "pixels")]
    pub difficulty: String,
}

impl From<&Report> for ComparedReport {
    fn from(report: &Report) -> Self {
        let difficulty = report.levels.rule_name().to_owned();
        let Report { frames, classes, loose, .. } = report.clone();
        Self { frames, classes, loose, difficulty }
    }
}

fn pixels() -> String {
    "pixels".to_owned()
}

/// One table over several results: for each class and measure a line per result, R40 and R11.
///
/// Classes without an object to find in any result are left out. Results whose levels are made by different
/// rules say so in their names. Of the options only `full` matters, which adds the loose overlaps.
pub fn comparison_table(reports: &Named<ComparedReport>, options: &TableOptions) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write_comparison(&mut text, reports, options);
    text
}

type Tables<'a> = Vec<(&'a str, &'a Table<AveragePrecision>)>;

fn write_comparison(
    f: &mut String,
    reports: &Named<ComparedReport>,
    options: &TableOptions,
) -> std::fmt::Result {
    write_head(f, reports)?;
    let tables = |of: fn(&ComparedReport) -> &Table<AveragePrecision>| -> Tables {
        reports.iter().map(|(name, report)| (name, of(report))).collect()
    };
    let official = tables(|report| &report.classes);
    let classes = classes_of(&official);
    if classes.is_empty() {
        return writeln!(f, "\nThere is no object to find");
    }
    let has_pixels = reports.iter().all(|(_, report)| report.difficulty == "pixels");
    writeln!(f, "\n{} minimum overlaps", if has_pixels { "Official" } else { "Strict" })?;
    write_tables(f, &official, &classes)?;
    if options.full {
        writeln!(f, "\nLoose minimum overlaps in bird's-eye view and 3D")?;
        write_tables(f, &tables(|report| &report.loose), &classes)?;
    }
    writeln!(
        f,
        "\n-: not evaluated, or no object to find. With 40 valid objects or fewer a perfect detector stays below 100;"
    )?;
    writeln!(f, "`n_gt` in each file is their number.\n")?;
    let width = name_width(&official);
    for (name, table) in &official {
        let of_classes = table.iter().filter(|(class, _)| classes.contains(class));
        if let Some(summary) = summary(of_classes) {
            writeln!(f, "{:width$}  {summary}", ending(name, width))?;
        }
    }
    Ok(())
}

/// The numbers of frames, and the rules of the levels where they differ.
fn write_head(f: &mut String, reports: &Named<ComparedReport>) -> std::fmt::Result {
    let num_frames: Vec<String> =
        reports.iter().map(|(name, report)| format!("{name} {}", report.frames)).collect();
    let sizes: BTreeSet<usize> = reports.iter().map(|(_, report)| report.frames).collect();
    match sizes.first() {
        Some(&frames) if sizes.len() == 1 => {
            writeln!(f, "Average precision in percent over {}", counted(frames, "frame"))?;
        }
        _ => writeln!(
            f,
            "Average precision in percent over different numbers of frames: {}",
            num_frames.join(", ")
        )?,
    }
    let levels: BTreeSet<&str> =
        reports.iter().map(|(_, report)| report.difficulty.as_str()).collect();
    if levels.len() > 1 {
        let of_each: Vec<String> =
            reports.iter().map(|(name, report)| format!("{name} {}", report.difficulty)).collect();
        writeln!(f, "Not comparable, levels by different rules: {}", of_each.join(", "))?;
    }
    Ok(())
}

fn write_tables(f: &mut String, tables: &Tables, classes: &[&str]) -> std::fmt::Result {
    let width = name_width(tables);
    let levels = levels_of(tables);
    write_header(f, 19 + width, &levels)?;
    for class in classes {
        for measure in Measure::ALL {
            let mut head = format!("{class:11} {:5}", measure.name());
            for (name, table) in tables {
                let name = ending(name, width);
                let of_class = table.get(class).map(|of_class| of_class.get(measure));
                let cells = of_class.map(|values| cells_of(values, &levels));
                let line = format!("{head} {name:width$} {}", cells.unwrap_or_default());
                writeln!(f, "{}", line.trim_end())?;
                head = " ".repeat(17);
            }
        }
    }
    Ok(())
}

/// The values of some levels, and lines at those that were not evaluated.
fn cells_of(values: &PerDifficulty<AveragePrecision>, levels: &[&str]) -> String {
    const NONE: AveragePrecision = AveragePrecision { r11: None, r40: None, n_gt: 0 };
    let (names, each) = (values.names(), values.each());
    let value = |level: &&str| {
        let place = names.iter().position(|name| name == level);
        place.map_or(&NONE, |place| each[place])
    };
    precision_cells(&levels.iter().map(value).collect::<Vec<_>>())
}

/// The levels of all tables: `all` stands behind the others.
fn levels_of(tables: &Tables) -> Vec<&'static str> {
    let of_classes = tables.iter().flat_map(|(_, table)| table.iter());
    let names: BTreeSet<&str> = of_classes.flat_map(|(_, of)| of.bbox.names()).copied().collect();
    let others = names.iter().copied().filter(|name| !LEVEL_NAMES.contains(name));
    let has_levels = names.is_empty() || LEVEL_NAMES.iter().any(|name| names.contains(name));
    LEVEL_NAMES.into_iter().filter(|_| has_levels).chain(others).collect()
}

/// Room for the names of results.
fn name_width(tables: &Tables) -> usize {
    tables.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(MAX_NAME)
}

/// The classes of which some table has objects to find, each once, in the order in which they are met.
fn classes_of<'a>(tables: &Tables<'a>) -> Vec<&'a str> {
    let mut classes = Vec::new();
    for (class, of) in tables.iter().flat_map(|(_, table)| table.iter()) {
        let has_objects = of.bbox.each().iter().any(|ap| ap.n_gt > 0);
        if has_objects && !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes
}

/// The last `width` characters.
fn ending(name: &str, width: usize) -> String {
    let surplus = name.chars().count().saturating_sub(width);
    name.chars().skip(surplus).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::difficulty::Levels;
    use super::super::evaluator::Evaluator;
    use super::super::rules::Rules;
    use super::super::test_rows::{detection, truth};
    use super::*;

    const MAIN: TableOptions = TableOptions { full: false, by_points: false, intervals: false };
    const FULL: TableOptions = TableOptions { full: true, ..MAIN };

    fn report(count: u32) -> ComparedReport {
        let mut evaluator = Evaluator::official();
        for i in 0..count {
            evaluator.add_frame(&[truth("Car", 0.)], &[detection("Car", 0., f64::from(i))]);
        }
        let json = serde_json::to_string(&evaluator.finish()).unwrap();
        serde_json::from_str(&json).unwrap()
    }

    fn named<const N: usize>(reports: [(&str, ComparedReport); N]) -> Named<ComparedReport> {
        reports.into_iter().map(|(name, report)| (name.to_owned(), report)).collect()
    }

    #[test]
    fn every_class_and_measure_has_a_line_per_result() {
        let reports = named([("a.json", report(10)), ("b.json", report(20))]);
        let table = comparison_table(&reports, &FULL);
        assert!(table.starts_with(
            "Average precision in percent over different numbers of frames: a.json 10, b.json 20\n"
        ));
        for expected in [
            "car         bbox  a.json    22.50    22.50    22.50       27.27    27.27    27.27\n",
            "                  b.json    47.50    47.50    47.50       45.45    45.45    45.45\n",
        ] {
            assert_eq!(
                table.matches(expected).count(),
                if expected.starts_with(' ') { 8 } else { 2 },
                "{table}"
            );
        }
        let sums = "\n\na.json  3D moderate R40: car 22.50\nb.json  3D moderate R40: car 47.50\n";
        assert!(table.ends_with(sums) && !table.contains("cyclist"), "{table}");
        let main = comparison_table(&reports, &MAIN);
        assert!(main.ends_with(sums) && !main.contains("Loose"), "{main}");
    }

    #[test]
    fn results_without_an_object_to_find_make_no_table() {
        let table = comparison_table(&named([("a", report(0))]), &FULL);
        assert!(table.ends_with("over 0 frames\n\nThere is no object to find\n"), "{table}");
    }

    #[test]
    fn long_names_keep_their_end() {
        let name = format!("{}/ap.json", "x".repeat(60));
        let table = comparison_table(&named([(&name, report(1))]), &MAIN);
        assert!(table.contains(&format!(" {}/ap.json  ", "x".repeat(32))), "{table}");
    }

    #[test]
    fn results_of_different_rules_are_told_apart() {
        let points = ComparedReport { difficulty: "points".into(), ..report(1) };
        let table = comparison_table(&named([("a", report(1)), ("b", points)]), &MAIN);
        assert!(table.contains("Not comparable, levels by different rules: a pixels, b points"));
    }

    #[test]
    fn results_without_levels_have_a_column_of_their_own() {
        let rules = Rules { levels: Levels::None, ..Rules::default() };
        let mut evaluator = Evaluator::new(rules);
        for i in 0..10 {
            evaluator.add_frame(&[truth("Car", 0.)], &[detection("Car", 0., f64::from(i))]);
        }
        let json = serde_json::to_string(&evaluator.finish()).unwrap();
        let without: ComparedReport = serde_json::from_str(&json).unwrap();
        let alone = comparison_table(&named([("b", without.clone())]), &MAIN);
        assert!(alone.contains("car         bbox  b    22.50       27.27\n"), "{alone}");
        assert!(alone.contains("Strict minimum overlaps"), "{alone}");
        let both = comparison_table(&named([("a", report(10)), ("b", without)]), &MAIN);
        let header = "easy moderate     hard      all        easy moderate     hard      all";
        assert!(both.contains(header), "{both}");
        let row = "b        -        -        -    22.50           -        -        -    27.27";
        assert!(both.contains(row), "{both}");
    }
}
