//! The checkpoints that are kept.

/// Steps whose checkpoints have served their time: all but the last `keep` and the best.
pub(crate) fn superseded(steps: &[u64], keep: usize, best: Option<u64>) -> Vec<u64> {
    let mut steps = steps.to_vec();
    steps.sort_unstable();
    steps.truncate(steps.len().saturating_sub(keep));
    steps.retain(|&step| Some(step) != best);
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_and_the_best_stay() {
        let steps = [400, 100, 300, 200, 500];
        assert_eq!(superseded(&steps, 2, None), [100, 200, 300]);
        assert_eq!(superseded(&steps, 2, Some(200)), [100, 300]);
        assert_eq!(superseded(&steps, 2, Some(500)), [100, 200, 300]);
        assert!(superseded(&steps, 9, None).is_empty());
        assert!(superseded(&[], 1, Some(1)).is_empty());
    }
}
