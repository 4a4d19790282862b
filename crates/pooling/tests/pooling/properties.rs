//! Properties over random inputs.

use proptest::prelude::*;
use voxelnet_pooling::{Pooled, PoolingError, Reduction, Segments, Shape, Window, pool_globally};

use crate::naive::{self, Group};

fn reduction() -> impl Strategy<Value = Reduction> {
    prop::sample::select(Reduction::ALL.to_vec())
}

/// Few different numbers, so that many are equal, both zeros, and now and then a NaN.
fn crowded_value() -> impl Strategy<Value = f32> {
    prop_oneof![
        60 => (-3..4_i8).prop_map(f32::from),
        6 => Just(-0.),
        1 => Just(f32::NAN),
        1 => Just(f32::NEG_INFINITY),
    ]
}

fn window<const D: usize>() -> impl Strategy<Value = Window<D>> {
    let axis = (1..5_usize, 1..5_usize, 0..3_usize);
    (prop::collection::vec(axis, D), any::<[bool; 2]>()).prop_map(
        |(axes, [ceil_mode, count_padding])| Window {
            kernel: std::array::from_fn(|axis| axes[axis].0),
            stride: std::array::from_fn(|axis| axes[axis].1),
            padding: std::array::from_fn(|axis| axes[axis].2.min(axes[axis].0 / 2)),
            ceil_mode,
            count_padding,
        },
    )
}

fn map<const D: usize>(max_size: usize) -> impl Strategy<Value = (Shape<D>, Vec<f32>)> {
    (1..3_usize, prop::collection::vec(1..=max_size, D)).prop_flat_map(|(channels, sizes)| {
        let shape = Shape { channels, spatial: std::array::from_fn(|axis| sizes[axis]) };
        let num_values = channels * sizes.iter().product::<usize>();
        (Just(shape), prop::collection::vec(crowded_value(), num_values))
    })
}

/// Points in segments, of which some are empty: channels, offsets and points.
fn segments() -> impl Strategy<Value = (usize, Vec<usize>, Vec<f32>)> {
    (1..4_usize, prop::collection::vec(0..7_usize, 0..9)).prop_flat_map(|(channels, counts)| {
        let mut offsets = vec![0];
        offsets.extend(counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        }));
        let num_values = channels * offsets[offsets.len() - 1];
        (Just(channels), Just(offsets), prop::collection::vec(crowded_value(), num_values))
    })
}

/// The output has another whole number as its gradient each, so that sums are exact.
fn numbered_gradient(num_outputs: usize) -> Vec<f32> {
    (1..=num_outputs).map(|output| output as f32).collect()
}

/// Equal to the last bit, but for the sign of a zero and what kind of NaN it is.
fn same(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
}

fn agree(
    pooled: &Pooled,
    reduction: Reduction,
    xs: &[f32],
    groups: &[Group],
) -> Result<(), TestCaseError> {
    let expected: Vec<_> = groups.iter().map(|group| naive::reduce(reduction, xs, group)).collect();
    let values: Vec<f32> = expected.iter().map(|&(value, _)| value).collect();
    prop_assert!(same(pooled.values(), &values), "{:?}, expected {values:?}", pooled.values());
    for (output, &(_, chosen)) in expected.iter().enumerate() {
        prop_assert_eq!(pooled.chosen(output), chosen);
    }
    let gradient = numbered_gradient(groups.len());
    let to_input = pooled.backward(&gradient).unwrap();
    prop_assert_eq!(to_input, naive::backward(reduction, xs, groups, &gradient));
    Ok(())
}

fn window_agrees<const D: usize>(
    reduction: Reduction,
    window: Window<D>,
    shape: Shape<D>,
    xs: &[f32],
) -> Result<(), TestCaseError> {
    let (spatial, groups) = naive::windows(&window, &shape);
    let pooled = window.pool(reduction, xs, &shape);
    if groups.is_empty() {
        let too_small = matches!(pooled, Err(PoolingError::MapTooSmall { .. }));
        prop_assert!(too_small, "{pooled:?}");
        return Ok(());
    }
    prop_assert!(groups.iter().all(|group| !group.members.is_empty()));
    prop_assert_eq!(window.output_shape(&shape).unwrap().spatial.to_vec(), spatial);
    agree(&pooled.unwrap(), reduction, xs, &groups)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn segments_agree_with_loops(
        reduction in reduction(), (channels, offsets, xs) in segments(),
    ) {
        let pooled = Segments { channels, offsets: &offsets }.pool(reduction, &xs).unwrap();
        agree(&pooled, reduction, &xs, &naive::segments(channels, &offsets))?;
    }

    #[test]
    fn windows_of_planes_agree_with_loops(
        reduction in reduction(), window in window::<2>(), (shape, xs) in map::<2>(9),
    ) {
        window_agrees(reduction, window, shape, &xs)?;
    }

    #[test]
    fn windows_of_volumes_agree_with_loops(
        reduction in reduction(), window in window::<3>(), (shape, xs) in map::<3>(6),
    ) {
        window_agrees(reduction, window, shape, &xs)?;
    }

    #[test]
    fn a_whole_map_is_pooled_as_by_a_window_of_its_size(
        reduction in reduction(), (shape, xs) in map::<3>(5),
    ) {
        let whole = pool_globally(reduction, &xs, shape.channels).unwrap();
        let window = Window::new(shape.spatial).pool(reduction, &xs, &shape).unwrap();
        prop_assert!(same(whole.values(), window.values()));
        let gradient = numbered_gradient(shape.channels);
        prop_assert_eq!(whole.backward(&gradient), window.backward(&gradient));
    }

    #[test]
    fn the_order_of_points_changes_no_bit_but_an_averages_last(
        reduction in reduction(),
        (points, shuffled) in prop::collection::vec(-1e3..1e3_f32, 1..40)
            .prop_flat_map(|points| (Just(points.clone()), Just(points).prop_shuffle())),
    ) {
        let value = |points: &[f32]| {
            let segment = Segments { channels: 1, offsets: &[0, points.len()] };
            segment.pool(reduction, points).unwrap().values()[0]
        };
        let (value, shuffled) = (value(&points), value(&shuffled));
        if reduction == Reduction::Average {
            prop_assert!((value - shuffled).abs() <= 1e-6 * value.abs().max(1.));
        } else {
            prop_assert_eq!(value.to_bits(), shuffled.to_bits());
        }
    }

    #[test]
    fn an_average_that_counts_no_padding_hands_on_the_whole_gradient(
        window in window::<2>(), (shape, xs) in map::<2>(9),
    ) {
        let window = Window { count_padding: false, ..window };
        if let Ok(pooled) = window.pool(Reduction::Average, &xs, &shape) {
            let gradient = numbered_gradient(pooled.values().len());
            let sum: f32 = pooled.backward(&gradient).unwrap().iter().sum();
            prop_assert!((sum / gradient.iter().sum::<f32>() - 1.).abs() < 1e-5);
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let shape = Shape { channels: 3, spatial: [64, 64] };
    let xs: Vec<f32> = (0..3 * 64 * 64).map(|index| (index * 7919 % 1009) as f32 / 7.).collect();
    let window = Window { stride: [1, 1], padding: [1, 1], ..Window::new([3, 3]) };
    for reduction in Reduction::ALL {
        let [one, four] = [1, 4].map(|num_threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
            let pooled = pool.install(|| window.pool(reduction, &xs, &shape)).unwrap();
            (pooled.backward(pooled.values()).unwrap(), pooled.into_values())
        });
        assert_eq!(one, four, "{reduction:?}");
    }
}
