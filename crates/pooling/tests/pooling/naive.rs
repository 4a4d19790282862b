//! The same poolings by loops that are slow and plain.

use voxelnet_pooling::{Reduction, Shape, Window};

/// The elements of an output.
#[derive(Clone, Debug)]
pub struct Group {
    /// Indices in the input.
    pub members: Vec<usize>,
    pub divisor: usize,
}

pub fn segments(channels: usize, offsets: &[usize]) -> Vec<Group> {
    let mut groups = Vec::new();
    for segment in 0..offsets.len() - 1 {
        for channel in 0..channels {
            let points = offsets[segment]..offsets[segment + 1];
            let members: Vec<usize> = points.map(|point| point * channels + channel).collect();
            groups.push(Group { divisor: members.len(), members });
        }
    }
    groups
}

/// The groups of a window and the number of windows along each axis.
///
/// Every cell of the padded map is asked whether it lies in the window.
pub fn windows<const D: usize>(window: &Window<D>, shape: &Shape<D>) -> (Vec<usize>, Vec<Group>) {
    let starts: Vec<Vec<i64>> = (0..D).map(|axis| starts(window, shape, axis)).collect();
    let padded: Vec<Vec<i64>> = (0..D)
        .map(|axis| {
            let padding = window.padding[axis] as i64;
            (-padding..shape.spatial[axis] as i64 + padding).collect()
        })
        .collect();
    let mut groups = Vec::new();
    for channel in 0..shape.channels {
        for start in product(&starts) {
            let is_within = |cell: &Vec<i64>| {
                (0..D).all(|axis| {
                    (start[axis]..start[axis] + window.kernel[axis] as i64).contains(&cell[axis])
                })
            };
            let cells: Vec<Vec<i64>> = product(&padded).into_iter().filter(is_within).collect();
            let members: Vec<usize> =
                cells.iter().filter_map(|cell| flat_index(channel, cell, shape)).collect();
            let divisor = if window.count_padding { cells.len() } else { members.len() };
            groups.push(Group { members, divisor });
        }
    }
    (starts.iter().map(Vec::len).collect(), groups)
}

/// Every place where a window may start along an axis.
fn starts<const D: usize>(window: &Window<D>, shape: &Shape<D>, axis: usize) -> Vec<i64> {
    let [size, kernel, stride, padding] =
        [shape.spatial[axis], window.kernel[axis], window.stride[axis], window.padding[axis]]
            .map(|number| number as i64);
    let overhang = if window.ceil_mode { stride - 1 } else { 0 };
    (-padding..size)
        .step_by(stride as usize)
        .filter(|start| start + kernel <= size + padding + overhang)
        .collect()
}

/// `None` in the padding.
fn flat_index<const D: usize>(channel: usize, cell: &[i64], shape: &Shape<D>) -> Option<usize> {
    cell.iter().zip(shape.spatial).try_fold(channel, |flat, (&at, size)| {
        let at = usize::try_from(at).ok().filter(|&at| at < size)?;
        Some(flat * size + at)
    })
}

/// All combinations, the last list fastest.
fn product(lists: &[Vec<i64>]) -> Vec<Vec<i64>> {
    lists.iter().fold(vec![Vec::new()], |heads, list| {
        heads
            .iter()
            .flat_map(|head| list.iter().map(|&item| [head.clone(), vec![item]].concat()))
            .collect()
    })
}

/// The value of a group and which element has it.
pub fn reduce(reduction: Reduction, xs: &[f32], group: &Group) -> (f32, Option<usize>) {
    let members = &group.members;
    if reduction == Reduction::Average {
        let sum: f64 = members.iter().map(|&index| f64::from(xs[index])).sum();
        let average = if members.is_empty() { 0. } else { sum / group.divisor as f64 };
        return (average as f32, None);
    }
    if let Some(&nan) = members.iter().find(|&&index| xs[index].is_nan()) {
        return (f32::NAN, Some(nan));
    }
    let mut sorted: Vec<f32> = members.iter().map(|&index| xs[index]).collect();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    if sorted.is_empty() {
        return (0., None);
    }
    let wanted = match reduction {
        Reduction::Minimum => sorted[0],
        Reduction::Median => sorted[sorted.len().div_ceil(2) - 1],
        _ => sorted[sorted.len() - 1],
    };
    (wanted, members.iter().copied().find(|&index| xs[index] == wanted))
}

/// The gradient of the input.
pub fn backward(reduction: Reduction, xs: &[f32], groups: &[Group], gradient: &[f32]) -> Vec<f32> {
    let mut to_input = vec![0.; xs.len()];
    for (group, gradient) in groups.iter().zip(gradient) {
        let (_, chosen) = reduce(reduction, xs, group);
        for &index in &group.members {
            if reduction == Reduction::Average {
                to_input[index] += gradient / group.divisor as f32;
            } else if chosen == Some(index) {
                to_input[index] += gradient;
            }
        }
    }
    to_input
}
