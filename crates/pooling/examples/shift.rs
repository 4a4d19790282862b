//! Poolings of a shifted input.

#[path = "support/cells.rs"]
mod cells;
#[path = "support/marks.rs"]
mod marks;
#[path = "support/picture.rs"]
mod picture;
#[path = "support/scale.rs"]
mod scale;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_pooling::Reduction::{self, Average, Maximum};
use voxelnet_pooling::{PoolingError, Shape, Window, pool_globally};
use voxelnet_render::LineChart;

const ROW: [f32; 12] = [0., 3., 1., 4., 1., 5., 9., 2., 0., 0., 0., 0.];
const LENGTH: usize = 4096;
const POOLINGS: [(Reduction, usize); 4] = [(Maximum, 2), (Average, 2), (Maximum, 4), (Average, 4)];

fn main() -> picture::Result<()> {
    let mut charts = one_row()?;
    charts.extend(long_signals()?);
    picture::draw(&charts)
}

fn one_row() -> Result<Vec<LineChart>, PoolingError> {
    println!(
        "shift  input                                 maximum of 2       of all  average of all"
    );
    let mut charts = Vec::new();
    let mut of_all = marks::marked(["maximum", "average"]);
    for by in [0, 1, 2, 3, 4, 6] {
        let row = shifted(&ROW, by);
        let pooled = pool(&row, Maximum, 2)?;
        let [row_text, pooled_text] =
            [&row, &pooled].map(|row| row.iter().map(|x| format!("{x:3}")).collect::<String>());
        let maximum = pool_globally(Maximum, &row, 1)?.values()[0];
        let average = pool_globally(Average, &row, 1)?.values()[0];
        println!("{by:5}  {row_text}  {pooled_text}  {maximum:5}  {average:14.3}");
        marks::push(&mut of_all, by as f64, [maximum, average]);
        let rows = [cells::cells("maximum of 2", 2, &pooled), cells::cells("input", 1, &row)];
        charts.push(picture::chart([&format!("Shift {by}"), "cell", "value"], rows.into()));
    }
    charts.truncate(3);
    charts.push(scale::from_zero(picture::chart(
        ["All cells as one", "shift, cells", "value"],
        of_all,
    )));
    Ok(charts)
}

fn long_signals() -> Result<Vec<LineChart>, PoolingError> {
    println!(
        "\nHow much the outputs of windows of 2 or 4, 2 apart, change when the input moves and they"
    );
    println!(
        "are moved back by whole steps. 0 is not at all, 1 about as if they were of other inputs."
    );
    println!("                   smooth signal                       single points");
    println!("shift   input  max 2  avg 2  max 4  avg 4   input  max 2  avg 2  max 4  avg 4");
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut points: Vec<f32> =
        (0..LENGTH).map(|_| f32::from(rng.random_range(0..16) == 0)).collect();
    let random: Vec<f32> = (0..LENGTH).map(|_| rng.random()).collect();
    let window = Window { stride: [1, 1], padding: [0, 4], ..Window::new([1, 9]) };
    let mut smooth = window.pool(Average, &random, &shape(LENGTH))?.into_values();
    for signal in [&mut smooth, &mut points] {
        // Nothing is lost at the end.
        signal[LENGTH - 4..].fill(0.);
    }
    // Changes of maximum and average for each signal.
    let mut changes = [(); 4].map(|()| marks::marked(["windows of 2", "windows of 4", "input"]));
    for by in 1..=4 {
        print!("{by:5}");
        for (signal, series) in [&smooth, &points].into_iter().zip(changes.chunks_mut(2)) {
            let moved = shifted(signal, by);
            let input = change(signal, &moved, 0);
            print!(" {input:7.2}");
            let mut pooled = Vec::new();
            for (reduction, kernel) in POOLINGS {
                let before = pool(signal, reduction, kernel)?;
                pooled.push(change(&before, &pool(&moved, reduction, kernel)?, by / 2));
            }
            pooled.iter().for_each(|change| print!("{change:7.2}"));
            marks::push(&mut series[0], by as f64, [pooled[0], pooled[2], input]);
            marks::push(&mut series[1], by as f64, [pooled[1], pooled[3], input]);
        }
        println!();
    }
    let titles = [
        "Smooth signal, maximum",
        "Smooth signal, average",
        "Single points, maximum",
        "Single points, average",
    ];
    let labels = titles.map(|title| [title, "shift, cells", "change (1: as of other inputs)"]);
    Ok(labels
        .into_iter()
        .zip(changes)
        .map(|(labels, series)| picture::chart(labels, series))
        .collect())
}

fn shape(length: usize) -> Shape<2> {
    Shape { channels: 1, spatial: [1, length] }
}

fn pool(row: &[f32], reduction: Reduction, kernel: usize) -> Result<Vec<f32>, PoolingError> {
    let window = Window { stride: [1, 2], ..Window::new([1, kernel]) };
    Ok(window.pool(reduction, row, &shape(row.len()))?.into_values())
}

/// Moved to the right; zeros come in, and what is moved out is lost.
fn shifted(xs: &[f32], by: usize) -> Vec<f32> {
    [&vec![0.; by], &xs[..xs.len() - by]].concat()
}

/// The mean change as a share of the mean distance from the mean.
fn change(before: &[f32], after: &[f32], num_steps: usize) -> f32 {
    let mean = before.iter().sum::<f32>() / before.len() as f32;
    let spread: f32 = before.iter().map(|x| (x - mean).abs()).sum();
    shifted(before, num_steps).iter().zip(after).map(|(a, b)| (a - b).abs()).sum::<f32>() / spread
}
