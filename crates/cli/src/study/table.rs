//! The findings of a study as rows.

use super::interval::Estimate;
use super::summary::{Summary, VariantSummary};

/// Names of the columns of [`rows`].
pub const COLUMNS: [&str; 9] = [
    "variant",
    "seeds",
    "3D",
    "bird's-eye",
    "3D, mean of the worse",
    "training, s",
    "memory, MB",
    "scan, ms",
    "parameters",
];

/// One row for each variant: what it found on clean scans and on average on the worse ones, and its cost.
pub fn rows(summary: &Summary) -> Vec<[String; 9]> {
    let text = |estimate: Option<Estimate>| {
        estimate.map_or("-".to_owned(), |estimate| estimate.to_string())
    };
    let clean = summary.conditions.first().map_or("", String::as_str);
    let row = |variant: &VariantSummary| {
        let parameters = variant.records.first().map(|record| record.num_parameters.to_string());
        [
            variant.name.clone(),
            variant.records.len().to_string(),
            text(variant.volume(clean)),
            text(variant.precision.get(clean).and_then(|precision| precision.bev)),
            text(variant.worse),
            text(variant.estimate(|record| Some(record.train_secs))),
            text(variant.estimate(|record| record.peak_memory_mb)),
            text(variant.estimate(|record| record.scan_ms)),
            parameters.unwrap_or("-".into()),
        ]
    };
    summary.variants.iter().map(row).collect()
}

/// The rows in columns.
pub fn summary_table(summary: &Summary) -> String {
    let rows = rows(summary);
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([COLUMNS[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: [usize; 9] = std::array::from_fn(width);
    let line = |cells: &[String; 9]| {
        let cells = cells.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
            if column == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let header = line(&COLUMNS.map(str::to_owned));
    let lines = std::iter::once(header).chain(rows.iter().map(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::summary::tests::record;
    use super::*;

    #[test]
    fn a_variant_has_a_row_with_its_interval() {
        let conditions = ["clean", "jitter=0.05"].map(str::to_owned).to_vec();
        let of = |name: &str, records| VariantSummary::new(name.into(), records, &conditions);
        let variants = vec![
            of("as configured", vec![record(1, 60.), record(2, 62.)]),
            of("encoder=mean", vec![]),
        ];
        let summary = Summary {
            command: String::new(),
            machine: String::new(),
            classes: vec!["car".into()],
            conditions: conditions.clone(),
            variants,
        };
        let table = summary_table(&summary);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("as configured      2  61.0 ± 12.7"), "{table}");
        assert!(lines[1].contains("30.5 ± 6.4"), "{table}");
        // Nothing is said of what was not measured.
        assert!(lines[2].starts_with("encoder=mean       0            -"), "{table}");
    }
}
