//! The scores at which precision is sampled (official KITTI rules, 7).

/// Steps between the samples of a curve.
pub(super) const NUM_STEPS: usize = 40;

/// At most 41 of the recorded scores, which descend, about 1/40 of the recall apart.
///
/// With fewer valid objects than steps every score is one, and the curve ends early: the official
/// program's own behaviour.
pub(super) fn score_thresholds(recorded: &[f64], num_valid: usize) -> Vec<f64> {
    let recall_of = |num_found: usize| num_found as f64 / num_valid as f64;
    let mut thresholds = Vec::new();
    let mut recall = 0.;
    for (i, &score) in recorded.iter().enumerate() {
        let is_last = i + 1 == recorded.len();
        let (left, right) = (recall_of(i + 1), recall_of(if is_last { i + 1 } else { i + 2 }));
        if !is_last && right - recall < recall - left {
            continue;
        }
        thresholds.push(score);
        // Accumulated as the official program does it: k / 40 would round elsewhere.
        recall += 1. / NUM_STEPS as f64;
    }
    thresholds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descending(count: usize) -> Vec<f64> {
        (0..count).rev().map(|i| i as f64).collect()
    }

    #[test]
    fn with_few_objects_every_score_is_a_threshold() {
        for count in [0, 1, 10, 40] {
            assert_eq!(score_thresholds(&descending(count), count), descending(count));
        }
    }

    #[test]
    fn with_many_objects_there_are_forty_one_and_the_last_score_is_always_one() {
        for count in [41, 100, 1000, 12345] {
            let thresholds = score_thresholds(&descending(count), count);
            assert_eq!(thresholds.len(), 41, "{count}");
            assert_eq!(thresholds[40], 0.);
        }
    }

    #[test]
    fn equal_scores_may_repeat() {
        assert_eq!(score_thresholds(&[0.9, 0.2, 0.2], 3), [0.9, 0.2, 0.2]);
    }

    #[test]
    fn half_the_objects_found_give_half_the_thresholds() {
        let thresholds = score_thresholds(&descending(500), 1000);
        assert_eq!(thresholds.len(), 21);
        assert_eq!(thresholds[20], 0.);
        // The i-th sample sits where the recall is nearest to i / 40, at the 25 i-th score.
        assert_eq!(thresholds[1], 475.);
    }

    #[test]
    fn recall_is_accumulated_and_a_tie_of_distances_is_kept() {
        // With i / 40 in place of the accumulated recall the score 10 would be left out instead of 11.
        let thresholds = score_thresholds(&descending(42), 42);
        assert!(!thresholds.contains(&11.) && thresholds.contains(&10.));
        // With <= in place of < it would be 32.
        let thresholds = score_thresholds(&descending(45), 45);
        assert!(!thresholds.contains(&31.) && thresholds.contains(&32.));
    }
}
