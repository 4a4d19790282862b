//! A report as tables for people.

use std::fmt::{self, Write};

use voxelnet_files::counted;

use super::average::AveragePrecision;
use super::box_error_table::write_box_errors;
use super::columns::{CLASS_WIDTH, precision_cells, write_header, write_rows};
use super::difficulty::{Difficulty, Levels};
use super::intervals::write_intervals;
use super::measure::{Measure, PerMeasure, Table};
use super::notes::write_notes;
use super::per_difficulty::PerDifficulty;
use super::reliability_table::write_reliability;
use super::report::Report;
use super::slices::{SliceWords, write_slices};
use super::summary::summary;

/// The tables to show beside those at the official overlaps and at overlaps that were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// All of them: loose overlaps, distances, plain average precision, thresholds, errors of boxes, and whatever
    /// the report has besides.
    pub full: bool,
    /// The objects by the number of their points, when the report has them.
    pub by_points: bool,
    /// The confidence intervals, when the report has them.
    pub intervals: bool,
}

impl Report {
    /// The tables for people, of the classes that are present, with a line that sums up at their end.
    pub fn table(&self, options: &TableOptions) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_table(&mut text, options);
        text
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

    /// The rows of the classes that are present.
    pub(super) fn shown<'a, T>(
        &'a self,
        table: &'a Table<T>,
    ) -> impl Iterator<Item = (&'a str, &'a PerMeasure<PerDifficulty<T>>)> {
        table.iter().filter(|(class, _)| self.present.iter().any(|present| present == class))
    }

    fn write_table(&self, f: &mut String, options: &TableOptions) -> fmt::Result {
        let TableOptions { full, by_points, intervals } = *options;
        self.write_head(f)?;
        let Some(summary) = summary(self.shown(&self.classes)) else {
            let classes: Vec<&str> = self.classes.iter().map(|(class, _)| class).collect();
            let classes = classes.join(", ");
            return writeln!(f, "\nThere is no labelled object and no detection of {classes}");
        };
        let overlaps = if self.levels == Levels::Pixels { "Official" } else { "Strict" };
        writeln!(f, "\n{overlaps} minimum overlaps")?;
        write_precision(f, self, &self.classes)?;
        if full {
            writeln!(f, "\nLoose minimum overlaps in bird's-eye view and 3D")?;
            write_precision(f, self, &self.loose)?;
        }
        for (name, table) in self.overlaps.iter() {
            writeln!(f, "\nMinimum overlaps {name} in bird's-eye view and 3D")?;
            write_precision(f, self, table)?;
        }
        if full {
            write_slices(f, self, &self.distance, SliceWords::DISTANCE)?;
        }
        if full || by_points {
            write_slices(f, self, &self.points, SliceWords::POINTS)?;
        }
        if full {
            write_reliability(f, self)?;
            write_box_errors(f, self)?;
        }
        if let Some(ends) = self.intervals.as_ref().filter(|_| full || intervals) {
            write_intervals(f, self, ends)?;
        }
        write_notes(f, self, full)?;
        writeln!(f, "\n{summary}")
    }

    /// The number of frames, and the levels where they are not those of the benchmark.
    fn write_head(&self, f: &mut impl Write) -> fmt::Result {
        writeln!(f, "Average precision in percent over {}", counted(self.frames, "frame"))?;
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
        Ok(())
    }
}

fn write_precision(
    f: &mut impl Write,
    report: &Report,
    table: &Table<AveragePrecision>,
) -> fmt::Result {
    write_header(f, CLASS_WIDTH + 7, report.levels.names())?;
    write_rows(f, report.shown(table), report.measures(), |row| precision_cells(&row.each()))
}

#[cfg(test)]
mod tests {
    use super::super::bootstrap::Bootstrap;
    use super::super::evaluator::Evaluator;
    use super::super::rules::ReportOptions;
    use super::super::test_rows::{detection, truth};
    use super::TableOptions;

    const MAIN: TableOptions = TableOptions { full: false, by_points: false, intervals: false };
    const FULL: TableOptions = TableOptions { full: true, ..MAIN };

    fn evaluator_of_cars(count: u32) -> Evaluator {
        let mut evaluator = Evaluator::official();
        for frame in 0..count {
            let score = f64::from(frame + 1) / 100.;
            evaluator.add_frame(&[truth("Car", 0.)], &[detection("Car", 0., score)]);
        }
        evaluator
    }

