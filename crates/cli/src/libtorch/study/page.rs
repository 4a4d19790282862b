//! A study as one HTML page.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_files::write_atomically;
use voxelnet_render::write_panels;

use super::charts::panels;
use super::comparison::Comparison;
use super::interval::Estimate;
use super::summary::{Summary, VariantPrecision, VariantSummary};
use super::table::{COLUMNS, row};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:1250px;margin:2em auto;\
padding:0 1em;color:#1b1f24}table{border-collapse:collapse;margin:1em 0}\
td,th{padding:.25em .7em;text-align:right;border-bottom:1px solid #d6dae0;white-space:nowrap}th{white-space:normal;vertical-align:bottom}\
td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}\
code{background:#f3f4f6;padding:.1em .3em}";

/// Writes `study.html`, and the curves of each key that is varied as `KEY.svg`, into a folder.
pub fn write_page(summary: &Summary, folder: &Path) -> Result<()> {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_head(&mut page, summary);
    for comparison in summary.comparisons() {
        let chart = folder.join(format!("{}.svg", comparison.key.unwrap_or("study")));
        write_panels(&chart, &panels(&comparison, &summary.conditions))?;
        let svg = std::fs::read_to_string(&chart).with_context(|| chart.display().to_string())?;
        let _ = write_comparison(&mut page, &comparison, summary, &svg);
    }
    page.push_str("</body></html>\n");
    let path = folder.join("study.html");
    write_atomically(&path, page.as_bytes()).with_context(|| path.display().to_string())
}

fn write_head(f: &mut String, summary: &Summary) -> std::fmt::Result {
    writeln!(f, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")?;
    writeln!(f, "<title>What each change does</title><style>{STYLE}</style></head><body>")?;
    writeln!(f, "<h1>What each change does</h1>")?;
    writeln!(
        f,
        "<p>Last command: <code>{}</code></p><p>{}. Average precision R40 of moderate objects in percent, the mean over: \
         {}. ± is half of the 95% confidence interval over the seeds, and so are the bars in the charts.</p>",
        escaped(&summary.command),
        escaped(&summary.machine),
        escaped(&summary.classes.join(", ")),
    )
}

fn write_comparison(
    f: &mut String,
    comparison: &Comparison,
    summary: &Summary,
    svg: &str,
) -> std::fmt::Result {
    writeln!(f, "<h2>{}</h2>", escaped(comparison.key.unwrap_or("nothing varied")))?;
    let variants = &comparison.variants;
    let rows = variants.iter().map(|(name, variant)| row(name, variant, summary).to_vec());
    write_table(f, &COLUMNS.map(str::to_owned), &rows.collect::<Vec<_>>())?;
    writeln!(f, "<h3>3D precision under each condition</h3>")?;
    write_conditions(f, comparison, &summary.conditions, |precision| precision.volume)?;
    writeln!(f, "<h3>Change of it from the clean scans, within each run</h3>")?;
    let noises = summary.conditions.get(1..).unwrap_or_default();
    write_conditions(f, comparison, noises, |precision| precision.change)?;
    writeln!(f, "<h3>3D precision against the strength of the noise</h3>{svg}")
}

/// A row for each condition, a column for each variant.
fn write_conditions(
    f: &mut String,
    Comparison { variants, .. }: &Comparison,
    conditions: &[String],
    measure: impl Fn(&VariantPrecision) -> Option<Estimate>,
) -> std::fmt::Result {
    let header = std::iter::once("condition".to_owned());
    let header: Vec<String> = header.chain(variants.iter().map(|(name, _)| name.clone())).collect();
    let cell = |variant: &VariantSummary, condition: &String| {
        let estimate = variant.precision.get(condition).and_then(&measure);
        estimate.map_or("-".to_owned(), |estimate| estimate.to_string())
    };
    let row = |condition: &String| {
        let cells = variants.iter().map(|(_, variant)| cell(variant, condition));
        std::iter::once(condition.clone()).chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = conditions.iter().map(row).collect();
    write_table(f, &header, &rows)
}

fn write_table(f: &mut String, header: &[String], body: &[Vec<String>]) -> std::fmt::Result {
    let row = |cells: &[String], tag: &str| {
        let cells = cells.iter().map(|cell| format!("<{tag}>{}</{tag}>", escaped(cell)));
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    writeln!(f, "<table>{}", row(header, "th"))?;
    body.iter().try_for_each(|cells| writeln!(f, "{}", row(cells, "td")))?;
    writeln!(f, "</table>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
