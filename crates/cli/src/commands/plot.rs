//! `voxelnet plot`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use voxelnet_render::{Panel, Series, SeriesStyle, write_panels};
use voxelnet_runs::{RunDir, RunLog};

use crate::args::run::PlotArgs;
use crate::context::Context;

/// The terms of the loss, by their keys in the log.
const TERMS: [&str; 5] = ["loss", "positive", "negative", "regression", "direction"];

pub fn run(args: &PlotArgs, context: &Context) -> Result<ExitCode> {
    ensure!(
        args.runs.len() == 1 || args.out.is_some(),
        "there are {} runs; say with --out where the curves go",
        args.runs.len()
    );
    let mut logs = Vec::new();
    for run in &args.runs {
        let log = RunLog::read(&RunDir::new(run).log_path())?;
        ensure!(!log.series("/loss").is_empty(), "{}: the log has no step yet", run.display());
        logs.push((run.as_path(), log));
    }
    let out = args.out.clone().unwrap_or_else(|| args.runs[0].join("curves.svg"));
    let panels = match &logs[..] {
        [(_, log)] => of_one(log),
        _ => of_several(&logs),
    };
    write_panels(&out, &panels)?;
    context.progress.say(&format!("curves in {}", out.display()));
    Ok(ExitCode::SUCCESS)
}

/// Everything about one run.
fn of_one(log: &RunLog) -> Vec<Panel> {
    let terms = TERMS
        .iter()
        .map(|term| (term, log.series(&format!("/{term}"))))
        .filter(|(_, points)| points.iter().any(|[_, value]| *value != 0.))
        .flat_map(|(term, points)| Series::with_running_mean(term, points))
        .collect();
    let mut panels = vec![loss_panel(terms)];
    for (measure, title) in [("3d", "3D boxes"), ("bev", "Bird's-eye view")] {
        let classes = log.validated_classes();
        let series: Vec<Series> = classes
            .iter()
            .map(|class| precision(log, &[class, measure, "moderate"], class))
            .collect();
        panels.push(precision_panel(title, series));
    }
    panels.push(Panel {
        title: "Learning rate".into(),
        x_label: "step".into(),
        y_label: "learning rate".into(),
        series: vec![Series {
            name: String::new(),
            points: log.series("/learning_rate"),
            style: SeriesStyle::Line,
        }],
        ..Panel::default()
    });
    panels
}

/// What can be compared between runs.
fn of_several(logs: &[(&Path, RunLog)]) -> Vec<Panel> {
    let losses = logs.iter().flat_map(|(run, log)| {
        Series::with_running_mean(&run.display().to_string(), log.series("/loss"))
    });
    let mut panels = vec![loss_panel(losses.collect())];
    let mut classes: Vec<String> =
        logs.iter().flat_map(|(_, log)| log.validated_classes()).collect();
    classes.sort();
    classes.dedup();
    for class in &classes {
        let series = logs.iter().map(|(run, log)| {
            precision(log, &[class, "3d", "moderate"], &run.display().to_string())
        });
        panels.push(precision_panel(&format!("3D boxes, {class}"), series.collect()));
    }
    panels
}

fn loss_panel(series: Vec<Series>) -> Panel {
    Panel {
        title: "Loss".into(),
        x_label: "step".into(),
        y_label: "loss, weighted".into(),
        log_y: true,
        series,
        ..Panel::default()
    }
}

fn precision_panel(title: &str, series: Vec<Series>) -> Panel {
    Panel {
        title: title.into(),
        x_label: "step".into(),
        y_label: "moderate R40, percent".into(),
        y_range: Some([0., 100.]),
        series,
        ..Panel::default()
    }
}

/// R40 of a class, a measure and a level after each validation.
fn precision(log: &RunLog, [class, measure, level]: &[&str; 3], name: &str) -> Series {
    let points = log.series(&format!("/validation/classes/{class}/{measure}/{level}"));
    Series { name: name.into(), points, style: SeriesStyle::Marked }
}
