//! `voxelnet plot`

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, ensure};
use voxelnet_metrics::Measure;
use voxelnet_render::{ChartPoint, LineChart, Series, SeriesStyle, write_charts};
use voxelnet_runs::{LossValues, RunDir, RunLog, StepLine};

use crate::args::run::PlotArgs;
use crate::context::Context;
use crate::usage::{ensure_usage, require_extension};

pub fn run(args: &PlotArgs, context: &Context) -> Result<ExitCode> {
    ensure_usage!(
        args.runs.len() == 1 || args.out.is_some(),
        "there are {} runs; say with --out where the curves go",
        args.runs.len()
    );
    if let Some(out) = &args.out {
        require_extension(out, &["svg", "png"], "--out")?;
    }
    let mut logs = Vec::new();
    for run in &args.runs {
        let folder = RunDir::new(run);
        folder.check()?;
        let log = RunLog::read(&folder.log_path())?;
        ensure!(log.steps().next().is_some(), "{}: the log has no step yet", run.display());
        logs.push((run.as_path(), log));
    }
    let out = args.out.clone().unwrap_or_else(|| args.runs[0].join("curves.svg"));
    let charts = match &logs[..] {
        [(_, log)] => of_one(log),
        _ => of_several(&logs),
    };
    write_charts(&out, &charts)?;
    context.progress.say(&format!("curves in {}", out.display()));
    Ok(ExitCode::SUCCESS)
}

/// The charts of a single run.
fn of_one(log: &RunLog) -> Vec<LineChart> {
    let names = LossValues::default().named().map(|(name, _)| name);
    let terms = names
        .into_iter()
        .enumerate()
        .map(|(i, name)| (name, curve(log, |line| line.loss.named()[i].1)))
        .filter(|(_, points)| points.iter().any(|point| point.y != 0.))
        .flat_map(|(name, points)| Series::with_running_mean(name, points))
        .collect();
    let mut charts = vec![loss_chart(terms)];
    for (measure, title) in [(Measure::Volume, "3D boxes"), (Measure::Bev, "Bird's-eye view")] {
        let classes = log.validated_classes();
        let series = classes.iter().map(|class| precision(log, class, measure, class));
        let chart = precision_chart(title, series.collect());
        charts.push(LineChart { is_by_class: true, ..chart });
    }
    charts.push(LineChart {
        title: "Learning rate".into(),
        x_label: "step".into(),
        y_label: "learning rate".into(),
        series: vec![Series {
            name: String::new(),
            points: curve(log, |line| line.learning_rate),
            style: SeriesStyle::Line,
        }],
        ..LineChart::default()
    });
    charts
}

/// The charts that compare several runs.
fn of_several(logs: &[(&Path, RunLog)]) -> Vec<LineChart> {
    let losses = logs.iter().flat_map(|(run, log)| {
        Series::with_running_mean(&run.display().to_string(), curve(log, |line| line.loss.total))
    });
    let mut charts = vec![loss_chart(losses.collect())];
    let mut classes: Vec<String> =
        logs.iter().flat_map(|(_, log)| log.validated_classes()).collect();
    classes.sort();
    classes.dedup();
    for class in &classes {
        let series = logs
            .iter()
            .map(|(run, log)| precision(log, class, Measure::Volume, &run.display().to_string()));
        charts.push(precision_chart(&format!("3D boxes, {class}"), series.collect()));
    }
    charts
}

fn loss_chart(series: Vec<Series>) -> LineChart {
    LineChart {
        title: "Loss".into(),
        x_label: "step".into(),
        y_label: "loss, weighted".into(),
        log_y: true,
        series,
        ..LineChart::default()
    }
}

fn precision_chart(title: &str, series: Vec<Series>) -> LineChart {
    LineChart {
        title: title.into(),
        x_label: "step".into(),
        y_label: "moderate R40, percent".into(),
        y_range: Some(0.0..100.),
        series,
        ..LineChart::default()
    }
}

/// A number of each step.
fn curve(log: &RunLog, value: impl Fn(&StepLine) -> f64) -> Vec<ChartPoint> {
    log.steps().map(|line| ChartPoint::new(line.step as f64, value(line))).collect()
}

/// Moderate R40 of a class after each validation.
fn precision(log: &RunLog, class: &str, measure: Measure, name: &str) -> Series {
    let points = log.validations().filter_map(|line| {
        let values = line.validation.classes.get(class)?;
        Some(ChartPoint::new(line.step as f64, (*values.get(measure).moderate())?))
    });
    Series { name: name.into(), points: points.collect(), style: SeriesStyle::Marked }
}
