//! A study as one HTML page.

use std::path::Path;

use anyhow::{Context, Result};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use voxelnet_files::write_atomically;
use voxelnet_render::{charts_svg, write_charts};

use super::charts::charts;
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
    let comparisons = summary.comparisons();
    for comparison in &comparisons {
        let path = folder.join(format!("{}.svg", comparison.key.unwrap_or("study")));
        write_charts(&path, &charts(comparison, &summary.conditions))?;
    }
    let path = folder.join("study.html");
    write_atomically(&path, page(summary, &comparisons).into_string().as_bytes())
        .with_context(|| path.display().to_string())
}

fn page(summary: &Summary, comparisons: &[Comparison]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { "The effect of each change" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "The effect of each change" }
                p { "Last command: " code { (summary.command) } }
                p {
                    (summary.machine) ". Average precision R40 of moderate objects in percent, the mean over: "
                    (summary.classes.join(", ")) ". The number after ± is half of the 95% confidence interval over \
                    the seeds; the bars in the charts show the same intervals."
                }
                @for of_key in comparisons { (comparison(of_key, summary)) }
            }
        }
    }
}

fn comparison(comparison: &Comparison, summary: &Summary) -> Markup {
    let rows =
        comparison.variants.iter().map(|(name, variant)| row(name, variant, summary).to_vec());
    let noises = summary.conditions.get(1..).unwrap_or_default();
    html! {
        h2 { (comparison.key.unwrap_or("nothing varied")) }
        (table(&COLUMNS.map(str::to_owned), &rows.collect::<Vec<_>>()))
        h3 { "3D precision under each condition" }
        (conditions(comparison, &summary.conditions, |precision| precision.volume))
        h3 { "Change of 3D precision from the clean scans, within each run" }
        (conditions(comparison, noises, |precision| precision.change))
        h3 { "3D precision against the strength of the noise" }
        (charts_svg(&charts(comparison, &summary.conditions)))
    }
}

/// A row for each condition, a column for each variant.
fn conditions(
    Comparison { variants, .. }: &Comparison,
    conditions: &[String],
    measure: impl Fn(&VariantPrecision) -> Option<Estimate>,
) -> Markup {
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
    table(&header, &rows)
}

fn table(header: &[String], body: &[Vec<String>]) -> Markup {
    html! {
        table {
            tr { @for name in header { th { (name) } } }
            @for cells in body {
                tr { @for cell in cells { td { (cell) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::summary::tests::summary;
    use super::*;

    #[test]
    fn the_page_has_tables_and_charts_of_each_key_and_texts_stay_texts() {
        let mut summary = summary();
        summary.command = "voxelnet ablate --out \"a<b\"".into();
        let page = page(&summary, &summary.comparisons()).into_string();
        for expected in ["a&lt;b&quot;", "<td>61.0 ± 12.7</td>", "aria-label=\"jitter\"", "<h2>"] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
    }
}
