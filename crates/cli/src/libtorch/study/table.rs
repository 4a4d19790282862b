//! The findings of a study as rows.

use super::interval::Estimate;
use super::summary::{Summary, VariantSummary};

/// Names of the columns of [`row`].
pub const COLUMNS: [&str; 11] = [
    "variant",
    "seeds",
    "3D",
    "bird's-eye",
    "3D under noise",
    "change",
    "training, s",
    "step, ms",
    "memory, MB",
    "scan, ms",
    "parameters",
];

/// The precision of a variant on clean scans and on average on those with noise, and its cost.
pub fn row(name: &str, variant: &VariantSummary, summary: &Summary) -> [String; 11] {
    let text = |estimate: Option<Estimate>| {
        estimate.map_or("-".to_owned(), |estimate| estimate.to_string())
    };
    let clean = summary.conditions.first().map_or("", String::as_str);
    let parameters = variant.records.first().map(|record| record.num_parameters.to_string());
    [
        name.to_owned(),
        variant.records.len().to_string(),
        text(variant.volume(clean)),
        text(variant.precision.get(clean).and_then(|precision| precision.bev)),
        text(variant.worse),
        text(variant.change),
        text(variant.estimate(|record| Some(record.train_secs))),
        text(variant.estimate(|record| Some(record.step_ms))),
        text(variant.estimate(|record| record.peak_memory_mb)),
        text(variant.estimate(|record| record.scan_ms)),
        parameters.unwrap_or("-".into()),
    ]
}

/// A row for each variant, in columns.
pub fn summary_table(summary: &Summary) -> String {
    let rows: Vec<[String; 11]> =
        summary.variants.iter().map(|variant| row(&variant.name, variant, summary)).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([COLUMNS[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: [usize; 11] = std::array::from_fn(width);
    let line = |cells: &[String; 11]| {
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
    use super::super::summary::tests::summary;
    use super::super::variant::Variant;
    use super::*;

    #[test]
    fn a_variant_has_a_row_with_its_interval() {
        let mut summary = summary();
        let unknown = VariantSummary::new(&Variant::BASE, vec![], &summary.conditions);
        summary.variants.push(unknown);
        let table = summary_table(&summary);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("as configured            2  61.0 ± 12.7"), "{table}");
        assert!(lines[1].contains("30.5 ± 6.4"), "{table}");
        assert!(lines[2].starts_with("vfe.pooling=average      1         50.0"), "{table}");
        // Nothing is said of what was not measured.
        assert!(lines[3].starts_with("as configured            0            -"), "{table}");
    }
}
