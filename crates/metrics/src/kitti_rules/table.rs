//! A report as tables for people.

use std::fmt::{self, Display, Formatter, Write};

use super::average::AveragePrecision;
use super::bootstrap::{Interval, Intervals};
use super::columns::{CLASS_WIDTH, precision_cells, write_header};
use super::difficulty::{Difficulty, Levels};
use super::measure::{Measure, Named, Table};
use super::notes::write_notes;
use super::per_difficulty::PerDifficulty;
use super::report::Report;

impl Report {
    /// The tables that [`Display`] writes.
    pub fn table(&self) -> String {
        self.to_string()
    }

    /// The measures that can be evaluated: without images those of 3D boxes only.
    pub fn measures(&self) -> &'static [Measure] {
        let has_rectangles =
            || self.classes.iter().any(|(_, of)| of.bbox.each().iter().any(|ap| ap.r40.is_some()));
        match self.levels {
            Levels::Pixels => &Measure::ALL,
            Levels::None if has_rectangles() => &Measure::ALL,
            Levels::Points(_) | Levels::None => &[Measure::Bev, Measure::Volume],
        }
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Average precision in percent over {} frames", self.frames)?;
        if self.levels == Levels::None {
            writeln!(f, "No levels of difficulty: every labelled object of a class counts")?;
        }
        if let Levels::Points(levels) = &self.levels {
            let named = Difficulty::ALL.into_iter().zip(levels).map(|(difficulty, level)| {
                let name = difficulty.name();
                format!("{name} {} and {} m", level.min_points, level.max_distance_m)
            });
            let named: Vec<String> = named.collect();
            writeln!(f, "Levels by points, at least, and distance, at most: {}", named.join(", "))?;
        }
        writeln!(
            f,
            "\n{} minimum overlaps",
            if self.levels == Levels::Pixels { "Official" } else { "Strict" }
        )?;
        write_precision(f, self, &self.classes)?;
        writeln!(f, "\nLoose minimum overlaps in bird's-eye view and 3D")?;
        write_precision(f, self, &self.loose)?;
        for (name, table) in self.overlaps.iter() {
            writeln!(f, "\nMinimum overlaps {name} in bird's-eye view and 3D")?;
            write_precision(f, self, table)?;
        }
        write_slices(f, self, &self.distance, SliceWords::DISTANCE)?;
        write_slices(f, self, &self.points, SliceWords::POINTS)?;
        if let Some(intervals) = &self.intervals {
            write_intervals(f, self, intervals)?;
        }
        write_notes(f, self)
    }
}

fn write_precision(
    f: &mut impl Write,
    report: &Report,
    table: &Table<AveragePrecision>,
) -> fmt::Result {
    write_header(f, CLASS_WIDTH + 7, report.levels.names())?;
    write_rows(f, table, report.measures(), |row| precision_cells(&row.each()))
}

/// A line for each class and measure.
fn write_rows<T>(
    f: &mut impl Write,
    table: &Table<T>,
    measures: &[Measure],
    cells: impl Fn(&PerDifficulty<T>) -> String,
) -> fmt::Result {
    for (mut class, of_class) in table.iter() {
        for &measure in measures {
            let line = format!(
                "{class:CLASS_WIDTH$} {:5} {}",
                measure.name(),
                cells(of_class.get(measure))
            );
            writeln!(f, "{}", line.trim_end())?;
            class = "";
        }
    }
    Ok(())
}

/// The words for slices.
#[derive(Clone, Copy)]
struct SliceWords {
    /// The quantity by which objects are sliced.
    quantity: &'static str,
    /// An object of one slice.
    in_slice: &'static str,
}

impl SliceWords {
    const DISTANCE: Self = Self { quantity: "distance, metres", in_slice: "at a distance" };
    const POINTS: Self = Self { quantity: "points", in_slice: "with so many points" };
}

/// The moderate objects of each slice, or all of them without levels, R40 and R11.
fn write_slices(
    f: &mut impl Write,
    report: &Report,
    slices: &Named<Table<AveragePrecision>>,
    SliceWords { quantity, in_slice }: SliceWords,
) -> fmt::Result {
    if slices.is_empty() {
        return Ok(());
    }
    let objects = if report.levels == Levels::None { "Objects" } else { "Moderate objects" };
    writeln!(f, "\n{objects} by {quantity} (-: there is none)")?;
    let names: Vec<&str> = slices.iter().map(|(name, _)| name).collect();
    write_header(f, CLASS_WIDTH + 7, &names)?;
    for (class, _) in report.classes.iter() {
        let mut name = class;
        for &measure in report.measures() {
            let rows = slices.iter().filter_map(|(_, table)| table.get(class));
            let values: Vec<&AveragePrecision> =
                rows.map(|of| of.get(measure).moderate()).collect();
            let cells = precision_cells(&values);
            writeln!(f, "{name:CLASS_WIDTH$} {:5} {cells}", measure.name())?;
            name = "";
        }
    }
    let is_capped = |table: &Table<AveragePrecision>| {
        table.iter().any(|(_, of)| of.bbox.moderate().is_capped())
    };
    if slices.iter().any(|(_, table)| is_capped(table)) {
        writeln!(
            f,
            "With 40 objects or fewer {in_slice} a perfect detector stays below 100 there."
        )?;
    }
    Ok(())
}

