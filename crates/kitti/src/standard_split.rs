//! The division of KITTI's labelled frames that most papers train and validate on.

/// The number of frames in `training/` of the object benchmark, 000000 to 007480.
const NUM_FRAMES: usize = 7481;

/// A bit for each frame, that of 000000 the lowest of the first byte: set for `train`, clear for `val`.
///
/// The list `train.txt`, which many projects hold, makes the file:
///
/// ```text
/// python3 -c "import sys; sys.stdout.buffer.write(sum(1 << int(frame) for frame in sys.stdin).to_bytes(936, 'little'))" \
///   < train.txt > standard_split.bin
/// ```
const IS_IN_TRAIN: &[u8; NUM_FRAMES.div_ceil(8)] = include_bytes!("standard_split.bin");

/// KITTI's usual split, 3712 frames to train on and 3769 to validate on; no drive is in both.
///
/// X. Chen et al., *3D Object Proposals for Accurate Object Class Detection*, NIPS 2015.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandardSplit {
    /// The frames to train on, in order.
    pub train: Vec<String>,
    /// The frames to validate on, in order.
    pub val: Vec<String>,
}

/// The usual split of KITTI's object benchmark.
///
/// ```
/// let split = voxelnet_kitti::standard_split();
/// assert_eq!([split.train.len(), split.val.len()], [3712, 3769]);
/// ```
pub fn standard_split() -> StandardSplit {
    let is_in_train = |frame: &usize| IS_IN_TRAIN[frame / 8] >> (frame % 8) & 1 == 1;
    let (train, val): (Vec<usize>, Vec<usize>) = (0..NUM_FRAMES).partition(is_in_train);
    let names = |frames: Vec<usize>| frames.iter().map(|frame| format!("{frame:06}")).collect();
    StandardSplit { train: names(train), val: names(val) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_begin_and_end_as_published() {
        let StandardSplit { train, val } = standard_split();
        assert_eq!([train.len(), val.len()], [3712, 3769]);
        assert_eq!(train[..5], ["000000", "000003", "000007", "000009", "000010"]);
        assert_eq!(val[..5], ["000001", "000002", "000004", "000005", "000006"]);
        assert_eq!([&train[3711][..], &val[3768]], ["007479", "007480"]);
        let sum =
            |frames: &[String]| frames.iter().flat_map(|name| name.parse::<u32>()).sum::<u32>();
        assert_eq!([sum(&train), sum(&val)], [13_762_420, 14_216_520]);
    }

    #[test]
    fn every_frame_is_in_one_of_both() {
        let StandardSplit { train, val } = standard_split();
        let mut frames = [train, val].concat();
        frames.sort();
        assert!(frames.iter().eq(&(0..NUM_FRAMES).map(|i| format!("{i:06}")).collect::<Vec<_>>()));
    }
}
