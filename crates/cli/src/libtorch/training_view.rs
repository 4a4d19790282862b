//! The view of a run in progress: bars on a terminal, lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar};
use voxelnet_files::counted;
use voxelnet_runs::{LossValues, SmoothedLoss, StepTime, ValidationLine};
use voxelnet_train::{StepReport, TrainEvent, Trainer};

use crate::progress::Progress;

/// Without a terminal there is a line about so often.
const LINE_INTERVAL: Duration = Duration::from_secs(10);
/// And one for each of the first steps.
const FIRST_STEPS: u64 = 5;

/// Bars for epochs, steps, batches that wait, and validation.
pub struct TrainingView {
    progress: Progress,
    bars: MultiProgress,
    epochs: ProgressBar,
    steps: ProgressBar,
    loading: ProgressBar,
    validation: Option<ProgressBar>,
    steps_per_epoch: u64,
    loss: SmoothedLoss,
    time: StepTime,
    num_steps: u64,
    last_line: Instant,
}

impl TrainingView {
    /// The view of a run at its present step.
    pub fn new(trainer: &Trainer, progress: Progress) -> Self {
        let bars = progress.bars();
        let steps_per_epoch = trainer.steps_per_epoch();
        let bar = |length, what, unit| bars.add(progress.bar(length, what, unit));
        let epochs = bar(trainer.num_steps() / steps_per_epoch, "epochs", "epochs");
        let steps = bar(trainer.num_steps(), "steps", "steps");
        let loading = bars.add(progress.level(1, "loading", "batches ready"));
        epochs.set_position(trainer.step() / steps_per_epoch);
        steps.set_position(trainer.step());
        steps.reset_eta();
        epochs.reset_eta();
        Self {
            progress,
            bars,
            epochs,
            steps,
            loading,
            validation: None,
            steps_per_epoch,
            loss: SmoothedLoss::default(),
            time: StepTime::default(),
            num_steps: 0,
            last_line: Instant::now(),
        }
    }

    /// Shows an event.
    pub fn show(&mut self, event: &TrainEvent<'_>) {
        match *event {
            TrainEvent::Step(report) => self.step(report),
            TrainEvent::Validating { done, total } => self.validating(done, total),
            TrainEvent::Warned(warning) => self.warn(warning),
            TrainEvent::Validated(report) => self.validated(report),
            TrainEvent::Saved(_) => {}
        }
    }

    /// Takes the bars away and says where the time went.
    pub fn finish(self) {
        self.clear();
        if self.num_steps > 0 {
            self.progress.say(&time_table(&self.time, self.num_steps));
        }
    }

    fn clear(&self) {
        let bars = [&self.loading, &self.steps, &self.epochs].into_iter().chain(&self.validation);
        bars.for_each(ProgressBar::finish_and_clear);
    }

    fn warn(&self, warning: &str) {
        self.bars.suspend(|| self.progress.warn_here(warning));
    }

    fn step(&mut self, report: &StepReport) {
        for warning in &report.warnings {
            self.warn(warning);
        }
        self.time += report.line.time;
        self.num_steps += 1;
        let loss = self.loss.add(&report.line.loss);
        let message = format!("{} {}", loss_terms(&loss), rates(report));
        if self.progress.wants_lines() && self.is_line_due(report) {
            self.last_line = Instant::now();
            let (num_steps, step, epoch) = (report.num_steps, report.line.step, report.line.epoch);
            let left = self.time_left(num_steps - step);
            self.progress
                .say(&format!("epoch {epoch} step {step}/{num_steps} {message}, {left} left"));
        }
        self.epochs.set_position(report.line.step / self.steps_per_epoch);
        self.steps.set_position(report.line.step);
        self.steps.set_message(message);
        self.loading.set_length(report.ready.capacity as u64);
        self.loading.set_position(report.ready.count as u64);
        self.loading
            .set_message(format!("waited {:.1}% of the step", loading_percent(&report.line.time)));
    }

    fn is_line_due(&self, report: &StepReport) -> bool {
        let is_at_an_end = self.num_steps <= FIRST_STEPS || report.line.step == report.num_steps;
        is_at_an_end || self.last_line.elapsed() >= LINE_INTERVAL
    }

    /// The time for so many steps at the mean pace so far, with hours only when there are some.
    fn time_left(&self, num_steps: u64) -> String {
        let secs_per_step = self.time.total_secs / self.num_steps as f64;
        let secs = (secs_per_step * num_steps as f64).round() as u64;
        let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
        if hours > 0 {
            format!("{hours}:{minutes:02}:{secs:02}")
        } else {
            format!("{minutes}:{secs:02}")
        }
    }

    fn validating(&mut self, done: usize, total: usize) {
        let bar = self.validation.get_or_insert_with(|| {
            self.bars.add(self.progress.bar(total as u64, "validating", "scans"))
        });
        bar.set_position(done as u64);
    }

    fn validated(&mut self, line: &ValidationLine) {
        if let Some(bar) = self.validation.take() {
            bar.finish_and_clear();
        }
        let text = validation_line(line);
        self.bars.suspend(|| self.progress.say(&text));
    }
}

impl Drop for TrainingView {
    /// A run that ends with an error takes its bars away, too.
    fn drop(&mut self) {
        self.clear();
    }
}

/// The loss, and the terms that add up to it.
fn loss_terms(values: &LossValues) -> String {
    let [(_, loss), terms @ ..] = values.named();
    let terms = terms.map(|(name, value)| format!("{name} {value:.3}"));
    format!("loss {loss:.3} ({})", terms.join(", "))
}

fn rates(report: &StepReport) -> String {
    let scans = report.num_frames as f64 / report.line.time.total_secs;
    let waited = loading_percent(&report.line.time);
    format!("rate {:.1e} {scans:.1} scans/s, loading {waited:.1}%", report.line.learning_rate)
}

/// The share of a step that it waited for its batch.
fn loading_percent(time: &StepTime) -> f64 {
    100. * time.loading_secs / time.total_secs
}

/// Moderate 3D and bird's-eye R40 of each class.
fn validation_line(line: &ValidationLine) -> String {
    let value = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    let classes: Vec<String> = line
        .validation
        .classes
        .iter()
        .map(|(class, values)| {
            let (in_space, from_above) = (*values.volume.moderate(), *values.bev.moderate());
            format!("{class} 3D {} BEV {}", value(in_space), value(from_above))
        })
        .collect();
    let (epoch, scans) = (line.epoch, counted(line.validation.num_frames, "scan"));
    format!("epoch {epoch} validated on {scans}, moderate R40: {}", classes.join(", "))
}

/// Steps a second that each part of a step would allow alone, and its share of the time.
fn time_table(time: &StepTime, num_steps: u64) -> String {
    let mut text = String::from("part of a step     steps/s   share");
    for (name, secs) in time.parts() {
        let rate = if secs > 0. { num_steps as f64 / secs } else { f64::INFINITY };
        let share = 100. * secs / time.total_secs;
        text += &format!("\n{name:14} {rate:11.2} {share:6.1}%");
    }
    text
}
