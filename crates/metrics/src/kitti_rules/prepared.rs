//! The part of the evaluation that is computed once for all criteria.

use rayon::prelude::*;

use super::frame::Frame;
use super::overlap::FrameOverlaps;

/// A frame with its overlaps and the places of its scores among all.
pub(super) struct PreparedFrame<'a> {
    pub(super) frame: &'a Frame,
    pub(super) overlaps: FrameOverlaps,
    /// The rank of each detection among those of all frames, in descending order of scores.
    pub(super) ranks: Vec<u32>,
}

impl<'a> PreparedFrame<'a> {
    pub(super) fn all(frames: &'a [Frame]) -> Vec<Self> {
        let ranks = ranks(frames);
        frames
            .par_iter()
            .zip(ranks)
            .map(|(frame, ranks)| Self { frame, overlaps: FrameOverlaps::new(frame), ranks })
            .collect()
    }
}

/// Equal scores are ranked in the order of frames and rows.
fn ranks(frames: &[Frame]) -> Vec<Vec<u32>> {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (number, frame) in frames.iter().enumerate() {
        all.extend(frame.scores.iter().enumerate().map(|(index, &score)| (score, number, index)));
    }
    all.par_sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut ranks: Vec<Vec<u32>> = frames.iter().map(|frame| vec![0; frame.scores.len()]).collect();
    for (rank, (_, number, index)) in (0..).zip(all) {
        ranks[number][index] = rank;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{detection, frame_of};
    use super::*;

    #[test]
    fn scores_are_ranked_over_all_frames() {
        let frame = |scores: &[f64]| {
            let rows: Vec<_> = scores.iter().map(|&score| detection("Car", 0., score)).collect();
            frame_of(&[], &rows)
        };
        let frames = [frame(&[0.5, 0.9]), frame(&[]), frame(&[0.5, 0.7])];
        let ranks: Vec<_> = PreparedFrame::all(&frames).into_iter().map(|of| of.ranks).collect();
        assert_eq!(ranks, [vec![2, 0], vec![], vec![3, 1]]);
    }
}
