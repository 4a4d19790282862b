//! The effect of shifting the input on the output.

use voxelnet_pooling::{Reduction, Shape, Window, pool_globally};

/// A map of one row.
const SHAPE: Shape<2> = Shape { channels: 1, spatial: [1, 12] };
/// Nothing but zeros at the end, so that a shift by up to four loses nothing.
const ROW: [f32; 12] = [0., 3., 1., 4., 1., 5., 9., 2., 0., 0., 0., 0.];

/// The row moved to the right, zeros coming in.
fn shifted(xs: &[f32], by: usize) -> Vec<f32> {
    let mut moved = vec![0.; by];
    moved.extend_from_slice(&xs[..xs.len() - by]);
    moved
}

fn pool(window: Window<2>, reduction: Reduction, xs: &[f32]) -> Vec<f32> {
    window.pool(reduction, xs, &SHAPE).unwrap().into_values()
}

#[test]
fn a_shift_by_the_stride_shifts_the_output_by_one() {
    let side_by_side = Window::new([1, 2]);
    let overlapping = Window { stride: [1, 2], ..Window::new([1, 3]) };
    for reduction in Reduction::ALL {
        let before = pool(side_by_side, reduction, &ROW);
        for num_strides in [1, 2] {
            let after = pool(side_by_side, reduction, &shifted(&ROW, 2 * num_strides));
            assert_eq!(after, shifted(&before, num_strides), "{reduction:?}");
        }
        // A window that overlaps sees the cell that comes in; the others agree.
        let before = pool(overlapping, reduction, &ROW);
        let after = pool(overlapping, reduction, &shifted(&ROW, 2));
        assert_eq!(after[1..], before[..before.len() - 1], "{reduction:?}");
    }
}

#[test]
fn a_shift_by_less_than_the_stride_is_no_shift_of_the_output() {
    let window = Window::new([1, 2]);
    let before = pool(window, Reduction::Maximum, &ROW);
    let after = pool(window, Reduction::Maximum, &shifted(&ROW, 1));
    assert_eq!(before, [3., 4., 5., 9., 0., 0.]);
    // 9 hides 5 now, and no longer 2.
    assert_eq!(after, [0., 3., 4., 9., 2., 0.]);
    assert!((0..=1).all(|by| after != shifted(&before, by)));
}

#[test]
fn a_peak_survives_a_small_shift_where_it_stays_in_its_window() {
    let mut xs = [0.; 12];
    xs[4] = 1.;
    let window = Window::new([1, 2]);
    let before = pool(window, Reduction::Maximum, &xs);
    assert_eq!(pool(window, Reduction::Maximum, &shifted(&xs, 1)), before);
    assert_ne!(pool(window, Reduction::Maximum, &shifted(&xs, 2)), before);
}

#[test]
fn no_shift_that_loses_nothing_changes_what_is_pooled_globally() {
    for by in 0..=4 {
        for reduction in Reduction::ALL {
            let value = |xs: &[f32]| pool_globally(reduction, xs, 1).unwrap().into_values();
            assert_eq!(value(&shifted(&ROW, by)), value(&ROW), "{reduction:?} by {by}");
        }
    }
    let all_but_the_end = shifted(&ROW, 6);
    assert_eq!(pool_globally(Reduction::Maximum, &all_but_the_end, 1).unwrap().values(), [5.]);
}
