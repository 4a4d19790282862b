//! Pooling over groups of rows, such as the points of each voxel. [P, C] -> [K, C]

use tch::{Kind, Tensor};
use voxelnet_pooling::Reduction;

/// K groups of consecutive rows; an empty one gives 0 and has no gradient.
#[derive(Clone, Copy, Debug)]
pub struct Segments<'a> {
    /// Start of each group; the last entry is P. [K + 1], i64
    pub offsets: &'a Tensor,
    /// The group of each row. \[P\], i64
    pub owners: &'a Tensor,
}

impl Segments<'_> {
    fn len(self) -> i64 {
        self.offsets.size()[0] - 1
    }
}

/// One value per group and channel. Where several rows hold the maximum, the minimum or the median, the
/// gradient goes to the first of them; of an even number of rows the median is the lower one.
pub fn pool_segments(xs: &Tensor, segments: Segments<'_>, reduction: Reduction) -> Tensor {
    if xs.size()[0] == 0 {
        return Tensor::zeros([segments.len(), xs.size()[1]], (xs.kind(), xs.device()));
    }
    let pooled = match reduction {
        Reduction::Maximum => maximum(xs, segments),
        Reduction::Minimum => maximum(&xs.neg(), segments).neg(),
        Reduction::Average => return average(xs, segments),
        Reduction::Median => median(xs, segments),
    };
    pooled.masked_fill(&counts(segments).eq(0).unsqueeze(1), 0.)
}

fn maximum(xs: &Tensor, segments: Segments<'_>) -> Tensor {
    let max = tch::no_grad(|| reduce(xs, segments, "max")); // [K, C]
    if !xs.requires_grad() {
        return max;
    }
    // The gradient of libtorch's own reduction spreads over ties, and wrongly when it is negative.
    xs.gather(0, &first_holder(xs, &max, segments), false)
}

fn average(xs: &Tensor, segments: Segments<'_>) -> Tensor {
    let options = (xs.kind(), xs.device());
    let zeros = Tensor::zeros([segments.len(), xs.size()[1]], options);
    let divisors = counts(segments).clamp_min(1).to_kind(xs.kind());
    zeros.index_add(0, segments.owners, xs) / divisors.unsqueeze(1)
}

fn median(xs: &Tensor, segments: Segments<'_>) -> Tensor {
    let holder = tch::no_grad(|| {
        let by_value = xs.argsort_stable(true, 0, false); // [P, C]
        let groups = segments.owners.index_select(0, &by_value.flatten(0, 1));
        let by_group = groups.view_as(&by_value).argsort_stable(true, 0, false);
        let sorted = by_value.gather(0, &by_group, false); // group by group, rising in each
        let starts = segments.offsets.narrow(0, 0, segments.len());
        let middle = starts + (counts(segments) - 1).clamp_min(0).divide_scalar_mode(2, "floor"); // [K]
        let middle = middle.clamp_max(xs.size()[0] - 1); // an empty group at the end starts behind all rows
        let median = xs.gather(0, &sorted.index_select(0, &middle), false); // [K, C]
        // Sorting puts what is not a number last, so that it could be missed.
        let is_broken = reduce(&xs.isnan().to_kind(xs.kind()), segments, "max").to_kind(Kind::Bool);
        let median = median.masked_fill(&is_broken, f64::NAN);
        first_holder(xs, &median, segments)
    });
    xs.gather(0, &holder, false)
}

/// Rows of each group. \[K\]
fn counts(segments: Segments<'_>) -> Tensor {
    segments.offsets.diff(1, 0, None::<&Tensor>, None::<&Tensor>)
}

/// The first row of each group that holds a value. [K, C]
fn first_holder(xs: &Tensor, values: &Tensor, segments: Segments<'_>) -> Tensor {
    tch::no_grad(|| {
        let spread = values.index_select(0, segments.owners); // [P, C]
        let mut holds = xs.eq_tensor(&spread);
        if bool::try_from(values.isnan().any()).unwrap_or(true) {
            holds = holds.logical_or(&xs.isnan().logical_and(&spread.isnan()));
        }
        // Row numbers as doubles, exact far beyond any scan: reductions of integers there are none.
        let num_points = xs.size()[0];
        let rows = Tensor::arange(num_points, (Kind::Double, xs.device())).unsqueeze(1);
        let beyond = rows.full_like(num_points as f64);
        let candidates = rows.where_self(&holds, &beyond); // [P, C]
        // An empty group has no such row.
        reduce(&candidates, segments, "min").clamp_max(num_points as f64 - 1.).to_kind(Kind::Int64)
    })
}

fn reduce(xs: &Tensor, segments: Segments<'_>, how: &str) -> Tensor {
    let none = None::<&Tensor>;
    let start = if how == "max" { f64::NEG_INFINITY } else { f64::INFINITY };
    Tensor::segment_reduce(xs, how, none, none, Some(segments.offsets), 0, true, start)
}