fn write_intervals(f: &mut impl Write, report: &Report, intervals: &Intervals) -> fmt::Result {
    let Intervals { resamples, seed, confidence, classes, loose } = intervals;
    let percent = confidence * 100.;
    let names = report.levels.names().iter().map(|level| format!("{level:>15}"));
    let names = names.collect::<Vec<_>>().join("  ");
    for (name, table) in [("official", classes), ("loose", loose)] {
        for (average, of) in [
            ("R40", (|interval| interval.r40) as fn(&Interval) -> Option<[f64; 2]>),
            ("R11", |interval| interval.r11),
        ] {
            writeln!(
                f,
                "\n{percent}% intervals of {average}, {name} overlaps, \
                 {resamples} resamples of the frames, seed {seed}"
            )?;
            writeln!(f, "{:1$}{names}", "", CLASS_WIDTH + 7)?;
            write_rows(f, table, report.measures(), |row| {
                let ends = row.each().into_iter().map(|interval| match of(interval) {
                    Some([low, high]) => format!("{low:6.2} - {high:6.2}"),
                    None => format!("{:>15}", "-"),
                });
                ends.collect::<Vec<_>>().join("  ")
            })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::bootstrap::Bootstrap;
    use super::super::evaluator::Evaluator;
    use super::super::rules::ReportOptions;
    use super::super::test_rows::{detection, truth};

    fn evaluator_of_cars(count: u32) -> Evaluator {
        let mut evaluator = Evaluator::official();
        for frame in 0..count {
            let score = f64::from(frame + 1) / 100.;
            evaluator.add_frame(&[truth("Car", 0.)], &[detection("Car", 0., score)]);
        }
        evaluator
    }

    fn table_of_cars(count: u32) -> String {
        evaluator_of_cars(count).finish().table()
    }

    #[test]
    fn all_tables_show_every_class_and_metric() {
        let table = table_of_cars(10);
        let perfect = "car         bbox     22.50    22.50    22.50       27.27    27.27    27.27";
        assert_eq!(table.lines().filter(|&line| line == perfect).count(), 2, "{table}");
        let header = "\
                              R40                           R11
                      easy moderate     hard        easy moderate     hard
";
        assert_eq!(table.matches(header).count(), 2, "{table}");
        let missing = "cyclist     bbox         -        -        -           -        -        -";
        assert_eq!(table.lines().filter(|&line| line == missing).count(), 3, "{table}");
        // All objects are 20 m away.
        let near = "car         bbox     22.50        -        -       27.27        -        -";
        assert_eq!(table.lines().filter(|&line| line == near).count(), 1, "{table}");
        assert!(table.contains("-: not evaluated"));
    }

    #[test]
    fn a_note_names_the_highest_possible_values_of_few_objects_and_a_table_without_caps_follows() {
        let table = table_of_cars(20);
        for expected in [
            "car             20 (47.5, 45.5)       20 (47.5, 45.5)       20 (47.5, 45.5)\n",
            "Not official: plain interpolated AP, and recall, at the loose overlaps",
            "car         bbox    100.00   100.00   100.00      100.00   100.00   100.00",
        ] {
            assert!(table.contains(expected), "{expected}: {table}");
        }
        for unexpected in ["perfect detector", "Not official"] {
            assert!(!table_of_cars(41).contains(unexpected));
        }
    }

    #[test]
    fn intervals_are_shown_with_their_seed() {
        let bootstrap = Some(Bootstrap { num_resamples: 10, seed: 3 });
        let options = ReportOptions { bootstrap, ..ReportOptions::default() };
        let table = evaluator_of_cars(60).finish_with(&options).table();
        let title = "95% intervals of R40, official overlaps, 10 resamples of the frames, seed 3";
        assert!(table.contains(title), "{table}");
        assert!(table.contains("car         bbox  100.00 - 100.00  100.00 - 100.00"), "{table}");
    }
}
