//! Pooling over windows of maps. [B, C, H, W] -> [B, C, H', W'], or the same with [D, H, W]

use tch::{Kind, Tensor};
use voxelnet_pooling::{Reduction, Shape, Window};

/// One value per window. Where several cells hold the maximum, the minimum or the median, the gradient
/// goes to the first of them.
///
/// # Panics
/// When no window fits, as in libtorch.
pub fn pool_windows<const D: usize>(
    xs: &Tensor,
    window: &Window<D>,
    reduction: Reduction,
) -> Tensor {
    const { assert!(D == 2 || D == 3, "maps have 2 or 3 axes") }
    match reduction {
        Reduction::Maximum => maximum(xs, window),
        Reduction::Minimum => maximum(&xs.neg(), window).neg(),
        Reduction::Average => average(xs, window),
        Reduction::Median => median(xs, window),
    }
}

fn maximum<const D: usize>(xs: &Tensor, window: &Window<D>) -> Tensor {
    let [kernel, stride, padding] = extents(window);
    let dilation = vec![1; D];
    if D == 2 {
        xs.max_pool2d(kernel, stride, padding, dilation, window.ceil_mode)
    } else {
        xs.max_pool3d(kernel, stride, padding, dilation, window.ceil_mode)
    }
}

fn average<const D: usize>(xs: &Tensor, window: &Window<D>) -> Tensor {
    let [kernel, stride, padding] = extents(window);
    let (ceil_mode, count_padding) = (window.ceil_mode, window.count_padding);
    if D == 2 {
        xs.avg_pool2d(kernel, stride, padding, ceil_mode, count_padding, None)
    } else {
        xs.avg_pool3d(kernel, stride, padding, ceil_mode, count_padding, None)
    }
}

fn extents<const D: usize>(window: &Window<D>) -> [Vec<i64>; 3] {
    [window.kernel, window.stride, window.padding].map(|axes| axes.map(|n| n as i64).to_vec())
}

/// libtorch has no such pooling: the cells of each window are laid out, sorted and counted.
fn median<const D: usize>(xs: &Tensor, window: &Window<D>) -> Tensor {
    let cells = unfold(xs, window, f64::INFINITY); // [B, C, H', W', cells]
    let holder = tch::no_grad(|| {
        let is_cell = unfold(&xs.ones_like(), window, 0.);
        let count = is_cell.sum_dim_intlist([-1_i64].as_slice(), true, Kind::Int64);
        let (sorted, _) = cells.sort(-1, false);
        let median = sorted.gather(-1, &(count - 1).divide_scalar_mode(2, "floor"), false);
        let is_broken = cells.isnan().any_dim(-1, true);
        let median = median.masked_fill(&is_broken, f64::NAN);
        let both_broken = cells.isnan().logical_and(&median.isnan());
        let holds = cells.eq_tensor(&median).logical_or(&both_broken);
        // Padding is infinite, and so may be a cell: only cells can hold the median.
        let holds = holds.logical_and(&is_cell.to_kind(Kind::Bool));
        holds.to_kind(Kind::Uint8).argmax(-1, true)
    });
    cells.gather(-1, &holder, false).squeeze_dim(-1)
}

/// The cells of each window on an axis of their own, with a filler where a window reaches over the map.
fn unfold<const D: usize>(xs: &Tensor, window: &Window<D>, filler: f64) -> Tensor {
    let sizes = xs.size();
    let spatial: [usize; D] = std::array::from_fn(|axis| sizes[sizes.len() - D + axis] as usize);
    let output = window.output_shape(&Shape { channels: 1, spatial });
    let counts = output.expect("a window fits into the map").spatial.map(|n| n as i64);
    let [kernel, stride, padding] = extents(window);
    // libtorch names the padding of the last axis first.
    let around: Vec<i64> = (0..D)
        .rev()
        .flat_map(|axis| {
            let reach = (counts[axis] - 1) * stride[axis] + kernel[axis];
            [padding[axis], (reach - spatial[axis] as i64 - padding[axis]).max(0)]
        })
        .collect();
    let mut cells = xs.pad(around, "constant", filler);
    for axis in 0..D {
        let dim = 2 + axis as i64;
        cells = cells.unfold(dim, kernel[axis], stride[axis]).narrow(dim, 0, counts[axis]);
    }
    cells.flatten(-(D as i64), -1)
}