    fn table_of_cars(count: u32, options: &TableOptions) -> String {
        evaluator_of_cars(count).finish().table(options)
    }

    #[test]
    fn the_main_table_stands_alone_and_ends_with_a_line_that_sums_up() {
        let expected = "\
Average precision in percent over 41 frames

Official minimum overlaps
                              R40                           R11
                      easy moderate     hard        easy moderate     hard
car         bbox    100.00   100.00   100.00      100.00   100.00   100.00
            aos     100.00   100.00   100.00      100.00   100.00   100.00
            bev     100.00   100.00   100.00      100.00   100.00   100.00
            3d      100.00   100.00   100.00      100.00   100.00   100.00

3D moderate R40: car 100.00
";
        assert_eq!(table_of_cars(41, &MAIN), expected);
    }

    #[test]
    fn all_tables_show_every_metric() {
        let table = table_of_cars(10, &FULL);
        let perfect = "car         bbox     22.50    22.50    22.50       27.27    27.27    27.27";
        assert_eq!(table.lines().filter(|&line| line == perfect).count(), 2, "{table}");
        let header = "\
                              R40                           R11
                      easy moderate     hard        easy moderate     hard
";
        assert_eq!(table.matches(header).count(), 2, "{table}");
        // All objects are 20 m away.
        let near = "car         bbox     22.50        -        -       27.27        -        -";
        assert_eq!(table.lines().filter(|&line| line == near).count(), 1, "{table}");
        assert!(table.ends_with("\n\n3D moderate R40: car 22.50\n"), "{table}");
    }

    #[test]
    fn classes_that_are_labelled_or_detected_are_shown_and_no_others() {
        let mut hidden = truth("Cyclist", 1.);
        hidden.occlusion = 3;
        let missed = "cyclist     bbox         -        -        -           -        -        -";
        for (truths, detections) in
            [(vec![hidden.clone()], vec![]), (vec![], vec![detection("Cyclist", 1., 0.5)])]
        {
            let mut evaluator = evaluator_of_cars(41);
            evaluator.add_frame(&truths, &detections);
            let table = evaluator.finish().table(&FULL);
            assert!(table.contains(missed) && !table.contains("pedestrian"), "{table}");
            assert!(table.contains("-: not evaluated, there is no object of the class to find"));
            assert!(table.ends_with("R40: car 100.00, cyclist -\n"), "{table}");
        }
    }

    #[test]
    fn without_any_class_a_line_says_so() {
        let mut evaluator = Evaluator::official();
        evaluator.add_frame(&[truth("Van", 0.)], &[]);
        assert_eq!(
            evaluator.finish().table(&FULL),
            "Average precision in percent over 1 frame\n\n\
             There is no labelled object and no detection of car, pedestrian, cyclist\n"
        );
    }

    #[test]
    fn a_note_names_the_highest_possible_values_of_few_objects_and_a_table_without_caps_follows() {
        let [main, full] = [MAIN, FULL].map(|options| table_of_cars(20, &options));
        let cap = "car             20 (47.5, 45.5)       20 (47.5, 45.5)       20 (47.5, 45.5)\n";
        let plain = "car         bbox    100.00   100.00   100.00      100.00   100.00   100.00";
        let title = "Not official: plain interpolated AP, and recall, at the loose overlaps";
        assert!(main.contains(cap) && full.contains(cap), "{main}");
        assert!(full.contains(plain) && full.contains(title), "{full}");
        assert!(!main.contains(plain) && main.contains("\n--full adds plain"), "{main}");
        for unexpected in ["perfect detector", "Not official", "--full"] {
            assert!(!table_of_cars(41, &FULL).contains(unexpected));
        }
    }

    #[test]
    fn intervals_are_shown_with_their_seed_when_they_are_asked_for() {
        let bootstrap = Some(Bootstrap { num_resamples: 10, seed: 3 });
        let options = ReportOptions { bootstrap, ..ReportOptions::default() };
        let report = evaluator_of_cars(60).finish_with(&options);
        let table = report.table(&TableOptions { intervals: true, ..MAIN });
        let title = "95% intervals of R40, official overlaps, 10 resamples of the frames, seed 3";
        assert!(table.contains(title), "{table}");
        assert!(table.contains("car         bbox  100.00 - 100.00  100.00 - 100.00"), "{table}");
        assert!(!report.table(&MAIN).contains("intervals"));
        assert!(report.table(&FULL).contains(title));
    }
}
