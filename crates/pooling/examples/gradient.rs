//! The receivers of the gradient: the inputs of a group, and the points of a voxel.

#[path = "support/marks.rs"]
mod marks;
#[path = "support/picture.rs"]
mod picture;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use voxelnet_pooling::Reduction::{self, Average, Maximum};
use voxelnet_pooling::{PoolingError, Segments, pool_globally};
use voxelnet_render::ChartPoint;

const NUM_POINTS: usize = 35;
const NAMES: [&str; 4] = ["maximum", "average", "minimum", "median"]; // as in `Reduction::ALL`

fn main() -> picture::Result<()> {
    println!("group 3 1 9 4   value   gradient of each input");
    let mut inputs = marks::marked(NAMES);
    for (series, reduction) in inputs.iter_mut().zip(Reduction::ALL) {
        let (value, gradient) = pool(reduction, &[3., 1., 9., 4.])?;
        let text: String = gradient.iter().map(|share| format!("{share:6.2}")).collect();
        println!("{:14} {value:6.2}  {text}", series.name);
        // Gaps between the inputs, so that no lines join them.
        let marks = (1..).zip(gradient).map(|(i, share)| {
            [ChartPoint::new(f64::from(i), share.into()), ChartPoint::new(f64::NAN, f64::NAN)]
        });
        series.points = marks.flatten().collect();
    }

    println!("\ngroup x 1 9 4: value and gradient of x");
    println!("    x         maximum         average         minimum          median");
    let [mut values, mut gradients] =
        [(); 2].map(|()| NAMES.map(|name| picture::line(name, vec![])));
    for tenths in 0..=120 {
        let x = f64::from(tenths) / 10.;
        let mut row = Vec::new();
        for reduction in Reduction::ALL {
            let (value, gradient) = pool(reduction, &[x as f32, 1., 9., 4.])?;
            row.push((value, gradient[0]));
        }
        marks::push(&mut values, x, row.iter().map(|(value, _)| *value));
        marks::push(&mut gradients, x, row.iter().map(|(_, gradient)| *gradient));
        if tenths % 20 == 0 {
            let text: String = row.iter().map(|(y, dy)| format!("{y:10.2}{dy:6.2}")).collect();
            println!("{x:5}{text}");
        }
    }

    println!("\nvoxel of {NUM_POINTS} points: how many of them receive a gradient");
    println!("channels  maximum  average");
    let mut num_heard = marks::marked(["maximum", "average"]);
    for channels in [1, 2, 4, 8, 16, 32, 64, 128] {
        let [maximum, average] = [count_heard(Maximum, channels)?, count_heard(Average, channels)?];
        println!("{channels:8} {maximum:8} {average:8}");
        marks::push(&mut num_heard, channels as f64, [maximum as f64, average as f64]);
    }
    let [maximum, average] = [ignores_order(Maximum, 128)?, ignores_order(Average, 128)?];
    println!("the same values with the points in reverse: maximum {maximum}, average {average}");
    num_heard.push(picture::line(
        "as many as channels",
        [0., 35.].map(|x| ChartPoint::new(x, x)).into(),
    ));
    let title = format!("Voxel of {NUM_POINTS} points");
    picture::draw(&[
        picture::chart(["Group 3 1 9 4: gradients", "input, first to fourth", "gradient"], inputs),
        picture::chart(["Group x 1 9 4: value", "x", "value"], values.into()),
        picture::chart(["Group x 1 9 4: gradient of x", "x", "gradient of x"], gradients.into()),
        picture::chart([&title, "channels", "points with a gradient"], num_heard),
    ])
}

/// The value of a group, and the gradients of its members.
fn pool(reduction: Reduction, group: &[f32]) -> Result<(f32, Vec<f32>), PoolingError> {
    let pooled = pool_globally(reduction, group, 1)?;
    Ok((pooled.values()[0], pooled.backward(&[1.])?))
}

/// The number of points of a voxel that receive a gradient in at least one channel.
fn count_heard(reduction: Reduction, channels: usize) -> Result<usize, PoolingError> {
    let voxel = Segments { channels, offsets: &[0, NUM_POINTS] };
    let gradient =
        voxel.pool(reduction, &random_points(channels))?.backward(&vec![1.; channels])?;
    Ok(gradient.chunks(channels).filter(|point| point.iter().any(|&x| x != 0.)).count())
}

/// Whether a voxel has the same values with its points in reverse.
fn ignores_order(reduction: Reduction, channels: usize) -> Result<bool, PoolingError> {
    let voxel = Segments { channels, offsets: &[0, NUM_POINTS] };
    let points = random_points(channels);
    let reversed: Vec<f32> = points.chunks(channels).rev().flatten().copied().collect();
    Ok(voxel.pool(reduction, &points)?.values() == voxel.pool(reduction, &reversed)?.values())
}

/// [P, C]
fn random_points(channels: usize) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    (0..NUM_POINTS * channels).map(|_| rng.random()).collect()
}
