//! A report as a table for people.

use std::fmt::{self, Display, Formatter};

use super::class::Class;
use super::difficulty::{Difficulty, PerDifficulty};
use super::report::{AveragePrecision, ClassTable, Report};

impl Report {
    /// The table that [`Display`] writes.
    pub fn table(&self) -> String {
        self.to_string()
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "Average precision in percent over {} frames", self.frames)?;
        writeln!(f, "\nOfficial minimum overlaps")?;
        write_classes(f, &self.classes)?;
        writeln!(f, "\nLoose minimum overlaps in bird's-eye view and 3D")?;
        write_classes(f, &self.loose)?;
        write_notes(f, &self.classes)
    }
}

fn write_classes(f: &mut Formatter<'_>, classes: &ClassTable) -> fmt::Result {
    writeln!(f, "{:29}R40{:27}R11", "", "")?;
    let levels = format!("{:>8} {:>8} {:>8}", "easy", "moderate", "hard");
    writeln!(f, "{:17} {levels}    {levels}", "")?;
    for class in Class::ALL {
        let mut name = class.name();
        for (metric, row) in classes.get(class).named() {
            let r40 = percents(row, |ap| ap.r40);
            let r11 = percents(row, |ap| ap.r11);
            writeln!(f, "{name:11} {metric:5} {r40}    {r11}")?;
            name = "";
        }
    }
    Ok(())
}

fn percents(
    row: &PerDifficulty<AveragePrecision>,
    percent: impl Fn(&AveragePrecision) -> Option<f64>,
) -> String {
    let cells = Difficulty::ALL.map(|difficulty| match percent(row.get(difficulty)) {
        Some(percent) => format!("{percent:8.2}"),
        None => format!("{:>8}", "-"),
    });
    cells.join(" ")
}

fn write_notes(f: &mut Formatter<'_>, classes: &ClassTable) -> fmt::Result {
    let rows = Class::ALL.map(|class| (class, &classes.get(class).bbox));
    if rows.iter().any(|(_, row)| Difficulty::ALL.iter().any(|&level| row.get(level).r40.is_none()))
    {
        writeln!(f, "\n-: not evaluated, there is no usable detection of the class")?;
    }
    let is_capped = |ap: &AveragePrecision| (1..=40).contains(&ap.n_gt);
    let capped: Vec<_> = rows
        .into_iter()
        .filter(|(_, row)| Difficulty::ALL.iter().any(|&level| is_capped(row.get(level))))
        .collect();
    if capped.is_empty() {
        return Ok(());
    }
    writeln!(
        f,
        "\nWith 40 valid objects or fewer a perfect detector stays below 100 in the official"
    )?;
    writeln!(f, "measure. Valid objects, and the highest R40 and R11 they allow:")?;
    for (class, row) in capped {
        let caps = Difficulty::ALL.map(|level| {
            let ap = row.get(level);
            let (r11, r40) = ap.best_possible();
            format!("{:>6} ({r40:.1}, {r11:.1})", ap.n_gt)
        });
        writeln!(
            f,
            "{:11} {}",
            class.name(),
            caps.map(|cap| format!("{cap:<22}")).concat().trim_end()
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{detection, truth};
    use super::super::{Evaluator, OverlapLimits};
    use super::*;

    fn report_of_cars(count: u32) -> Report {
        let mut evaluator = Evaluator::new(OverlapLimits::default());
        for frame in 0..count {
            let score = f64::from(frame + 1) / 100.;
            evaluator.add_frame(&[truth("Car", 0.)], &[detection("Car", 0., score)]);
        }
        evaluator.finish()
    }

    #[test]
    fn both_tables_show_every_class_and_metric() {
        let table = report_of_cars(10).table();
        let perfect = "car         bbox     22.50    22.50    22.50       27.27    27.27    27.27";
        assert_eq!(table.lines().filter(|&line| line == perfect).count(), 2, "{table}");
        let missing = "cyclist     bbox         -        -        -           -        -        -";
        assert_eq!(table.lines().filter(|&line| line == missing).count(), 2, "{table}");
        assert!(table.contains("-: not evaluated"));
    }

    #[test]
    fn a_note_names_the_highest_possible_values_of_few_objects() {
        let table = report_of_cars(20).table();
        assert!(
            table.ends_with(
                "car             20 (47.5, 45.5)       20 (47.5, 45.5)       20 (47.5, 45.5)\n"
            ),
            "{table}"
        );
        assert!(!report_of_cars(41).table().contains("perfect detector"));
    }
}
