//! A study as one HTML page.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_render::write_panels;
use voxelnet_scene::write_atomically;

use super::charts::panels;
use super::summary::{Summary, VariantSummary};
use super::table::{COLUMNS, rows};

const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2em auto;\
padding:0 1em;color:#1b1f24}table{border-collapse:collapse;margin:1em 0}\
td,th{padding:.25em .7em;text-align:right;border-bottom:1px solid #d6dae0}\
td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}\
code{background:#f3f4f6;padding:.1em .3em}";

/// Writes `study.html` and `study.svg` into a folder.
pub fn write_page(summary: &Summary, folder: &Path) -> Result<()> {
    let chart = folder.join("study.svg");
    write_panels(&chart, &panels(summary))?;
    let svg = std::fs::read_to_string(&chart).with_context(|| chart.display().to_string())?;
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_text(&mut page, summary, &svg);
    let path = folder.join("study.html");
    write_atomically(&path, page.as_bytes()).with_context(|| path.display().to_string())
}

fn write_text(f: &mut String, summary: &Summary, svg: &str) -> std::fmt::Result {
    writeln!(f, "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")?;
    writeln!(f, "<title>What each change does</title><style>{STYLE}</style></head><body>")?;
    writeln!(f, "<h1>What each change does</h1>")?;
    writeln!(
        f,
        "<p><code>{}</code></p><p>{}. Average precision R40 of moderate objects in percent, the mean over {}; \
         ± is half of the 95% confidence interval over the seeds.</p>",
        escaped(&summary.command),
        escaped(&summary.machine),
        escaped(&summary.classes.join(", ")),
    )?;
    writeln!(f, "<h2>Clean scans, and what it costs</h2>")?;
    let header: Vec<String> = COLUMNS.map(str::to_owned).into();
    let body: Vec<Vec<String>> = rows(summary).into_iter().map(Vec::from).collect();
    write_table(f, &header, &body)?;
    writeln!(f, "<h2>3D precision under each condition</h2>")?;
    let header: Vec<String> =
        std::iter::once("variant".to_owned()).chain(summary.conditions.clone()).collect();
    let row = |variant: &VariantSummary| {
        let cells = summary.conditions.iter().map(|condition| {
            variant.volume(condition).map_or("-".to_owned(), |estimate| estimate.to_string())
        });
        std::iter::once(variant.name.clone()).chain(cells).collect()
    };
    let body: Vec<Vec<String>> = summary.variants.iter().map(row).collect();
    write_table(f, &header, &body)?;
    writeln!(f, "<h2>3D precision against the strength of the noise</h2>{svg}</body></html>")
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
