//! The learning rate in the course of a run.

use std::f64::consts::PI;

use voxelnet_config::{Phase, ScheduleConfig};

/// The learning rate of one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LearningRate {
    /// The rate.
    pub rate: f64,
    /// The momentum, if the schedule sets it.
    pub momentum: Option<f64>,
}

const START_DIVISOR: f64 = 10.;
const END_DIVISOR: f64 = 1e4;
const MOMENTUM: [f64; 2] = [0.95, 0.85];

impl LearningRate {
    /// The rate in step `step` of `num_steps`, of which an epoch has `steps_per_epoch`.
    pub fn at(schedule: &ScheduleConfig, step: u64, num_steps: u64, steps_per_epoch: u64) -> Self {
        match schedule {
            ScheduleConfig::Steps { phases } => {
                Self { rate: rate_of_epoch(phases, step / steps_per_epoch), momentum: None }
            }
            ScheduleConfig::OneCycle { max_rate, warmup_share } => {
                let position = step as f64 / num_steps.saturating_sub(1).max(1) as f64;
                one_cycle(*max_rate, *warmup_share, position)
            }
        }
    }
}

fn rate_of_epoch(phases: &[Phase], epoch: u64) -> f64 {
    let mut end = 0_u64;
    let current = phases.iter().find(|phase| {
        end = end.saturating_add(phase.epochs);
        epoch < end
    });
    current.or(phases.last()).map_or(0., |phase| phase.rate)
}

fn one_cycle(max_rate: f64, warmup_share: f64, position: f64) -> LearningRate {
    let start_rate = max_rate / START_DIVISOR;
    let [high, low] = MOMENTUM;
    let (rate, momentum) = if position < warmup_share {
        let progress = position / warmup_share;
        (cosine(start_rate, max_rate, progress), cosine(high, low, progress))
    } else {
        let progress = (position - warmup_share) / (1. - warmup_share).max(f64::MIN_POSITIVE);
        (cosine(max_rate, start_rate / END_DIVISOR, progress), cosine(low, high, progress))
    };
    LearningRate { rate, momentum: Some(momentum) }
}

/// From `start` to `end` along half a cosine, `progress` from 0 to 1.
fn cosine(start: f64, end: f64, progress: f64) -> f64 {
    end + (start - end) * (1. + (PI * progress).cos()) / 2.
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paper_goes_down_after_150_epochs() {
        let phases = vec![Phase { epochs: 150, rate: 0.01 }, Phase { epochs: 10, rate: 0.001 }];
        let schedule = ScheduleConfig::Steps { phases };
        let rate = |step| LearningRate::at(&schedule, step, 1600, 10).rate;
        assert_eq!([rate(0), rate(1499), rate(1500), rate(1599)], [0.01, 0.01, 0.001, 0.001]);
    }

    #[test]
    fn one_cycle_goes_up_then_down() {
        let schedule = ScheduleConfig::OneCycle { max_rate: 0.003, warmup_share: 0.4 };
        let at = |step| LearningRate::at(&schedule, step, 101, 10);
        assert!((at(0).rate - 0.0003).abs() < 1e-12);
        assert!((at(40).rate - 0.003).abs() < 1e-12);
        assert!((at(100).rate - 0.0003 / 1e4).abs() < 1e-12);
        assert_eq!(
            [at(0), at(40), at(100)].map(|rate| rate.momentum),
            [0.95, 0.85, 0.95].map(Some)
        );
        assert!((1..=40).all(|step| at(step).rate > at(step - 1).rate));
        assert!((41..=100).all(|step| at(step).rate < at(step - 1).rate));
    }
}
